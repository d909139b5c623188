"""Words that people use and the registry lacks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from bot.insights.grouping import commonest_form
from bot.insights.texts import Text, is_ordinary
from bot.insights.values import UnknownWord
from routing.index import Index
from routing.reading.words import RARE


def unknown_words(texts: Iterable[Text], index: Index) -> tuple[UnknownWord, ...]:
    """The rarer words that no entry has, those of most people first. A mended slip of the fingers is none."""
    found = [
        UnknownWord(word, len(uses), len({text.kept.asker for text in uses}))
        for word, uses in uses_of_unknown(texts, index).items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.people, -one.count, one.word)))


def uses_of_unknown(texts: Iterable[Text], index: Index) -> dict[str, Sequence[Text]]:
    """The questions that use each such word, by the word as most people write it."""
    uses: dict[str, list[Text]] = defaultdict(list)
    for text in texts:
        for name in unknown_names(text, index):
            uses[name].append(text)
    found: dict[str, Sequence[Text]] = {}
    for name, listed in uses.items():
        said = [word for text in listed for word in text.said[name]]
        if ordinary := [word for word in said if is_ordinary(word)]:
            found[commonest_form(ordinary)] = listed
    return found


def unknown_names(text: Text, index: Index) -> Iterator[str]:
    """The stems of a question's rarer words that the registry has nowhere."""
    for name, weight in text.telling.items():
        known = name.startswith("=") or "." in name or name in index.postings or name in index.spelling
        if weight >= RARE and not known:
            yield name
