// "Are you sure?"

import {html, useEffect, useRef} from "../vendor/preact.js";
import {Text} from "./mrkdwn.js";
import {useName} from "./scene.js";

/** @param {{of: object, onYes: () => void, onEnd: () => void}} props */
export function Confirm({of, onYes, onEnd}) {
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
