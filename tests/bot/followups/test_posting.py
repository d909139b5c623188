"""What a button can be too old for; the journeys in tests/journeys/test_post_my_question.py have the rest."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.followups.office import Office
from bot.followups.post_words import NOBODYS
from bot.followups.posting import prepare
from bot.replies.reply import Reply
from bot.slack.click import Click
from bot.slack.ticket import Ticket
from bot.store.memory import MemoryStore
from tests.builders import small_index


@pytest.fixture
async def office() -> AsyncIterator[Office]:
    store = MemoryStore(retention=timedelta())
    yield Office(lambda _: small_index(), store)
    await store.close()


@pytest.mark.parametrize("ticket", [Ticket("", "who owns DNS?", "#platform"), Ticket("k", "who owns DNS?")], ids=str)
async def test_a_button_of_an_older_version_gives_the_question_to_copy(office: Office, ticket: Ticket) -> None:
    click = Click("U1", "T1", "post_question", ticket.encode(), "1.2.a", "C1", ephemeral=True)
    reply = await prepare(click, office, bot="UBOT")

    assert isinstance(reply, Reply)
    assert reply.text == f"{NOBODYS}\nwho owns DNS?"
