// "2 replies" under the message that started a thread.

import {html} from "./vendor/preact.js";
import {Avatar} from "./avatar.js";
import {go} from "./place.js";
import {clock, day} from "./time.js";

const FACES = 4;

/** @param {{replies: {count: number, users: string[], latest: string}, room: string, ts: string, env: object}} props */
export function Replies({replies: {count, users, latest}, room, ts, env}) {
  if (!count) return null;
  return html`<button type="button" class="replies" onClick=${() => go({room, thread: ts})}>
    <span class="replies-faces">
      ${users.slice(0, FACES).map(
        (id) =>
          html`<${Avatar} key=${id} id=${id} name=${env.users.get(id)?.name} isApp=${id === env.app.user_id} small />`,
      )}
    </span>
    <span class="replies-count">${count} ${count === 1 ? "reply" : "replies"}</span>
    ${latest && html`<span class="replies-latest">Last reply ${day(latest).toLowerCase()} at ${clock(latest)}</span>`}
  </button>`;
}
