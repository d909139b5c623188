"""Registry files with slips of whoever edits them, and pieces of YAML that were never a registry."""

from __future__ import annotations

from random import Random

from tools.fuzz.registry_sources import source, words
from tools.fuzz.strings import ODD, scrap

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


def typed(rng: Random) -> str:
    """A good file with slips of whoever edits it."""
    lines = source(rng).splitlines(keepends=True)
    for _ in range(rng.choice((1, 1, 1, 2, 3, 5))):
        _slip(rng, lines)
    return "".join(lines)


def _slip(rng: Random, lines: list[str]) -> None:
    """One slip: between lines, or within one."""
    at = rng.randrange(len(lines) or 1)
    line = "".join(lines[at : at + 1])
    match rng.randrange(7):
        case 0:
            lines[at : at + rng.randint(1, 3)] = []
        case 1:
            lines[at:at] = lines[at : at + rng.randint(1, 6)]
        case 2:
            indent = line[: len(line) - len(line.lstrip(" "))]
            lines[at:at] = [indent + rng.choice(YAML_LINES) + "\n"]
        case 3:
            lines[at:at] = ["<<<<<<< HEAD\n", line, "=======\n", *lines[at - 1 : at]]
        case 4 if rng.random() < 0.3:
            lines[at:] = [line[: rng.randint(0, len(line))]]
        case _:
            lines[at : at + 1] = [_slip_within(rng, line)]


def _slip_within(rng: Random, line: str) -> str:
    column = rng.randint(0, len(line))
    slips = (
        " " * rng.choice((1, 2, 3, 4, 40, 3_000)) + line,
        line[rng.randint(1, 4) :],
        line[:column] + rng.choice(INLINE) + line[column:],
        line[:column] + rng.choice(ODD) + line[column:],
        line[:column] + scrap(rng) + line[column:],
        f"{line.partition(':')[0]}: {_inline_value(rng)}\n",
    )
    return rng.choice(slips)


def _inline_value(rng: Random) -> str:
    return rng.choice(
        (
            words(rng),
            f"[{words(rng)}, {words(rng)}]",
            f'"{words(rng)}"',
            f"'{words(rng)}'",
            f"|\n        {words(rng)}\n      {words(rng)}",
            f">-\n  {words(rng)}\n\n  {words(rng)}",
            "[" * rng.choice((1, 5, 19, 21, 500)),
            "{a: " * rng.choice((1, 5, 19, 21, 500)),
            "- " * rng.choice((2, 21, 300)),
            "x" * rng.choice((100, 1_100, 70_000)),
            f"&a [{', '.join(['x'] * 50)}]\nb: &b [{', '.join(['*a'] * 50)}]\nc: [{', '.join(['*b'] * 50)}]",
        )
    )


def of_pieces(rng: Random) -> str:
    """No registry at all: pieces of YAML, or letters."""
    if rng.random() < 0.2:
        return "".join(rng.choice((*INLINE, "a", "b", ":", "key")) for _ in range(rng.randint(0, 60)))
    lines = [
        " " * rng.choice((0, 0, 2, 2, 4, 6)) + rng.choice((*YAML_LINES, scrap(rng))) for _ in range(rng.randint(0, 12))
    ]
    return "\n".join(lines) + rng.choice(("", "\n"))
