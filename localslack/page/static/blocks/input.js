// The input block: a label, a control, a hint, and what is wrong.

import {html} from "../vendor/preact.js";
import {Element} from "./elements.js";
import {Text} from "./mrkdwn.js";
import {Stage, useName, useScene} from "./scene.js";

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
