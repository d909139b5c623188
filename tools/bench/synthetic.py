"""Large registries: the shipped one, with made-up teams around it that share its words and bring new ones.

Every made-up responsibility has eight telling words. Two of them are new, until the made-up vocabulary is full. The
others are copied from words used so far, those of the shipped registry included, so that a word that is common already
becomes more common, as in real text (Simon's process). No keyword is claimed twice, as in a registry that passes
`whoask check`. The shipped teams stand spread among the made-up ones: who takes the first of equals is not favoured.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from routing.english import STOP_WORDS, known_words
from routing.parsing.tokens import tokens
from routing.registry.schema import Channels, Registry, Responsibility, Team

WORDS_EACH, NEW_EACH, MOST_NEW_WORDS, PER_TEAM = 8, 2, 50_000, 20
_SEED = 20_261_120
_STARTS = (*"bcdfghjklmnprstvwz", "br", "cr", "dr", "fl", "gl", "gr", "pl", "pr", "sk", "st", "tr")
_ENDS = ("", "k", "l", "m", "n", "p", "rt", "t", "x")


def grown(shipped: Registry, size: int) -> Registry:
    """The shipped registry with so many made-up responsibilities that it has `size` in all. The same every time."""
    missing = size - responsibility_count(shipped)
    if missing < 0:
        raise ValueError(f"the shipped registry alone has more than {size} responsibilities")
    made_up = list(_teams(shipped, missing))
    own = list(shipped.teams.items())
    gap = len(made_up) // len(own)
    spread = [team for at, one in enumerate(own) for team in (*made_up[at * gap : (at + 1) * gap], one)]
    return shipped.model_copy(update={"teams": dict([*spread, *made_up[gap * len(own) :]])})


def responsibility_count(registry: Registry) -> int:
    return sum(len(team.responsibilities) for team in registry.teams.values())


def _teams(shipped: Registry, missing: int) -> Iterator[tuple[str, Team]]:
    rng = random.Random(_SEED)  # noqa: S311 -- the same registry every time, nothing secret
    used = list(_telling_words(shipped))
    new_words = _made_up_words(rng, {*used, *known_words()})
    claimed: set[str] = set()
    for number, start in enumerate(range(0, missing, PER_TEAM)):
        name = f"{next(new_words).capitalize()} team"
        responsibilities = {
            f"made-up-{at}": _responsibility(name, _eight(rng, used, new_words, at), claimed)
            for at in range(start, min(start + PER_TEAM, missing))
        }
        channels = Channels(ask=f"#made-up-{number}")
        yield f"made-up-{number}", Team(name=name, channels=channels, responsibilities=responsibilities)


def _responsibility(team: str, eight: list[str], claimed: set[str]) -> Responsibility:
    """The first of the words, a new one where there is any, is a keyword of its own."""
    first, one, two, three, four, five, six, seven = eight
    keywords = [keyword for keyword in (first, f"{four} {five}") if keyword not in claimed]
    claimed.update(keywords)
    return Responsibility(
        what=f"{team} looks after the {first} {one} and every {two} {three}.",
        keywords=tuple(keywords),
        asked=(f"Who can help us with the {six} of a {seven}?",),
    )


def _eight(rng: random.Random, used: list[str], new_words: Iterator[str], at: int) -> list[str]:
    """Eight words, which from now on count as used. The second new one may stand anywhere."""
    new = [next(new_words) for _ in range(NEW_EACH)] if at < MOST_NEW_WORDS // NEW_EACH else []
    others = [*new[1:], *rng.choices(used, k=WORDS_EACH - len(new))]
    rng.shuffle(others)
    eight = [*new[:1], *others]
    used += eight
    return eight


def _telling_words(shipped: Registry) -> Iterator[str]:
    for team in shipped.teams.values():
        for topic in team.responsibilities.values():
            for text in (topic.what, *topic.keywords, *topic.asked):
                yield from (word.plain for word in tokens(text) if word.telling and word.plain.isalpha())


def _made_up_words(rng: random.Random, taken: set[str]) -> Iterator[str]:
    """Words that can be pronounced and that nobody uses, each once, without end."""
    taken = taken | STOP_WORDS
    while True:
        syllables = (rng.choice(_STARTS) + rng.choice("aeiou") for _ in range(rng.choice((2, 2, 3, 3, 3, 4))))
        word = "".join(syllables) + rng.choice(_ENDS)
        if word not in taken:
            taken.add(word)
            yield word
