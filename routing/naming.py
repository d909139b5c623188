"""Names that a question mentions: teams as they are called today, and names that are gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from routing.directory import became_sentence, current_team
from routing.registry import Registry
from routing.vocabulary import Vocabulary
from routing.words import Word


class Names:
    """Knows every present and former name of a registry. Made once for a registry.

    Names are compared word for word, the longest first, so that "#govuk-2ndline-tech" is not "#govuk-2ndline".
    """

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        groups: dict[str, list[str]] = {}
        self._former: dict[str, tuple[str, str]] = {}
        for old, former in registry.former_names.items():
            for said in filter(None, (old, former.channel)):
                groups[f"was {said}"] = [said]
                self._former[f"=was {said}".lower()] = (said, old)
        for key, team in registry.teams.items():
            channels = (channel for channel in team.channels.model_dump().values() if channel)
            groups[f"is {key}"] = [team.name, *team.names, *channels]
        self._names = Vocabulary(groups, stemmed=False)

    def notes(self, sentences: Iterable[Sequence[Word]]) -> tuple[str, ...]:
        """For each former name in the question, a sentence that says what became of it."""
        found = [self._former[name] for name in self._mentioned(sentences) if name in self._former]
        return tuple(became_sentence(self._registry, said, old) for said, old in found)

    def teams(self, sentences: Iterable[Sequence[Word]]) -> frozenset[str]:
        """The keys of the teams that the question names, also under a former name."""
        present = set()
        for name in self._mentioned(sentences):
            if name.startswith("=is "):
                present.add(name.removeprefix("=is "))
            elif name in self._former and (key := current_team(self._registry, self._former[name][1])):
                present.add(key)
        return frozenset(present)

    def _mentioned(self, sentences: Iterable[Sequence[Word]]) -> list[str]:
        names = [term.name for sentence in sentences for term in self._names.terms(sentence)]
        return [name for name in dict.fromkeys(names) if name.startswith(("=was ", "=is "))]
