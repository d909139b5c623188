"""What a registry's own example questions teach."""

from __future__ import annotations

from routing.matching.index import Index, build_index
from routing.route import analyse
from tools.intents import registry

WHAT = ["printer", "laptop", "phone", "badge", "chair", "desk", "lamp", "screen", "mouse", "cable"]
BROKEN = ["the {} is broken", "my {} does not work", "the {} stopped", "please repair the {}"]
WANTED = ["I want a new {}", "can I have another {}", "order a {} for me", "please buy a {}"]


def taught(*, things: int = len(WHAT)) -> Index:
    """Two places that differ in what is wanted, not in the thing that it is about."""
    examples = [
        (text.format(thing), place)
        for texts, place in ((BROKEN, "repairs"), (WANTED, "orders"))
        for text in texts
        for thing in WHAT[:things]
    ]
    return build_index(registry(examples))


def test_examples_teach_which_words_tell_places_apart() -> None:
    index = taught()

    assert analyse("our toaster is broken", index).options[0].destination == "#repairs"
    assert analyse("another toaster for us", index).options[0].destination == "#orders"


def test_every_weight_can_be_shown() -> None:
    index = taught()
    thought = analyse("the toaster is broken", index)
    words = [name for name, _ in index.learned.weights("#repairs", thought.question.sentences)]

    assert "broken" in words[:4]


def test_few_examples_teach_nothing() -> None:
    assert taught().learned.applies
    assert not taught(things=2).learned.applies
    assert not analyse("the printer is broken", taught(things=2)).ranking.learned


def test_the_same_examples_teach_the_same() -> None:
    said = [taught().learned.of(analyse("is the lamp broken", taught()).question.sentences) for _ in range(2)]

    assert said[0] == said[1]
