// Short notes that come and go.

import {change, now} from "./state.js";

const SHOWN = 7000;
let number = 0;

/** Show a sentence for a while. */
export function toast(text) {
  const id = ++number;
  change({toasts: [...now().toasts.filter((other) => other.text !== text), {id, text}]});
  setTimeout(() => dismiss(id), SHOWN);
}

/** Take a note away. */
export const dismiss = (id) => change({toasts: now().toasts.filter((other) => other.id !== id)});
