"""A question that was acknowledged is answered, whoever dies in between."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.answering.answer_service import AnswerService
from bot.answering.services import Services
from bot.app import App as Bot
from bot.app import connect, create_app, web_client
from bot.settings.secret import Secret
from bot.store.privacy import Encryptor, Pseudonyms
from bot.store.sql import SqlStore
from localslack import RESPONSE_URL, Hang, LocalSlack, Message, RateLimited, Refuse, ServerFault
from tests.journeys.harness import ALICE, AT_ONCE, BOT, INDEX, QUESTION, RIGHT, journey, seed

SENDING = ("chat.postMessage", "chat.postEphemeral", RESPONSE_URL)
MINUTE = timedelta(minutes=1)
KEY = Secret("a key that every replica has")


@dataclass
class Clock:
    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now


@dataclass(frozen=True)
class Replicas:
    """Several bots on one file, one Slack and one clock."""

    slack: LocalSlack
    file: Path
    clock: Clock

    @asynccontextmanager
    async def one(self) -> AsyncIterator[Bot]:
        """One that dies at the end: it finishes nothing and hands nothing back."""
        url = f"sqlite+aiosqlite:///{self.file}"
        store = SqlStore(
            url, pseudonyms=Pseudonyms(KEY), retention=timedelta(), encryptor=Encryptor([KEY]), now=self.clock
        )
        client = web_client(self.slack.bot_token, base_url=self.slack.api_url)
        services = Services(lambda _: INDEX, store, self.clock)
        bot = create_app(client=client, answer_service=AnswerService(services), services=services, retry=AT_ONCE)
        bot.recovery.settling = timedelta()
        connections = await connect(bot, self.slack.app_token)
        try:
            yield bot
        finally:
            await connections.stop(within=0)
            await store.close()

    async def die_with(self, ask: Callable[[], Awaitable[object]]) -> None:
        """A bot that has acknowledged what is asked, and dies before Slack takes its answer."""
        self.slack.faults.next(SENDING, Hang(), times=None)
        async with self.one():
            await ask()
            await self.slack.wait_for(lambda: all(d.settled for d in self.slack.deliveries()), timeout=20)
        self.slack.faults.cut()
        self.slack.faults.clear()

    async def resume(self, *, after: timedelta = MINUTE) -> int:
        """Another bot, that much later: how many questions it takes on. It answers them."""
        self.clock.now += after
        async with self.one() as bot:
            found = await bot.recovery.look()
            await bot.tasks.finish(within=20)
        return found


@pytest.fixture
async def replicas(tmp_path: Path) -> AsyncIterator[Replicas]:
    async with LocalSlack.start(seed()) as slack:
        yield Replicas(slack, tmp_path / "whoask.db", Clock())


def said_directly(slack: LocalSlack) -> list[Message]:
    return [message for message in slack.messages(slack.dm(ALICE)) if message.user == BOT]


async def test_a_command_of_a_bot_that_died_is_answered_where_it_was_given(replicas: Replicas) -> None:
    slack = replicas.slack
    await replicas.die_with(lambda: slack.command(ALICE, "C1", "/whoask", QUESTION))
    assert slack.ephemerals(ALICE) == ()

    assert await replicas.resume() == 1
    (answer,) = slack.ephemerals(ALICE)
    assert RIGHT in answer.text
    assert await replicas.resume(after=timedelta(hours=2)) == 0, "nobody answers it again"


async def test_half_an_hour_later_the_answer_is_a_direct_message_that_says_what_was_asked(replicas: Replicas) -> None:
    slack = replicas.slack
    await replicas.die_with(lambda: slack.command(ALICE, "C1", "/whoask", QUESTION))
    await replicas.resume(after=timedelta(minutes=40))

    assert slack.ephemerals(ALICE) == ()
    (answer,) = said_directly(slack)
    assert answer.text.startswith(f"Sorry that this took so long: I was interrupted. You asked: “{QUESTION}”")
    assert RIGHT in answer.text


async def test_a_mention_is_answered_in_its_thread(replicas: Replicas) -> None:
    slack = replicas.slack
    await replicas.die_with(lambda: slack.say(ALICE, "C1", f"@whoask {QUESTION}"))
    await replicas.resume()

    (said,) = (message for message in slack.messages("C1") if message.user == ALICE)
    (answer,) = (message for message in slack.replies(said) if message.user == BOT)
    assert RIGHT in answer.text


async def test_a_direct_message_is_answered(replicas: Replicas) -> None:
    slack = replicas.slack
    await replicas.die_with(lambda: slack.say(ALICE, slack.dm(ALICE), QUESTION))
    await replicas.resume()

    assert [RIGHT in message.text for message in said_directly(slack)] == [True]


async def test_as_long_as_its_lease_lasts_nobody_else_answers(replicas: Replicas) -> None:
    slack = replicas.slack
    await replicas.die_with(lambda: slack.say(ALICE, slack.dm(ALICE), QUESTION))

    assert await replicas.resume(after=timedelta(seconds=20)) == 0
    assert await replicas.resume(after=timedelta(seconds=20)) == 1


async def test_what_was_asked_is_on_the_disk_for_nobody_to_read(replicas: Replicas) -> None:
    slack = replicas.slack
    await replicas.die_with(lambda: slack.say(ALICE, slack.dm(ALICE), "an unheard-of question"))
    files = b"".join(path.read_bytes() for path in replicas.file.parent.glob("whoask.db*"))

    assert b"unheard-of" not in files
    assert b'"asker"' not in files


async def test_a_bot_that_is_stopped_hands_back_what_it_had_no_turn_to_send(replicas: Replicas) -> None:
    slack = replicas.slack
    slack.faults.next("chat.postMessage", RateLimited(20))
    async with replicas.one() as bot:
        for question in (QUESTION, f"{QUESTION} please"):
            await slack.say(ALICE, slack.dm(ALICE), question)
            await slack.wait_for(lambda: all(d.settled for d in slack.deliveries()), timeout=20)
        await bot.leases.release()

    # A lease counts as ended a little later than it does. The first was being sent when the bot was cut off.
    assert await replicas.resume(after=timedelta(seconds=4)) == 1
    assert await replicas.resume(after=timedelta(seconds=36)) == 1
    assert len(said_directly(slack)) == 2


@pytest.mark.parametrize("seconds", [86_400, 10**14, 10**400], ids=["a day", "14 digits", "400 digits"])
async def test_however_long_slack_says_to_wait_the_answer_comes_within_a_quarter_of_an_hour(seconds: int) -> None:
    clock = Clock()
    async with journey(now=clock) as trip:
        trip.slack.faults.next("chat.postMessage", RateLimited(seconds))
        await trip.slack.say(ALICE, trip.slack.dm(ALICE), QUESTION)
        await trip.quiet()
        assert trip.said() == []
        trip.bot.client.policies._policies.clear()  # type: ignore[attr-defined]  # another replica's are new
        clock.now += timedelta(minutes=17)
        assert await trip.bot.recovery.look() == 1
        await trip.quiet()
        assert [RIGHT in message.text for message in trip.said()] == [True]


async def test_what_slack_would_not_take_is_answered_once_it_works_again() -> None:
    clock = Clock()
    async with journey(now=clock) as trip:
        trip.slack.faults.next("chat.postMessage", ServerFault(503), times=None)
        await trip.slack.say(ALICE, trip.slack.dm(ALICE), QUESTION)
        await trip.quiet()
        assert trip.said() == []

        trip.slack.faults.clear()
        clock.now += MINUTE
        assert await trip.bot.recovery.look() == 1
        await trip.quiet()
        assert [RIGHT in message.text for message in trip.said()] == [True]
        clock.now += timedelta(hours=1)
        assert await trip.bot.recovery.look() == 0


async def test_what_was_asked_while_the_token_was_replaced_is_answered_with_the_new_one(replicas: Replicas) -> None:
    slack = replicas.slack
    async with replicas.one() as bot:
        slack.faults.next("chat.postMessage", Refuse("token_revoked"), times=None)
        await slack.say(ALICE, slack.dm(ALICE), QUESTION)
        await slack.wait_for(lambda: all(d.settled for d in slack.deliveries()), timeout=20)
        await bot.tasks.finish(within=20)
    slack.faults.clear()

    assert await replicas.resume() == 1
    assert [RIGHT in message.text for message in said_directly(slack)] == [True]
