"""A Slack in this process and the unmodified bot, joined by real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.answering.answer_service import AnswerService
from bot.answering.services import Services
from bot.app import App as Bot
from bot.app import connect, create_app, web_client
from bot.inquiry import Inquiry
from bot.monitoring.telemetry import Telemetry
from bot.settings.settings import LEASE
from bot.slack.client.retries import RetryPolicy
from bot.slack.receiving.socket_mode import Connections
from bot.store.sql import MemoryStore, SqlStore
from localslack import ALL_SCOPES, DEFAULT_EVENTS, App, Channel, LocalSlack, Message, Options, Seed, User, Usergroup
from routing.loading.loader import parse
from routing.matching.index import Index, build_index
from tests.builders import SMALL_REGISTRY

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")
BOT, ALICE, BOB, GUEST, STRANGER, OTHER_BOT = "U0BOT", "U1", "U2", "U3GUEST", "U4THERE", "U5BOT"
KEEPER = BOB
QUESTION = "who renews our TLS certificate?"
RIGHT = "#govuk-platform-engineering"
INDEX = build_index(parse(SMALL_REGISTRY.encode(), "teams.yaml"))
# No pauses between attempts: nothing here waits for a clock.
AT_ONCE = RetryPolicy(pause=0.0)


def seed(*, scopes: frozenset[str] = ALL_SCOPES, events: frozenset[str] = DEFAULT_EVENTS) -> Seed:
    people = frozenset({BOT, ALICE, BOB, GUEST, OTHER_BOT})
    return Seed(
        app=App(name="whoask", user_id=BOT, scopes=scopes, events=events),
        users=(
            User(ALICE, "alice"),
            User(BOB, "bob"),
            User(GUEST, "gwen", guest=True),
            User(STRANGER, "sten", team="T9ELSEWHERE"),
            User(OTHER_BOT, "otherbot", is_bot=True),
        ),
        channels=(
            Channel("C1", "general", members=people),
            Channel("C2SHARED", "shared", members=people | {STRANGER}, is_ext_shared=True),
            Channel("C3FAR", "far", members=frozenset({ALICE})),
        ),
        usergroups=(Usergroup("S1", "govuk-senior-tech-people"),),
    )


@dataclass(frozen=True, slots=True)
class Journey:
    """One workspace and the bot in it."""

    slack: LocalSlack
    bot: Bot
    connections: Connections
    store: SqlStore

    async def quiet(self) -> None:
        """Wait until everything sent to the bot has been taken, and all it does about it is done."""
        await self.slack.wait_for(lambda: all(delivery.settled for delivery in self.slack.deliveries()), timeout=20)
        await self.bot.tasks.finish(within=20)

    async def ask(self, text: str, *, user: str = ALICE, channel: str = "C1") -> Message:
        """Give the command; the answer that this person alone sees."""
        seen = len(self.slack.ephemerals(user))
        await self.slack.command(user, channel, "/whoask", text)
        return (await self.slack.wait_for(lambda: self.slack.ephemerals(user)[seen:], timeout=20))[0]

    async def mention(self, text: str, *, user: str = ALICE, channel: str = "C1", thread: str | None = None) -> Message:
        """Mention the bot; its answer in the thread."""
        said = await self.slack.say(user, channel, text, thread)
        return (await self.slack.wait_for(lambda: self.answers(said), timeout=20))[-1]

    async def dm(self, text: str, *, user: str = ALICE) -> Message:
        """Write to the bot; its answer."""
        said = await self.slack.say(user, self.slack.dm(user), text)
        return (await self.slack.wait_for(lambda: self.after(said), timeout=20))[0]

    def answers(self, said: Message) -> tuple[Message, ...]:
        """What the bot said in a message's thread, after the message."""
        return tuple(m for m in self.slack.replies(said) if m.user == BOT and m.ts > said.ts)

    def after(self, said: Message) -> tuple[Message, ...]:
        """What the bot said in a message's channel, after the message."""
        return tuple(m for m in self.slack.messages(said.channel) if m.user == BOT and m.ts > said.ts)

    def said(self) -> list[Message]:
        """Everything that the bot said in channels and direct messages."""
        rooms = [*(channel.id for channel in self.slack.seed.channels), *map(self.slack.dm, (ALICE, BOB, GUEST))]
        return [m for room in rooms for m in self.slack.messages(room) if m.user == BOT]


@asynccontextmanager
async def journey(  # noqa: PLR0913 - each test sets one or two of them
    *,
    workspace: Seed | None = None,
    store: SqlStore | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    index: Callable[[], Index] = lambda: INDEX,
    limit: int = 1_000,
    timeout: int = 5,  # noqa: ASYNC109 - the client's
    retry: RetryPolicy = AT_ONCE,
    lease: timedelta = LEASE,
    options: Options | None = None,
    channels: Callable[[], Mapping[str, str]] = dict,
    telemetry: Telemetry | None = None,
) -> AsyncIterator[Journey]:
    """A local Slack and the real bot, connected."""
    memory = store or MemoryStore(retention=timedelta())
    async with LocalSlack.start(workspace or seed(), options=options) as slack:
        telemetry = telemetry or Telemetry()
        observer = telemetry.observer
        client = web_client(slack.bot_token, base_url=slack.api_url, timeout=timeout, observer=observer)
        services = Services(lambda _: index(), memory, now, channels, frozenset({KEEPER}))
        answer_service = AnswerService(services, limit=limit, span=telemetry.span)
        bot = create_app(
            client=client,
            answer_service=answer_service,
            services=services,
            retry=retry,
            lease=lease,
            telemetry=telemetry,
        )
        bot.recovery.settling = timedelta()
        connections = await connect(bot, slack.app_token)
        try:
            yield Journey(slack, bot, connections, memory)
        finally:
            slack.faults.clear()
            await connections.stop(within=0.5)
            await memory.close()


def bot_on(client: AsyncWebClient, store: SqlStore) -> Bot:
    """A bot by itself, for those who connect it themselves."""
    services = Services(lambda _: INDEX, store)
    return create_app(client=client, answer_service=AnswerService(services), services=services, retry=AT_ONCE)


class HangingStore(MemoryStore):
    """Takes a claim and never says so."""

    async def claim(self, *, inquiry: Inquiry, lease_until: datetime | None = None) -> bool:  # noqa: ARG002
        await asyncio.Event().wait()
        raise AssertionError

    async def record(self, **_: object) -> None:
        await asyncio.Event().wait()


class DownStore(MemoryStore):
    """Refuses everything, until it is brought up."""

    up = False

    async def claim(self, *, inquiry: Inquiry, lease_until: datetime | None = None) -> bool:
        if not self.up:
            raise ConnectionError("the store is down")
        return await super().claim(inquiry=inquiry, lease_until=lease_until)

    async def record(self, **_: object) -> None:
        raise ConnectionError("the store is down")
