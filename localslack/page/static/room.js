// The room in the middle: its name, its messages, where one writes.

import {html, useEffect} from "./vendor/preact.js";
import {About} from "./about.js";
import {Composer} from "./composer.js";
import {Home} from "./home.js";
import {Icon} from "./icons.js";
import {Log} from "./log.js";
import {Prompts, Status} from "./presence.js";
import {RoomHead} from "./room_head.js";
import {roomOf} from "./place.js";
import {useStore} from "./state.js";

/** What is known of the room that is shown, whatever it is. */
export function useRoom() {
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
