// A list of messages: days, groups, new ones at the bottom, arrow keys between them.

import {html, useEffect, useLayoutEffect, useMemo, useRef, useState} from "./vendor/preact.js";
import {useEnv} from "./env.js";
import {Icon} from "./icons.js";
import {Message} from "./message.js";
import {useStore} from "./state.js";
import {day, dayKey} from "./time.js";

const PAGE = 200;
const NEAR = 60; // pixels from the bottom that still count as the bottom
const GROUP_SECONDS = 300;

const groups = (before, message) =>
  Boolean(before) &&
  before.user === message.user &&
  before.ephemeral === message.ephemeral &&
  !before.replies &&
  !message.subtype &&
  dayKey(before.ts) === dayKey(message.ts) &&
  Number(message.ts) - Number(before.ts) < GROUP_SECONDS;

/**
 * @param {object} props
 * @param {string} props.label what the list is called
 * @param {string} props.room
 * @param {object[]} props.messages oldest first
 * @param {string} [props.thread] the thread the list is, if it is one
 * @param {unknown} [props.opening] what stands before the first message
 */
export function Log({label, room, messages, thread, opening}) {
  const env = useEnv();
  const [shown, setShown] = useState(PAGE);
  const [current, setCurrent] = useState(null);
  const editing = useStore(({editing: one}) => (one?.room === room && one.thread === (thread ?? null) ? one.ts : null));
  const part = useMemo(() => messages.slice(-shown), [messages, shown]);
  const {box, inner, fresh, toBottom, onScroll} = useBottom(messages);
  const last = part.at(-1)?.ts;
  const active = part.some(({ts}) => ts === current) ? current : last;

  return html`<div class="log-frame">
    <div class="log" ref=${box} onScroll=${onScroll} onKeyDown=${(event) => walk(event, box.current)}
      onfocusin=${({target}) => setCurrent(target.closest("[data-ts]")?.dataset.ts ?? null)}>
      <div class="log-inner" ref=${inner}>
        ${messages.length > shown
          ? html`<button type="button" class="button log-earlier" onClick=${() => setShown(shown + PAGE)}>
              Show earlier messages
            </button>`
          : opening}
        <div role="log" aria-live="polite" aria-label=${label} class="log-messages">
          ${part.flatMap((message, at) => {
            const newDay = dayKey(message.ts) !== dayKey(part[at - 1]?.ts ?? 0);
            const row = html`<${Message}
              key=${message.ts}
              message=${message}
              room=${room}
              thread=${thread}
              env=${env}
              grouped=${!newDay && groups(part[at - 1], message)}
              current=${message.ts === active}
              editing=${message.ts === editing}
            />`;
            const rule = newDay && !thread && html`<${DayRule} key=${`day-${message.ts}`} ts=${message.ts} />`;
            const count = thread && at === 0 && html`<${Count} key="count" count=${part.length - 1} />`;
            return [rule, row, count].filter(Boolean);
          })}
        </div>
      </div>
    </div>
    ${fresh &&
    html`<button type="button" class="log-new" onClick=${toBottom}><${Icon} name="down" />New messages</button>`}
  </div>`;
}

const DayRule = ({ts}) => html`<div class="day"><span>${day(ts)}</span></div>`;

function Count({count}) {
  if (!count) return null;
  return html`<div class="thread-count"><span>${count} ${count === 1 ? "reply" : "replies"}</span></div>`;
}

/** Stays at the bottom for a user who is there; tells any other of what is new. */
function useBottom(messages) {
  const box = useRef(null);
  const inner = useRef(null);
  const there = useRef(true);
  const [fresh, setFresh] = useState(false);
  const last = messages.at(-1);
  const seen = useRef(last?.ts);

  const toBottom = () => {
    box.current.scrollTop = box.current.scrollHeight;
    there.current = true;
    setFresh(false);
  };
  const onScroll = () => {
    const {scrollHeight, scrollTop, clientHeight} = box.current;
    there.current = scrollHeight - scrollTop - clientHeight < NEAR;
    if (there.current) setFresh(false);
  };

  useLayoutEffect(() => {
    const isNew = last && Number(last.ts) > Number(seen.current ?? 0);
    seen.current = last?.ts;
    if (there.current || (isNew && last.mine)) toBottom();
    else if (isNew) setFresh(true);
  }, [messages]);

  useEffect(() => {
    const sizes = new ResizeObserver(() => there.current && toBottom());
    sizes.observe(inner.current);
    sizes.observe(box.current);
    return () => sizes.disconnect();
  }, []);

  return {box, inner, fresh, toBottom, onScroll};
}

/** Arrow keys go from message to message while a message itself has the focus. */
function walk(event, box) {
  if (!event.target.matches("[data-ts]")) return;
  const all = [...box.querySelectorAll("[data-ts]")];
  const at = all.indexOf(event.target);
  const to = {ArrowUp: all[at - 1], ArrowDown: all[at + 1], Home: all[0], End: all.at(-1)}[event.key];
  if (!to) return;
  event.preventDefault();
  to.focus();
}
