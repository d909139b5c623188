// The few signs of the page, drawn as lines, and a face for each user.

import {html} from "./vendor/preact.js";

const PATHS = {
  hash: "M6.5 2.5l-2 11m7-11l-2 11M3 5.7h10.5M2.5 10.3H13",
  lock: "M4 7.2h8v6H4zM5.6 7V5.2a2.4 2.4 0 0 1 4.8 0V7",
  close: "M3.5 3.5l9 9m0-9l-9 9",
  menu: "M2.5 4.5h11m-11 3.5h11m-11 3.5h11",
  search: "M7 2.8a4.2 4.2 0 1 0 0 8.4a4.2 4.2 0 0 0 0-8.4M10.2 10.2l3.3 3.3",
  reply: "M2.8 3h10.4v7.2H7.6L4.8 12.8v-2.6h-2zM5.3 5.7h5.4M5.3 7.7h3.4",
  more: "M8 3.4v.01M8 8v.01M8 12.6v.01",
  edit: "M3 13l.6-2.8l7.2-7.2l2.2 2.2l-7.2 7.2z",
  trash: "M3 4.5h10M6.3 4.3V2.8h3.4v1.5M4.3 4.7l.6 8.5h6.2l.6-8.5",
  copy: "M5.5 5.5h7.5v7.5H5.5zM3 10.5V3h7.5",
  bolt: "M9 1.8L3.6 9h4L7 14.2L12.4 7h-4z",
  plus: "M8 3v10M3 8h10",
  send: "M2.5 2.8l11 5.2l-11 5.2l1.4-5.2zM4 8h4.5",
  eye: "M1.5 8S4 3.8 8 3.8S14.5 8 14.5 8S12 12.2 8 12.2S1.5 8 1.5 8M8 6.2a1.8 1.8 0 1 0 0 3.6a1.8 1.8 0 0 0 0-3.6",
  panel: "M2 3h12v10H2zM9.5 3v10M11.2 5.6h1.2M11.2 7.8h1.2",
  sun:
    "M8 5.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 0 0 0-5.6M8 1.5v1.4M8 13.1v1.4M1.5 8h1.4M13.1 8h1.4" +
    "M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1",
  moon: "M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z",
  screen: "M2 3h12v8H2zM6 13.5h4M8 11v2.5",
  down: "M4 6.2l4 4l4-4",
  check: "M3 8.6l3.2 3.2L13 4.6",
  smile: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M5.4 9.6c1.2 1.8 4 1.8 5.2 0M6 6.2v.4M10 6.2v.4",
};

/** @param {{name: keyof typeof PATHS}} props */
export const Icon = ({name}) =>
  html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d=${PATHS[name]} /></svg>`;

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
