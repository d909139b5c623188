// Who looks at the page: "You are Alex", and a menu to be somebody else.

import {html} from "./vendor/preact.js";
import {Avatar} from "./avatar.js";
import {Icon} from "./icons.js";
import {Menu} from "./menu.js";
import {go} from "./place.js";

/** @param {{workspace: object}} props */
export function People({workspace: {users, me}}) {
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
