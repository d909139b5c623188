// People, channels, groups and emoji in the middle of a text.

import {html} from "../vendor/preact.js";
import {emoji, emojiText} from "./emoji.js";
import {useScene} from "./scene.js";

/** `@name`; marked when it is the reader. */
export function UserMention({id, fallback = ""}) {
  const {env} = useScene();
  const user = env.users.get(id);
  const name = user?.real_name || user?.name || fallback || id;
  return html`<span class=${`bk-mention${id === env.me ? " bk-mention-me" : ""}`}>@${name.replace(/^@/, "")}</span>`;
}

/** `#name`: opens the channel where the reader knows it. Of any other, Slack tells nobody the name. */
export function ChannelMention({id, fallback = ""}) {
  const {env} = useScene();
  const channel = env.channels.get(id);
  if (!channel) {
    return html`<span class="bk-mention bk-mention-unknown">${fallback ? `#${fallback}` : "private channel"}</span>`;
  }
  const open = (event) => {
    event.preventDefault();
    env.openChannel(id);
  };
  return html`<button type="button" class="bk-mention bk-mention-channel" onClick=${open}>#${channel.name}</button>`;
}

/** `@handle` of a group of people. */
export function GroupMention({id, fallback = ""}) {
  const group = useScene().env.usergroups.get(id);
  const handle = group?.handle || group?.name || fallback || id;
  return html`<span class="bk-mention">@${handle.replace(/^@/, "")}</span>`;
}

const BROADCASTS = new Set(["here", "channel", "everyone"]);

/** `@here`, `@channel`, `@everyone`. */
export const Broadcast = ({range}) =>
  BROADCASTS.has(range) ? html`<span class="bk-mention bk-mention-all">@${range}</span>` : `@${range}`;

/** An emoji by its shortcode. */
export function Emoji({name, unicode = ""}) {
  const character = emoji(name) ?? fromCodePoints(unicode);
  if (!character) return emojiText(name);
  const called = name.replaceAll("_", " ");
  return html`<span class="bk-emoji" role="img" aria-label=${called} title=${`:${name}:`}>${character}</span>`;
}

function fromCodePoints(unicode) {
  const points = unicode.split("-").map((part) => Number.parseInt(part, 16));
  return points.every((point) => point > 0 && point <= 0x10ffff) ? String.fromCodePoint(...points) : "";
}
