// The emoji under a message.

import {html} from "./vendor/preact.js";
import {emojiText} from "./blocks/emoji.js";
import {react} from "./deeds.js";

/** The emoji the menu of a message offers. */
export const OFFERED = [
  {name: "thumbsup", title: "Thumbs up"},
  {name: "white_check_mark", title: "Done"},
  {name: "eyes", title: "Looking"},
];

/** The character of an emoji, or its name between colons. */
export const character = emojiText;

/** @param {{message: object, room: string, env: object}} props */
export function Reactions({message: {ts, reactions}, room, env}) {
  if (!reactions?.length) return null;
  return html`<ul class="reactions" aria-label="Reactions">
    ${reactions.map(({name, users}) => {
      const who = users.map((id) => env.users.get(id)?.name ?? id).join(", ");
      const mine = users.includes(env.me);
      return html`<li key=${name}>
        <button
          type="button"
          class="reaction"
          aria-pressed=${mine ? "true" : "false"}
          aria-label=${`${name.replaceAll("_", " ")}, ${users.length}: ${who}`}
          title=${`${who} reacted with :${name}:`}
          onClick=${() => !mine && react(room, ts, name)}
        >
          <span class="emoji" aria-hidden="true">${character(name)}</span>${users.length}
        </button>
      </li>`;
    })}
  </ul>`;
}
