// Asks before something that cannot be undone.

import {html, useEffect, useRef} from "./vendor/preact.js";

/** @param {{title: string, text: string, yes: string, onYes: () => void, onClose: () => void}} props */
export function Confirm({title, text, yes, onYes, onClose}) {
  const dialog = useRef(null);
  useEffect(() => dialog.current.showModal(), []);
  const agree = () => {
    onYes();
    onClose();
  };

  return html`<dialog
    class="confirm"
    ref=${dialog}
    aria-labelledby="confirm-title"
    onClose=${onClose}
    onKeyDown=${(event) => event.stopPropagation()}
  >
    <h2 id="confirm-title">${title}</h2>
    <p>${text}</p>
    <div class="modal-buttons">
      <button type="button" class="button" onClick=${onClose}>Cancel</button>
      <button type="button" class="button button-danger" onClick=${agree}>${yes}</button>
    </div>
  </dialog>`;
}
