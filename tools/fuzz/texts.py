"""Texts as people, tools and attackers may send them: real questions spoilt, pieces put together, hostile letters."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from random import Random

from bot.registry.files import registry_file
from routing.evaluation import read_questions
from routing.loading.yaml_nodes import ScalarNode, every_node
from routing.loading.yaml_reader import read_yaml
from tools.fuzz.strings import ADDRESSES, MARKUP, NUMBERS, TOKENS, letters, pile, repeated, scrap, spoilt

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


@cache
def questions() -> tuple[str, ...]:
    """The questions that may be looked at."""
    return tuple(asked.question for asked in read_questions(QUESTIONS) if asked.part == "open")


@cache
def registry_words() -> tuple[str, ...]:
    """Everything that the shipped registry says: names, channels, keywords, sentences."""
    root = read_yaml(registry_file(None).read_bytes()).root
    assert root
    return tuple(sorted({node.text for _, node in every_node(root) if isinstance(node, ScalarNode) and node.text}))


def text(rng: Random) -> str:
    """A text to ask."""
    kind = rng.randrange(100)
    if kind < 45:
        made = _spoilt_question(rng)
    elif kind < 70:
        made = _put_together(rng)
    elif kind < 84:
        made = _printed(rng)
    elif kind < 97:
        made = _of_letters(rng)
    else:
        made = _long(rng)
    return made[:LONGEST]


def _spoilt_question(rng: Random) -> str:
    made = rng.choice(questions())
    if rng.random() < 0.15:
        other = rng.choice(questions())
        made = made[: rng.randint(0, len(made))] + other[rng.randint(0, len(other)) :]
    for _ in range(rng.choice((0, 1, 1, 2, 3, 6))):
        made = spoilt(rng, made)
    return made


def _put_together(rng: Random) -> str:
    return rng.choice((" ", " ", " ", "", "\n", ", ", ". ", "? ")).join(_piece(rng) for _ in range(rng.randint(1, 12)))


def _piece(rng: Random) -> str:
    kind = rng.randrange(10)
    if kind < 3:
        return rng.choice(registry_words())
    if kind < 6:
        return rng.choice(SMALL_TALK)
    if kind < 7:
        return "".join(rng.choices(SYLLABLES, k=rng.randint(1, 5)))
    if kind < 9:
        return rng.choice(rng.choice((TOKENS, MARKUP, ADDRESSES, NUMBERS)))
    return scrap(rng)


def _printed(rng: Random) -> str:
    """What a tool printed, with or without a question around it."""
    printed = rng.choice((_trace, _log, _code, _page, _mail, _table, _quote))(rng)
    before = _spoilt_question(rng) + "\n" if rng.random() < 0.5 else ""
    after = "\n" + _put_together(rng) if rng.random() < 0.3 else ""
    return before + printed + after


def _name(rng: Random) -> str:
    return "".join(rng.choices(SYLLABLES, k=rng.randint(1, 3)))


def _trace(rng: Random) -> str:
    lines = ["Traceback (most recent call last):"] if rng.random() < 0.5 else []
    for _ in range(rng.randint(1, 12)):
        name, line = _name(rng), rng.randint(1, 999)
        lines.append(
            rng.choice(
                (
                    f'  File "/app/{name}.py", line {line}, in {_name(rng)}\n    raise {name}(x)',
                    f"    at org.{name}.{_name(rng)}({name}.java:{line})",
                    f"    from {name}.rb:{line}:in `{_name(rng)}'",
                    f"  {line}: {name}::{_name(rng)}",
                    f"goroutine {line} [running]:",
                )
            )
        )
    return "\n".join([*lines, f"{_name(rng).title()}Error: {_piece(rng)}"])


def _log(rng: Random) -> str:
    levels = ("ERROR", "WARN", "INFO", "FATAL", "[error]", "level=error")
    return "\n".join(
        f"2026-03-{rng.randint(1, 28):02}T10:{rng.randint(0, 59):02}:00Z {rng.choice(levels)} {_name(rng)}"
        f"[{rng.randint(1, 9999)}]: {_piece(rng)} status={rng.randint(100, 599)}"
        for _ in range(rng.randint(1, 15))
    )


def _code(rng: Random) -> str:
    fence = rng.choice(("```", "```", "`", "~~~", "``", ""))
    return f"{fence}{rng.choice(('', 'python', chr(10)))}{_put_together(rng)}{rng.choice((fence, fence, ''))}"


def _page(rng: Random) -> str:
    tags = [rng.choice(("p", "div", "a", "b", "script", "table", "!--", "x:y", "")) for _ in range(rng.randint(1, 8))]
    return "".join(f"<{tag} {_name(rng)}='{_piece(rng)}'>{_piece(rng)}</{tag}>" for tag in tags)


def _mail(rng: Random) -> str:
    headers = f"From: {_name(rng)} <{_name(rng)}@example.org>\nTo: #team\nSubject: {_put_together(rng)}\n\n"
    return headers + "\n".join("> " * rng.randint(0, 5) + _put_together(rng) for _ in range(rng.randint(1, 5)))


def _table(rng: Random) -> str:
    sign = rng.choice(("|", ",", "\t", ";", "│"))
    rows = [[_piece(rng) for _ in range(rng.randint(1, 5))] for _ in range(rng.randint(1, 6))]
    return "\n".join(sign.join(row) for row in rows)


def _quote(rng: Random) -> str:
    return "\n".join(rng.choice(("> ", "&gt; ", ">>> ", "• ", "1. ")) + _put_together(rng) for _ in range(3))


def _of_letters(rng: Random) -> str:
    kind = rng.randrange(4)
    if kind == 0:
        return "".join(scrap(rng) for _ in range(rng.randint(1, 8)))
    if kind == 1:
        return " ".join(letters(rng, 10) for _ in range(rng.randint(1, 12)))
    if kind == 2:
        return " ".join(pile(rng) for _ in range(rng.randint(1, 5)))
    return "".join(letter + rng.choice(("", "", "\u0301", "\u200d", "\u202e")) for letter in rng.choice(questions()))


def _long(rng: Random) -> str:
    kind = rng.randrange(20)
    if kind == 0:
        return repeated(rng, LONGEST)
    if kind < 8:
        return repeated(rng, rng.choice((300, 1_000, 3_000)))
    if kind < 14:
        return rng.choice(questions()) + repeated(rng, 1_000) + rng.choice(questions())
    return rng.choice((" ", "\n", ". ")).join(_put_together(rng) for _ in range(rng.randint(5, 40)))
