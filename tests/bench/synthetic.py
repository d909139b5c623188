"""Large registries: the shipped one, with made-up teams around it that share its words and bring new ones.

Every made-up responsibility has eight telling words. Two of them are new, until the made-up vocabulary is full. The
others are copied from words used so far, those of the shipped registry included, so that a word that is common already
becomes more common, as in real text (Simon's process). The shipped teams stand spread among the made-up ones, so that whoever
takes the first of equals is not favoured.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from routing.english import STOP_WORDS, known_words
from routing.registry import Channels, Registry, Responsibility, Team
from routing.words import words

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
    for number, start in enumerate(range(0, missing, PER_TEAM)):
        name = f"{next(new_words).capitalize()} team"
        first_new = (MOST_NEW_WORDS - NEW_EACH * start) // NEW_EACH
        responsibilities = {
            f"made-up-{start + at}": _responsibility(name, _eight(rng, used, new_words if at < first_new else iter(())))
            for at in range(min(PER_TEAM, missing - start))
        }
        channels = Channels(ask=f"#made-up-{number}")
        yield f"made-up-{number}", Team(name=name, channels=channels, responsibilities=responsibilities)


def _responsibility(team: str, eight: list[str]) -> Responsibility:
    one, two, three, four, five, six, seven, eighth = eight
    return Responsibility(
        what=f"{team} looks after the {one} {two} and every {three} {four}.",
        keywords=(f"{five} {six}", seven),
        asked=(f"Who can help us with the {eighth} of a {one}?",),
    )


def _eight(rng: random.Random, used: list[str], new_words: Iterator[str]) -> list[str]:
    """Eight words in any order, which from now on count as used."""
    eight = [word for word, _ in zip(new_words, range(NEW_EACH), strict=False)]
    eight += rng.choices(used, k=WORDS_EACH - len(eight))
    rng.shuffle(eight)
    used += eight
    return eight


def _telling_words(shipped: Registry) -> Iterator[str]:
    for team in shipped.teams.values():
        for topic in team.responsibilities.values():
            for text in (topic.what, *topic.keywords, *topic.asked):
                yield from (word.plain for word in words(text) if word.telling and word.plain.isalpha())


def _made_up_words(rng: random.Random, taken: set[str]) -> Iterator[str]:
    """Words that can be pronounced and that nobody uses, each once, without end."""
    taken = taken | STOP_WORDS
    while True:
        syllables = (rng.choice(_STARTS) + rng.choice("aeiou") for _ in range(rng.choice((2, 2, 3, 3, 3, 4))))
        word = "".join(syllables) + rng.choice(_ENDS)
        if word not in taken:
            taken.add(word)
            yield word
