// The thread beside the room.

import {html} from "./vendor/preact.js";
import {Composer} from "./composer.js";
import {Icon} from "./icons.js";
import {Log} from "./log.js";
import {go} from "./place.js";
import {Status} from "./presence.js";
import {useRoom} from "./room.js";
import {useStore} from "./state.js";

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
