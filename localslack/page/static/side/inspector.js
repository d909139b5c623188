// The inspector: every event, call and connection as it happens, with what it took.

import {html, useMemo} from "../vendor/preact.js";
import {KINDS, figures, filtered} from "./rows.js";
import {Stream} from "./stream.js";
import {Summary} from "./summary.js";

/** What is filtered, where it was cleared, and the rows that stood still when it was paused. */
export const FRESH = {kinds: new Set(KINDS.map(({name}) => name)), text: "", cleared: 0, frozen: null};

/**
 * @param {object} props
 * @param {object[]} props.trace rows, oldest first
 * @param {typeof FRESH} props.view
 * @param {(change: (view: typeof FRESH) => typeof FRESH) => void} props.setView
 * @param {(frame: object) => Promise<object>} props.ask
 */
export function Inspector({trace, view, setView, ask}) {
  const {kinds, text, cleared, frozen} = view;
  const rows = frozen ?? trace;
  const shown = useMemo(() => filtered(rows, view), [rows, kinds, text, cleared]);
  const totals = useMemo(() => figures(rows, cleared), [rows, cleared]);
  const change = (changes) => setView((before) => ({...before, ...changes}));
  const last = trace.at(-1)?.number ?? 0;

  return html`<div class="inspector">
    <${Summary} totals=${totals} />
    <div class="inspector-bar" role="group" aria-label="Filters">
      ${KINDS.map(
        ({name, title}) => html`<button
          key=${name}
          type="button"
          class="chip"
          aria-pressed=${kinds.has(name) ? "true" : "false"}
          onClick=${() => change({kinds: toggled(kinds, name)})}
        >
          ${title}
        </button>`,
      )}
    </div>
    <div class="inspector-bar">
      <input
        type="search"
        class="inspector-text"
        aria-label="Filter by text"
        placeholder="Filter by text"
        value=${text}
        onInput=${(event) => change({text: event.currentTarget.value})}
      />
      <button
        type="button"
        class="quiet-button"
        aria-pressed=${frozen ? "true" : "false"}
        onClick=${() => change({frozen: frozen ? null : trace})}
      >
        Pause
      </button>
      <button type="button" class="quiet-button" onClick=${() => change({cleared: last, frozen: frozen && trace})}>
        Clear
      </button>
    </div>
    ${frozen && html`<p class="inspector-paused" role="status">${waiting(frozen, trace)}</p>`}
    <${Stream} rows=${shown} ask=${ask} empty=${emptiness(view, rows)} />
  </div>`;
}

function toggled(kinds, name) {
  const next = new Set(kinds);
  if (!next.delete(name)) next.add(name);
  return next;
}

function waiting(frozen, trace) {
  const last = frozen.at(-1)?.number ?? 0;
  const count = trace.filter((row) => row.number > last).length;
  if (!count) return "Paused.";
  return count === 1 ? "Paused. 1 new row is waiting." : `Paused. ${count} new rows are waiting.`;
}

function emptiness({cleared}, rows) {
  if (rows.some((row) => row.number > cleared)) return "Nothing matches these filters.";
  return "Nothing yet. Send the app a message and watch it arrive here.";
}
