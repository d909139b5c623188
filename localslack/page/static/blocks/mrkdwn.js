// Draws Slack's mrkdwn, and the text objects of blocks.

import {html, useMemo} from "../vendor/preact.js";
import {Broadcast, ChannelMention, dateText, Emoji, GroupMention, Link, UserMention} from "./inline.js";
import {parse, unescape} from "./mrkdwn_syntax.js";
import {Stage} from "./scene.js";

/** Text by itself: a message without blocks. */
export const Mrkdwn = ({text, env}) =>
  html`<${Stage} env=${env}><div class="bk-text"><${Formatted} text=${text} /></div><//>`;

/** A text object, `mrkdwn` or `plain_text`. */
export function Text({of}) {
  if (!of) return null;
  const text = String(of.text ?? "");
  if (of.type === "mrkdwn") return html`<${Formatted} text=${text} verbatim=${of.verbatim} />`;
  return html`<${Plain} text=${text} emoji=${of.emoji ?? true} />`;
}

/** Text without formatting; its shortcodes become emoji. */
function Plain({text, emoji = true}) {
  return text.split("\n").map((line, at) => [at > 0 && html`<br />`, emoji ? withEmoji(line) : line]);
}

/** The words of a text object, for names that only assistive technology reads. */
export const words = (text) => String(text?.text ?? "");

function Formatted({text, verbatim = false}) {
  const tree = useMemo(() => parse(String(text ?? ""), {verbatim}), [text, verbatim]);
  return drawn(tree);
}

const drawn = (nodes) => nodes.map((node) => DRAW[node.kind](node));

const DRAW = {
  text: ({text}) => text,
  break: () => html`<br />`,
  bold: ({children}) => html`<b>${drawn(children)}</b>`,
  italic: ({children}) => html`<i>${drawn(children)}</i>`,
  strike: ({children}) => html`<s>${drawn(children)}</s>`,
  quote: ({children}) => html`<blockquote class="bk-quote">${drawn(children)}</blockquote>`,
  code: ({children}) => html`<code class="bk-code">${inCode(children)}</code>`,
  pre: ({children}) => html`<pre class="bk-pre" tabindex="0">${inCode(children)}</pre>`,
  emoji: ({name}) => html`<${Emoji} name=${name} />`,
  url: ({url}) => html`<${Link} url=${url} />`,
  entity: ({body}) => entity(body),
};

/** Code shows the names of links, and follows nothing. */
const inCode = (nodes) => nodes.map((node) => (node.kind === "text" ? node.text : drawnName(node.body)));

function drawnName(body) {
  const {target, label} = split(body);
  return /^[@#!]/.test(target) ? entity(body) : unescape(label || target);
}

function split(body) {
  const bar = body.indexOf("|");
  return bar < 0 ? {target: body, label: ""} : {target: body.slice(0, bar), label: body.slice(bar + 1)};
}

/** What stands in <…>. */
function entity(body) {
  const {target, label} = split(body);
  const fallback = unescape(label);
  const id = target.slice(1);
  if (target[0] === "@") return html`<${UserMention} id=${id} fallback=${fallback} />`;
  if (target[0] === "#") return html`<${ChannelMention} id=${id} fallback=${fallback.replace(/^#/, "")} />`;
  if (target[0] === "!") return special(id, fallback);
  const url = unescape(target);
  return html`<${Link} url=${url}>${fallback ? withEmoji(fallback) : url.replace(/^mailto:/i, "")}<//>`;
}

function special(command, fallback) {
  const [name, ...rest] = command.split("^");
  if (name === "subteam") return html`<${GroupMention} id=${rest[0] ?? ""} fallback=${fallback} />`;
  if (name === "date") {
    const text = dateText(rest[0], unescape(rest[1] ?? ""), fallback);
    return rest[2] ? html`<${Link} url=${unescape(rest[2])}>${text}<//>` : html`<time>${text}</time>`;
  }
  if (["here", "channel", "everyone"].includes(name)) return html`<${Broadcast} range=${name} />`;
  return fallback || `<!${command}>`;
}

const SHORTCODES = /(:[a-z0-9_+'-]{1,80}(?:::skin-tone-[2-6])?:)/i;

const withEmoji = (text) =>
  text.split(SHORTCODES).map((part, at) => (at % 2 ? html`<${Emoji} name=${part.slice(1, -1)} />` : part));
