// A face for everybody: initials on a colour of their own; the app has a question mark.

import {html} from "./vendor/preact.js";

const COLOURS = 8;

function colour(id) {
  let sum = 0;
  for (const letter of id) sum = (sum * 31 + letter.charCodeAt(0)) % 997;
  return sum % COLOURS;
}

/** @param {{id: string, name: string, isApp?: boolean, small?: boolean}} props */
export function Avatar({id, name, isApp, small}) {
  const size = small ? "avatar avatar-small" : "avatar";
  if (isApp) {
    return html`<span class=${`${size} avatar-app`} aria-hidden="true">
      <svg viewBox="0 0 20 20"><path d="M6.6 7.2a3.5 3.5 0 1 1 5.1 3.1c-1.1.6-1.7 1.2-1.7 2.4M10 15.6v.1" /></svg>
    </span>`;
  }
  const initial = (name || "?").trim()[0].toUpperCase();
  return html`<span class=${`${size} avatar-${colour(id)}`} aria-hidden="true">${initial}</span>`;
}
