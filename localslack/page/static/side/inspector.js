// The inspector: every event, call and connection as it happens, with what it took.

import {html, useCallback, useLayoutEffect, useMemo, useRef, useState} from "../vendor/preact.js";
import {Row} from "./row.js";
import {figures, filtered, KINDS} from "./rows.js";
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

const WINDOW = 300;
const NEAR = 24;

/** @param {{rows: object[], ask: (frame: object) => Promise<object>, empty: string}} props */
function Stream({rows, ask, empty}) {
  const box = useRef(null);
  const before = useRef(null);
  const [following, setFollowing] = useState(true);
  const [first, setFirst] = useState(0);
  const [opened, setOpened] = useState(null);
  const [current, setCurrent] = useState(null);

  // While a user reads further up, the window only grows: rows must not slide away under their eyes.
  const newest = Math.max(0, rows.length - WINDOW);
  const kept = rows.findIndex((row) => row.number >= first);
  const start = following || kept < 0 ? newest : Math.min(newest, kept);
  const shown = start ? rows.slice(start) : rows;
  const stop = shown.some((row) => row.number === current) ? current : shown.at(-1)?.number;

  useLayoutEffect(() => {
    const list = box.current;
    if (before.current !== null) {
      list.scrollTop += list.scrollHeight - before.current;
      before.current = null;
    } else if (following) {
      list.scrollTop = list.scrollHeight;
    }
  });

  // Closing the details at the end of the list moves nothing, so no scrolling says that the end is in sight again.
  useLayoutEffect(() => {
    if (opened === null && !following && isNearEnd(box.current)) setFollowing(true);
  }, [opened]);

  const stay = () => {
    setFirst(shown[0]?.number ?? 0);
    setFollowing(false);
  };
  const onScroll = () => {
    const near = isNearEnd(box.current);
    if (!near && following) stay();
    else if (near && !following && opened === null) setFollowing(true);
  };
  const toggle = (number) => {
    setOpened(opened === number ? null : number);
    if (following) stay();
  };
  const latest = useRef(toggle);
  latest.current = toggle;
  const onToggle = useCallback((number) => latest.current(number), []);

  const showEarlier = () => {
    before.current = box.current.scrollHeight;
    setFirst(rows[Math.max(0, start - WINDOW)].number);
    setFollowing(false);
  };
  const jump = () => {
    setOpened(null);
    setFollowing(true);
    box.current.querySelector("li:last-child > .row")?.focus({preventScroll: true});
  };

  return html`<div class="stream">
    <div class="stream-box" ref=${box} onScroll=${onScroll} onKeyDown=${walk}>
      ${start > 0 &&
      html`<button type="button" class="quiet-button stream-earlier" onClick=${showEarlier}>
        ${`Show earlier (${start} more)`}
      </button>`}
      ${!rows.length && html`<p class="stream-empty">${empty}</p>`}
      <ol class="stream-rows" aria-label="What happened, newest last">
        ${shown.map(
          (row) => html`<${Row}
            key=${row.number}
            row=${row}
            open=${row.number === opened}
            stop=${row.number === stop}
            onToggle=${onToggle}
            onReach=${setCurrent}
            ask=${ask}
          />`,
        )}
      </ol>
    </div>
    ${!following &&
    rows.length > 0 &&
    html`<button type="button" class="stream-jump" onClick=${jump}>Jump to newest</button>`}
  </div>`;
}

const isNearEnd = ({scrollHeight, scrollTop, clientHeight}) => scrollHeight - scrollTop - clientHeight < NEAR;

function walk(event) {
  if (!event.target.matches(".row")) return;
  const buttons = [...event.currentTarget.querySelectorAll(".row")];
  const at = buttons.indexOf(event.target);
  const next = {ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1}[event.key];
  if (next === undefined || !buttons[next]) return;
  event.preventDefault();
  buttons[next].focus();
}
