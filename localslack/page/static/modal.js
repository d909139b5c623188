// The frames of modals: title, buttons, and one over the other. What is inside draws itself.

import {html, useEffect, useMemo, useRef, useState} from "./vendor/preact.js";
import {perform} from "./actions.js";
import {BlockForm, check, collect} from "./blocks/index.js";
import {useEnv} from "./env.js";
import {Icon} from "./icons.js";
import {useStore} from "./state.js";

const LONGEST = 4000; // Slack gives up on an app after three seconds

export function Modals() {
  const modals = useStore((state) => state.modals);
  return modals.map((view, at) => html`<${Modal} key=${view.id} view=${view} top=${at === modals.length - 1} />`);
}

function Modal({view, top}) {
  const own = useEnv();
  const env = useMemo(() => ({...own, errors: view.errors}), [own, view.errors]);
  const dialog = useRef(null);
  const form = useRef(null);
  const [busy, submit] = useSubmission(view, top, form);
  const close = () => perform({do: "close", view: view.id});
  const title = `title-${view.id}`;
  const waiting = busy ? "true" : undefined;

  useEffect(() => {
    dialog.current.showModal();
    const body = dialog.current.querySelector(".modal-body");
    const field = body.querySelector(":is(input, textarea, select, button):not([disabled])");
    if (!body.contains(document.activeElement)) (field ?? dialog.current).focus();
  }, []);

  const onCancel = (event) => {
    // A question inside the form is a dialog of its own.
    if (event.target !== dialog.current) return;
    event.preventDefault();
    close();
  };

  return html`<dialog
    class=${top ? "modal" : "modal modal-under"}
    ref=${dialog}
    tabindex="-1"
    aria-labelledby=${title}
    onCancel=${onCancel}
  >
    <form class="modal-frame" noValidate onSubmit=${(event) => (event.preventDefault(), submit())}>
      <header class="modal-head">
        <h2 id=${title}>${view.title}</h2>
        <button type="button" class="icon-button" aria-label="Close" title="Close" onClick=${close}>
          <${Icon} name="close" />
        </button>
      </header>
      <div class="modal-body"><${BlockForm} view=${view} env=${env} formRef=${form} /></div>
      <footer class="modal-buttons">
        <button type="button" class="button" onClick=${close}>${view.close || "Close"}</button>
        ${view.submit &&
        html`<button type="submit" class="button button-main" aria-busy=${waiting} aria-disabled=${waiting}>
          ${view.submit}
        </button>`}
      </footer>
    </form>
  </dialog>`;
}

/** Sends the form once; busy until the app answered or Slack would have given up. */
function useSubmission(view, top, form) {
  const [busy, setBusy] = useState(false);
  const timer = useRef(null);
  const end = () => {
    clearTimeout(timer.current);
    setBusy(false);
  };

  useEffect(() => {
    if (busy && (!top || Object.keys(view.errors ?? {}).length)) end();
  }, [view, top]);
  useEffect(() => end, [view.hash]);

  const submit = async () => {
    if (busy || !view.submit || !check(form)) return;
    setBusy(true);
    timer.current = setTimeout(end, LONGEST);
    const reply = await perform({do: "submit", view: view.id, values: collect(form)});
    if (!reply.ok) end();
  };
  return [busy, submit];
}
