// What stands in the middle of a text: links, people, channels, groups, emoji and dates.

import {html} from "../vendor/preact.js";
import {emoji, emojiText} from "./emoji.js";
import {useScene} from "./scene.js";

const SCHEMES = new Set(["http:", "https:", "mailto:"]);

/**
 * The address to follow, or null where it is not one of http, https and mailto.
 * @param {unknown} url
 */
export function safeUrl(url) {
  try {
    const address = new URL(String(url));
    return SCHEMES.has(address.protocol) ? address.href : null;
  } catch {
    return null;
  }
}

/** A link, or only its text where the address is not safe. */
export function Link({url, label, class: name = "", children = label || url}) {
  const href = safeUrl(url);
  if (!href) return html`<span class=${name}>${children}</span>`;
  return html`<a class=${name} href=${href} target="_blank" rel="noopener noreferrer">${children}</a>`;
}

/** `@name`; marked when it is the reader. */
export function UserMention({id, fallback = ""}) {
  const {env} = useScene();
  const user = env.users.get(id);
  const name = user?.real_name || user?.name || fallback || id;
  return html`<span class=${`bk-mention${id === env.me ? " bk-mention-me" : ""}`}>@${name.replace(/^@/, "")}</span>`;
}

/** `#name`: opens the channel where the reader knows it. Of any other, Slack does not tell the name. */
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

const DAY = 86_400_000;
const LOCALE = "en-GB";

const words = (date, options) => new Intl.DateTimeFormat(LOCALE, options).format(date);
const two = (number) => String(number).padStart(2, "0");

/** "today", "yesterday", "tomorrow" or nothing. */
function near(date, now) {
  const midnight = (day) => new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime();
  const days = Math.round((midnight(date) - midnight(now)) / DAY);
  return {"-1": "yesterday", 0: "today", 1: "tomorrow"}[days] ?? "";
}

const UNITS = [
  ["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3600], ["minute", 60], ["second", 1],
];

function ago(date, now) {
  const seconds = Math.round((date - now) / 1000);
  const [unit, size] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? UNITS.at(-1);
  return new Intl.RelativeTimeFormat(LOCALE, {numeric: "auto"}).format(Math.round(seconds / size), unit);
}

const full = {day: "numeric", month: "long", year: "numeric"};
const short = {day: "numeric", month: "short", year: "numeric"};
const long = {weekday: "long", ...full};

const TOKENS = {
  date_num: (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
  date_slash: (date) => `${two(date.getDate())}/${two(date.getMonth() + 1)}/${date.getFullYear()}`,
  date: (date) => words(date, full),
  date_short: (date) => words(date, short),
  date_long: (date) => words(date, long),
  date_long_full: (date) => words(date, full),
  date_pretty: (date, now) => near(date, now) || words(date, full),
  date_short_pretty: (date, now) => near(date, now) || words(date, short),
  date_long_pretty: (date, now) => near(date, now) || words(date, long),
  day_divider_pretty: (date, now) => {
    const thisYear = date.getFullYear() === now.getFullYear();
    return near(date, now) || words(date, thisYear ? {weekday: "long", day: "numeric", month: "long"} : long);
  },
  time: (date) => `${two(date.getHours())}:${two(date.getMinutes())}`,
  time_secs: (date) => `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`,
  ago,
};

/**
 * Fill in a date template.
 * @param {string|number} timestamp seconds since 1970
 * @param {string} format such as "Posted {date_long} at {time}"
 * @param {string} fallback what to show when the timestamp or the template is of no use
 * @param {Date} now
 */
export function dateText(timestamp, format, fallback = "", now = new Date()) {
  const date = new Date(Number(timestamp) * 1000);
  if (Number.isNaN(date.getTime()) || typeof format !== "string" || !format.includes("{")) {
    return fallback || String(timestamp ?? "");
  }
  const filled = format.replace(/\{([a-z_]{1,30})\}/g, (whole, name) => TOKENS[name]?.(date, now) ?? whole);
  return filled.replace(/^(today|yesterday|tomorrow)/, (word) => word[0].toUpperCase() + word.slice(1));
}
