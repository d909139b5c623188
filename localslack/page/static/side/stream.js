// The list of rows: the newest at the bottom, followed while it is in sight; one tab stop, arrow keys in between.

import {html, useCallback, useLayoutEffect, useRef, useState} from "../vendor/preact.js";
import {Row} from "./row.js";

const WINDOW = 300;
const NEAR = 24;

/** @param {{rows: object[], ask: (frame: object) => Promise<object>, empty: string}} props */
export function Stream({rows, ask, empty}) {
  const box = useRef(null);
  const before = useRef(null);
  const [following, setFollowing] = useState(true);
  const [first, setFirst] = useState(0);
  const [opened, setOpened] = useState(null);
  const [current, setCurrent] = useState(null);

  // While somebody reads further up, the window only grows: rows must not slide away under their eyes.
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
