"""Registry files as people, editors, merges and attackers may leave them: good ones spoilt, in meaning or in form."""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml
from hypothesis import strategies as st

from bot.registry.files import registry_file
from routing.loading.files import read_files
from routing.loading.yaml_nodes import plain
from routing.loading.yaml_reader import read_yaml
from tests.builders import SMALL_REGISTRY
from tools.fuzz.strings import ODD, SCRAP, choose, letters
from tools.fuzz.texts import QUESTION, WORDS, texts
from tools.fuzz.trees import Spoiler

TINY = """\
organisation: GOV.UK
time_zone: Europe/London
fallback: "#general"
teams:
  platform:
    name: Platform
    channels: {ask: "#platform"}
    responsibilities:
      dns:
        what: Looks after DNS
        keywords: [dns]
ladder:
  when: When you are stuck
  order: [lead]
  rungs:
    lead:
      who: Your lead
"""
# Fields that take any words.
FREE = {"organisation", "title", "earlier", "name", "about", "names", "what", "keywords", "asked", "also", "who", "how",
        "formerly", "when", "say", "in_hours", "out_of_hours", "cues", "steps", "note"}  # fmt: skip
KEYS = ("platform", "lead", "second-line", "what", "name", "asked", "except", "wait", "hours", "-", "a")
# Pieces of YAML, right and wrong, as a line of their own or inside one.
YAML_LINES = (
    "a: &a [1, 2]", "b: *a", "<<: *a", "<<: {a: b}", "<<: [*a, *b]", "? key", ": value", "? [a, b]", "? {a: b}", "? |",
    "- item", "-", "- - - a", "---", "...", "--- a", "%YAML 1.1", "%YAML 1.2", "%TAG ! tag:x,2000:", "# comment", "#",
    "key: |", "key: >", "key: |2-", "key: >+", "key: |9", "key: |0", "key: !!str x", "key: !!binary aGk=", "key: !!set",
    "key: !!python/object/apply:os.system ['true']", "key: !!timestamp 2001-01-01", "key: !<tag:x> y", "key: ! z",
    "key: &anchor", "key: &anchor value", "key: *nowhere", "key: *anchor", "&a key: &a value", "*a : b", "key: @x",
    "key: `x`", "key: %x", "key: ?x", "key:value", "key : value", "key: a: b", "key: 'it''s'", "key: 'open",
    'key: "open',
    'key: "\\x00"', 'key: "\\u202e"', 'key: "\\ud800"', 'key: "\\UFFFFFFFF"', 'key: "\\q"', 'key: "a\\\n  b"', "key: [",
    "key: ]", "key: {", "key: }", "key: [a, b", "key: [a, [b, [c]]]", "key: {a: b, c}", "key: {a: {b: {c: d}}}",
    "key: [a?, b]", "key: [#a, #b]", "key: #channel", "key: ~", "key: null", "key:", "key: ''", 'key: ""', "key: yes",
    "key: no", "key: on", "key: 0o17", "key: 1e3", "key: 12:30:45", "key: .inf", "key: 2001-01-01", "key: =", "key: -",
    "key: --", "key: >x", "key: |x", "key: !", "key: &", "key: *", "\tkey: value", "key:\tvalue", "key: a\tb", "  ",
    '"quoted key": x', "'key': x", "key: x # comment", "key: x #comment", "key: x#no comment", "key: 'x' y",
    "key: [a]b",
    "organisation: again", "teams:", "teams: {}", "teams: []", "ladder:", "urgent:", "self: &self {a: *self}",
)  # fmt: skip
INLINE = ("&a ", "*a", "<<: *a", "!!str ", "!x ", "? ", ": ", " #", "# ", "- ", "[", "]", "{", "}", "|", ">", "'", '"',
          "\\", ",", "%", "@", "`", "~", "\t", "\n", "\r", "\r\n", "\n\n", "  ", " ", "---\n", "...\n")  # fmt: skip
CONFLICT = ("<<<<<<< HEAD\n", "=======\n", ">>>>>>> other\n")
BOMB = f"&a [{', '.join(['x'] * 50)}]\nb: &b [{', '.join(['*a'] * 50)}]\nc: [{', '.join(['*b'] * 50)}]"
ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "latin-1", "cp1252", "utf-7", "utf-8-sig", "shift_jis")
LINE_ENDS = ("\r\n", "\r", "\n\n", "\x85", "\u2028", " \n", "\n\r")
# A mark in the middle, a letter that is written too long, half a pair, beyond Unicode.
NOT_UTF_8 = (codecs.BOM_UTF8, b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80")
MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF32_BE, b"\x00")


def _shipped() -> str:
    """The shipped registry in one file: what it includes is put behind it."""
    named, *included = (file.data.decode() for file in read_files(registry_file(None)).files)
    return "".join((re.sub(r"(?m)^include:.*\n", "", named), *included))


# Mostly small ones, which are read in a millisecond.
SOURCE = st.deferred(lambda: st.sampled_from([SMALL_REGISTRY, TINY] * 200 + [_shipped()]))
HOSTILE = st.lists(st.one_of(SCRAP, letters(8)), min_size=1, max_size=4).map(" ".join)
# An invisible character has the whole file refused, and nothing behind that check is tried: so few have one.
SEEN = HOSTILE.map(lambda made: "".join(filter(str.isprintable, made)))
TEXT = st.one_of(*[WORDS] * 4, *[QUESTION] * 2, *[SEEN] * 4, st.one_of(SEEN, SEEN, HOSTILE))
SPOILER = Spoiler(TEXT, st.one_of(st.sampled_from(KEYS), TEXT))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


@cache
def _tree(source: str) -> Any:
    root = read_yaml(source.encode()).root
    assert root
    return plain(root)


@st.composite
def _other_values(draw: st.DrawFn) -> bytes:
    """Good YAML that says something else: values changed, moved, left out, of another type."""
    tree = _tree(draw(st.sampled_from((SMALL_REGISTRY, TINY))))
    if draw(st.integers(0, 9)) < 4:
        tree = _reworded(draw, tree, draw(st.sampled_from((5, 30, 100))))
    else:
        tree = SPOILER.spoilt(draw, tree, draw(st.sampled_from((0, 1, 1, 2, 2, 3, 5, 10))))
    one_in = st.integers(0, 9)
    made: str = yaml.dump(
        json.loads(json.dumps(tree, ensure_ascii=False).encode("utf-8", "replace")),
        Dumper=getattr(yaml, "CSafeDumper", yaml.SafeDumper),
        allow_unicode=draw(one_in) < 8,
        sort_keys=draw(one_in) == 9,
        default_flow_style=draw(one_in) == 9,
        default_style=draw(st.sampled_from((None, None, None, '"', "'", "|", ">"))),
        width=draw(st.sampled_from((40, 80, 10_000))),
        indent=draw(st.sampled_from((2, 2, 4, 9))),
    )
    return _bytes(made)


def _reworded(draw: st.DrawFn, part: Any, share: int, field: str = "") -> Any:
    """With other words in a share (in percent) of the fields that may say anything: mostly still a registry."""
    if isinstance(part, dict):
        return {key: _reworded(draw, value, share, key) for key, value in part.items()}
    if isinstance(part, list):
        return [_reworded(draw, item, share, field) for item in part]
    return (draw(TEXT) or part) if field in FREE and draw(st.integers(1, 100)) <= share else part


@st.composite
def _slips(draw: st.DrawFn) -> bytes:
    """A good file with slips of a keeper."""
    lines = draw(SOURCE).splitlines(keepends=True)
    for _ in range(draw(st.sampled_from((1, 1, 1, 2, 3, 5)))):
        at = draw(st.integers(0, max(0, len(lines) - 1)))
        line = "".join(lines[at : at + 1])
        match choose(draw, SLIPS, within=3):
            case "lines lost":
                del lines[at : at + draw(st.integers(1, 3))]
            case "lines doubled":
                lines[at:at] = lines[at : at + draw(st.integers(1, 6))]
            case "another line":
                indent = line[: len(line) - len(line.lstrip(" "))]
                lines[at:at] = [indent + draw(st.sampled_from(YAML_LINES)) + "\n"]
            case "conflict":
                lines[at:at] = [
                    CONFLICT[0],
                    line,
                    CONFLICT[1],
                    *lines[at - 1 : at],
                    *draw(st.sampled_from(((), CONFLICT[2:]))),
                ]
            case "cut off":
                lines[at:] = [line[: draw(st.integers(0, len(line)))]]
            case _:
                lines[at : at + 1] = [_slip_within(draw, line)]
    return _bytes("".join(lines))


SLIPS = {slip: slip for slip in ("lines lost", "lines doubled", "another line", "conflict", "cut off", "within")}


def _slip_within(draw: st.DrawFn, line: str) -> str:
    column = draw(st.integers(0, len(line)))
    if draw(st.integers(0, 2)) == 2:
        return f"{line.partition(':')[0]}: {draw(VALUES)}\n"
    put_in = st.one_of(st.sampled_from(INLINE), st.sampled_from(ODD), SCRAP).map(
        lambda some: line[:column] + some + line[column:]
    )
    indented = st.sampled_from([" " * by + line for by in (1, 2, 3, 4, 40, 3_000)] + [line[by:] for by in (1, 2, 3, 4)])
    return draw(st.one_of(put_in, put_in, indented))


VALUES = st.one_of(
    TEXT,
    st.builds("[{}, {}]".format, TEXT, TEXT),
    TEXT.map('"{}"'.format),
    TEXT.map("'{}'".format),
    st.builds("|\n        {}\n      {}".format, TEXT, TEXT),
    st.builds(">-\n  {}\n\n  {}".format, TEXT, TEXT),
    st.builds(str.__mul__, st.sampled_from(("[", "{a: ", "- ")), st.sampled_from((1, 2, 5, 19, 21, 300, 500))),
    st.sampled_from((100, 1_100, 70_000)).map("x".__mul__),
    st.just(BOMB),
)


@st.composite
def _badly_saved(draw: st.DrawFn) -> bytes:
    """A file that an editor, a copy or a disk has spoilt."""
    whole = draw(SOURCE)
    data = whole.encode()
    at = draw(st.integers(0, len(data)))
    spoilt = {
        "encoding": st.sampled_from(ENCODINGS).map(lambda name: whole.encode(name, "replace")),
        "mark": st.sampled_from(MARKS).map(lambda mark: mark + data),
        "line ends": st.sampled_from(LINE_ENDS).map(lambda end: whole.replace("\n", end).encode()),
        "tabs": st.sampled_from(("\t", "   ", "\u00a0 ")).map(lambda gap: whole.replace("  ", gap).encode()),
        "other bytes": st.binary(min_size=1, max_size=5).map(lambda some: data[:at] + some + data[at + len(some) :]),
        "more bytes": st.one_of(st.binary(max_size=3), st.sampled_from(NOT_UTF_8)).map(
            lambda some: data[:at] + some + data[at:]
        ),
        "file cut off": st.just(data[:at]),
    }
    return draw(choose(draw, spoilt))


YAML_LINE = st.builds(
    str.__add__, st.sampled_from(("", "", "  ", "  ", "    ", "      ")), st.one_of(st.sampled_from(YAML_LINES), SCRAP)
)
KINDS = {
    "other values": _other_values(),
    "slips": _slips(),
    "badly saved": _badly_saved(),
    "lines of YAML": st.lists(YAML_LINE, max_size=12).map("\n".join).map(_bytes),
    "signs of YAML": st.lists(st.sampled_from((*INLINE, "a", "b", ":", "key")), max_size=60).map("".join).map(_bytes),
}


@dataclass(frozen=True, slots=True)
class RegistryCase:
    """A registry file, a text to ask of what is in it, and which of its teams and topics to ask for as well.

    `read_again` and `drawn` are the checks that take long, and are made of some only.
    """

    data: bytes
    text: str
    nth: int
    read_again: bool
    drawn: bool


@st.composite
def registry_cases(draw: st.DrawFn) -> RegistryCase:
    """A registry file of any kind."""
    data = draw(choose(draw, KINDS, **{"other values": 22, "slips": 17, "badly saved": 6, "lines of YAML": 3}))
    seldom = st.integers(0, 9).map(lambda number: number == 9)
    return RegistryCase(data, draw(texts()), draw(st.integers(0, 99)), draw(seldom), draw(seldom))
