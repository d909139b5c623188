// What a person can do. A refusal is shown as a toast; nothing here throws.

import {address, go, roomOf} from "./place.js";
import {change, now, subscribe} from "./state.js";
import {toast} from "./toasts.js";
import {ask} from "./wire.js";

/** Do something; a refusal is told. @returns {Promise<object>} the reply */
export async function perform(frame) {
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
    keeping(room, thread, typed, perform({do: "say", room, text, thread: thread ?? null}));
    return "";
  }
  const {commands} = now().workspace.app;
  if (commands.length && !commands.some((command) => command.name === name)) return `${name} is not a valid command.`;
  if (thread) return `${name} is not supported in threads. Sorry!`;
  keeping(room, null, typed, perform({do: "command", room, name, text: words ?? ""}));
  return "";
}

/** What could not be sent stands where it was typed again, unless something else stands there by now. */
async function keeping(room, thread, typed, sending) {
  const key = draftKey(room, thread);
  const {ok} = await sending;
  if (!ok && !now().drafts[key]) draft(key, typed);
}

export const react = (room, ts, name) => perform({do: "react", room, ts, name});
export const edit = (room, ts, text) => perform({do: "edit", room, ts, text});
export const remove = (room, ts) => perform({do: "delete", room, ts});
export const shortcut = (callback_id, room, ts) => perform({do: "shortcut", callback_id, ...(ts && {room, ts})});

/** Where what a user types is kept: each user has drafts of their own. */
export const draftKey = (room, thread) => [now().place.user, room, thread].filter(Boolean).join("/");

/** Keep what a user typed and did not send yet. */
export const draft = (key, text) => change({drafts: {...now().drafts, [key]: text}});

const A_GLANCE = 500; // long enough to see what was typed before it is sent
const PATIENCE = 10_000;

/** Type what a guide suggests into the room it belongs to, and send it. */
export function tryOut({room, text, do: kind}) {
  go({room, thread: null, tab: "messages"});
  const {place, workspace} = now();
  const id = roomOf(place, workspace);
  const known = /^\//.test(text) || kind !== "command";
  const typed = known ? text : `${workspace.app.commands[0]?.name ?? ""} ${text}`.trim();
  const key = draftKey(id);
  draft(key, typed);
  setTimeout(() => {
    if (now().drafts[key] !== typed || now().place.user !== place.user) return;
    openAnswer(place, id, key);
    draft(key, "");
    const refusal = send(id, null, typed);
    if (refusal) toast(refusal);
  }, A_GLANCE);
}

/** An answer in a thread is opened when it comes, unless a user went elsewhere or typed something meanwhile. */
function openAnswer(place, id, key) {
  const here = address(place);
  const messages = () => now().rooms[`${place.user}/${id}`]?.messages;
  if (!messages() || address(now().place) !== here) return;
  const before = Number(messages().at(-1)?.ts ?? 0);
  const stop = subscribe(() => {
    const answered = messages().find(({ts, mine, replies}) => mine && replies && Number(ts) > before);
    if (answered || address(now().place) !== here) stop();
    if (answered && address(now().place) === here && !now().drafts[key]) go({thread: answered.ts});
  });
  setTimeout(stop, PATIENCE);
}
