"""Where on the ladder a question stands: which rung it names, whether that rung was of no help, what comes next."""

from __future__ import annotations

from collections.abc import Iterable

from routing.english import phrases
from routing.parsing.synonyms import Synonyms
from routing.parsing.tokens import Token
from routing.registry.directory import destination_of, steps
from routing.registry.schema import Registry


class LadderRungFinder:
    """Knows the names of a registry's rungs, present and former. Made once for a registry."""

    def __init__(self, registry: Registry) -> None:
        now: dict[str, Iterable[str]] = {}
        for place, key in enumerate(registry.ladder.order):
            if key in registry.ladder.rungs:
                rung = registry.ladder.rungs[key]
                now[f"now {place}"] = (*rung.names, *filter(None, [rung.contact]))
                now[f"was {place}"] = rung.formerly
            else:
                team = registry.teams[key]
                now[f"now {place}"] = (team.name, *team.names, destination_of(team))
        self._contacts = [step.contact for step in steps(registry)]
        self._last = len(self._contacts) - 1
        self._rungs = Synonyms(now, stemmed=False)
        self._stuck = Synonyms({"stuck": phrases("conversation")["stuck"]})

    def contact(self, rung: int) -> str | None:
        """The channel or group of a rung, or of the first rung after it that has one."""
        return next((contact for contact in self._contacts[rung:] if contact), None)

    def rung(self, sentences: Iterable[tuple[Token, ...]]) -> int | None:
        """The rung that a question about the ladder is after, counted from 0, or null where it names none.

        A role that no longer exists leads to what replaced it. A rung that could not help leads to the next one.
        """
        named: list[int] = []
        former: list[int] = []
        stuck = False
        for sentence in sentences:
            for _, _, name in self._rungs.spans(sentence):
                sign, _, place = name.removeprefix("=").partition(" ")
                (named if sign == "now" else former).append(int(place))
            stuck = stuck or bool(self._stuck.spans(sentence))
        if former:
            return max(former)
        if not named:
            return None
        return min(max(named) + stuck, self._last)
