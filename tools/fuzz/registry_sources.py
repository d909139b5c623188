"""Good registry files to begin with, and words to put into them."""

from __future__ import annotations

from functools import cache
from random import Random

from bot.registry.files import registry_file
from tests.builders import SMALL_REGISTRY
from tools.fuzz.strings import letters, scrap
from tools.fuzz.texts import questions, registry_words

TINY = """\
organisation: GOV.UK
time_zone: Europe/London
fallback: "#general"
teams:
  platform:
    name: Platform
    channels: {ask: "#platform"}
    responsibilities:
      dns:
        what: Looks after DNS
        keywords: [dns]
ladder:
  when: When you are stuck
  order: [lead]
  rungs:
    lead:
      who: Your lead
"""
SHIPPED_SHARE = 1 / 400


@cache
def _shipped() -> str:
    return registry_file(None).read_text(encoding="utf-8")


def source(rng: Random) -> str:
    """A good registry file: mostly a small one, which is read in a millisecond."""
    if rng.random() < SHIPPED_SHARE:
        return _shipped()
    return SMALL_REGISTRY if rng.random() < 0.5 else TINY


def words(rng: Random) -> str:
    """A text such as a registry may hold."""
    kind = rng.randrange(10)
    if kind < 4:
        return rng.choice(registry_words())
    if kind < 6:
        return rng.choice(questions())
    made = " ".join(rng.choice((scrap, lambda one: letters(one, 8)))(rng) for _ in range(rng.randint(1, 4)))
    # An invisible character has the whole file refused, and nothing behind that check is tried.
    return made if rng.random() < 0.03 else "".join(filter(str.isprintable, made))
