// The one store of the page: what the server said, and what this tab shows of it.

import {useEffect, useReducer, useRef} from "./vendor/preact.js";

let state = {
  link: "connecting",
  workspace: null,
  rooms: {}, // by "user/room": a room is drawn at once when a user comes back to it
  thread: null,
  home: null,
  modals: [],
  panels: [],
  troubles: [],
  trace: [],
  place: {user: null, room: null, thread: null, tab: "messages"},
  drafts: {},
  editing: null,
  toasts: [],
  navOpen: false,
  sideOpen: false,
};
const listeners = new Set();

/** The state as it is now. */
export const now = () => state;

/**
 * Change parts of the state; the components that show them are drawn again.
 * @param {object} parts
 */
export function change(parts) {
  state = {...state, ...parts};
  for (const listener of [...listeners]) listener();
}

/**
 * Be told of every change.
 * @param {() => void} listener
 * @returns {() => void} stops it
 */
export function subscribe(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * What a selector picks from the state; draws again only when that is another value.
 * @template T
 * @param {(state: object) => T} selector
 * @returns {T}
 */
export function useStore(selector) {
  const [, redraw] = useReducer((count) => count + 1, 0);
  const latest = useRef(null);
  latest.current = {selector, value: selector(state)};
  useEffect(() => {
    const look = () => {
      if (!Object.is(latest.current.selector(state), latest.current.value)) redraw();
    };
    look();
    return subscribe(look);
  }, []);
  return latest.current.value;
}
