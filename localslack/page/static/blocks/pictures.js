// Pictures: icons drawn with strokes, and images. The page loads no image from elsewhere: it shows what one would show.

import {html, useState} from "../vendor/preact.js";
import {Link} from "./inline.js";
import {Text} from "./mrkdwn.js";

const PATHS = {
  thumb_up: "M7 18V9l3.6-6.2c1.3 0 2.2.9 2.2 2.2L12.2 8h3.6c1 0 1.8.9 1.6 2l-1.1 6.4c-.1.9-.9 1.6-1.8 1.6H7ZM7 9H3.5v9H7",
  thumb_down: "M13 2v9l-3.6 6.2c-1.3 0-2.2-.9-2.2-2.2l.6-3H4.2c-1 0-1.8-.9-1.6-2l1.1-6.4C3.8 2.7 4.6 2 5.5 2H13Zm0 9h3.5V2H13",
  trash: "M3.5 5.5h13M8 5.5v-2h4v2M5 5.5l.8 11.5h8.4L15 5.5M8.3 9v5M11.7 9v5",
  more: "M10 4.2v.1M10 10v.1M10 15.8v.1",
  chevron: "m5.5 8 4.5 4.5L14.5 8",
  cross: "m5.5 5.5 9 9m0-9-9 9",
  check: "m4.5 10.5 3.5 3.5 7.5-8",
  info: "M10 9v5M10 6v.1M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15Z",
  warning: "M10 8v4M10 14.5v.1M10 2.8 18 17H2L10 2.8Z",
  success: "m6.5 10.2 2.5 2.5 4.5-5M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15Z",
  error: "m7.5 7.5 5 5m0-5-5 5M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15Z",
};

/** A picture by its name; an unknown one is a dot. */
export const icon = (name) => html`<svg class=${`bk-icon bk-icon-${name in PATHS ? name : "other"}`} viewBox="0 0 20 20"
  width="20" height="20" aria-hidden="true" focusable="false"><path d=${PATHS[name] ?? "M10 10v.1"} /></svg>`;

function loadable(url) {
  if (/^data:image\//i.test(url)) return url;
  try {
    const address = new URL(url);
    return address.origin === window.location.origin ? address.href : null;
  } catch {
    return null;
  }
}

/** A picture of any size: an accessory, one in a context, the icon of a card. */
export function Picture({element, class: name = "bk-picture"}) {
  const [broken, setBroken] = useState(false);
  const source = loadable(element.image_url ?? "");
  const alt = String(element.alt_text ?? "");
  if (source && !broken) return html`<img class=${name} src=${source} alt=${alt} onError=${() => setBroken(true)} />`;
  return html`<span class=${`${name} bk-no-picture`} role="img" aria-label=${alt || "Image"} title=${alt}>${alt}</span>`;
}

/** The image block. */
export function ImageBlock({block}) {
  const url = block.image_url ?? block.slack_file?.url ?? "";
  return html`<figure class="bk-image">
    ${block.title && html`<figcaption><${Text} of=${block.title} /></figcaption>`}
    <${Picture} element=${block} class="bk-image-picture" />
    ${url && !loadable(url) && html`<small class="bk-quiet"><${Link} url=${url} label="Open image" /></small>`}
  </figure>`;
}
