// Draws the parts of a panel. What a panel shows is the server's affair.

import {html} from "../vendor/preact.js";
import {Blocks} from "../blocks/index.js";

/** @param {{panel: {parts: object[]}, env: object, onTry: (part: object) => void}} props */
export function Panel({panel, env, onTry}) {
  return html`<div class="part-list"><${Parts} parts=${panel.parts} env=${env} onTry=${onTry} /></div>`;
}

function Parts({parts, env, onTry}) {
  return parts.map((part, at) => {
    const Part = PARTS[part.kind];
    return Part && html`<${Part} key=${at} part=${part} env=${env} onTry=${onTry} />`;
  });
}

const PARTS = {
  heading: ({part}) => html`<h2 class="part-heading">${part.text}</h2>`,
  text: ({part}) => html`<p class=${`part-text ${toned(part)}`}>${part.text}</p>`,
  list: ({part}) => html`<ul class="part-items">
    ${part.items.map((item, at) => html`<li key=${at}>${item}</li>`)}
  </ul>`,
  // It can be focused because it can scroll.
  code: ({part}) => html`<pre class="part-code" tabindex="0"><code>${part.text}</code></pre>`,
  link: LinkPart,
  try: Try,
  blocks: BlocksPart,
  columns: ({part, env, onTry}) => html`<div class="part-columns">
    ${part.parts.map(
      (parts, at) => html`<div class="part-column" key=${at}>
        <${Parts} parts=${parts} env=${env} onTry=${onTry} />
      </div>`,
    )}
  </div>`,
};

const TONES = new Set(["plain", "good", "bad", "quiet"]);
const toned = ({tone}) => (TONES.has(tone) ? `tone-${tone}` : "tone-plain");

function LinkPart({part}) {
  const text = part.text || part.url;
  if (!/^https?:\/\//i.test(part.url)) return html`<p class="part-text">${text}</p>`;
  return html`<p class="part-text"><a href=${part.url} target="_blank" rel="noopener noreferrer">${text}</a></p>`;
}

function BlocksPart({part, env}) {
  return html`<figure class=${`part-blocks ${toned(part)}`}>
    ${part.caption && html`<figcaption>${part.caption}</figcaption>`}
    <div class="part-blocks-body"><${Blocks} blocks=${part.blocks} on=${null} env=${{...env, dead: true}} /></div>
  </figure>`;
}

/** @param {{part: {text: string, note?: string, room: string}, env: object, onTry: (part: object) => void}} props */
function Try({part, env, onTry}) {
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
