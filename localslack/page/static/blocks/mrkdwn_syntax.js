// Reads Slack's mrkdwn into a tree of plain objects. Every step walks the text once: no text takes long.

const FENCE = "```";
const ENTITY = /<([^<>\n]*)>/y;
const SHORTCODE = /:([a-z0-9_+'-]{1,80}(?:::skin-tone-[2-6])?):/iy;
const BARE_URL = /https?:\/\/[^\s<>|`*~]+/iy;
const TRAILING = new Set(".,;:!?_'\")]}");
const WORD = /[\p{L}\p{N}]/u;
const STYLES = {"*": "bold", _: "italic", "~": "strike"};
const QUOTED = /^(?:&gt;|>) ?/;
const QUOTED_TO_THE_END = /^(?:&gt;|>){3} ?/;

/** The three characters that Slack escapes. */
export const unescape = (text) => text.replace(/&(amp|lt|gt);/g, (_, name) => ({amp: "&", lt: "<", gt: ">"})[name]);

/**
 * @param {string} text Slack-encoded
 * @param {{verbatim?: boolean}} options
 * @returns {object[]} {kind: "text"|"break"|"bold"|"italic"|"strike"|"code"|"pre"|"quote"|"emoji"|"entity"|"url", …}
 */
export function parse(text, {verbatim = false} = {}) {
  const found = [];
  let from = 0;
  while (from < text.length) {
    const open = text.indexOf(FENCE, from);
    const close = open < 0 ? -1 : text.indexOf(FENCE, open + 3);
    if (close < 0) break;
    if (close === open + 3) { // "``````" is nothing to show
      found.push(...lines(text.slice(from, close + 3), verbatim));
    } else {
      found.push(...lines(text.slice(from, open).replace(/\n$/, ""), verbatim));
      found.push({kind: "pre", children: entitiesOnly(text.slice(open + 3, close).replace(/^\n|\n$/g, ""))});
    }
    from = close + 3;
    if (found.at(-1)?.kind === "pre" && text[from] === "\n") from += 1;
  }
  return append(found, lines(text.slice(from), verbatim));
}

function append(list, more) {
  for (const item of more) list.push(item);
  return list;
}

/** Lines with their quotes. */
function lines(text, verbatim) {
  if (!text) return [];
  const found = [];
  let quote = null;
  let toTheEnd = false;
  for (const line of text.split("\n")) {
    if (!toTheEnd && QUOTED_TO_THE_END.test(line)) toTheEnd = true;
    else if (!toTheEnd && !QUOTED.test(line)) {
      if (found.length && found.at(-1).kind !== "quote") found.push({kind: "break"});
      append(found, inline(line, verbatim));
      // An empty line leaves no trace of itself but its break.
      if (!line) found.push({kind: "text", text: ""});
      quote = null;
      continue;
    }
    if (quote) quote.children.push({kind: "break"});
    else found.push((quote = {kind: "quote", children: []}));
    append(quote.children, inline(line.replace(QUOTED_TO_THE_END, "").replace(QUOTED, ""), verbatim));
  }
  return found;
}

/** Text in which only <…> means something: the inside of code. */
function entitiesOnly(text) {
  const found = [];
  for (const part of text.split(/(<[^<>\n]*>)/)) {
    if (part.length > 2 && part[0] === "<") found.push({kind: "entity", body: part.slice(1, -1)});
    else if (part) found.push({kind: "text", text: unescape(part)});
  }
  return found;
}

/** One line: first its tokens, then the pairs among them. */
function inline(line, verbatim) {
  const tokens = [];
  let plain = 0;
  let at = 0;
  let lastTick = line.lastIndexOf("`");
  const flush = (next, token) => {
    if (at > plain) tokens.push({kind: "text", text: unescape(line.slice(plain, at))});
    if (token) tokens.push(token);
    at = plain = next;
  };
  const match = (pattern) => {
    pattern.lastIndex = at;
    return pattern.exec(line);
  };
  while (at < line.length) {
    const char = line[at];
    let hit;
    if (char === "`" && at < lastTick) {
      const close = line.indexOf("`", at + 1);
      if (close > at + 1) flush(close + 1, {kind: "code", children: entitiesOnly(line.slice(at + 1, close))});
      else at += 1;
    } else if (char === "<" && (hit = match(ENTITY)) && hit[1]) flush(ENTITY.lastIndex, {kind: "entity", body: hit[1]});
    else if (char === ":" && (hit = match(SHORTCODE))) flush(SHORTCODE.lastIndex, {kind: "emoji", name: hit[1]});
    else if (char === "h" && !verbatim && !isWord(line[at - 1]) && (hit = match(BARE_URL))) {
      const url = trimmed(hit[0]);
      flush(at + url.length, {kind: "url", url: unescape(url)});
    } else if (STYLES[char] && line[at - 1] !== char && line[at + 1] !== char) flush(at + 1, delimiter(line, at));
    else at += 1;
  }
  flush(at);
  return pair(tokens);
}

/** A bare address without the punctuation after it. */
function trimmed(url) {
  let end = url.length;
  for (;;) {
    if (url.endsWith("&gt;", end) || url.endsWith("&lt;", end)) end -= 4;
    else if (TRAILING.has(url[end - 1])) end -= 1;
    else return url.slice(0, end);
  }
}

const isWord = (char) => char !== undefined && WORD.test(char);
const isSpace = (char) => char === undefined || /\s/.test(char);

function delimiter(line, at) {
  const [before, after] = [line[at - 1], line[at + 1]];
  return {
    kind: "delimiter",
    char: line[at],
    opens: !isWord(before) && !isSpace(after),
    closes: !isSpace(before) && !isWord(after),
  };
}

/** Pairs of * _ ~, the innermost first; what has no partner is text. A style is never inside itself. */
function pair(tokens) {
  const top = {children: []};
  const open = [];
  const here = () => (open.at(-1) ?? top).children;
  const spill = () => { // an opener without a partner
    const lost = open.pop();
    say(here(), lost.char);
    append(here(), lost.children);
  };
  for (const token of tokens) {
    if (token.kind !== "delimiter") {
      if (token.kind === "text") say(here(), token.text);
      else here().push(token);
      continue;
    }
    const partner = open.find((opener) => opener.char === token.char);
    if (partner && token.closes) {
      while (open.at(-1) !== partner) spill();
      open.pop();
      if (partner.children.length) here().push({kind: STYLES[token.char], children: partner.children});
      else say(here(), token.char + token.char);
    } else if (!partner && token.opens) open.push({char: token.char, children: []});
    else say(here(), token.char);
  }
  while (open.length) spill();
  return top.children;
}

function say(list, text) {
  const last = list.at(-1);
  if (last?.kind === "text") last.text += text;
  else list.push({kind: "text", text});
}
