// JSON with its structure: coloured by kind, objects and lists can be folded.

import {html} from "../vendor/preact.js";

const OPEN_DEPTH = 2;

/** @param {{value: unknown, name?: string|null, depth?: number, comma?: string}} props */
export function JsonTree({value, name = null, depth = 0, comma = ""}) {
  const key = name !== null && html`<span class="json-key">${JSON.stringify(name)}</span>: `;
  const nested = value !== null && typeof value === "object";
  const entries = nested ? Object.entries(value) : [];
  if (!entries.length) return html`<div class="json-line">${key}<${Leaf} value=${value} />${comma}</div>`;

  const list = Array.isArray(value);
  const [start, end] = list ? ["[", "]"] : ["{", "}"];
  return html`<details class="json-node" open=${depth < OPEN_DEPTH}>
    <summary class="json-line">
      ${key}${start}<span class="json-folded"> ${size(entries.length, list)} ${end}${comma}</span>
    </summary>
    <div class="json-inside">
      ${entries.map(
        ([inner, item], at) => html`<${JsonTree}
          key=${inner}
          value=${item}
          name=${list ? null : inner}
          depth=${depth + 1}
          comma=${at < entries.length - 1 ? "," : ""}
        />`,
      )}
    </div>
    <div class="json-line">${end}${comma}</div>
  </details>`;
}

function Leaf({value}) {
  if (value !== null && typeof value === "object") return Array.isArray(value) ? "[]" : "{}";
  const kind = value === null ? "null" : typeof value;
  return html`<span class=${`json-${kind}`}>${JSON.stringify(value)}</span>`;
}

function size(count, list) {
  const noun = list ? "item" : "key";
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
