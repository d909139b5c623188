"""Names that a question mentions: teams as they are called today, and names that are gone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from routing.english import STOP_WORDS
from routing.parsing.synonyms import Synonyms
from routing.parsing.tokens import Token
from routing.registry.directory import became_sentence, current_team, destination_of
from routing.registry.schema import Registry


@dataclass(frozen=True, slots=True)
class Mention:
    """A team, or a rung of the ladder by its contact, that a question names.

    `destination` is where that leads today; `became` says what an old name is now, null for a present name.
    """

    said: str
    destination: str
    team: str | None = None
    became: str | None = None


class MentionFinder:
    """Knows every present and former name of a registry. Made once for a registry.

    Names are compared word for word, the longest first, so that "#govuk-2ndline-tech" is not "#govuk-2ndline".
    """

    def __init__(self, registry: Registry) -> None:
        groups: dict[str, list[str]] = {}
        self._mentions: dict[str, Mention] = {}
        for old, former in registry.former_names.items():
            team_key = current_team(registry, old)
            where = destination_of(registry.teams[team_key]) if team_key else registry.fallback
            for said in filter(None, (old, former.channel)):
                became = became_sentence(registry, said, old)
                groups[f"was {said}"] = [said]
                self._mentions[f"=was {said}".lower()] = Mention(said, where, team_key, became)
        for key, team in registry.teams.items():
            channels = (channel for channel in team.channels.model_dump().values() if channel)
            groups[f"is {key}"] = [team.name, *team.names, *channels]
            self._mentions[f"=is {key}"] = Mention(team.name, destination_of(team), key)
        for key, rung in registry.ladder.rungs.items():
            if rung.contact:
                groups[f"rung {key}"] = [rung.contact]
                self._mentions[f"=rung {key}"] = Mention(rung.contact, rung.contact)
        self._names = Synonyms(groups, stemmed=False)

    def mentioned(self, sentences: Iterable[Sequence[Token]]) -> tuple[Mention, ...]:
        """Every team that the question names, once for each name it is given, in the order of the question."""
        found: dict[str, Mention] = {}
        for sentence in sentences:
            for start, end, name in self._names.spans(sentence):
                said = " ".join(word.said for word in sentence[start:end])
                # "re:" and "re the outage" do not mean RE: a name that is also a common little word must be shouted.
                if said.lower() in STOP_WORDS and not said.isupper():
                    continue
                found[name] = replace(self._mentions[name], said=said)
        return tuple(found.values())
