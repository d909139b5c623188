// The blocks of a modal: keeps what is filled in, says what is missing, and hands it out when it is submitted.

import {html, useEffect, useLayoutEffect, useMemo, useReducer, useRef} from "../vendor/preact.js";
import {BlockList} from "./block.js";
import {controlsOf, initialOf, isEmpty, keyOf} from "./control.js";
import {Stage} from "./scene.js";

const forms = new WeakMap();

/**
 * @param {{view: object, env: object, formRef?: {current: object|null}}} props
 *   `formRef.current` gets what `collect` and `check` take
 */
export const BlockForm = ({view, env, formRef}) =>
  html`<${Form} key=${view.id} view=${view} env=${env} formRef=${formRef} />`;

/**
 * What is filled in, as a submission sends it.
 * @param {{current: object}|HTMLElement} form a `formRef`, or an element that is, holds or is in the form
 * @returns {Object<string, Object<string, unknown>>} by block id and action id
 */
export const collect = (form) => handle(form)?.values() ?? {};

/**
 * Whether the form can be sent. If not, it says why, and the first field that is wrong gets the focus.
 * @param {{current: object}|HTMLElement} form as for `collect`
 */
export const check = (form) => handle(form)?.check() ?? true;

function handle(form) {
  if (form?.current && "values" in form.current) return form.current;
  const element = form instanceof Element ? form : form?.current;
  return forms.get(element?.closest?.(".bk-form") ?? element?.querySelector?.(".bk-form"));
}

/** The values of one modal. They outlive its updates; what an update leaves out is forgotten. */
class Sheet {
  values = new Map();
  problems = {};
  refused = {}; // what the app said about the last submission
  said = "";

  constructor(redraw) {
    this.redraw = redraw;
  }

  held(blockId, element) {
    const key = keyOf(blockId, element.action_id);
    if (!this.values.has(key)) this.values.set(key, initialOf(element));
    return this.values.get(key);
  }

  keep(blockId, actionId, value) {
    this.values.set(keyOf(blockId, actionId), value);
    delete this.problems[blockId];
    delete this.refused[blockId];
    this.redraw();
  }

  problem(blockId) {
    const own = (problems) => Object.hasOwn(problems, blockId) && problems[blockId];
    return own(this.problems) || own(this.refused) || "";
  }

  hear(errors = {}) {
    const said = JSON.stringify(errors);
    if (said === this.said) return;
    this.said = said;
    this.refused = {...errors};
  }

  forget(blocks) {
    const controls = [...controlsOf(blocks)];
    const kept = new Set(controls.map(({block, element}) => keyOf(block.block_id ?? "", element.action_id)));
    for (const key of this.values.keys()) if (!kept.has(key)) this.values.delete(key);
  }

  collected(blocks) {
    const found = {};
    for (const {block, element} of controlsOf(blocks)) {
      const id = block.block_id ?? "";
      found[id] = {...found[id], [element.action_id]: this.held(id, element)};
    }
    return found;
  }
}

function Form({view, env, formRef}) {
  const [, redraw] = useReducer((count) => count + 1, 0);
  const root = useRef(null);
  const sheet = useMemo(() => new Sheet(redraw), []);
  sheet.hear(view.errors);
  // A new object for every drawing, so that the blocks inside are drawn too.
  const form = {
    held: (...of) => sheet.held(...of), keep: (...what) => sheet.keep(...what), problem: (id) => sheet.problem(id),
  };
  useLayoutEffect(() => {
    sheet.forget(view.blocks);
    const own = {
      element: root.current,
      values: () => sheet.collected(view.blocks),
      check() {
        sheet.problems = problemsOf(view.blocks, (...of) => sheet.held(...of));
        redraw();
        return !focusWrong(root.current, view.blocks, sheet.problems);
      },
    };
    forms.set(root.current, own);
    if (formRef) formRef.current = own;
  });
  useEffect(() => () => formRef && (formRef.current = null), []);
  useEffect(() => { // the app refuses: a user who cannot see that hears it
    focusWrong(root.current, view.blocks, view.errors ?? {});
  }, [sheet.said]);
  const general = sheet.problem("");
  return html`<div class="bk-blocks bk-form" ref=${root}>
    ${general && html`<div class="bk-alert bk-alert-error" role="alert">${general}</div>`}
    <${Stage} env=${env} on=${{view: view.id}} form=${form}><${BlockList} blocks=${view.blocks} /><//>
  </div>`;
}

/** Gives the focus to the first field that is wrong; says whether there is one. */
function focusWrong(root, blocks, problems) {
  const wrong = blocks.find((block) => problems[block.block_id ?? ""]);
  if (!wrong) return false;
  const frames = [...root.querySelectorAll("[data-block]")];
  frames.find((frame) => frame.dataset.block === wrong.block_id)?.querySelector("input, textarea, button")?.focus();
  return true;
}

const MISSING = "Please complete this required field.";

/**
 * @param {object[]} blocks of the view
 * @param {(blockId: string, element: object) => unknown} held
 * @returns {Object<string, string>} block ids with what is wrong
 */
function problemsOf(blocks, held) {
  const found = {};
  for (const {block, element} of controlsOf(blocks)) {
    if (block.type !== "input") continue;
    const value = held(block.block_id ?? "", element);
    const wrong = isEmpty(value) ? !block.optional && MISSING : RULES[element.type]?.(value, element);
    if (wrong) found[block.block_id ?? ""] = wrong;
  }
  return found;
}

const RULES = {
  email_text_input: (text) => !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) && "Please enter a valid email address.",
  url_text_input: (text) => !URL.canParse(text) && "Please enter a valid URL.",
  plain_text_input: (text, {min_length: least}) =>
    least && text.length < least && `Please enter at least ${least} characters.`,
  number_input: (text, {is_decimal_allowed: decimal, min_value: least, max_value: most}) => {
    if (!/^-?\d+(\.\d+)?$/.test(text)) return "Please enter a number.";
    if (!decimal && text.includes(".")) return "Please enter a whole number.";
    if (least && Number(text) < Number(least)) return `Please enter a number of at least ${least}.`;
    return most && Number(text) > Number(most) && `Please enter a number of at most ${most}.`;
  },
};
