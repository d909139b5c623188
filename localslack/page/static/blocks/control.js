// A control that holds a value: in a modal the form keeps it, elsewhere the control does.

import {useEffect, useRef, useState} from "../vendor/preact.js";
import {useDeed} from "./deed.js";
import {useScene} from "./scene.js";
import {initialOf} from "./values.js";

/**
 * @param {object} element
 * @param {string} called its name where no label stands above it
 * @returns {{value: unknown, keep: (value: unknown) => void, choose: (value: unknown) => void, acts: boolean,
 *   deed: object, aria: object, required: boolean}}
 */
export function useControl(element, called) {
  const {env, blockId, form, field} = useScene();
  const deed = useDeed(element, {queues: true});
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
  const choose = (value) => (acts ? deed.fire(value, () => keep(value)) : keep(value));
  const value = form ? form.held(blockId, element) : local;
  return {value, keep, choose, acts, deed, required: field?.required ?? false, aria: ariaOf(field, called, deed, env)};
}

function ariaOf(field, called, deed, env) {
  return {
    id: field?.controlId,
    "aria-labelledby": field?.labelId,
    "aria-label": field ? undefined : called,
    "aria-describedby": field?.describedBy || undefined,
    "aria-invalid": field?.invalid ? "true" : undefined,
    "aria-busy": deed.busy ? "true" : undefined,
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
