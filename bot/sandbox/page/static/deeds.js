// What a person can do. A refusal is shown as a toast; nothing here throws.

import {go, roomOf} from "./place.js";
import {change, now} from "./state.js";
import {toast} from "./toasts.js";
import {ask} from "./wire.js";

/** Do something; a refusal is told. @returns {Promise<object>} the reply */
export async function deed(frame) {
  const reply = await ask(frame);
  if (!reply.ok) toast(reply.error);
  return reply;
}

const commandOf = (text) => /^(\/[^\s/]+)(?:\s+([\s\S]*))?$/.exec(text);

/**
 * Send what was typed: a command when it starts with one, else a message.
 * @returns {string} why it cannot be sent, or "" when it is on its way
 */
export function send(room, thread, typed) {
  const text = typed.trim();
  const [, name, words] = commandOf(text) ?? [];
  if (!name) {
    deed({do: "say", room, text, thread: thread ?? null});
    return "";
  }
  const {commands} = now().workspace.app;
  if (commands.length && !commands.some((command) => command.name === name)) return `${name} is not a valid command.`;
  if (thread) return `${name} is not supported in threads. Sorry!`;
  deed({do: "command", room, name, text: words ?? ""});
  return "";
}

export const react = (room, ts, name) => deed({do: "react", room, ts, name});
export const edit = (room, ts, text) => deed({do: "edit", room, ts, text});
export const remove = (room, ts) => deed({do: "delete", room, ts});
export const shortcut = (callback_id, room, ts) => deed({do: "shortcut", callback_id, ...(ts && {room, ts})});

/** Keep what somebody typed and did not send yet. */
export const draft = (key, text) => change({drafts: {...now().drafts, [key]: text}});

const A_GLANCE = 500; // long enough to see what was typed before it is sent

/** Type what a guide suggests into the room it belongs to, and send it. */
export function tryOut({room, text, do: kind}) {
  go({room, thread: null, tab: "messages"});
  const {place, workspace} = now();
  const id = roomOf(place, workspace);
  const known = /^\//.test(text) || kind !== "command";
  const typed = known ? text : `${workspace.app.commands[0]?.name ?? ""} ${text}`.trim();
  draft(id, typed);
  setTimeout(() => {
    if (now().drafts[id] !== typed) return;
    draft(id, "");
    const refusal = send(id, null, typed);
    if (refusal) toast(refusal);
  }, A_GLANCE);
}
