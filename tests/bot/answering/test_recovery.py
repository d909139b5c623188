from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.answering.leases import LeaseManager
from bot.answering.recovery import MOST_ATTEMPTS, WELCOME, Recovery
from bot.inquiry import Inquiry, Surface
from bot.settings.secret import Secret
from bot.slack.client.web_client import WorkspaceClient
from bot.store.privacy import Encryptor
from bot.store.sql import MemoryStore
from bot.tasks import BackgroundTasks

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
ASKED = Inquiry("1.2.a", Surface.COMMAND, "who renews certificates?", "U1", "T1", "C1", NOON, response_url="https://r")
LEASE = timedelta(seconds=30)
HERE = WorkspaceClient(AsyncWebClient(), "U0BOT")


class SilentStore(MemoryStore):
    """Is down, until it is brought up."""

    down = False

    async def ping(self) -> None:
        if self.down:
            raise ConnectionError
        await super().ping()


@dataclass
class Replica:
    """Answers what others left. A question that `falls_over` finds leaves a fault."""

    store: SilentStore
    installed: frozenset[str] = frozenset({"T1"})
    now: datetime = NOON + timedelta(minutes=1)
    settling: timedelta = timedelta()
    faulty: bool = False
    answered: list[Inquiry] = field(default_factory=list)
    tasks: BackgroundTasks = field(default_factory=BackgroundTasks)

    def __post_init__(self) -> None:
        leases = LeaseManager(self.store, lambda: self.now, LEASE)
        parts = self.store, leases, self.workspace_client, self.answer, self.tasks
        self.recovery = Recovery(*parts, lambda: self.now, self.settling)

    async def workspace_client(self, workspace: str) -> WorkspaceClient | None:
        if self.faulty:
            raise ConnectionError
        return HERE if workspace in self.installed else None

    async def answer(self, inquiry: Inquiry, slack: WorkspaceClient) -> None:
        assert slack == HERE
        self.answered.append(inquiry)

    async def look(self) -> int:
        found = await self.recovery.look()
        await self.tasks.finish(within=5)
        return found


@pytest.fixture
async def store() -> AsyncIterator[SilentStore]:
    store = SilentStore(retention=timedelta(days=1), now=lambda: NOON)
    yield store
    await store.close()


async def test_what_somebody_left_behind_is_answered_as_it_was_asked(store: SilentStore) -> None:
    await store.claim(inquiry=ASKED, lease_until=NOON)
    replica = Replica(store)
    await replica.look()

    assert replica.answered == [ASKED]


async def test_what_is_still_somebodys_is_left_alone(store: SilentStore) -> None:
    await store.claim(inquiry=ASKED, lease_until=NOON + timedelta(seconds=85))
    replica = Replica(store)
    await replica.look()

    assert replica.answered == []


async def test_of_two_replicas_each_question_goes_to_one(store: SilentStore) -> None:
    inquiries = [replace(ASKED, key=str(number)) for number in range(120)]
    for inquiry in inquiries:
        await store.claim(inquiry=inquiry, lease_until=NOON)
    one, other = (Replica(store) for _ in range(2))
    for replica in (one, other, one, other, one, other):
        await replica.look()

    assert sorted(one.answered + other.answered, key=lambda found: int(found.key)) == inquiries


async def test_after_the_store_was_down_everybody_gets_time_to_write_down_what_they_answered(
    store: SilentStore,
) -> None:
    await store.claim(inquiry=ASKED, lease_until=NOON)
    replica = Replica(store, settling=timedelta(seconds=10))
    await replica.look()
    assert replica.answered == []

    store.down = True
    quick = Replica(store)
    assert await quick.look() == 0
    store.down = False
    await quick.look()
    assert quick.answered == [ASKED]


async def test_after_a_day_nobody_waits_for_it_any_more(store: SilentStore) -> None:
    await store.claim(inquiry=ASKED, lease_until=NOON)
    replica = Replica(store, now=NOON + WELCOME + timedelta(minutes=1))
    await replica.look()
    row = await store.questions.find(ASKED.key)

    assert replica.answered == []
    assert row
    assert row.outcome == "too-late"


async def test_a_question_that_ends_every_process_ends_as_well(store: SilentStore) -> None:
    await store.claim(inquiry=ASKED, lease_until=NOON)
    for _ in range(MOST_ATTEMPTS - 1):
        await store.unanswered.take_over(ended=NOON + timedelta(seconds=1), until=NOON, limit=1)
    replica = Replica(store)
    await replica.look()
    row = await store.questions.find(ASKED.key)

    assert row
    assert row.outcome == "too-late"


async def test_where_we_are_not_installed_any_more_nobody_is_answered(store: SilentStore) -> None:
    await store.claim(inquiry=replace(ASKED, workspace="T2"), lease_until=NOON)
    replica = Replica(store)
    await replica.look()
    row = await store.questions.find(ASKED.key)

    assert replica.answered == []
    assert row
    assert row.outcome == "uninstalled"


async def test_while_nobody_can_say_who_we_are_it_waits(store: SilentStore) -> None:
    await store.claim(inquiry=ASKED, lease_until=NOON)
    replica = Replica(store, faulty=True)
    await replica.look()
    replica.faulty, replica.now = False, NOON + timedelta(minutes=2)
    await replica.look()

    assert replica.answered == [ASKED]


async def test_what_was_sealed_with_a_key_that_is_gone_waits_for_the_key(
    store: SilentStore, caplog: pytest.LogCaptureFixture
) -> None:
    await store.claim(inquiry=ASKED, lease_until=NOON)
    encryptor, store.unanswered._encryptor = store.unanswered._encryptor, Encryptor([Secret("another key")])
    replica = Replica(store)
    await replica.look()
    assert "Add the key to WHOASK_KEYS" in caplog.text

    store.unanswered._encryptor = encryptor
    replica.now = NOON + timedelta(hours=1)
    await replica.look()
    assert replica.answered == [ASKED]


async def test_what_nobody_could_read_for_a_day_ends(store: SilentStore) -> None:
    await store.claim(inquiry=ASKED, lease_until=NOON)
    store.unanswered._encryptor = Encryptor([Secret("another key")])
    replica = Replica(store, now=datetime.now(UTC) + WELCOME + timedelta(minutes=1))
    await replica.look()
    row = await store.questions.find(ASKED.key)

    assert row
    assert row.outcome == "unreadable"
