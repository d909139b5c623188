// Pictures. The page loads none from elsewhere: it shows what they would show.

import {html, useState} from "../vendor/preact.js";
import {Link} from "./links.js";
import {Text} from "./mrkdwn.js";

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
