"""A message as a careful reader takes it: what is asked, what is background, what is a pasted error, what is a greeting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from routing.index import Index
from routing.naming import Mention
from routing.vocabulary import Term
from routing.words import Word, is_domain, word_of, words


class Part(Enum):
    """What a stretch of a message is. The value is how much its words count."""

    ASK = 1.0
    BACKGROUND = 0.6
    ERROR = 0.7
    GREETING = 0.15


@dataclass(frozen=True, slots=True)
class Stretch:
    """One sentence or line of a message, with its words as terms."""

    part: Part
    text: str
    words: tuple[Word, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A message that was read. `mended` leads from a typing mistake to the word that was meant."""

    text: str
    stretches: tuple[Stretch, ...]
    domains: tuple[str, ...]
    mentions: tuple[Mention, ...]
    mended: tuple[tuple[str, str], ...]


_END = re.compile(r"(?<=[.?!…])\s+|:\s+(?=who|whose|what|where|which|how|is there|can|does|do )|\s*[\n;]+\s*|\s+[-–—]+\s+|(?<=\))\s+(?=who)")
_ASKS = re.compile(
    r"\?|^\W*(?:so |and |but |ok |hi |hey )*(?:who|whom|whose|where|which|what|when|how|why|is there|are there|can|could|should|do|does|"
    r"did|is|will|would|any(?:one|body)|has any|have any|shall|must|am i|were do|wich|waht)\b|\bwho(?:m|se)? (?:do|does|can|should|is|are|to)\b"
    r"|\b(?:need|looking for|want|wondering|who|where|which team|any idea|tell me|link to)\b",
    re.IGNORECASE,
)
# "not jenkins but concourse", "not a kubernetes thing, it's logit": what stands between is what it is not about.
_NOT_THAT = re.compile(r"\bnot (?:a |an |the |about |really )?\S+(?: \S+){0,2}?(?= thing\b|, | but\b)", re.IGNORECASE)
# A channel or handle names a place (routing/naming.py); its parts are no words of the question.
_NAME = re.compile(r"(?<![\w/])[#@][a-z0-9][\w.\-]*", re.IGNORECASE)
_GREETS = re.compile(
    r"^\W*(?:hi|hello|hey|hiya|heya|morning|good morning|afternoon|good afternoon|evening|hi all|hello all|thanks|thank you|cheers|ta|"
    r"sorry to bother you|sorry|happy \w+day)(?:\s+(?:all|folks|team|everyone|everybody|there|so much|in advance|both|again|guys|y'all))*\W*$",
    re.IGNORECASE,
)
_ERRORS = re.compile(
    r"^\s*(?:traceback|error\b|err!|warning\b|fatal\b|critical\b|unknown\b|caused by|exception|notification type|file \"|at \w|failed to|curl:|ssl_|\w+error:|npm |\$ |> |\d{4}-\d\d)"
    r"|::|=>|\bline \d+|0x[0-9a-f]+|\w+/\w+\.\w+|\{\"|\bstate:|(?-i:[A-Z]+_[A-Z_]+|\b[A-Z][a-z]+[A-Z]\w+)",
    re.IGNORECASE,
)


def read(text: str, index: Index) -> Question:
    """Read a message: cut it into stretches, mend typing mistakes, turn words into terms."""
    mended: dict[str, str] = {}
    stretches = tuple(_stretches(text, index, mended))
    if stretches and not any(stretch.part is Part.ASK for stretch in stretches):
        stretches = tuple(_promoted(stretch) for stretch in stretches)
    domains = tuple(
        dict.fromkeys(word for stretch in stretches for term in stretch.terms if is_domain(word := term.name))
    )
    mentions = index.names.mentioned(stretch.words for stretch in stretches)
    return Question(text, stretches, domains, mentions, tuple(mended.items()))


def _stretches(text: str, index: Index, mended: dict[str, str]) -> Iterator[Stretch]:
    for piece in _END.split(text):
        read_words = tuple(_mend(word, index, mended) for word in words(piece))
        if read_words:
            topic = _NOT_THAT.sub(" ", _NAME.sub(" ", piece))
            topic_words = read_words if topic == piece else [_mend(word, index, mended) for word in words(topic)]
            yield Stretch(_part_of(piece), piece, read_words, tuple(index.vocabulary.terms(topic_words)))


def _part_of(piece: str) -> Part:
    if _GREETS.search(piece):
        return Part.GREETING
    if (
        _ERRORS.search(piece)
        and "?" not in piece
        and not re.match(r"\W*(who|where|which|any|can)\b", piece, re.IGNORECASE)
    ):
        return Part.ERROR
    return Part.ASK if _ASKS.search(piece) else Part.BACKGROUND


def _promoted(stretch: Stretch) -> Stretch:
    """Where nothing is asked in so many words ("cert renewal"), what would be background is the question."""
    return replace(stretch, part=Part.ASK) if stretch.part is Part.BACKGROUND else stretch


def _mend(word: Word, index: Index, mended: dict[str, str]) -> Word:
    meant = index.spelling.mend(word.said)
    if meant is None:
        return word
    mended[word.said] = meant
    return replace(word_of(meant), said=word.said)
