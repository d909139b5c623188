// Over the messages: what the room is called, what it is for, the tabs of the app.

import {html} from "./vendor/preact.js";
import {Avatar} from "./avatar.js";
import {Icon} from "./icons.js";
import {address, go} from "./place.js";
import {useStore} from "./state.js";

/** @param {{app: object, channel: object|undefined, isDm: boolean, name: string, tab: string}} props */
export function RoomHead({app, channel, isDm, name, tab}) {
  const sign = isDm
    ? html`<${Avatar} id=${app.user_id} name=${name} isApp small />`
    : html`<${Icon} name=${channel?.kind === "private" ? "lock" : "hash"} />`;
  return html`<div class="room-head">
    <div class="room-title">
      <h1>${sign}<span>${name}</span>${isDm && html`<span class="app-badge">App</span>`}</h1>
      ${channel?.purpose && html`<p class="room-purpose" title=${channel.purpose}>${channel.purpose}</p>`}
      ${channel && html`<${Presence} app=${app} channel=${channel} />`}
    </div>
    ${isDm && html`<${Tabs} app=${app} tab=${tab} />`}
  </div>`;
}

const Presence = ({app, channel}) => html`<p class=${channel.app_in ? "room-app" : "room-app room-app-out"}>
  <${Icon} name=${channel.app_in ? "check" : "close"} />
  <span>${channel.app_in ? `${app.name} is here` : `${app.name} is not here`}</span>
</p>`;

const TABS = {home: "Home", messages: "Messages", about: "About"};

function Tabs({app, tab}) {
  const user = useStore((state) => state.place.user);
  const shown = Object.keys(TABS).filter(
    (name) => (name !== "home" || app.home_tab) && (name !== "messages" || app.messages_tab || !app.home_tab),
  );
  return html`<ul class="tabs" aria-label=${`Tabs of ${app.name}`}>
    ${shown.map(
      (name) => html`<li key=${name}>
        <a
          class="tab"
          href=${address({user, room: "dm", thread: null, tab: name})}
          aria-current=${name === tab ? "page" : undefined}
          onClick=${(event) => (event.preventDefault(), go({room: "dm", thread: null, tab: name}))}
        >
          ${TABS[name]}
        </a>
      </li>`,
    )}
  </ul>`;
}
