// Short notes that come and go, over everything else.

import {html, useEffect, useRef} from "./vendor/preact.js";
import {Icon} from "./icons.js";
import {change, now, useStore} from "./state.js";

const SHOWN = 7000;
let number = 0;

/** Show a sentence for a while. */
export function toast(text) {
  const id = ++number;
  change({toasts: [...now().toasts.filter((other) => other.text !== text), {id, text}]});
  setTimeout(() => dismiss(id), SHOWN);
}

/** Take a note away. */
const dismiss = (id) => change({toasts: now().toasts.filter((other) => other.id !== id)});

export function Toasts() {
  const toasts = useStore((state) => state.toasts);
  const box = useRef(null);

  useEffect(() => {
    // Shown anew, it lies over a dialog that was opened after it.
    box.current.hidePopover();
    if (toasts.length) box.current.showPopover();
  }, [toasts]);

  return html`<div class="toasts" role="status" popover="manual" ref=${box}>
    ${toasts.map(
      ({id, text}) => html`<div class="toast" key=${id}>
        <span>${text}</span>
        <button type="button" class="icon-button" aria-label="Dismiss" onClick=${() => dismiss(id)}>
          <${Icon} name="close" />
        </button>
      </div>`,
    )}
  </div>`;
}
