// Reads standard Markdown into a tree of plain objects: blocks, and the inside of a line. Raw HTML stays text.

const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([\w+-]*)/;
const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*))?$/;
const RULE = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( *)([-*+]|\d{1,9}[.)])(?: +|$)(.*)$/;
const TASK = /^\[([ xX])\] +/;
const DIVISION = /^(?:\| *)?:?-+:?(?: *\| *:?-+:?)*(?: *\|)?$/;
// Deeper than this, quotes and lists are plain text.
const DEEPEST = 8;

/**
 * @param {string} text
 * @returns {object[]} {kind: "paragraph"|"heading"|"rule"|"fence"|"quote"|"list"|"table", …}
 */
export const parse = (text) => blocks(String(text).replace(/\r\n?/g, "\n").replaceAll("\t", "    ").split("\n"), 0);

function blocks(lines, depth) {
  const found = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at];
    if (!line.trim()) at += 1;
    else {
      const [block, next] = (depth < DEEPEST && container(lines, at, depth)) || leaf(lines, at);
      found.push(block);
      at = next;
    }
  }
  return found;
}

function leaf(lines, at) {
  const line = lines[at];
  const fence = FENCE.exec(line);
  if (fence) return fenced(lines, at, fence[1]);
  const heading = HEADING.exec(line);
  if (heading) {
    const [, {length: level}, text = ""] = heading;
    return [{kind: "heading", level, children: inline(withoutHashes(text))}, at + 1];
  }
  if (RULE.test(line)) return [{kind: "rule"}, at + 1];
  if (line.includes("|") && DIVISION.test(lines[at + 1]?.trim() ?? "")) return table(lines, at);
  let end = at + 1;
  while (end < lines.length && lines[end].trim() && !starts(lines[end])) end += 1;
  const text = lines.slice(at, end).map((part) => part.trim().replace(/\\$/, "")).join("\n");
  return [{kind: "paragraph", children: inline(text)}, end];
}

const withoutHashes = (text) => text.trim().replace(/(?:^| )#{1,50}$/, "");

const starts = (line) => FENCE.test(line) || HEADING.test(line) || RULE.test(line) || QUOTE.test(line) || ITEM.test(line);

function fenced(lines, at, marks) {
  let end = at + 1;
  const closes = (line) => line.startsWith(marks) && !line.replaceAll(marks[0], "");
  while (end < lines.length && !closes(lines[end].trim())) end += 1;
  return [{kind: "fence", text: lines.slice(at + 1, end).join("\n")}, end + 1];
}

function container(lines, at, depth) {
  if (QUOTE.test(lines[at])) {
    let end = at;
    while (end < lines.length && QUOTE.test(lines[end])) end += 1;
    const inner = lines.slice(at, end).map((line) => line.replace(QUOTE, ""));
    return [{kind: "quote", children: blocks(inner, depth + 1)}, end];
  }
  return ITEM.test(lines[at]) && !RULE.test(lines[at]) ? list(lines, at, depth) : null;
}

function list(lines, at, depth) {
  const [, indent, marker] = ITEM.exec(lines[at]);
  const ordered = /\d/.test(marker);
  const items = [];
  let end = at;
  while (end < lines.length) {
    const hit = ITEM.exec(lines[end]);
    if (!hit || /\d/.test(hit[2]) !== ordered || RULE.test(lines[end])) break;
    if (hit[1].length > indent.length + 1 || hit[1].length < indent.length) break;
    const [item, next] = itemLines(lines, end, hit);
    items.push(item);
    end = next;
  }
  const children = items.map((item) => {
    const task = TASK.exec(item[0]);
    if (task) item[0] = item[0].slice(task[0].length);
    return {done: task ? task[1] !== " " : null, children: blocks(item, depth + 1)};
  });
  return [{kind: "list", ordered, start: Number.parseInt(marker, 10) || 1, items: children}, end];
}

/** The lines of an item, without its indent. */
function itemLines(lines, at, hit) {
  const width = hit[1].length + 2;
  const found = [hit[3]];
  let end = at + 1;
  while (end < lines.length) {
    const line = lines[end];
    const indent = line.length - line.trimStart().length;
    const blank = !line.trim();
    if (blank ? !belongs(lines[end + 1], width) : indent < width && (starts(line) || !lines[end - 1].trim())) break;
    found.push(line.slice(Math.min(indent, width)));
    end += 1;
  }
  while (end < lines.length && !lines[end].trim()) end += 1; // empty lines between items
  return [found, end];
}

const belongs = (line, width) => Boolean(line?.trim()) && line.length - line.trimStart().length >= width;

function table(lines, at) {
  const align = cells(lines[at + 1]).map((cell) => {
    const [left, right] = [cell.startsWith(":"), cell.endsWith(":")];
    return left && right ? "center" : right ? "right" : "left";
  });
  let end = at + 2;
  while (end < lines.length && lines[end].trim() && lines[end].includes("|")) end += 1;
  const rows = [lines[at], ...lines.slice(at + 2, end)].map((line) => cells(line).slice(0, align.length).map(inline));
  return [{kind: "table", align, rows}, end];
}

const SEPARATOR = /(?<!\\)\|/;
const cells = (line) =>
  line.trim().replace(/^\||\|$/g, "").split(SEPARATOR).map((cell) => cell.trim().replaceAll("\\|", "|"));

const ESCAPED = /\\([!-/:-@[-`{-~])/y;
const ANGLED = /<((?:https?:\/\/|mailto:)[^<>\s]+)>/y;
const BARE_URL = /https?:\/\/[^\s<>|`*~\])]+[^\s<>|`*~\]).,;:!?'"_]/y;
const SHORTCODE = /:([a-z0-9_+'-]{1,80}):/iy;
// A label and an address may hold no brackets of their own: that keeps the search short.
const ADDRESS = String.raw`[^()<>\s]{1,3000}(?:\([^()<>\s]{0,200}\)[^()<>\s]{0,200})?`;
const TITLE = String.raw`(?:\s{1,20}"[^"]{0,300}")?`;
const LINK = new RegExp(String.raw`(!?)\[([^[\]]{0,2000})\]\(\s{0,20}<?(${ADDRESS})>?${TITLE}\s{0,20}\)`, "y");
const DEEPEST_NESTING = 12;
const WORD = /[\p{L}\p{N}]/u;

/**
 * @param {string} text
 * @returns {object[]} {kind: "text"|"break"|"bold"|"italic"|"strike"|"code"|"link"|"emoji", …}
 */
function inline(text) {
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
    if (length && token.opens && open.length < DEEPEST_NESTING && length <= 3) {
      open.push({char: token.char, length, children: []});
      waiting[token.char] += 1;
    } else if (length) here().push({kind: "text", text: token.char.repeat(length)});
  }
  while (open.length) spill();
  return top.children;
}
