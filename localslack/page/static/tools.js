// What one can do with a message: its reactions, and the small bar that shows when it is near.

import {html, useEffect, useRef, useState} from "./vendor/preact.js";
import {react, remove, shortcut} from "./actions.js";
import {emojiText} from "./blocks/emoji.js";
import {typed} from "./env.js";
import {Icon} from "./icons.js";
import {Menu} from "./menu.js";
import {go} from "./place.js";
import {toast} from "./toasts.js";

/** The emoji the menu of a message offers. */
const OFFERED = [
  {name: "thumbsup", title: "Thumbs up"},
  {name: "white_check_mark", title: "Done"},
  {name: "eyes", title: "Looking"},
];

/** The character of an emoji, or its name between colons. */
const character = emojiText;

/** @param {{message: object, room: string, env: object}} props */
export function Reactions({message: {ts, reactions}, room, env}) {
  if (!reactions?.length) return null;
  return html`<ul class="reactions" aria-label="Reactions">
    ${reactions.map(({name, users}) => {
      const who = users.map((id) => env.users.get(id)?.name ?? id).join(", ");
      const mine = users.includes(env.me);
      return html`<li key=${name}>
        <button
          type="button"
          class="reaction"
          aria-pressed=${mine ? "true" : "false"}
          aria-label=${`${name.replaceAll("_", " ")}, ${users.length}: ${who}`}
          title=${`${who} reacted with :${name}:`}
          onClick=${() => !mine && react(room, ts, name)}
        >
          <span class="emoji" aria-hidden="true">${character(name)}</span>${users.length}
        </button>
      </li>`;
    })}
  </ul>`;
}

/**
 * @param {object} props
 * @param {(open: boolean) => void} props.onMenu the menu opened or closed
 * @param {() => void} props.onEdit
 */
export function Tools({message, room, thread, env, onMenu, onEdit}) {
  const [asking, setAsking] = useState(false);
  const {ts, ephemeral, mine, reactions} = message;
  const reacted = (name) => reactions?.some((one) => one.name === name && one.users.includes(env.me));
  const toggle = (open) => {
    setAsking(open);
    onMenu(open);
  };

  return html`<div class="tools" role="group" aria-label="Message actions">
    ${!ephemeral &&
    OFFERED.map(
      ({name, title}) => html`<button
        key=${name}
        type="button"
        class="tool"
        aria-label=${`React: ${title}`}
        title=${title}
        disabled=${reacted(name)}
        onClick=${() => react(room, ts, name)}
      >
        <span class="emoji" aria-hidden="true">${character(name)}</span>
      </button>`,
    )}
    ${!ephemeral &&
    !thread &&
    html`<button type="button" class="tool" aria-label="Reply in thread" title="Reply in thread"
      onClick=${() => go({room, thread: message.thread_ts ?? ts})}>
      <${Icon} name="reply" />
    </button>`}
    <${Menu}
      className="tool"
      label="More actions"
      items=${choices(message, room, env, {onEdit, onDelete: () => toggle(true)})}
      onToggle=${onMenu}
    >
      <${Icon} name="more" />
    </${Menu}>
    ${asking &&
    mine &&
    html`<${Confirm}
      title="Delete this message?"
      text="This cannot be undone."
      yes="Delete"
      onYes=${() => remove(room, ts)}
      onClose=${() => toggle(false)}
    />`}
  </div>`;
}

function choices({ts, text, ephemeral, mine}, room, env, {onEdit, onDelete}) {
  const shortcuts = ephemeral ? [] : (env.app.shortcuts ?? []).filter(({kind}) => kind === "message");
  const own = mine && !ephemeral;
  return [
    ...shortcuts.map(({callback_id: id, name}) => ({
      key: id,
      label: name,
      note: env.app.name,
      icon: html`<${Icon} name="bolt" />`,
      onChoose: () => shortcut(id, room, ts),
    })),
    shortcuts.length && {rule: true},
    {key: "copy", label: "Copy text", icon: html`<${Icon} name="copy" />`, onChoose: () => copy(typed(text, env))},
    own && {key: "edit", label: "Edit message", icon: html`<${Icon} name="edit" />`, onChoose: onEdit},
    own && {
      key: "delete",
      label: "Delete message",
      icon: html`<${Icon} name="trash" />`,
      danger: true,
      onChoose: onDelete,
    },
  ].filter(Boolean);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    toast("Copied.");
  } catch {
    toast("The browser does not let this page copy.");
  }
}

/** @param {{title: string, text: string, yes: string, onYes: () => void, onClose: () => void}} props */
function Confirm({title, text, yes, onYes, onClose}) {
  const dialog = useRef(null);
  useEffect(() => dialog.current.showModal(), []);
  const agree = () => {
    onYes();
    onClose();
  };

  return html`<dialog
    class="confirm"
    ref=${dialog}
    aria-labelledby="confirm-title"
    onClose=${onClose}
    onKeyDown=${(event) => event.stopPropagation()}
  >
    <h2 id="confirm-title">${title}</h2>
    <p>${text}</p>
    <div class="modal-buttons">
      <button type="button" class="button" onClick=${onClose}>Cancel</button>
      <button type="button" class="button button-danger" onClick=${agree}>${yes}</button>
    </div>
  </dialog>`;
}
