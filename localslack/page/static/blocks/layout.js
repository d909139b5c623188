// The blocks that arrange text and controls: sections, contexts, inputs, tables and their like.

import {html} from "../vendor/preact.js";
import {Element} from "./elements.js";
import {Text} from "./mrkdwn.js";
import {Picture} from "./pictures.js";
import {RichText} from "./rich_text.js";
import {Stage, useName, useScene} from "./scene.js";

export const Section = ({block}) => html`<div class="bk-section">
  <div class="bk-section-body">
    ${block.text && html`<div class="bk-text"><${Text} of=${block.text} /></div>`}
    ${block.fields?.length > 0 && html`<div class="bk-fields">
      ${block.fields.map((field) => html`<div class="bk-text"><${Text} of=${field} /></div>`)}
    </div>`}
  </div>
  ${block.accessory && html`<div class="bk-accessory"><${Element} element=${block.accessory} /></div>`}
</div>`;

// The page has its own h1 and h2; a message's headings begin below them.
export function Header({block}) {
  const level = Math.min(Math.max(Number(block.level) || 1, 1), 4);
  return html`<${`h${level + 2}`} class=${`bk-header bk-header-${level}`}><${Text} of=${block.text} /><//>`;
}

export const Divider = () => html`<hr class="bk-divider" />`;

export const Context = ({block}) => html`<div class="bk-context">
  ${block.elements.map((element) => element.type === "image"
    ? html`<${Picture} element=${element} class="bk-context-picture" />`
    : html`<span class="bk-text"><${Text} of=${element} /></span>`)}
</div>`;

export const Actions = ({block}) => html`<div class="bk-actions">${elements(block)}</div>`;

export const ContextActions = ({block}) => html`<div class="bk-actions bk-context-actions">${elements(block)}</div>`;

const elements = (block) =>
  block.elements.map((element, at) => html`<${Element} key=${element.action_id ?? at} element=${element} />`);

export function InputBlock({block}) {
  const {env, form, blockId} = useScene();
  const name = useName("bk-input");
  const error = form ? form.problem(blockId) : env.errors?.[blockId];
  const field = {
    acts: Boolean(block.dispatch_action),
    controlId: name,
    labelId: `${name}-label`,
    describedBy: [block.hint && `${name}-hint`, error && `${name}-error`].filter(Boolean).join(" "),
    invalid: Boolean(error),
    required: !block.optional,
  };
  return html`<div class=${`bk-field${error ? " bk-field-wrong" : ""}`}>
    <label class="bk-label" id=${field.labelId} for=${name}><${Text} of=${block.label} />
      ${block.optional && html` <span class="bk-optional">(optional)</span>`}</label>
    <${Stage} field=${field}><${Element} element=${block.element} /><//>
    ${error && html`<div class="bk-error" id=${`${name}-error`}>${error}</div>`}
    ${block.hint && html`<div class="bk-hint" id=${`${name}-hint`}><${Text} of=${block.hint} /></div>`}
  </div>`;
}

const ALIGNMENTS = new Set(["left", "center", "right"]);

/** @param {{block: {rows: object[][], column_settings?: object[]}}} props */
export function Table({block}) {
  const [head = [], ...body] = block.rows;
  const look = (at) => {
    const {align, is_wrapped: wrapped} = block.column_settings?.[at] ?? {};
    return `bk-${ALIGNMENTS.has(align) ? align : "left"}${wrapped ? " bk-wrapped" : ""}`;
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
