"""Every reply that the shipped registry can make is one that Slack takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from bot.answering.answer_service import AnswerService
from bot.answering.services import Services
from bot.features.share.handlers import share
from bot.inquiry import Inquiry, Surface
from bot.slack.messages.controls import ButtonValue
from bot.slack.messages.mrkdwn import plain
from bot.slack.payloads.clicks import Click
from bot.store.sql import MemoryStore
from localslack.block_rules import check_message
from routing.loading.loader import load
from routing.matching.index import Index, build_index
from routing.registry.schema import Registry, Topic

SHIPPED = Path(__file__).parents[4] / "data" / "teams.yaml"
T0 = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
# An entry has dozens of questions, with much the same reply.
FEW = 5


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
        yield from topic.asked[:FEW]
    for not_ours in registry.not_ours.values():
        yield from not_ours.asked[:FEW]
    for key in registry.teams:
        yield from (f"team {key}", f"ladder {key}", f"what does {key} do, it is down and urgent")
    yield from (f"team {name}" for name in registry.former_names)
    yield from ("", "help", "teams", "ladder", "xyzzy", "it is broken", "the whole site is down")


@pytest.mark.parametrize("external_user", [False, True])
def test_slack_takes_every_reply(index: Index, *, external_user: bool) -> None:
    store = MemoryStore(retention=timedelta())
    answer_service = AnswerService(Services(lambda _: index, store, lambda: T0), limit=1_000_000)
    asked = list(questions(index.registry))
    for text in asked:
        inquiry = Inquiry("k", Surface.COMMAND, text, "U1", "T1", "C1", T0, external_user=external_user)
        reply = answer_service.ask(inquiry, plain(inquiry.text, "UBOT"))
        assert reply is not None
        warnings: list[str] = []
        check_message({"text": reply.text, "blocks": [b.to_dict() for b in reply.blocks]}, warnings, where=text)
        assert warnings == []
        cut = [block for block in reply.blocks if "… and" in str(block.to_dict())]
        assert reply.outcome == "teams" or not cut, text
        assert len(reply.text) < 4_000

    assert len(asked) > 100


# What the blocks of a message may be in all is measured at about 13,000 (slackapi/bolt-js issue 2509).
MOST_IN_BLOCKS, MOST_IN_BUTTON = 12_000, 2_000
KEY = "T0123456789:C0123456789:1234567890.123456"
# The buttons carry the first two, which take as much room as there is; the third would take more, so they do not.
WORST = ('"' * 200, "a" * 400, "\\" * 419)


@pytest.mark.parametrize("worst", WORST, ids=lambda worst: worst[:1])
async def test_a_reply_to_the_worst_question_has_room_to_spare(index: Index, worst: str) -> None:
    services = Services(lambda _: index, MemoryStore(retention=timedelta()), lambda: T0)
    answer_service = AnswerService(services, limit=1_000_000)
    for text in questions(index.registry):
        asked = f"{text[:80]} {worst}"
        reply = answer_service.ask(Inquiry(KEY, Surface.COMMAND, asked, "U1", "T1", "C1", T0), plain(asked, "UBOT"))
        click = Click("U1", "T1", "share_answer", ButtonValue(KEY, asked).encode(), "1.2.a", "C1")
        copy = await share(click, services, bot="UBOT") if click.button.question else None
        for made in (reply, copy and copy.message, copy and copy.instead):
            for blocks in (made.blocks, made.plainer()) if made else ():
                drawn = [block.to_dict() for block in blocks]
                assert len(json.dumps(drawn, ensure_ascii=False)) < MOST_IN_BLOCKS, asked
                assert all(len(value) < MOST_IN_BUTTON for value in values(drawn)), asked


def values(part: object) -> Iterator[str]:
    """What the controls carry."""
    match part:
        case {"value": str(value)}:
            yield value
        case dict():
            yield from (value for inner in part.values() for value in values(inner))
        case list():
            yield from (value for inner in part for value in values(inner))
        case _:
            pass


def test_of_several_places_the_button_names_the_one_that_it_posts_in(index: Index) -> None:
    answer_service = AnswerService(
        Services(lambda _: index, MemoryStore(retention=timedelta()), lambda: T0), limit=1_000_000
    )
    replies = [
        answer_service.ask(Inquiry("k", Surface.COMMAND, text, "U1", "T1", "C1", T0), plain(text, None))
        for text in asked_of(index)
    ]
    for outcome, words in (("several", "Post in {}"), ("found", "Post my question there")):
        found = [reply for reply in replies if reply and reply.outcome == outcome]
        assert found
        for reply in found:
            if (reply.destination or "").startswith("#"):
                assert words.format(reply.destination) in str([block.to_dict() for block in reply.blocks])


def asked_of(index: Index) -> list[str]:
    """Questions, two at once among them: those often have two answers."""
    asked = [text for text in questions(index.registry) if text.endswith("?")]
    return [*asked, *(f"{one} {two}" for one, two in pairwise(asked))]
