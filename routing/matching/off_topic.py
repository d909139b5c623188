"""What hardly any organisation has a team for: films, sport, pets, the coffee machine.

The words are those of `routing/english/off_topic.txt`. They turn a question about them away in every registry, and the
registry's own words win over them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from routing.english import phrases
from routing.matching.entries import NOBODY_HERE, Entry, Kind
from routing.registry.schema import Topic


def off_topic(is_own: Callable[[str], bool], first: int) -> Iterator[Entry]:
    """The off-topic entries that every registry has, numbered from `first`.

    `is_own` says whether the registry uses a phrase itself: then the phrase is not off topic there.
    """
    for number, (key, keywords) in enumerate(phrases("off_topic").items(), start=first):
        others = tuple(keyword for keyword in keywords if not is_own(keyword))
        yield Entry(Kind.OFF_TOPIC, key, Topic(what=NOBODY_HERE, keywords=others), "", None, "", number=number)
