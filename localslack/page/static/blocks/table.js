// The table block: its first row is the head.

import {html} from "../vendor/preact.js";
import {RichText} from "./rich_text.js";

const ALIGN = new Set(["left", "center", "right"]);

/** @param {{block: {rows: object[][], column_settings?: object[]}}} props */
export function Table({block}) {
  const [head = [], ...body] = block.rows;
  const look = (at) => {
    const {align, is_wrapped: wrapped} = block.column_settings?.[at] ?? {};
    return `bk-${ALIGN.has(align) ? align : "left"}${wrapped ? " bk-wrapped" : ""}`;
  };
  return html`<div class="bk-table-frame" tabindex="0" role="region" aria-label="Table">
    <table class="bk-table">
      <thead><tr>
        ${head.map((cell, at) => html`<th scope="col" class=${look(at)}><${Cell} cell=${cell} /></th>`)}
      </tr></thead>
      <tbody>${body.map((row) => html`<tr>
        ${row.map((cell, at) => html`<td class=${look(at)}><${Cell} cell=${cell} /></td>`)}
      </tr>`)}</tbody>
    </table>
  </div>`;
}

function Cell({cell}) {
  if (cell.type === "rich_text") return html`<${RichText} block=${cell} />`;
  return String(cell.text ?? cell.value ?? "");
}
