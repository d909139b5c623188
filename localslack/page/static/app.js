// The page: what stands where, and the keys that work everywhere.

import {html, render, useEffect, useState} from "./vendor/preact.js";
import {tryOut} from "./actions.js";
import {useEnv} from "./env.js";
import {Jump} from "./jump.js";
import {Modals} from "./modal.js";
import {arrive, follow, followPermalinks} from "./place.js";
import {Room, Thread} from "./room.js";
import {Side} from "./side/index.js";
import {Sidebar} from "./sidebar.js";
import {change, useStore} from "./state.js";
import {Toasts} from "./toasts.js";
import {TopBar} from "./topbar.js";
import {ask, start} from "./wire.js";

const WIDE = 1100;
const NARROW = 700;

function Page() {
  const ready = useStore(({workspace}) => Boolean(workspace));
  const lost = useStore(({link}) => link === "lost");
  return html`
    ${lost && html`<p class="lost" role="alert">Lost touch with the sandbox. Trying again…</p>`}
    ${ready ? html`<${Workspace} />` : html`<main class="waiting"><h1>Opening the workspace…</h1></main>`}
    <${Toasts} />
  `;
}

function Workspace() {
  const thread = useStore(({place}) => place.thread);
  const navOpen = useStore((state) => state.navOpen);
  const sideOpen = useStore((state) => state.sideOpen);
  const user = useStore(({place}) => place.user);
  const [jumping, setJumping] = useState(false);

  useEffect(() => {
    const onKeyDown = (event) => {
      if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        if (!document.querySelector("dialog[open]")) setJumping(true);
      } else if (event.key === "Escape") change({navOpen: false});
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);

  return html`<div class=${navOpen ? "page page-nav" : "page"}>
    <${TopBar} onJump=${() => setJumping(true)} onSide=${() => change({sideOpen: !sideOpen})} />
    <div class="page-body">
      <${Sidebar} />
      ${navOpen && html`<div class="nav-shade" onClick=${() => change({navOpen: false})}></div>`}
      <div class=${thread ? "work work-thread" : "work"}>
        <${Room} />
        ${thread && html`<${Thread} key=${`${user}/${thread}`} />`}
      </div>
      ${sideOpen && html`<${Beside} />`}
    </div>
    ${jumping && html`<${Jump} onClose=${() => setJumping(false)} />`}
    <${Modals} />
  </div>`;
}

function Beside() {
  const panels = useStore((state) => state.panels);
  const troubles = useStore((state) => state.troubles);
  const trace = useStore((state) => state.trace);
  const env = useEnv();
  const close = () => change({sideOpen: false});
  const onTry = (part) => {
    if (innerWidth <= NARROW) close();
    tryOut(part);
  };
  const slices = {panels, troubles, trace};
  return html`<${Side} ...${slices} ask=${ask} act=${env.act} env=${env} onTry=${onTry} onClose=${close} />`;
}

document.addEventListener("visibilitychange", arrive); // what came meanwhile is read now
change({sideOpen: innerWidth >= WIDE});
follow();
followPermalinks();
start();
render(html`<${Page} />`, document.getElementById("app"));
