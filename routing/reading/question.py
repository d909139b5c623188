"""A message as a careful reader takes it: its stretches as terms, the places it names, its typing mistakes mended."""

from __future__ import annotations

from dataclasses import dataclass

from routing.index import Index
from routing.reading.naming import Mention
from routing.reading.stretches import Part, cut, topic_of
from routing.reading.words import Term, Word, is_domain, mended_word, words


@dataclass(frozen=True, slots=True)
class Stretch:
    """One sentence or line of a message: all its words, and those that say what it is about as terms."""

    part: Part
    text: str
    words: tuple[Word, ...]
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A message that was read. `mended` leads from each typing mistake to the word that was meant."""

    text: str
    stretches: tuple[Stretch, ...]
    domains: tuple[str, ...]
    mentions: tuple[Mention, ...]
    mended: tuple[tuple[str, str], ...]

    @property
    def sentences(self) -> tuple[tuple[Word, ...], ...]:
        """The words of each stretch."""
        return tuple(stretch.words for stretch in self.stretches)

    @property
    def spoken(self) -> tuple[tuple[Word, ...], ...]:
        """The words that the asker wrote, without what a tool printed."""
        return tuple(stretch.words for stretch in self.stretches if stretch.part is not Part.ERROR)


def read(text: str, index: Index) -> Question:
    """Read a message: cut it into stretches, mend typing mistakes, turn words into terms."""
    mended: dict[str, str] = {}
    stretches = tuple(
        stretch for part, piece in cut(text) if (stretch := _stretch(part, piece, index, mended)) is not None
    )
    domains = dict.fromkeys(
        term.name for stretch in stretches for term in stretch.terms if "." in term.name and is_domain(term.name)
    )
    mentions = index.names.mentioned(stretch.words for stretch in stretches)
    return Question(text, stretches, tuple(domains), mentions, tuple(mended.items()))


def _stretch(part: Part, piece: str, index: Index, mended: dict[str, str]) -> Stretch | None:
    all_words = tuple(_mend(word, index, mended) for word in words(piece))
    if not all_words:
        return None
    topic = topic_of(piece)
    topic_words = all_words if topic == piece else tuple(_mend(word, index, mended) for word in words(topic))
    return Stretch(part, piece, all_words, tuple(index.vocabulary.terms(topic_words)))


def _mend(word: Word, index: Index, mended: dict[str, str]) -> Word:
    meant = index.spelling.mend(word.said)
    if meant is None:
        return word
    mended[word.said] = meant
    return mended_word(word.said, meant)
