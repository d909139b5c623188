// Something to try: a card that types a text and sends it.

import {html} from "../../vendor/preact.js";

/** @param {{part: {text: string, note?: string, room: string}, env: object, onTry: (part: object) => void}} props */
export function Try({part, env, onTry}) {
  return html`<button type="button" class="part-try" onClick=${() => onTry(part)}>
    ${part.note && html`<span class="try-note">${part.note}</span>`}
    <span class="try-text">${part.text}</span>
    <span class="try-room">${`Send ${place(part.room, env)}`}</span>
    <svg class="try-sign" viewBox="0 0 16 16" aria-hidden="true"><path d="M2.5 8h10m-4-4l4 4-4 4" /></svg>
  </button>`;
}

function place(room, env) {
  const name = env?.channels?.get(room)?.name;
  return name ? `in #${name}` : "as a direct message";
}
