"""Where the asker has just been, so that nobody is sent back: "#x told me it isn't theirs", "not X but Y".

"I am on #x this week" is no such thing: that is where they sit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from routing.english import phrases
from routing.parsing.synonyms import Synonyms
from routing.parsing.tokens import Token
from routing.registry.directory import current_team, destination_of
from routing.registry.schema import Registry


class Rejections:
    """Knows the names of a registry's teams and the phrases of being sent away. Made once for a registry."""

    def __init__(self, registry: Registry) -> None:
        names = {
            f"place {destination_of(team)}": (
                team.name,
                *team.names,
                *filter(None, team.channels.model_dump().values()),
            )
            for team in registry.teams.values()
        }
        for old, former in registry.former_names.items():
            key = current_team(registry, old)
            if key is not None:
                place = f"place {destination_of(registry.teams[key])}"
                names[place] = (*names[place], old, *filter(None, [former.channel]))
        self._phrases = Synonyms(
            {name: said for name, said in phrases("conversation").items() if name != "stuck"}, stemmed=False
        )
        self._names = Synonyms(names, stemmed=False)

    def rejected(self, sentences: Iterable[Sequence[Token]]) -> frozenset[str]:
        """The destinations that the asker was turned away from, or does not want."""
        return frozenset(place for sentence in sentences for place in self._in_sentence(sentence))

    def _in_sentence(self, sentence: Sequence[Token]) -> Iterable[str]:
        named = self._names.spans(sentence)
        if not named:
            return
        said = self._phrases.spans(sentence)
        away = any(name == "=sent away" for _, _, name in said)
        for start, _, place in named:
            before = [name for _, end, name in said if 0 <= start - end <= 1]
            if "=at home" in before or ("=sent on to" in before and "=not that" not in before):
                continue
            if away or "=not that" in before:
                yield place.removeprefix("=place ")
