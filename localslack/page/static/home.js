// The app's Home tab, as the app drew it for this person.

import {html, useMemo} from "./vendor/preact.js";
import {Blocks} from "./blocks/index.js";
import {useEnv} from "./env.js";
import {useStore} from "./state.js";

export function Home() {
  const home = useStore((state) => state.home);
  const env = useEnv();
  const id = home?.id;
  const on = useMemo(() => ({view: id}), [id]);
  return html`<div class="home">
    <div class="home-inner">
      ${home
        ? html`<${Blocks} blocks=${home.blocks} on=${on} env=${env} />`
        : html`<p class="home-empty">${env.app.name} has not drawn its Home tab yet.</p>`}
    </div>
  </div>`;
}
