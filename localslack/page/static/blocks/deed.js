// Using a control: ask whether it is meant, tell the app, be busy meanwhile, and say what went wrong.

import {html, useEffect, useRef, useState} from "../vendor/preact.js";
import {Confirm} from "./confirm.js";
import {useScene} from "./scene.js";

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
export function useDeed(element, {queues = false} = {}) {
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
export function Deed({deed, children}) {
  return html`<div class="bk-control">
    ${children}
    ${deed.slow && html`<span class="bk-spinner" role="status" aria-label="Working"></span>`}
    ${deed.error && html`<span class="bk-error" role="alert">${deed.error}</span>`}
    ${deed.question && html`<${Confirm} ...${deed.question} />`}
  </div>`;
}
