"""Which questions count as unanswered for too long."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.inquiry import Inquiry, Surface
from bot.jobs import LONG, count_unanswered
from bot.monitoring.metrics import Metrics
from bot.store.sql import MemoryStore

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MOMENT = timedelta(seconds=1)


class Watch:
    """A store with one question of noon, and what is counted at a time."""

    def __init__(self) -> None:
        self.now = NOON
        self.store = MemoryStore(retention=timedelta(), now=lambda: self.now)
        self.metrics = Metrics()
        self.asked = Inquiry("k", Surface.MENTION, "who renews certificates?", "U1", "T1", "C1", NOON)

    async def counted(self, now: datetime) -> float | None:
        self.now = now
        await count_unanswered(self.store, self.metrics, lambda: self.now)()
        return self.metrics.registry.get_sample_value("whoask_unanswered")


@pytest.fixture
async def watch() -> AsyncIterator[Watch]:
    one = Watch()
    await one.store.claim(inquiry=one.asked, lease_until=NOON + MOMENT)
    yield one
    await one.store.close()


async def test_a_question_counts_once_it_has_had_no_answer_for_long(watch: Watch) -> None:
    assert await watch.counted(NOON + LONG) == 0
    assert await watch.counted(NOON + LONG + MOMENT) == 1


async def test_one_that_is_put_off_again_and_again_counts_all_the_time(watch: Watch) -> None:
    """As one is whose key is not set: its lease has hardly ever ended when somebody counts."""
    counts = []
    for number in range(1, 4):
        later = NOON + number * (LONG + MOMENT)
        await watch.store.unanswered.take_over(ended=later, until=later + LONG, limit=1)
        counts.append(await watch.counted(later))
    assert counts == [1, 1, 1]


async def test_one_that_is_answered_does_not_count(watch: Watch) -> None:
    await watch.store.record(key="k", outcome="found", destination=None, answered_at=NOON + MOMENT)
    assert await watch.counted(NOON + 2 * LONG) == 0


async def test_while_the_store_is_down_the_last_count_stands(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    assert await watch.counted(NOON + 2 * LONG) == 1
    monkeypatch.setattr(watch.store, "unanswered", None)
    assert await watch.counted(NOON + 3 * LONG) == 1
