"""Every reply that the shipped registry can make is one that Slack takes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.desk import Desk
from bot.followups.office import Office
from bot.inquiry import Door, Inquiry
from bot.sandbox.block_rules import check_message
from bot.store.memory import MemoryStore
from routing.index import Index, build_index
from routing.loading.loader import load
from routing.registry import Registry, Topic

SHIPPED = Path(__file__).parents[2] / "data" / "teams.yaml"
T0 = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def index() -> Index:
    return build_index(load(SHIPPED))


def questions(registry: Registry) -> Iterator[str]:
    """What people ask, by the registry's own examples; its names, its cards, and something that is nobody's."""
    topics: list[Topic] = [*registry.guidance.values(), *registry.ladder.topics.values()]
    for team in registry.teams.values():
        topics += team.responsibilities.values()
    for rung in registry.ladder.rungs.values():
        topics += rung.topics.values()
    for topic in topics:
        yield from topic.asked
    for not_ours in registry.not_ours.values():
        yield from not_ours.asked
    for key in registry.teams:
        yield from (f"team {key}", f"ladder {key}", f"what does {key} do, it is down and urgent")
    yield from (f"team {name}" for name in registry.former_names)
    yield from ("", "help", "teams", "ladder", "xyzzy", "it is broken", "the whole site is down")


@pytest.mark.parametrize("stranger", [False, True])
def test_slack_takes_every_reply(index: Index, *, stranger: bool) -> None:
    store = MemoryStore(retention=timedelta())
    desk = Desk(Office(lambda: index, store, lambda: T0), limit=1_000_000)
    asked = list(questions(index.registry))
    for text in asked:
        inquiry = Inquiry("k", Door.COMMAND, text, "U1", "T1", "C1", T0, stranger=stranger)
        reply = desk.ask(inquiry, bot="UBOT")
        assert reply is not None
        warnings: list[str] = []
        check_message({"text": reply.text, "blocks": [b.to_dict() for b in reply.blocks]}, warnings, where=text)
        assert warnings == []
        cut = [block for block in reply.blocks if "… and" in str(block.to_dict())]
        assert reply.outcome == "teams" or not cut, text
        assert len(reply.text) < 4_000

    assert len(asked) > 100
