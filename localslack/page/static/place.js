// Where this tab is: who looks, at which room, thread and tab. The address says the same, so a link comes back here.

import {change, now} from "./state.js";
import {toast} from "./toasts.js";
import {ask} from "./wire.js";

const DM = "dm"; // one's direct message with the app: its id differs from person to person
const ANYBODY = ""; // the server takes the first person
const TABS = ["home", "about"];

function parse() {
  const [user, room, rest] = location.hash.replace(/^#\/?/, "").split("/").map(decodeURIComponent);
  const tab = TABS.includes(rest) ? rest : "messages";
  return {user: user || null, room: alias(room) || null, thread: (tab === "messages" && rest) || null, tab};
}

const alias = (room) => (room?.startsWith("D") ? DM : room);

/** The address of a place. */
export function address({user, room, thread, tab}) {
  const last = thread ?? (TABS.includes(tab) ? tab : null);
  return `#/${[user, room, last].filter(Boolean).map(encodeURIComponent).join("/")}`;
}

/** The id of the room of a place; null as long as it is not known. */
export function roomOf(place, workspace) {
  if (place.room !== DM) return place.room;
  return (workspace?.me === place.user && workspace.dm?.id) || null;
}

let looked = "";

/** Tell the server what this tab shows, unless it knows. */
export async function look({again = false} = {}) {
  const {place, workspace, link} = now();
  const room = roomOf(place, workspace);
  const frame = {do: "look", user: place.user ?? ANYBODY, room, thread: room && place.thread};
  if (link !== "open" || (!again && JSON.stringify(frame) === looked)) return;
  looked = JSON.stringify(frame);
  const reply = await ask(frame);
  if (reply.ok || now().link !== "open") return;
  if (place.user && !workspace) lookAfresh();
  else toast(reply.error);
}

/** An address from another workspace names a person who is not here. */
function lookAfresh() {
  change({place: {user: null, room: null, thread: null, tab: "messages"}});
  look();
}

/**
 * Go somewhere. What is not named stays, except that another user or another room closes the thread.
 * @param {{user?: string, room?: string, thread?: string|null, tab?: "home"|"messages"|"about"}} to
 */
export function go(to) {
  const {place} = now();
  const room = alias(to.room) ?? place.room;
  const moves = room !== place.room || (to.user ?? place.user) !== place.user;
  const next = {...place, ...(moves && {thread: null, tab: "messages"}), ...to, room};
  if (address(next) === address(place)) return;
  history.pushState(null, "", address(next));
  enter(next);
}

/** The thread of the address is not there: it was deleted, or the address is of another workspace. */
export function leaveThread() {
  const place = {...now().place, thread: null};
  history.replaceState(null, "", address(place));
  enter(place);
}

function enter(place) {
  const before = now().place;
  const sameUser = before.user === place.user;
  change({
    place,
    editing: null,
    navOpen: false,
    ...(sameUser ? {} : {home: null, modals: []}),
    ...(sameUser && before.thread === place.thread ? {} : {thread: null}),
  });
  look();
  arrive();
}

/** Settle what an address leaves open, once the workspace of this person is known. */
export function arrive() {
  const {workspace, place} = now();
  if (!workspace || (place.user && workspace.me !== place.user)) return;
  const known = place.room === DM || workspace.channels.some(({id}) => id === place.room);
  const elsewhere = {room: first(workspace), thread: null, tab: "messages"};
  const settled = {...place, user: workspace.me, ...(known ? {} : elsewhere)};
  const {messages_tab: messages, home_tab: home} = workspace.app;
  if (settled.room === DM && settled.tab === "messages" && !messages && home) settled.tab = "home";
  if (address(settled) !== address(place)) {
    history.replaceState(null, "", address(settled));
    change({place: settled});
  }
  look();
  visit();
}

const first = ({channels}) => (channels.find(({app_in, archived}) => app_in && !archived) ?? channels[0])?.id ?? DM;

let visited = "";

/** The app hears of an opened Home or Messages tab; the room counts as read. */
function visit() {
  const {place, workspace} = now();
  const here = address({...place, thread: null});
  if (here !== visited && place.room === DM && place.tab !== "about") ask({do: "home", tab: place.tab});
  visited = here;
  markRead(workspace, roomOf(place, workspace));
}

/** Follow the address, now and whenever it changes. */
export function follow() {
  change({place: parse()});
  window.addEventListener("popstate", () => {
    const next = parse();
    if (address(next) !== address(now().place)) enter(next);
  });
}

const PATH = /^\/archives\/([CD]\w+)\/p\d+$/;

/** Follow them wherever they are on the page. */
export function followPermalinks() {
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    const room = link && link.hostname === `${now().workspace?.team.name}.slack.com` && PATH.exec(link.pathname)?.[1];
    if (!room) return;
    event.preventDefault();
    go({room});
  });
}

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
function markRead(workspace, id) {
  const room = workspace.dm?.id === id ? workspace.dm : workspace.channels.find((channel) => channel.id === id);
  if (!room || document.hidden || !isUnread(workspace.me, room)) return;
  marks.rooms[`${workspace.me}/${id}`] = Number(room.latest);
  save();
  change({readAt: (now().readAt ?? 0) + 1});
}
