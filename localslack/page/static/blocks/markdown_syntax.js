// Reads standard Markdown into a tree of plain objects: its blocks. Raw HTML stays text.

import {inline} from "./markdown_inline.js";

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
