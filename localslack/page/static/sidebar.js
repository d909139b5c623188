// The rooms of the workspace, what is new in them, and who one is.

import {html} from "./vendor/preact.js";
import {Avatar, Icon} from "./icons.js";
import {Menu} from "./menu.js";
import {address, go, isUnread} from "./place.js";
import {useStore} from "./state.js";

export function Sidebar() {
  const workspace = useStore((state) => state.workspace);
  const place = useStore((state) => state.place);
  useStore((state) => state.readAt);
  const {channels, app, dm, me} = workspace;

  return html`<nav class="sidebar" id="sidebar" aria-label="Channels and apps">
    <div class="sidebar-rooms">
      <h2>Channels</h2>
      <ul>
        ${channels.map(
          (channel) => html`<${Row}
            key=${channel.id}
            href=${address({user: me, room: channel.id})}
            here=${place.room === channel.id}
            unread=${isUnread(me, channel)}
            quiet=${channel.archived}
            name=${channel.name}
            note=${[channel.kind === "private" && "private", channel.archived && "archived"].filter(Boolean).join(", ")}
            sign=${html`<${Icon} name=${channel.kind === "private" ? "lock" : "hash"} />`}
          />`,
        )}
      </ul>
      <h2>Apps</h2>
      <ul>
        <${Row}
          href=${address({user: me, room: "dm"})}
          here=${place.room === "dm"}
          unread=${dm && isUnread(me, dm)}
          name=${app.name}
          sign=${html`<${Avatar} id=${app.user_id} name=${app.name} isApp small />`}
        />
      </ul>
    </div>
    <${People} workspace=${workspace} />
  </nav>`;
}

function Row({href, here, unread, quiet, name, note, sign}) {
  const kind = ["nav-link", unread && !here && "nav-unread", quiet && "nav-quiet"].filter(Boolean).join(" ");
  return html`<li>
    <a class=${kind} href=${href} aria-current=${here ? "page" : undefined}>
      ${sign}<span class="nav-name">${name}</span>${note && html`<span class="hidden"> (${note})</span>`}
      ${unread && !here && html`<span class="nav-dot"><span class="hidden"> (new messages)</span></span>`}
    </a>
  </li>`;
}

/** @param {{workspace: object}} props */
function People({workspace: {users, me}}) {
  const people = users.filter((user) => !user.is_bot && !user.deactivated);
  const myself = users.find((user) => user.id === me);
  const name = myself?.real_name || myself?.name || me;
  const items = people.map((user) => ({
    key: user.id,
    icon: html`<${Avatar} id=${user.id} name=${user.name} small />`,
    label: user.real_name || user.name,
    note: [user.guest && "guest", !user.online && "away"].filter(Boolean).join(", "),
    checked: user.id === me,
    onChoose: () => go({user: user.id}),
  }));

  return html`<div class="me">
    <${Menu}
      className="me-button"
      label=${`You are ${name}. Be somebody else`}
      title="Be somebody else"
      heading="See the workspace as"
      items=${items}
    >
      <${Avatar} id=${me} name=${myself?.name} />
      <span class="me-words"><span class="me-you">You are</span><span class="me-name">${name}</span></span>
      <${Icon} name="down" />
    </${Menu}>
  </div>`;
}
