// Links to this workspace's own messages lead to the room on this page: their address is one that nobody serves.

import {go} from "./place.js";
import {now} from "./state.js";

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
