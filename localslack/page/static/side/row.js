// One row of the inspector, and the whole of what was sent and answered.

import {html, useEffect, useLayoutEffect, useMemo, useRef, useState} from "../vendor/preact.js";
import {carriesEnvelope, direction, failed} from "./rows.js";
import {ackTone, clock, duration, failure} from "./summary.js";

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

/** @param {{row: object, ask: (frame: object) => Promise<object>}} props */
function Detail({row, ask}) {
  const [{entry, error}, setFound] = useState({});
  const box = useRef(null);

  // An answer and an acknowledgement can arrive while the details are open.
  useEffect(() => {
    let gone = false;
    const show = (found) => gone || setFound(found);
    ask({do: "detail", number: row.number}).then(
      (reply) => show(reply.ok === false ? {error: failure(reply)} : {entry: reply.entry}),
      (problem) => show({error: failure(problem)}),
    );
    return () => {
      gone = true;
    };
  }, [row.number, row.ok, row.ack_ms]);

  // Opened at the end of the list, it would stay out of sight.
  useLayoutEffect(() => {
    if (entry) box.current.closest("li").scrollIntoView({block: "nearest"});
  }, [Boolean(entry)]);

  if (error) return html`<p class="detail detail-error" role="alert">${error}</p>`;
  if (!entry) return html`<p class="detail" role="status">Loading …</p>`;
  const answered = Object.keys(entry.answer ?? {}).length > 0;
  return html`<div class="detail" ref=${box}>
    <${Section} title="Payload" value=${entry.data ?? {}} />
    ${answered && html`<${Section} title="Answer" value=${entry.answer} />`}
  </div>`;
}

function Section({title, value}) {
  return html`<section class="detail-section">
    <div class="detail-head">
      <h2>${title}</h2>
      <${Copy} title=${title} value=${value} />
    </div>
    <div class="json"><${JsonTree} value=${value} /></div>
  </section>`;
}

function Copy({title, value}) {
  const [said, setSaid] = useState("");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(JSON.stringify(value, null, 2));
      setSaid("Copied");
    } catch {
      setSaid("Your browser did not allow copying");
    }
  };
  return html`<span class="detail-copy">
    <span role="status">${said}</span>
    <button type="button" class="quiet-button" onClick=${copy}>
      Copy<span class="side-hidden">${` the ${title.toLowerCase()}`}</span>
    </button>
  </span>`;
}

const OPEN_DEPTH = 2;

/** @param {{value: unknown, name?: string|null, depth?: number, comma?: string}} props */
function JsonTree({value, name = null, depth = 0, comma = ""}) {
  const key = name !== null && html`<span class="json-key">${JSON.stringify(name)}</span>: `;
  const nested = value !== null && typeof value === "object";
  const entries = nested ? Object.entries(value) : [];
  if (!entries.length) return html`<div class="json-line">${key}<${Leaf} value=${value} />${comma}</div>`;

  const list = Array.isArray(value);
  const [start, end] = list ? ["[", "]"] : ["{", "}"];
  return html`<details class="json-node" open=${depth < OPEN_DEPTH}>
    <summary class="json-line">
      ${key}${start}<span class="json-folded"> ${size(entries.length, list)} ${end}${comma}</span>
    </summary>
    <div class="json-inside">
      ${entries.map(
        ([inner, item], at) => html`<${JsonTree}
          key=${inner}
          value=${item}
          name=${list ? null : inner}
          depth=${depth + 1}
          comma=${at < entries.length - 1 ? "," : ""}
        />`,
      )}
    </div>
    <div class="json-line">${end}${comma}</div>
  </details>`;
}

function Leaf({value}) {
  if (value !== null && typeof value === "object") return Array.isArray(value) ? "[]" : "{}";
  const kind = value === null ? "null" : typeof value;
  return html`<span class=${`json-${kind}`}>${JSON.stringify(value)}</span>`;
}

function size(count, list) {
  const noun = list ? "item" : "key";
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
