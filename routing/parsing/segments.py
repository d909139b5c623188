"""A message cut into stretches: what is asked, what is background, what is a pasted error, what is a greeting."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import Enum


class SegmentKind(Enum):
    """What a segment of a message is. The value is how much its words count."""

    ASK = 1.0
    BACKGROUND = 0.6
    ERROR = 0.7
    GREETING = 0.15


_QUESTION_WORD = r"(?:who|whom|whose|what|where|which|when|how|why)"

# One space says as much as a thousand, and a pattern that may start at each of them would be slow.
_SPACES = re.compile(r"[^\S\n]+")
# What a terminal colours its output with, and people paste along.
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
# A segment ends with a sentence, a line or a dash, and before a question that follows a colon.
_END = re.compile(
    rf"""
    (?<=[.?!\u2026])\s+
    | :\s+(?={_QUESTION_WORD}\b|is\ there|can|does|do\ )
    | \s*[\n;]+\s*
    | \s+[-\u2013\u2014]+\s+
    | (?<=\))\s+(?=who)
    """,
    re.VERBOSE,
)

# People ask with a question mark, with a question word up front, or by saying what they need.
_ASKS = re.compile(
    rf"""
    \?
    | ^\W*(?:(?:so|and|but|ok|hi|hey)\ )*
      (?:{_QUESTION_WORD}|is\ there|are\ there|can|could|should|do|does|did|is|will|would|shall|must|am\ i
         |any(?:one|body)|(?:has|have)\ any(?:one|body)?|were\ do|wich|waht)\b
    | \b(?:need|looking\ for|want|wondering|who|where|which\ team|any\ idea|tell\ me|link\ to)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)

_GREETS = re.compile(
    r"""
    ^\W*
    (?:hi|hello|hey|hiya|heya|(?:good\ )?(?:morning|afternoon)|evening|thanks|thank\ you|cheers|ta
       |sorry(?:\ to\ bother\ you)?|happy\ \w+day)
    (?:\s+(?:all|folks|team|everyone|everybody|there|so\ much|in\ advance|both|again|guys|y'all))*
    \W*$
    """,
    re.VERBOSE | re.IGNORECASE,
)

# What tools print: it opens like a log line, or holds paths, scopes, constants or CamelCase, which people do not type.
# "Error pages everywhere", "at 10:30", "failed to publish" and "GitHub" are what people do type.
_OPENS_LIKE_A_LOG = re.compile(
    r"""
    \s*(?:traceback|err!|caused\ by:|notification\ type|file\ "|curl:|ssl_|\w+error:|npm\ |\$\ |>\ |\d{4}-\d\d
        |(?:error|warning|fatal|critical|unknown|exception)\s*(?:[:\[(]|\ -|\s\s)
        |(?-i:(?:ERROR|FATAL|WARN|WARNING|CRITICAL)\ (?=[a-z]))
        |at\ [\w.$<>]+\(
        |failed\ to\ [^?!]+:)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_PRINTED = re.compile(
    r"""
    :: | => | \bline\ \d+ | 0x[0-9a-f]+ | \b\w{1,100}/\w{1,100}\.\w+ | \{" | \bstate:
    | (?-i:\b[A-Z]{1,50}_[A-Z_]+)
    | (?-i:\b[A-Z][a-z]+(?:[A-Z][a-z]+){2} | \b[A-Z][a-z]{2,}[A-Z][a-z]{4,}\b | \b[A-Z][a-z]+[A-Z]\w+[:(])
    """,
    re.VERBOSE | re.IGNORECASE,
)
# Whatever is printed has one of these, and most sentences have none, which is much quicker to see.
_MAY_BE_PRINTED = re.compile(r"[:=/{_\d]|[a-z][A-Z]")
_ASKS_OF_AN_ERROR = re.compile(r"\?|^\W*(?:who|where|which|any|can)\b", re.IGNORECASE)

# "not jenkins but concourse", "not a kubernetes thing, it's logit": what stands between is what it is not about.
_NOT_THAT = re.compile(r"\bnot (?:a |an |the |about |really )?\S+(?: \S+){0,2}?(?= thing\b|, | but\b)", re.IGNORECASE)
# A channel or handle names a place (routing/parsing/mentions.py); its parts are no words of the question.
_NAME = re.compile(r"(?<![\w/])[#@][a-z0-9][\w.\-]*", re.IGNORECASE)


# A question is read this far: half from its head and half from its tail, where people ask before or after a log. The
# longest that people put to a support channel by hand is about a tenth of it. Of a link, this much is read.
LONGEST_QUESTION, LONGEST_LINK = 3_000, 120
_LONG_LINK = re.compile(rf"(https?://\S{{{LONGEST_LINK}}})\S+")


def readable(text: str) -> str:
    """A message as it is read: wide letters as plain ones, what nobody sees left out, long links and texts cut."""
    if not text.isascii():
        text = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    if len(text) > LONGEST_LINK:
        text = _LONG_LINK.sub(r"\1", text)
    if len(text) > LONGEST_QUESTION:
        half = LONGEST_QUESTION // 2
        text = f"{text[:half]}\n{text[-half:]}"
    return text


def cut(text: str) -> Iterator[tuple[SegmentKind, str]]:
    """The stretches of a message in order, none of them blank.

    Where nothing is asked in so many words ("cert renewal"), what would be background is the question.
    """
    pieces = [
        (part_of(piece), piece)
        for piece in _END.split(_SPACES.sub(" ", _COLOURS.sub("", text)))
        if piece and not piece.isspace()
    ]
    asked = any(part is SegmentKind.ASK for part, _ in pieces)
    return ((part if asked or part is not SegmentKind.BACKGROUND else SegmentKind.ASK, piece) for part, piece in pieces)


def part_of(piece: str) -> SegmentKind:
    """What one segment is, taken by itself."""
    if _GREETS.search(piece):
        return SegmentKind.GREETING
    if _is_printed(piece) and not _ASKS_OF_AN_ERROR.search(piece):
        return SegmentKind.ERROR
    return SegmentKind.ASK if _ASKS.search(piece) else SegmentKind.BACKGROUND


def _is_printed(piece: str) -> bool:
    if _OPENS_LIKE_A_LOG.match(piece):
        return True
    return _MAY_BE_PRINTED.search(piece) is not None and _PRINTED.search(piece) is not None


def topic_of(piece: str) -> str:
    """A segment without the names of places and without what it says it is not about."""
    return _NOT_THAT.sub(" ", _NAME.sub(" ", piece))
