// What a person can do. A refusal is shown as a toast; nothing here throws.

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
    keeping(room, thread, typed, deed({do: "say", room, text, thread: thread ?? null}));
    return "";
  }
  const {commands} = now().workspace.app;
  if (commands.length && !commands.some((command) => command.name === name)) return `${name} is not a valid command.`;
  if (thread) return `${name} is not supported in threads. Sorry!`;
  keeping(room, null, typed, deed({do: "command", room, name, text: words ?? ""}));
  return "";
}

/** What could not be sent stands where it was typed again, unless something else stands there by now. */
async function keeping(room, thread, typed, sending) {
  const key = draftKey(room, thread);
  const {ok} = await sending;
  if (!ok && !now().drafts[key]) draft(key, typed);
}

export const react = (room, ts, name) => deed({do: "react", room, ts, name});
export const edit = (room, ts, text) => deed({do: "edit", room, ts, text});
export const remove = (room, ts) => deed({do: "delete", room, ts});
export const shortcut = (callback_id, room, ts) => deed({do: "shortcut", callback_id, ...(ts && {room, ts})});

/** Where what somebody types is kept: everybody has drafts of their own. */
export const draftKey = (room, thread) => [now().place.user, room, thread].filter(Boolean).join("/");

/** Keep what somebody typed and did not send yet. */
export const draft = (key, text) => change({drafts: {...now().drafts, [key]: text}});
