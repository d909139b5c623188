// Ties the websocket to the store.

import {connect} from "./live.js";
import {keep} from "./identity.js";
import {arrive, leaveThread, look} from "./place.js";
import {change, now} from "./state.js";
import {toast} from "./toasts.js";

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
