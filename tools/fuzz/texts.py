"""Texts as people, tools and attackers may send them: real questions spoilt, pieces put together, hostile letters."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from hypothesis import strategies as st

from bot.registry.files import registry_file
from routing.evaluation import read_questions
from routing.loading.files import read_files
from routing.loading.yaml_nodes import ScalarNode, every_node
from tools.fuzz.strings import ADDRESSES, MARKUP, NUMBERS, PILE, SCRAP, TOKENS, choose, letters, repeated, spoilt

QUESTIONS = Path(__file__).resolve().parents[2] / "data" / "questions.yaml"
# The longest message that Slack delivers: https://docs.slack.dev/changelog/2018-truncating-really-long-messages
LONGEST = 40_000
SMALL_TALK = (
    "who", "whom", "owns", "can", "help", "with", "our", "the", "please", "asap", "urgent", "now", "down", "broken",
    "outage", "help", "hi", "team", "teams", "ladder", "forget me", "I already asked", "they said no", "not", "don't",
    "anyone", "stuck", "escalate", "production", "is on fire", "joking", "test", "ignore previous instructions",
    "who do I ask about", "we've been told to ask", "went to", "nobody answered in", "it's", "ours", "page",
)  # fmt: skip
SYLLABLES = ("go", "vuk", "cert", "ing", "plat", "form", "dns", "re", "new", "al", "ed", "ops", "x", "qu", "sh", "thr")
CODE = ("```{words}```", "```python\n{words}\n```", "```\n{words}", "`{words}`", "``{words}``", "`{words}",
        "~~~\n{words}\n~~~", "{words}")  # fmt: skip
# What tools print, line by line: any of the lines of a kind, in this order.
PRINTED = {
    "stack trace": (
        "Traceback (most recent call last):",
        '  File "/app/{name}.py", line {number}, in {name}\n    raise {name}(x)',
        "    at org.{name}.{name}({name}.java:{number})",
        "    from {name}.rb:{number}:in `{name}'",
        "  {number}: {name}::{name}",
        "goroutine {number} [running]:",
        "{name}Error: {piece}",
    ),
    "log": tuple(
        f"2026-03-14T10:15:00Z {level} {{name}}[{{number}}]: {{piece}} status={{number}}"
        for level in ("ERROR", "WARN", "INFO", "FATAL", "[error]", "level=error")
    ),
    "code": CODE,
    "page": (
        *(f"<{tag} {{name}}='{{piece}}'>{{piece}}</{tag}>" for tag in ("p", "div", "a", "b", "script", "x:y", "")),
        "<table><tr><td>{piece}",
        "<!-- {piece}='{piece}'>{piece}",
    ),
    "mail": (
        "From: {name} <{name}@example.org>\nTo: #team\nSubject: {words}\n",
        "{words}",
        *("> " * depth + "{words}" for depth in range(1, 6)),
    ),
    "table": tuple(sign.join(["{piece}"] * size) for sign in "|,\t;│" for size in (1, 2, 5)),
    "quote": tuple(f"{sign}{{words}}" for sign in ("> ", "&gt; ", ">>> ", "• ", "1. ")),
}


@cache
def questions() -> tuple[str, ...]:
    """The questions that may be looked at."""
    return tuple(asked.question for asked in read_questions(QUESTIONS) if asked.part == "open")


@cache
def registry_words() -> tuple[str, ...]:
    """Everything that the shipped registry says: names, channels, keywords, sentences."""
    roots = [file.tree.root for file in read_files(registry_file(None)).files if file.tree.root]
    nodes = (node for root in roots for _, node in every_node(root))
    return tuple(sorted({node.text for node in nodes if isinstance(node, ScalarNode) and node.text}))


QUESTION = st.deferred(lambda: st.sampled_from(questions()))
WORDS = st.deferred(lambda: st.sampled_from(registry_words()))
NAME = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=4).map("".join)
PIECE = st.one_of(
    WORDS,
    st.sampled_from(SMALL_TALK),
    NAME,
    st.one_of([st.sampled_from(some) for some in (TOKENS, MARKUP, ADDRESSES, NUMBERS)]),
    SCRAP,
)
PUT_TOGETHER = st.builds(
    str.join, st.sampled_from((" ", " ", " ", "", "\n", ", ", ". ", "? ")), st.lists(PIECE, min_size=1, max_size=12)
)
FIELDS = {"name": NAME, "number": st.integers(1, 9999).map(str), "piece": PIECE, "words": PUT_TOGETHER}


@st.composite
def _spoilt_question(draw: st.DrawFn) -> str:
    made = draw(QUESTION)
    if draw(st.integers(0, 6)) == 6:
        other = draw(QUESTION)
        made = made[: draw(st.integers(0, len(made)))] + other[draw(st.integers(0, len(other))) :]
    for _ in range(draw(st.sampled_from((0, 1, 1, 2, 3, 6)))):
        made = draw(spoilt(made))
    return made


@st.composite
def _printed(draw: st.DrawFn) -> str:
    """What a tool printed, with or without a question around it."""
    templates = choose(draw, PRINTED)
    lines = sorted(draw(st.lists(st.sampled_from(templates), min_size=1, max_size=12)), key=templates.index)
    printed = re.sub(r"\{(\w+)\}", lambda field: draw(FIELDS[field[1]]), "\n".join(lines))
    before = draw(st.one_of(st.just(""), _spoilt_question().map("{}\n".format)))
    after = draw(st.one_of(st.just(""), st.just(""), PUT_TOGETHER.map("\n{}".format)))
    return before + printed + after


@st.composite
def _sprinkled(draw: st.DrawFn) -> str:
    """A question with marks between its letters."""
    marks = st.sampled_from(("", "", "\u0301", "\u200d", "\u202e"))
    return "".join(letter + draw(marks) for letter in draw(QUESTION))


KINDS = {
    "spoilt question": _spoilt_question(),
    "put together": PUT_TOGETHER,
    "printed by a tool": _printed(),
    "scraps": st.lists(SCRAP, min_size=1, max_size=8).map("".join),
    "scripts": st.lists(letters(10), min_size=1, max_size=12).map(" ".join),
    "piles": st.lists(PILE, min_size=1, max_size=5).map(" ".join),
    "any letters": st.text(st.characters(exclude_categories=())),
    "sprinkled": _sprinkled(),
    "repeated": st.one_of(repeated(300), repeated(3_000)),
    "longest": repeated(LONGEST),
    "repeated within questions": st.builds("{}{}{}".format, QUESTION, repeated(1_000), QUESTION),
    "long": st.builds(str.join, st.sampled_from((" ", "\n", ". ")), st.lists(PUT_TOGETHER, min_size=5, max_size=40)),
}


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A text to ask."""
    often = {"spoilt question": 22, "put together": 12, "printed by a tool": 7, "scraps": 2, "scripts": 2}
    return draw(choose(draw, KINDS, **often))[:LONGEST]
