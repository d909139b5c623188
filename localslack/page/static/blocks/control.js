// Controls: what they hold, and using one. It may ask whether it is meant, tells the app, and says what went wrong.

import {html, useEffect, useRef, useState} from "../vendor/preact.js";
import {Text} from "./mrkdwn.js";
import {useName, useScene} from "./scene.js";

const INITIAL = {
  channels_select: "initial_channel",
  checkboxes: "initial_options",
  conversations_select: "initial_conversation",
  datepicker: "initial_date",
  datetimepicker: "initial_date_time",
  email_text_input: "initial_value",
  external_select: "initial_option",
  multi_channels_select: "initial_channels",
  multi_conversations_select: "initial_conversations",
  multi_external_select: "initial_options",
  multi_static_select: "initial_options",
  multi_users_select: "initial_users",
  number_input: "initial_value",
  plain_text_input: "initial_value",
  radio_buttons: "initial_option",
  rich_text_input: "initial_value",
  static_select: "initial_option",
  timepicker: "initial_time",
  url_text_input: "initial_value",
  users_select: "initial_user",
};

const holdsList = (type) => type === "checkboxes" || type.startsWith("multi_");
const holdsText = (type) => type.endsWith("_input") && type !== "rich_text_input";

/** What a control holds at first. */
export const initialOf = (element) =>
  element[INITIAL[element.type]] ?? (holdsList(element.type) ? [] : holdsText(element.type) ? "" : null);

/** Whether nothing is filled in. */
export const isEmpty = (value) => value === null || value === undefined || value === "" || value.length === 0;

/** Every control of some blocks that holds something, with its block. */
export function* controlsOf(blocks) {
  for (const block of blocks ?? []) {
    for (const element of [block.accessory, block.element, ...(block.elements ?? [])]) {
      if (element?.action_id && element.type in INITIAL) yield {block, element};
    }
    yield* controlsOf(block.child_blocks);
  }
}

/** The name of a control's value in a form: Slack keeps what was typed as long as both ids stay. */
export const keyOf = (blockId, actionId) => JSON.stringify([blockId, actionId]);

/** @param {{of: object, onYes: () => void, onEnd: () => void}} props */
function Confirm({of, onYes, onEnd}) {
  const dialog = useRef(null);
  const name = useName("bk-confirm");
  useEffect(() => {
    const opened = dialog.current;
    opened.showModal();
    return () => opened.close(); // which gives the focus back
  }, []);
  const yes = () => {
    onEnd();
    onYes();
  };
  const cancelled = (event) => {
    event.preventDefault();
    event.stopPropagation();
    onEnd();
  };
  // A key pressed here belongs to nothing around the control.
  const hold = (event) => event.stopPropagation();
  return html`<dialog class="bk-confirm" ref=${dialog} aria-labelledby=${name} onCancel=${cancelled} onKeyDown=${hold}>
    <h2 id=${name}><${Text} of=${of.title} /></h2>
    <div class="bk-confirm-text"><${Text} of=${of.text} /></div>
    <div class="bk-confirm-buttons">
      <button type="button" class="bk-button" onClick=${onEnd}><${Text} of=${of.deny} /></button>
      <button type="button" class=${`bk-button bk-button-${of.style === "danger" ? "danger" : "primary"}`} onClick=${yes}>
        <${Text} of=${of.confirm} />
      </button>
    </div>
  </dialog>`;
}

const SLOW_AFTER = 300;
const IDLE = {busy: false, slow: false, error: ""};

/** A sentence for whatever was thrown. */
export const sentence = (failure) => String(failure?.error || failure?.message || failure || "Something went wrong.");

/** An answer, or an exception where it says that it failed. */
export function answered(answer) {
  if (answer?.ok === false) throw new Error(answer.error || "Something went wrong.");
  return answer;
}

/**
 * @param {object} element the control
 * @param {{queues?: boolean}} options whether the last use during another one is sent after it, or dropped
 * @returns {{fire: (value: unknown, agreed?: () => void) => void, busy: boolean, slow: boolean, error: string,
 *   dead: boolean, question: object|null}}
 */
export function useAction(element, {queues = false} = {}) {
  const {env, on, blockId} = useScene();
  const [state, setState] = useState(IDLE);
  const [asked, setAsked] = useState(null);
  const [alive, running, next] = [useRef(true), useRef(false), useRef(null)];
  useEffect(() => () => (alive.current = false), []);

  const send = async (value) => {
    if (running.current) {
      next.current = {value};
      return;
    }
    running.current = true;
    setState({...IDLE, busy: true});
    const timer = setTimeout(() => alive.current && setState((old) => ({...old, slow: old.busy})), SLOW_AFTER);
    let error = "";
    try {
      answered(await env.act({on, action_id: element.action_id, block_id: blockId, value}));
    } catch (failure) {
      error = sentence(failure);
    }
    clearTimeout(timer);
    running.current = false;
    if (alive.current) setState({...IDLE, error});
    const queued = next.current;
    next.current = null;
    if (queued) send(queued.value);
  };
  const fire = (value, agreed) => {
    const go = () => {
      agreed?.();
      send(value);
    };
    if (env.dead || (running.current && !queues)) return;
    if (element.confirm) setAsked({go});
    else go();
  };
  const question = asked && {of: element.confirm, onYes: asked.go, onEnd: () => setAsked(null)};
  return {fire, question, dead: env.dead, ...state};
}

/** A control with what comes of it: spinner, error, question. */
export function ActionFrame({action, children}) {
  return html`<div class="bk-control">
    ${children}
    ${action.slow && html`<span class="bk-spinner" role="status" aria-label="Working"></span>`}
    ${action.error && html`<span class="bk-error" role="alert">${action.error}</span>`}
    ${action.question && html`<${Confirm} ...${action.question} />`}
  </div>`;
}

/**
 * @param {object} element
 * @param {string} called its name where no label stands above it
 * @returns {{value: unknown, keep: (value: unknown) => void, choose: (value: unknown) => void, acts: boolean,
 *   action: object, aria: object, required: boolean}}
 */
export function useControl(element, called) {
  const {env, blockId, form, field} = useScene();
  const action = useAction(element, {queues: true});
  const first = initialOf(element);
  const [local, setLocal] = useState(first);
  const shape = JSON.stringify(first);
  const drawn = useRef(shape);
  useEffect(() => { // the app has drawn another value over it
    if (drawn.current !== shape) setLocal(first);
    drawn.current = shape;
  }, [shape]);

  const keep = form ? (value) => form.keep(blockId, element.action_id, value) : setLocal;
  const acts = field ? field.acts : true;
  const choose = (value) => (acts ? action.fire(value, () => keep(value)) : keep(value));
  const value = form ? form.held(blockId, element) : local;
  const aria = ariaOf(field, called, action, env);
  return {value, keep, choose, acts, action, required: field?.required ?? false, aria};
}

function ariaOf(field, called, action, env) {
  return {
    id: field?.controlId,
    "aria-labelledby": field?.labelId,
    "aria-label": field ? undefined : called,
    "aria-describedby": field?.describedBy || undefined,
    "aria-invalid": field?.invalid ? "true" : undefined,
    "aria-busy": action.busy ? "true" : undefined,
    disabled: env.dead,
  };
}

/** Gives the focus to a control that asks for it, when a modal opens. */
export function useFocusOnLoad(element, target) {
  const {form} = useScene();
  useEffect(() => {
    if (form && element.focus_on_load) target.current?.focus();
  }, []);
}

/** Calls something a little later, and only the last time it was asked to. */
export function useDelayed(action, delay) {
  const latest = useRef(action);
  const timer = useRef(0);
  latest.current = action;
  useEffect(() => () => clearTimeout(timer.current), []);
  return (...words) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => latest.current(...words), delay);
  };
}
