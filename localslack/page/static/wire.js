// The websocket: frames out, replies and slices in, a new connection when one is lost; what comes in goes to the store.

import {arrive, leaveThread, look} from "./place.js";
import {change, now} from "./state.js";
import {toast} from "./toasts.js";

const FIRST_WAIT = 300;
const LONGEST_WAIT = 5000;

/**
 * @param {object} handlers
 * @param {(name: string, value: unknown) => void} handlers.onSlice
 * @param {(rows: object[]) => void} handlers.onTrace
 * @param {(state: "open"|"lost") => void} handlers.onState
 * @returns {{send: (frame: object) => void, ask: (frame: object) => Promise<object>}}
 */
function connect({onSlice, onTrace, onState}) {
  const pending = new Map();
  let socket = null;
  let number = 0;
  let wait = FIRST_WAIT;

  const settle = (reply) => {
    pending.get(reply.re)?.(reply);
    pending.delete(reply.re);
  };

  const receive = ({data}) => {
    const frame = JSON.parse(data);
    if ("re" in frame) settle(frame);
    else if ("set" in frame) onSlice(frame.set, frame.value);
    else if ("trace" in frame) onTrace(frame.trace);
  };

  const lose = () => {
    socket = null;
    for (const re of [...pending.keys()]) settle({re, ok: false, error: "The sandbox did not answer. Try again."});
    onState("lost");
    setTimeout(open, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  };

  const open = () => {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const fresh = new WebSocket(`${scheme}//${location.host}/page/live`);
    fresh.onmessage = receive;
    fresh.onclose = lose;
    fresh.onopen = () => {
      socket = fresh;
      wait = FIRST_WAIT;
      onState("open");
    };
  };

  const send = (frame) => {
    if (!socket) return false;
    socket.send(JSON.stringify(frame));
    return true;
  };

  const ask = (frame) =>
    new Promise((resolve) => {
      const id = ++number;
      pending.set(id, resolve);
      if (send({...frame, id})) return;
      settle({re: id, ok: false, error: "There is no connection to the sandbox. Try again soon."});
    });

  open();
  return {send, ask};
}

const texts = new WeakMap();

function textOf(value) {
  if (!texts.has(value)) texts.set(value, JSON.stringify(value));
  return texts.get(value);
}

/**
 * The new messages, each one that equals an old one replaced by that.
 * @param {Array<{ts: string}>|undefined} old
 * @param {Array<{ts: string}>} fresh
 */
function keep(old, fresh) {
  const known = new Map((old ?? []).map((message) => [message.ts, message]));
  return fresh.map((message) => {
    const before = known.get(message.ts);
    return before && textOf(before) === textOf(message) ? before : message;
  });
}

const TRACE_KEPT = 2000;

const slices = {
  workspace(workspace) {
    change({workspace});
    arrive();
  },
  room(room) {
    if (!room) return;
    const {rooms, workspace, place} = now();
    const key = `${workspace?.me ?? place.user}/${room.id}`;
    change({rooms: {...rooms, [key]: {...room, messages: keep(rooms[key]?.messages, room.messages)}}});
  },
  thread(thread) {
    if (thread && !thread.messages.length) {
      if (thread.ts !== now().place.thread) return;
      leaveThread();
      toast("That thread is gone.");
      return;
    }
    const old = now().thread;
    const same = old && thread && old.ts === thread.ts && old.room === thread.room;
    change({thread: thread && {...thread, messages: keep(same ? old.messages : [], thread.messages)}});
  },
};

function onSlice(name, value) {
  if (slices[name]) slices[name](value);
  else change({[name]: value});
}

function onTrace(rows) {
  const known = new Map(now().trace.map((row) => [row.number, row]));
  for (const row of rows) known.set(row.number, row);
  change({trace: [...known.values()].sort((a, b) => a.number - b.number).slice(-TRACE_KEPT)});
}

function onState(link) {
  if (link === "lost") return change({link});
  change({link, trace: []}); // numbers may start anew: it can be another local Slack
  look({again: true});
}

let live = null;

/** Open the connection; from then on the page lives. */
export function start() {
  live = connect({onSlice, onTrace, onState});
}

/**
 * Send a frame and wait for its reply.
 * @param {object} frame
 * @returns {Promise<{ok: boolean, error?: string}>}
 */
export const ask = (frame) => live.ask(frame);
