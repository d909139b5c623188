"""Words that mean the same: every one of a group becomes the group's first word, so that both sides compare alike."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from routing.english import phrases
from routing.parsing.tokens import RARE, Term, Token, tokens

# What stands for every phrase that says nothing of a topic.
SILENT = "=()"


class Synonyms:
    """The groups of a registry as a tree of stems, so that reading a text costs one pass whatever their number.

    `groups` leads from a group's name to its phrases. Without stems ("tech lead" is not "tech leads") words are
    compared as they stand, in lower case and without dots ("RE GOV.UK" is "re govuk"). `silent` phrases say nothing of
    a topic, such as the name of the organisation that everything here is about.
    """

    def __init__(
        self, groups: Mapping[str, Iterable[str]], *, stemmed: bool = True, silent: Iterable[str] = ()
    ) -> None:
        self._root: _Node = _Node()
        self._stemmed = stemmed
        self.typed: set[str] = set()
        for phrase in silent:
            self._add(phrase, SILENT)
        for name, words in groups.items():
            for phrase in words:
                self._add(phrase, f"={name.lower()}")

    def terms(self, text_words: Sequence[Token]) -> list[Term]:
        """The words of a text as terms: the longest phrase that stands for a group wins, other words stay."""
        found: list[Term] = []
        at = 0
        for start, end, name in self.spans(text_words):
            found += [word.term for word in text_words[at:start]]
            said = " ".join([word.said for word in text_words[start:end]])
            telling = max([word.telling for word in text_words[start:end]]) or RARE
            found.append(Term(name, said, 0.0 if name == SILENT else telling))
            at = end
        found += [word.term for word in text_words[at:]]
        return found

    def spans(self, text_words: Sequence[Token]) -> list[tuple[int, int, str]]:
        """Where the phrases of the groups stand, from word to word, and the name of each (`=group`)."""
        found: list[tuple[int, int, str]] = []
        keys = [word.stem for word in text_words] if self._stemmed else [self._key(word) for word in text_words]
        at, length, first = 0, len(keys), self._root.after
        while at < length:
            node = first.get(keys[at])
            if node is None:
                at += 1
                continue
            end, name, ahead = at + 1, None, at
            while node is not None:
                ahead += 1
                if node.name is not None:
                    end, name = ahead, node.name
                node = node.after.get(keys[ahead]) if ahead < length else None
            if name is not None:
                found.append((at, end, name))
            at = end
        return found

    def _add(self, phrase: str, name: str) -> None:
        node = self._root
        for word in tokens(phrase):
            node = node.after.setdefault(self._key(word), _Node())
            self.typed.add(word.plain)
        if node is not self._root:
            node.name = name

    def _key(self, word: Token) -> str:
        return word.stem if self._stemmed else word.plain.replace(".", "")


def with_shared(vocabulary: Mapping[str, Sequence[str]], said: Container[str]) -> dict[str, list[str]]:
    """The groups of a registry's vocabulary, each with its name as first word, and those that every registry has.

    The registry's win: a word that it has stays in its group, and the shared words that mean the same join it there.
    `said` are all words of the registry: of a group that it does not touch, no word means anything to it.
    """
    groups = {head: [head, *others] for head, others in vocabulary.items()}
    own = {word.casefold(): head for head, words in groups.items() for word in words}
    for head, others in phrases("synonyms").items():
        words = (head, *others)
        there = next((own[word] for word in words if word in own), None)
        if there is not None or any(all(part.plain in said for part in tokens(word)) for word in words):
            groups.setdefault(there or head, []).extend(word for word in words if word not in own)
    return groups


class _Node:
    __slots__ = ("after", "name")

    def __init__(self) -> None:
        self.after: dict[str, _Node] = {}
        self.name: str | None = None
