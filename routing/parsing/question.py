"""A message as a careful reader takes it: its segments as terms, the places it names, its typing mistakes mended."""

from __future__ import annotations

from dataclasses import dataclass

from routing.parsing.mentions import Mention, MentionFinder
from routing.parsing.segments import SegmentKind, cut, topic_of
from routing.parsing.spelling import Spelling
from routing.parsing.synonyms import Synonyms
from routing.parsing.tokens import Term, Token, is_domain, mended_token, tokens


@dataclass(frozen=True, slots=True)
class Segment:
    """One sentence or line of a message: all its words, and those that say what it is about, also as terms."""

    kind: SegmentKind
    text: str
    words: tuple[Token, ...]
    topic: tuple[Token, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A message that was read. `mended` leads from each typing mistake to the word that was meant."""

    text: str
    segments: tuple[Segment, ...]
    domains: tuple[str, ...]
    mentions: tuple[Mention, ...]
    mended: tuple[tuple[str, str], ...]

    @property
    def sentences(self) -> tuple[tuple[Token, ...], ...]:
        """The words of each segment."""
        return tuple(segment.words for segment in self.segments)

    @property
    def spoken(self) -> tuple[tuple[Token, ...], ...]:
        """The words that the asker wrote, without what a tool printed."""
        return tuple(segment.words for segment in self.segments if segment.kind is not SegmentKind.ERROR)


@dataclass(frozen=True, slots=True)
class Parser:
    """Parses questions with the words of one registry: its synonyms, its spelling, the places that it names."""

    synonyms: Synonyms
    spelling: Spelling
    mentions: MentionFinder

    def parse(self, text: str) -> Question:
        """A message as segments: typing mistakes mended, words turned into terms."""
        mended: dict[str, str] = {}
        segments = tuple(
            segment for kind, piece in cut(text) if (segment := self._segment(kind, piece, mended)) is not None
        )
        domains = dict.fromkeys(
            term.name for segment in segments for term in segment.terms if "." in term.name and is_domain(term.name)
        )
        mentions = self.mentions.mentioned(segment.words for segment in segments)
        return Question(text, segments, tuple(domains), mentions, tuple(mended.items()))

    def _segment(self, kind: SegmentKind, piece: str, mended: dict[str, str]) -> Segment | None:
        all_words = tuple(self._mend(word, mended) for word in tokens(piece))
        if not all_words:
            return None
        topic = topic_of(piece)
        topic_words = all_words if topic == piece else tuple(self._mend(word, mended) for word in tokens(topic))
        return Segment(kind, piece, all_words, topic_words, tuple(self.synonyms.terms(topic_words)))

    def _mend(self, word: Token, mended: dict[str, str]) -> Token:
        meant = self.spelling.mend(word.said)
        if meant is None:
            return word
        mended[word.said] = meant
        return mended_token(word.said, meant)
