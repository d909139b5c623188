// One row of the inspector.

import {html, useMemo} from "../vendor/preact.js";
import {Detail} from "./detail.js";
import {carriesEnvelope, direction, failed} from "./rows.js";
import {ackTone} from "./summary.js";
import {clock, duration} from "./words.js";

const SIGNS = {in: ["→", "To the app: "], out: ["←", "From the app: "], "": ["•", ""]};

/**
 * @param {object} props
 * @param {object} props.row
 * @param {boolean} props.open whether its details are shown
 * @param {boolean} props.stop whether the Tab key reaches it
 * @param {(number: number) => void} props.onToggle
 * @param {(number: number) => void} props.onReach it got the focus
 * @param {(frame: object) => Promise<object>} props.ask
 */
export function Row({row, open, stop, onToggle, onReach, ask}) {
  // Hundreds of rows are on the screen and one of them changes: the others are left alone.
  return useMemo(() => {
    const [sign, meaning] = SIGNS[direction(row)];
    const id = `inspector-detail-${row.number}`;
    return html`<li class=${look(row)}>
      <button
        type="button"
        class="row"
        aria-expanded=${open ? "true" : "false"}
        aria-controls=${open ? id : undefined}
        tabindex=${stop ? 0 : -1}
        onClick=${() => onToggle(row.number)}
        onFocus=${() => onReach(row.number)}
      >
        <span class="row-sign" aria-hidden="true">${sign}</span>
        <span class="row-name"><span class="side-hidden">${meaning}</span>${row.name}</span>
        <span class="row-badges">${badges(row)}</span>
        <span class="row-time">${clock(row.at)}</span>
        <span class="row-summary">${row.summary}</span>
      </button>
      ${open && html`<div id=${id}><${Detail} row=${row} ask=${ask} /></div>`}
    </li>`;
  }, [row, open, stop, ask]);
}

function look(row) {
  if (failed(row)) return "entry entry-bad";
  return row.kind === "frame_in" || row.kind === "connection" ? "entry entry-quiet" : "entry";
}

function badges(row) {
  const found = [];
  const add = (text, title, tone = "") => found.push(html`<${Badge} key=${title} ...${{text, title, tone}} />`);
  if (row.fault) add(row.fault, `Scripted fault: ${row.fault}`, "bad");
  if (row.error) add(row.error, `Error: ${row.error}`, "bad");
  else if (row.ok === false && !row.fault) add("refused", "Refused", "bad");
  if (row.kind === "call" && row.ok == null) add("no answer", "Not answered yet");
  if (row.retry) add(`retry ${row.retry}`, `Delivered again, retry ${row.retry}`, "warn");
  if (row.ack_ms != null) {
    const took = duration(row.ack_ms);
    add(`ack ${took}`, `Acknowledged after ${took}`, ackTone(row.ack_ms));
  } else if (carriesEnvelope(row)) {
    add("no ack", "Not acknowledged yet");
  }
  if (row.answer_ms != null) {
    const took = duration(row.answer_ms);
    add(`answer ${took}`, `Answered after ${took}`, row.answer_ms > 1000 ? "warn" : "");
  }
  if (row.connection != null) add(`#${row.connection}`, `Connection ${row.connection}`, "quiet");
  return found;
}

function Badge({text, title, tone}) {
  return html`<span class=${`badge ${tone ? `tone-${tone}` : ""}`} title=${title}
    ><span aria-hidden="true">${text}</span><span class="side-hidden">${`${title}. `}</span></span
  >`;
}
