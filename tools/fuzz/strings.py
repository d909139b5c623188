# ruff: noqa: RUF001 - letters that look like others are the point
"""Hostile strings, which every kind of case is made with, and a count of the kinds that were made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import TypeVar

from hypothesis import strategies as st

Maker = TypeVar("Maker")

# How often this process has made each kind of input, so that one that never comes is noticed.
MADE: Counter[str] = Counter()

# Every script, and what Unicode has beside letters, half surrogate pairs among it: (first, last) blocks of code points.
SPANS = (
    (0x0, 0x3180), (0x4E00, 0x4F80), (0xA000, 0xA480), (0xAC00, 0xAC80), (0xD800, 0xE080), (0xFB00, 0x10080),
    (0x10300, 0x10300), (0x1D400, 0x1D780), (0x1F180, 0x1F600), (0x1F900, 0x1F980), (0x20000, 0x20080),
    (0xE0000, 0xE0180), (0x10FF00, 0x10FF80),
)  # fmt: skip
BLOCK = 0x80

# Letters that look or fold like others, marks that turn or hide text, and what splits lines for some readers only.
ODD = (
    "\u0130", "\u0131", "\u017f", "\u212a", "\u1e9e", "ß", "ﬁ", "ﬃ", "Ǆ", "ŉ", "ΐ", "ς", "\u0345", "\u1fbe", "\u0301",
    "\u200b", "\u200c", "\u200d", "\u200e", "\u200f", "\u202a", "\u202b", "\u202d", "\u202e", "\u2060", "\u2066",
    "\u2067", "\u2068", "\u2069", "\u061c", "\ufeff", "\ufffe", "\uffff", "\ufffd", "\u00ad", "\u034f", "\u180e",
    "\u0085", "\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\r", "\r\n", "\t", "\x00", "\x1b[31m", "\x7f", "\u00a0",
    "\u3000", "\ud800", "\udfff", "\ud83d", "\U0001f469\u200d\U0001f4bb", "\U0001f1ec\U0001f1e7", "1\ufe0f\u20e3",
    "\u0661\u0662\u0663", "\uff11", "²", "½", "Ⅷ", "④", "а", "ο", "\u1d00", "＠", "＃", "＜", "｜", "‹", "\u2039",
)  # fmt: skip

# What Slack writes between < and >, whole, broken, nested and encoded once too often.
TOKENS = (
    "<!channel>", "<!here>", "<!everyone>", "<!everyone|everyone>", "<!here|@here>", "<!group>", "<@U0BOT>", "<@U1>",
    "<@U1|alice>", "<@W012A3CDE>", "<@U1|<!channel>>", "<@>", "<@|>", "<#C1>", "<#C1|general>", "<#C1|>", "<#>",
    "<!subteam^S1>", "<!subteam^S1|@leads>", "<!subteam^>", "<!subteam>", "<!date^1392734382^{date}|then>",
    "<!date^1^{date}^https://example.org|x>", "<https://example.org>", "<https://example.org|the page>",
    "<https://example.org|>", "<https://a.b/?q=<!channel>|x>", "<mailto:a@example.org|a@example.org>", "<tel:+441>",
    "<slack://open>", "<javascript:alert(1)|x>", "<data:text/html,x|y>", "<!>", "<", ">", "<>", "<|>", "<!", "<@", "<#",
    "|", "&", "&amp;", "&lt;", "&gt;", "&lt;!channel&gt;", "&amp;lt;!here&amp;gt;", "&#60;!channel&#62;", "&nbsp;",
    "<&lt;!channel&gt;>", "<!channel", "!channel>", "<<!here>>", "@channel", "@here", "@everyone", "@group", "@Channel",
    "@\u200bchannel", "＠channel", "@channel@here", "#general", "#C1", "@leads", ":wave:", ":skin-tone-2:",
)  # fmt: skip

MARKUP = (
    "*bold*", "_italic_", "~gone~", "`code`", "```", "```\n", "> ", ">>> ", "• ", "- ", "1. ", "*", "_", "~", "`", "**",
    "__", "# ", "## ", "[x](https://example.org)", "![](x)", "<b>", "</b>", "<script>alert(1)</script>", "<br/>",
    "<!-- x -->", "<![CDATA[x]]>", "{{7*7}}", "${jndi:ldap://x}", "%s%n%x", "'; DROP TABLE inquiries; --", "\\", "\\n",
    "\\u0000", "\\x00", "%00", "%0a", "../../etc/passwd", "$(reboot)", "`reboot`", "&&", "||", "{}", "[]", "()", "((((",
    "'", '"', "''", "n't", "can't", "o'clock's", "--", "—", "…", "=", "=tls", "::", "?", "???", "!", "!!!", ".", "...",
)  # fmt: skip

ADDRESSES = (
    "https://", "http://", "https://example.org", "http://user:pw@example.org:8080/a/b?c=d#e", "HTTPS://EXAMPLE.ORG",
    "https://[::1]/", "https://xn--80ak6aa92e.com", "https://müller.example", "ftp://x", "file:///etc/passwd",
    "www.gov.uk", "data.gov.uk", "foo.service.gov.uk", "*.service.gov.uk", "*.gov.uk", "*.*.*", "a.b", "a.b.c.d.e.f.g",
    "-.-.-", "..", "x.y.", ".gov.uk", "127.0.0.1", "::1", "a@example.org", "a+b@c.d", "@a.b", "10.0.0.0/8", "v1.2.3",
    "app.py", "README.md", "config.yaml", "/var/log/x.log", "C:\\Users\\x", "git@github.com:a/b.git",
    "https://slack.com/archives/C1/p1700000000000100", "https://github.com/alphagov/x/pull/1",
)  # fmt: skip

NUMBERS = (
    "0", "-1", "1", "42", "3.3", "1e3", "1_000", "0x1F", "007", "1,200", "£5", "50%", "99999999999999999999", "9" * 400,
    "NaN", "Infinity", "2026-03-02", "09:30", "24:00", "1/2", "½", "+44 20 7946 0000", "404", "502", "ERR-1234",
    "550e8400-e29b-41d4-a716-446655440000", "da39a3ee5e6b4b0d3255bfef95601890afd80709",
)  # fmt: skip

# What a search may go back over again and again, if it was written badly.
REPEATED = (
    "<", "<@", "<!", "&lt;", "&amp;", "a.", "*.", "-.", "a-", "a-.", "'", "'s", "n't ", "`", "```", "\n", "\n\n", "\t",
    " ", "  a", "@", "@a", "#a", "#", "http://", "https://a", "://", "(", ")", "((a", "[", "{", '"', "“",
     "’", "|", "<a|",
    "a", "ab", "aa ", "no ", "not ", "don't ", "asked ", "I asked ", "who ", "help ", "1", "1.", "1:", "é", "e\u0301",
    "\u0301", "\u200b", "\U0001f469\u200d", "İ", "ﬃ", "ß", "日本", "> ", "at a.b(c.java:1)\n", "Error: ", "_", "*", "~",
    "down ", "urgent ", "outage ", "certificate ", "dns, ", "team ", "the ", "? ", ". ", "! ", ", ", "; ", ": ", " - ",
)  # fmt: skip


def choose(draw: st.DrawFn, kinds: Mapping[str, Maker], **weights: int) -> Maker:
    """What makes one kind of input, as often as its weight says (once). The kind is counted."""
    kind = draw(st.sampled_from([name for name in kinds for _ in range(weights.get(name, 1))]))
    MADE[kind] += 1
    return kinds[kind]


def _of_block(first: int, most: int) -> st.SearchStrategy[str]:
    alphabet = st.characters(min_codepoint=first, max_codepoint=first + BLOCK - 1, exclude_categories=())
    return st.text(alphabet, min_size=1, max_size=most)


@cache
def letters(most: int) -> st.SearchStrategy[str]:
    """Letters of one to three scripts."""
    blocks = [_of_block(at, most) for first, last in SPANS for at in range(first, last + 1, BLOCK)]
    return st.lists(st.one_of(blocks), min_size=1, max_size=3).map("".join)


@cache
def repeated(most: int) -> st.SearchStrategy[str]:
    """One or two short strings over and over."""
    unit = st.lists(st.sampled_from(REPEATED), min_size=1, max_size=2).map("".join)
    return st.builds(lambda unit, share: unit * max(2, int(share * most / len(unit))), unit, st.floats(0, 1))


# A letter under a pile of marks.
PILE = st.builds(
    str.__add__,
    st.sampled_from("aZ9<@"),
    st.text(st.characters(min_codepoint=0x300, max_codepoint=0x36F), min_size=1, max_size=60),
)
# A short hostile string.
SCRAP = st.one_of(letters(4), PILE, repeated(40), *map(st.sampled_from, (ODD, TOKENS, MARKUP, ADDRESSES, NUMBERS)))
GAPS = ("\n", "\u00a0", "\u200b", "_", "-", "  ", "/", ".", "\t")


@st.composite
def spoilt(draw: st.DrawFn, text: str) -> str:
    """A text with one thing done to it."""
    at = draw(st.integers(0, len(text)))
    end = min(len(text), at + draw(st.integers(0, 20)))
    before, part, after = text[:at], text[at:end], text[end:]
    match draw(st.integers(0, 9)):
        case 0:
            part = ""
        case 1:
            part *= draw(st.integers(2, 5))
        case 2:
            part = part[::-1]
        case 3:
            part = draw(st.sampled_from((str.upper, str.lower, str.swapcase, str.title)))(part)
        case 4:
            return " ".join(draw(st.permutations(text.split(" "))))
        case 5:
            part = draw(st.sampled_from(ODD)) + part
        case 6:
            return text.replace(" ", draw(st.sampled_from(GAPS)))
        case _:
            around = st.sampled_from(("", " "))
            part = draw(around) + draw(SCRAP) + draw(around) + part
    return before + part + after
