// What each person has seen of each room. Everything older than the page itself counts as seen.

import {now, change} from "./state.js";

const KEY = "page.read";

function load() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? fresh();
  } catch {
    return fresh();
  }
}

const fresh = () => ({since: Date.now() / 1000, rooms: {}});
const marks = load();
save();

function save() {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(marks));
  } catch {
    // A browser that keeps nothing takes everything for read after a reload.
  }
}

/** Whether the last message of a room is newer than what this person saw there. */
export function isUnread(user, {id, latest}) {
  return Boolean(latest) && Number(latest) > Math.max(marks.since, marks.rooms[`${user}/${id}`] ?? 0);
}

/** The person of a workspace has seen a room up to its last message. */
export function markRead(workspace, id) {
  const room = workspace.dm?.id === id ? workspace.dm : workspace.channels.find((channel) => channel.id === id);
  if (!room || document.hidden || !isUnread(workspace.me, room)) return;
  marks.rooms[`${workspace.me}/${id}`] = Number(room.latest);
  save();
  change({readAt: (now().readAt ?? 0) + 1});
}
