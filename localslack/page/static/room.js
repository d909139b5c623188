// The room in the middle: its name, its messages, where one writes; the tabs of the app; the thread beside it.

import {html, useEffect, useMemo} from "./vendor/preact.js";
import {send} from "./actions.js";
import {Blocks} from "./blocks/index.js";
import {Composer} from "./composer.js";
import {useEnv} from "./env.js";
import {Avatar, Icon} from "./icons.js";
import {Log} from "./log.js";
import {address, go, roomOf} from "./place.js";
import {useStore} from "./state.js";

/** What is known of the room that is shown, whatever it is. */
function useRoom() {
  const workspace = useStore((state) => state.workspace);
  const place = useStore((state) => state.place);
  const id = roomOf(place, workspace);
  const room = useStore(({rooms}) => rooms[`${place.user}/${id}`]);
  const isDm = place.room === "dm";
  const channel = workspace.channels.find((one) => one.id === id);
  const name = isDm ? workspace.app.name : channel?.name ?? "";
  return {workspace, place, id, room, isDm, channel, name, label: isDm ? name : `#${name}`};
}

export function Room() {
  const known = useRoom();
  const {workspace, place, id, isDm, channel, name, label} = known;
  const tab = isDm ? place.tab : "messages";
  const title = `${label} – ${workspace.team.name}`;
  useEffect(() => {
    document.title = title;
  }, [title]);

  return html`<main class="room" aria-label=${label}>
    <${RoomHead} app=${workspace.app} channel=${channel} isDm=${isDm} name=${name} tab=${tab} />
    ${tab === "home" && html`<${Home} />`}
    ${tab === "about" && html`<${About} app=${workspace.app} />`}
    ${tab === "messages" && html`<${Messages} key=${`${place.user}/${id}`} ...${known} />`}
  </main>`;
}

const NONE = [];

function Messages({workspace: {app}, id, room, isDm, channel, label}) {
  const messages = room?.messages ?? NONE;
  const opening = room?.cut
    ? html`<p class="opening">Only the last ${messages.length} messages are shown.</p>`
    : html`<${Opening} isDm=${isDm} channel=${channel} app=${app} />`;
  const closed =
    (channel?.archived && "This channel is archived. Nobody can write here.") ||
    (isDm && !app.messages_tab && `${app.name} takes no direct messages.`);
  return html`
    ${room
      ? html`<${Log} label=${`Messages in ${label}`} room=${id} messages=${messages} opening=${opening} />`
      : html`<div class="log-frame" aria-busy="true"></div>`}
    <div class="room-foot">
      ${!closed && html`<${Prompts} prompts=${room?.prompts} room=${id} />`}
      ${closed
        ? html`<p class="room-closed">${closed}</p>`
        : id && html`<${Composer} room=${id} label=${`Message ${label}`} messages=${messages} />`}
      <${Status} name=${app.name} status=${room?.status} />
    </div>
  `;
}

function Opening({isDm, channel, app}) {
  if (isDm) {
    return html`<div class="opening">
      <p class="opening-name">${app.name}</p>
      <p>This is the start of your conversation with ${app.name}. Nobody else sees it.</p>
    </div>`;
  }
  if (!channel) return null;
  return html`<div class="opening">
    <p class="opening-name"><${Icon} name=${channel.kind === "private" ? "lock" : "hash"} />${channel.name}</p>
    <p>This is the start of the channel. ${channel.purpose}</p>
  </div>`;
}

/** @param {{app: object, channel: object|undefined, isDm: boolean, name: string, tab: string}} props */
function RoomHead({app, channel, isDm, name, tab}) {
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

function Home() {
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

/** @param {{app: {name: string, commands: object[]}}} props */
const About = ({app}) => html`<div class="about">
  <h2>What this is</h2>
  <p>
    This is a local workspace that behaves like Slack. It runs in one process on this computer, and ${app.name} runs in
    it.
  </p>
  <p>Nothing you write here leaves this computer. When the process stops, everything in it is gone.</p>
  ${app.commands.length > 0 &&
  html`<h2>Commands of ${app.name}</h2>
    <dl>
      ${app.commands.map(
        ({name, hint, description}) => html`<div key=${name}>
          <dt><code>${name} ${hint}</code></dt>
          <dd>${description}</dd>
        </div>`,
      )}
    </dl>`}
  <h2>Keys</h2>
  <dl>
    <div><dt><kbd>Ctrl K</kbd> or <kbd>⌘ K</kbd></dt><dd>Jump to a channel</dd></div>
    <div><dt><kbd>↑</kbd> in an empty message</dt><dd>Edit your last message</dd></div>
    <div><dt><kbd>Shift Enter</kbd></dt><dd>New line</dd></div>
    <div><dt><kbd>↑</kbd> <kbd>↓</kbd> on a message</dt><dd>Go to the one before or after it</dd></div>
    <div><dt><kbd>Esc</kbd></dt><dd>Close what is open</dd></div>
  </dl>
</div>`;

/** "helper is looking …" @param {{name: string, status: string|undefined}} props */
const Status = ({name, status}) => html`<p class="status" role="status">
  ${status &&
  html`<span class="status-dots" aria-hidden="true"><i></i><i></i><i></i></span>
    <span><b>${name}</b> ${status}</span>`}
</p>`;

/** @param {{prompts: Array<{title: string, message: string}>|undefined, room: string, thread?: string|null}} props */
function Prompts({prompts, room, thread = null}) {
  if (!prompts?.length) return null;
  return html`<ul class="prompts" aria-label="Suggestions of the app">
    ${prompts.map(
      ({title, message}) => html`<li key=${title}>
        <button type="button" class="prompt" title=${message} onClick=${() => send(room, thread, message)}>
          ${title}
        </button>
      </li>`,
    )}
  </ul>`;
}

export function Thread() {
  const {workspace, place, id, channel, label} = useRoom();
  const thread = useStore((state) => state.thread);
  const shown = thread?.room === id && thread.ts === place.thread ? thread : null;
  const messages = shown?.messages ?? [];
  const close = () => go({thread: null});
  const onKeyDown = (event) => event.key === "Escape" && close();

  return html`<aside class="thread" aria-label="Thread" onKeyDown=${onKeyDown}>
    <div class="thread-head">
      <h2>Thread <span class="thread-room">${label}</span></h2>
      <button type="button" class="icon-button" aria-label="Close the thread" title="Close" onClick=${close}>
        <${Icon} name="close" />
      </button>
    </div>
    ${shown
      ? html`<${Log} label=${`Thread in ${label}`} room=${id} messages=${messages} thread=${shown.ts} />`
      : html`<div class="log-frame" aria-busy="true"></div>`}
    <div class="room-foot">
      ${!channel?.archived &&
      id &&
      html`<${Composer} room=${id} thread=${place.thread} label="Reply" messages=${messages} />`}
      <${Status} name=${workspace.app.name} status=${shown?.status} />
    </div>
  </aside>`;
}
