// The blocks that arrange text and controls.

import {html} from "../vendor/preact.js";
import {Element} from "./elements.js";
import {Text} from "./mrkdwn.js";
import {Picture} from "./image.js";

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
