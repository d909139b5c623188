// The inside of a line of standard Markdown, as a tree of plain objects. The text is walked once.

const ESCAPED = /\\([!-/:-@[-`{-~])/y;
const ANGLED = /<((?:https?:\/\/|mailto:)[^<>\s]+)>/y;
const BARE_URL = /https?:\/\/[^\s<>|`*~\])]+[^\s<>|`*~\]).,;:!?'"_]/y;
const SHORTCODE = /:([a-z0-9_+'-]{1,80}):/iy;
// A label and an address may hold no brackets of their own: that keeps the search short.
const ADDRESS = String.raw`[^()<>\s]{1,3000}(?:\([^()<>\s]{0,200}\)[^()<>\s]{0,200})?`;
const TITLE = String.raw`(?:\s{1,20}"[^"]{0,300}")?`;
const LINK = new RegExp(String.raw`(!?)\[([^[\]]{0,2000})\]\(\s{0,20}<?(${ADDRESS})>?${TITLE}\s{0,20}\)`, "y");
const DEEPEST = 12;
const WORD = /[\p{L}\p{N}]/u;

/**
 * @param {string} text
 * @returns {object[]} {kind: "text"|"break"|"bold"|"italic"|"strike"|"code"|"link"|"emoji", …}
 */
export function inline(text) {
  const tokens = [];
  const ticks = lastTicks(text);
  let plain = 0;
  let at = 0;
  const flush = (next, token) => {
    if (at > plain) tokens.push({kind: "text", text: text.slice(plain, at)});
    if (token) tokens.push(token);
    at = plain = next;
  };
  const match = (pattern) => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  while (at < text.length) {
    const char = text[at];
    let hit = null;
    if (char === "\\" && (hit = match(ESCAPED))) flush(at + 2, {kind: "text", text: hit[1]});
    else if (char === "\n") flush(at + 1, {kind: "break"});
    else if (char === "`") {
      const length = run(text, at);
      const close = ticks.get(length) > at ? closing(text, at + length, length) : -1;
      if (close < 0) at += length;
      else flush(close + length, {kind: "code", text: text.slice(at + length, close).replace(/^ (.+) $/s, "$1")});
    } else if ((char === "[" || (char === "!" && text[at + 1] === "[")) && (hit = match(LINK))) {
      const [, image, label, url] = hit; // the inside of a link may set lastIndex anew
      const end = at + hit[0].length;
      flush(end, {kind: "link", url, children: image ? [{kind: "text", text: label}] : inline(label)});
    } else if (char === "<" && (hit = match(ANGLED))) flush(ANGLED.lastIndex, address(hit[1]));
    else if (char === "h" && !WORD.test(text[at - 1] ?? "") && (hit = match(BARE_URL))) {
      flush(BARE_URL.lastIndex, address(hit[0]));
    } else if (char === ":" && (hit = match(SHORTCODE))) flush(SHORTCODE.lastIndex, {kind: "emoji", name: hit[1]});
    else if (char === "*" || char === "_" || (char === "~" && text[at + 1] === "~")) {
      const length = run(text, at);
      flush(at + length, delimiter(text, at, length));
    } else at += 1;
  }
  flush(at);
  return pair(tokens);
}

const address = (url) => ({kind: "link", url, children: [{kind: "text", text: url.replace(/^mailto:/, "")}]});

function run(text, at) {
  let end = at;
  while (text[end] === text[at]) end += 1;
  return end - at;
}

/** Where the last run of every length of backticks stands: there is no use in looking for one beyond. */
function lastTicks(text) {
  const last = new Map();
  for (const hit of text.matchAll(/`+/g)) last.set(hit[0].length, hit.index);
  return last;
}

function closing(text, from, length) {
  for (let at = text.indexOf("`", from); at >= 0; at = text.indexOf("`", at)) {
    const found = run(text, at);
    if (found === length) return at;
    at += found;
  }
  return -1;
}

function delimiter(text, at, length) {
  const before = text[at - 1] ?? " ";
  const after = text[at + length] ?? " ";
  const tight = text[at] === "_"; // never in the middle of a word
  return {
    kind: "delimiter", char: text[at], length,
    opens: !/\s/.test(after) && !(tight && WORD.test(before)),
    closes: !/\s/.test(before) && !(tight && WORD.test(after)),
  };
}

function pair(tokens) {
  const top = {children: []};
  const open = [];
  const waiting = {"*": 0, _: 0, "~": 0};
  const here = () => (open.at(-1) ?? top).children;
  const spill = () => {
    const lost = open.pop();
    waiting[lost.char] -= 1;
    here().push({kind: "text", text: lost.char.repeat(lost.length)}, {kind: "group", children: lost.children});
  };
  for (const token of tokens) {
    if (token.kind !== "delimiter") {
      here().push(token);
      continue;
    }
    let {length} = token;
    while (length && token.closes && waiting[token.char]) {
      while (open.at(-1).char !== token.char) spill();
      const partner = open.at(-1);
      const used = Math.min(partner.length, length) >= 2 ? 2 : 1;
      if (token.char === "~" && used < 2) break;
      const kind = token.char === "~" ? "strike" : used === 2 ? "bold" : "italic";
      const inner = {kind, children: partner.children};
      length -= used;
      partner.length -= used;
      if (partner.length) partner.children = [inner];
      else {
        open.pop();
        waiting[token.char] -= 1;
        here().push(inner);
      }
    }
    if (length && token.opens && open.length < DEEPEST && length <= 3) {
      open.push({char: token.char, length, children: []});
      waiting[token.char] += 1;
    } else if (length) here().push({kind: "text", text: token.char.repeat(length)});
  }
  while (open.length) spill();
  return top.children;
}
