// What a guide suggests is typed, sent, and its answer shown.

import {draft, draftKey, send} from "./deeds.js";
import {address, go, roomOf} from "./place.js";
import {now, subscribe} from "./state.js";
import {toast} from "./toasts.js";

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

/** An answer in a thread is opened when it comes, unless somebody went elsewhere or typed something meanwhile. */
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
