// The rich_text block: sections, lists, quotes and preformatted text.

import {html} from "../vendor/preact.js";
import {Broadcast, ChannelMention, dateText, Emoji, GroupMention, Link, UserMention} from "./inline.js";

/** @param {{block: {elements: object[]}}} props */
export const RichText = ({block}) =>
  html`<div class="bk-rich">${(block.elements ?? []).map((part) => PARTS[part.type]?.(part) ?? null)}</div>`;

const PARTS = {
  rich_text_section: (part) => html`<div class="bk-rich-section">${inline(part.elements)}</div>`,
  rich_text_quote: (part) => html`<blockquote class="bk-quote">${inline(part.elements)}</blockquote>`,
  rich_text_preformatted: (part) =>
    bordered(part, html`<pre class="bk-pre" tabindex="0">${inline(part.elements)}</pre>`),
  rich_text_list: (part) => bordered(part, list(part)),
};

const bordered = (part, drawing) => (part.border ? html`<div class="bk-quote">${drawing}</div>` : drawing);

const DEEPEST = 8;

function list({elements = [], style, indent = 0, offset = 0}) {
  const depth = Math.min(Number(indent) || 0, DEEPEST);
  const items = elements.map((item) => html`<li>${inline(item.elements)}</li>`);
  const name = `bk-list bk-indent-${depth} bk-marker-${depth % 3}`;
  return style === "ordered"
    ? html`<ol class=${name} start=${(Number(offset) || 0) + 1}>${items}</ol>`
    : html`<ul class=${name}>${items}</ul>`;
}

const inline = (elements = []) =>
  elements.map((element) => styled(INLINE[element.type]?.(element) ?? null, element.style));

const INLINE = {
  text: ({text}) => broken(text),
  link: ({url, text}) => html`<${Link} url=${url} label=${text} />`,
  user: ({user_id: id}) => html`<${UserMention} id=${id} />`,
  usergroup: ({usergroup_id: id}) => html`<${GroupMention} id=${id} />`,
  channel: ({channel_id: id}) => html`<${ChannelMention} id=${id} />`,
  team: ({team_id: id}) => html`<span class="bk-mention">@${id}</span>`,
  broadcast: ({range}) => html`<${Broadcast} range=${range} />`,
  emoji: ({name, unicode}) => html`<${Emoji} name=${name} unicode=${unicode} />`,
  date: ({timestamp, format, url, fallback}) => {
    const text = dateText(timestamp, format, fallback);
    return url ? html`<${Link} url=${url} label=${text} />` : html`<time>${text}</time>`;
  },
  color: ({value}) =>
    html`<span><span class="bk-swatch" style=${{backgroundColor: colour(value)}}></span>${value}</span>`,
};

const broken = (text) => String(text ?? "").split("\n").map((line, at) => [at > 0 && html`<br />`, line]);

const colour = (value) => (/^#[0-9a-f]{3,8}$/i.test(value) ? value : "transparent");

// From the inside out.
const STYLES = {
  code: (inner) => html`<code class="bk-code">${inner}</code>`,
  strike: (inner) => html`<s>${inner}</s>`,
  underline: (inner) => html`<u>${inner}</u>`,
  italic: (inner) => html`<i>${inner}</i>`,
  bold: (inner) => html`<b>${inner}</b>`,
  highlight: (inner) => html`<mark class="bk-mark">${inner}</mark>`,
  client_highlight: (inner) => html`<mark class="bk-mark">${inner}</mark>`,
};

function styled(drawing, style) {
  if (!style || drawing === null) return drawing;
  return Object.keys(STYLES).reduce((inner, name) => (style[name] ? STYLES[name](inner) : inner), drawing);
}
