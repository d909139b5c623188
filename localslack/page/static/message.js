// One message: who, when, what, and what hangs on it.

import {Component, html, useState} from "./vendor/preact.js";
import {Blocks, Mrkdwn} from "./blocks/index.js";
import {Editor} from "./composer.js";
import {Avatar, Icon} from "./icons.js";
import {go} from "./place.js";
import {change} from "./state.js";
import {clock, day, full, iso} from "./time.js";
import {Reactions, Tools} from "./tools.js";

/**
 * @param {object} props
 * @param {object} props.message
 * @param {string} props.room
 * @param {string} [props.thread] the thread the list shows, if it shows one
 * @param {boolean} props.grouped whether it goes on with what its author just said
 * @param {boolean} props.current whether the Tab key stops here
 * @param {boolean} props.editing
 */
export const Message = memo(({message, room, thread, env, grouped, current, editing}) => {
  const [hovered, setHovered] = useState(false);
  const [focused, setFocused] = useState(false);
  const [menu, setMenu] = useState(false);
  const {ts, name, ephemeral} = message;
  const kinds = {grouped, ephemeral, editing};
  const kind = ["message", ...Object.keys(kinds).filter((name) => kinds[name]).map((name) => `message-${name}`)];
  const broadcast = !thread && message.thread_ts && message.thread_ts !== ts;
  const near = hovered || focused || menu;

  return html`<article
    class=${kind.join(" ")}
    data-ts=${ts}
    tabindex=${current ? 0 : -1}
    aria-label=${`${name}, ${clock(ts)}`}
    onMouseEnter=${() => setHovered(true)}
    onMouseLeave=${() => setHovered(false)}
    onfocusin=${({target}) => setFocused(target.matches(":focus-visible"))}
    onfocusout=${({currentTarget, relatedTarget}) => setFocused(currentTarget.contains(relatedTarget))}
  >
    ${ephemeral && html`<p class="message-only"><${Icon} name="eye" />Only visible to you</p>`}
    <div class="message-face">
      ${grouped
        ? html`<${Time} ts=${ts} />`
        : html`<${Avatar} id=${message.user} name=${name} isApp=${message.is_app} />`}
    </div>
    <div class="message-body">
      ${!grouped && html`<${Head} message=${message} />`}
      ${broadcast && html`<${Broadcast} room=${room} thread=${message.thread_ts} />`}
      ${editing
        ? html`<${Editor} message=${message} room=${room} env=${env} />`
        : html`<${Words} message=${message} room=${room} env=${env} />`}
      <${Reactions} message=${message} room=${room} env=${env} />
      ${!thread && message.replies && html`<${Replies} replies=${message.replies} room=${room} ts=${ts} env=${env} />`}
    </div>
    ${near && !editing && html`<${Tools}
      message=${message} room=${room} thread=${thread} env=${env} onMenu=${setMenu}
      onEdit=${() => change({editing: {room, thread: thread ?? null, ts}})}
    />`}
  </article>`;
});

const Time = ({ts}) => html`<time datetime=${iso(ts)} title=${full(ts)}>${clock(ts)}</time>`;

const Head = ({message: {name, is_app: isApp, ts}}) => html`<div class="message-head">
  <span class="message-author">${name}</span>
  ${isApp && html`<span class="app-badge">App</span>`}
  <${Time} ts=${ts} />
</div>`;

const Broadcast = ({room, thread}) => html`<p class="message-broadcast">
  replied to <button type="button" class="link-button" onClick=${() => go({room, thread})}>a thread</button>
</p>`;

function Words({message: {ts, text, blocks, edited}, room, env}) {
  return html`<div class="message-text">
    ${blocks?.length
      ? html`<${Blocks} blocks=${blocks} on=${{room, ts}} env=${env} />`
      : html`<${Mrkdwn} text=${text} env=${env} />`}
    ${edited && html`<span class="message-edited">(edited)</span>`}
  </div>`;
}

const FACES = 4;

/** @param {{replies: {count: number, users: string[], latest: string}, room: string, ts: string, env: object}} props */
function Replies({replies: {count, users, latest}, room, ts, env}) {
  if (!count) return null;
  return html`<button type="button" class="replies" onClick=${() => go({room, thread: ts})}>
    <span class="replies-faces">
      ${users.slice(0, FACES).map(
        (id) =>
          html`<${Avatar} key=${id} id=${id} name=${env.users.get(id)?.name} isApp=${id === env.app.user_id} small />`,
      )}
    </span>
    <span class="replies-count">${count} ${count === 1 ? "reply" : "replies"}</span>
    ${latest && html`<span class="replies-latest">Last reply ${day(latest).toLowerCase()} at ${clock(latest)}</span>`}
  </button>`;
}

/** @param {(props: object) => unknown} Inner */
function memo(Inner) {
  return class extends Component {
    shouldComponentUpdate(next) {
      const names = new Set([...Object.keys(this.props), ...Object.keys(next)]);
      return [...names].some((name) => !Object.is(this.props[name], next[name]));
    }

    render(props) {
      return html`<${Inner} ...${props} />`;
    }
  };
}
