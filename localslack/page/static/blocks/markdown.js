// The markdown block.

import {html, useMemo} from "../vendor/preact.js";
import {Emoji, Link} from "./inline.js";
import {parse} from "./markdown_syntax.js";

/** @param {{block: {text: string}}} props */
export function Markdown({block}) {
  const tree = useMemo(() => parse(block.text ?? ""), [block.text]);
  return html`<div class="bk-markdown">${tree.map(drawn)}</div>`;
}

const drawn = (node) => BLOCKS[node.kind](node);
const line = (nodes) => nodes.map((node) => INLINE[node.kind](node));

// The page has its own h1 and h2; a message's headings begin below them.
const heading = (level) => `h${Math.min(level + 2, 6)}`;

const BLOCKS = {
  paragraph: ({children}) => html`<p>${line(children)}</p>`,
  heading: ({level, children}) => html`<${heading(level)} class=${`bk-heading bk-heading-${level}`}>${line(children)}<//>`,
  rule: () => html`<hr class="bk-divider" />`,
  fence: ({text}) => html`<pre class="bk-pre" tabindex="0">${text}</pre>`,
  quote: ({children}) => html`<blockquote class="bk-quote">${children.map(drawn)}</blockquote>`,
  list: ({ordered, start, items}) =>
    ordered
      ? html`<ol class="bk-list" start=${start}>${items.map(item)}</ol>`
      : html`<ul class="bk-list">${items.map(item)}</ul>`,
  table: ({align, rows: [head, ...body]}) => html`<div class="bk-table-frame" tabindex="0" role="region" aria-label="Table">
    <table class="bk-table">
      <thead><tr>
        ${head.map((cell, at) => html`<th scope="col" class=${`bk-${align[at]}`}>${line(cell)}</th>`)}
      </tr></thead>
      <tbody>${body.map((row) => html`<tr>
        ${row.map((cell, at) => html`<td class=${`bk-${align[at]}`}>${line(cell)}</td>`)}
      </tr>`)}</tbody>
    </table>
  </div>`,
};

/** An item: a lone paragraph needs no paragraph's distance. */
function item({done, children}) {
  const [first, ...rest] = children;
  const inner = first?.kind === "paragraph" ? [line(first.children), rest.map(drawn)] : children.map(drawn);
  if (done === null) return html`<li>${inner}</li>`;
  const [name, box] = done ? ["Done", "☑"] : ["To do", "☐"];
  return html`<li class="bk-task"><span class="bk-task-box" role="img" aria-label=${name}>${box}</span> ${inner}</li>`;
}

const INLINE = {
  text: ({text}) => text,
  break: () => html`<br />`,
  group: ({children}) => line(children),
  bold: ({children}) => html`<b>${line(children)}</b>`,
  italic: ({children}) => html`<i>${line(children)}</i>`,
  strike: ({children}) => html`<s>${line(children)}</s>`,
  code: ({text}) => html`<code class="bk-code">${text}</code>`,
  link: ({url, children}) => html`<${Link} url=${url}>${line(children)}<//>`,
  emoji: ({name}) => html`<${Emoji} name=${name} />`,
};
