"""What a button can be too old for; the journeys in tests/journeys/test_post_my_question.py have the rest."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.answering.services import Services
from bot.features.post.handlers import prepare
from bot.features.post.words import ASKER_UNKNOWN
from bot.slack.messages.controls import ButtonValue
from bot.slack.messages.reply import Reply
from bot.slack.payloads.clicks import Click
from bot.store.sql import MemoryStore
from tests.builders import small_index


@pytest.fixture
async def services() -> AsyncIterator[Services]:
    store = MemoryStore(retention=timedelta())
    yield Services(lambda _: small_index(), store)
    await store.close()


@pytest.mark.parametrize(
    "button", [ButtonValue("", "who owns DNS?", "#platform"), ButtonValue("k", "who owns DNS?")], ids=str
)
async def test_a_button_of_an_older_version_gives_the_question_to_copy(services: Services, button: ButtonValue) -> None:
    click = Click("U1", "T1", "post_question", button.encode(), "1.2.a", "C1", ephemeral=True)
    reply = await prepare(click, services, bot="UBOT")

    assert isinstance(reply, Reply)
    assert reply.text == f"{ASKER_UNKNOWN}\nwho owns DNS?"
