// What the app is doing, and what it suggests to ask.

import {html} from "./vendor/preact.js";
import {send} from "./deeds.js";

/** "helper is looking …" @param {{name: string, status: string|undefined}} props */
export const Status = ({name, status}) => html`<p class="status" role="status">
  ${status &&
  html`<span class="status-dots" aria-hidden="true"><i></i><i></i><i></i></span>
    <span><b>${name}</b> ${status}</span>`}
</p>`;

/** @param {{prompts: Array<{title: string, message: string}>|undefined, room: string, thread?: string|null}} props */
export function Prompts({prompts, room, thread = null}) {
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
