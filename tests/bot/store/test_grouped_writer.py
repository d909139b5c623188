from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial

import pytest

from bot.store import grouped_writer
from bot.store.grouped_writer import GroupedWriter


class Disk:
    """Commits when it is let to."""

    def __init__(self) -> None:
        self.commits: list[list[str]] = []
        self.free = asyncio.Event()
        self.begun = asyncio.Event()

    async def commit(self, jobs: Sequence[str]) -> list[int]:
        self.begun.set()
        await self.free.wait()
        if "broken" in jobs:
            raise OSError("no space left")
        self.commits.append(list(jobs))
        return [len(job) for job in jobs]


def submit(writer: GroupedWriter[str], *jobs: str) -> list[asyncio.Task[int]]:
    return [asyncio.create_task(writer.submit(job)) for job in jobs]


async def test_what_queues_up_during_a_commit_goes_into_the_next_one_together() -> None:
    disk = Disk()
    writer = GroupedWriter(disk.commit)
    first = submit(writer, "a")
    await disk.begun.wait()
    others = submit(writer, "bb", "ccc", "dddd")
    await asyncio.sleep(0)
    disk.free.set()
    assert await asyncio.gather(*first, *others) == [1, 2, 3, 4]
    assert disk.commits == [["a"], ["bb", "ccc", "dddd"]]
    await writer.close(within=1)


async def test_an_error_reaches_every_waiter_of_its_group_and_no_other() -> None:
    disk = Disk()
    disk.free.set()
    writer = GroupedWriter(disk.commit)
    told = await asyncio.gather(*submit(writer, "broken", "with it"), return_exceptions=True)
    assert [str(error) for error in told] == ["no space left"] * 2
    assert await writer.submit("later") == 5
    await writer.close(within=1)


async def test_an_error_of_one_job_reaches_its_own_waiter_and_the_others_are_committed() -> None:
    disk = Disk()
    disk.free.set()
    writer = GroupedWriter(disk.commit, lambda error: isinstance(error, OSError))
    told = await asyncio.gather(*submit(writer, "a", "broken", "bb"), return_exceptions=True)
    assert [told[0], str(told[1]), told[2]] == [1, "no space left", 2]
    assert disk.commits == [["a"], ["bb"]]
    await writer.close(within=1)


async def test_whoever_waits_behind_one_that_is_committed_by_itself_is_told_when_the_writer_is_closed() -> None:
    class Stuck(Disk):
        async def commit(self, jobs: Sequence[str]) -> list[int]:
            if jobs == ["broken"]:
                await asyncio.Event().wait()
            return await super().commit(jobs)

    disk = Stuck()
    disk.free.set()
    writer = GroupedWriter(disk.commit, lambda error: isinstance(error, OSError))
    waiting = submit(writer, "a", "broken", "bb")
    await waiting[0]
    await writer.close(within=0.01)
    told = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(one) for one in told] == [int, TimeoutError, TimeoutError]


async def test_a_waiter_that_goes_away_does_not_disturb_the_others_and_its_job_is_done() -> None:
    disk = Disk()
    writer = GroupedWriter(disk.commit)
    impatient, patient = submit(writer, "impatient", "patient")
    await disk.begun.wait()
    impatient.cancel()
    disk.free.set()
    assert await patient == 7
    assert impatient.cancelled()
    assert disk.commits == [["impatient", "patient"]]
    await writer.close(within=1)


async def test_more_than_can_wait_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouped_writer, "MOST_WAITING", 2)
    disk = Disk()
    writer = GroupedWriter(disk.commit)
    stuck = submit(writer, "a")
    await disk.begun.wait()
    waiting = submit(writer, "b", "c")
    await asyncio.sleep(0)
    with pytest.raises(asyncio.QueueFull):
        await writer.submit("d")
    disk.free.set()
    await asyncio.gather(*stuck, *waiting)
    await writer.close(within=1)


async def test_a_big_queue_is_written_in_bounded_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouped_writer, "MOST_TOGETHER", 2)
    disk = Disk()
    disk.free.set()
    writer = GroupedWriter(disk.commit)
    await asyncio.gather(*submit(writer, "a", "b", "c", "d", "e"))
    assert disk.commits == [["a", "b"], ["c", "d"], ["e"]]
    await writer.close(within=1)


async def test_closing_gives_up_on_a_disk_that_hangs_and_tells_everyone_who_waits() -> None:
    disk = Disk()
    writer = GroupedWriter(disk.commit)
    stuck = submit(writer, "a")
    await disk.begun.wait()
    waiting = submit(writer, "b")
    await asyncio.sleep(0)
    await writer.close(within=0.01)
    told = await asyncio.gather(*stuck, *waiting, return_exceptions=True)
    assert [type(error) for error in told] == [TimeoutError, TimeoutError]
    assert disk.commits == []


async def test_closing_a_writer_that_never_wrote_is_no_work() -> None:
    await GroupedWriter(Disk().commit).close(within=1)


async def test_a_job_that_runs_alone_comes_after_what_was_before_it_and_holds_up_one_group_at_most() -> None:
    disk, order, turns, begun = Disk(), [], [asyncio.Event() for _ in range(3)], asyncio.Event()
    disk.free.set()
    writer = GroupedWriter(disk.commit)

    async def alone(number: int) -> int:
        begun.set()
        order.append((number, [*disk.commits]))
        await turns[number].wait()
        return number

    early = submit(writer, "a")
    slow = [asyncio.create_task(writer.run(partial(alone, number))) for number in range(3)]
    await begun.wait()
    late = submit(writer, "b")
    await asyncio.sleep(0)  # it has queued up behind the three
    turns[0].set()
    assert await asyncio.gather(*early, *late) == [1, 1]
    assert [number for number, _ in order] == [0, 1]
    for turn in turns:
        turn.set()
    assert await asyncio.gather(*slow) == [0, 1, 2]
    assert order[0] == (0, [["a"]])
    await writer.close(within=1)


async def test_what_a_job_that_runs_alone_raises_is_its_own() -> None:
    disk = Disk()
    disk.free.set()
    writer = GroupedWriter(disk.commit)

    async def broken() -> None:
        raise ValueError("a fault of its own")

    told = await asyncio.gather(writer.run(broken), *submit(writer, "a"), return_exceptions=True)
    assert [str(one) for one in told] == ["a fault of its own", "1"]
    await writer.close(within=1)


async def test_closing_gives_up_on_a_job_that_hangs_and_tells_all_that_wait_behind_it() -> None:
    writer = GroupedWriter(Disk().commit)
    waiting = [asyncio.create_task(writer.run(asyncio.Event().wait)) for _ in range(2)]
    await asyncio.sleep(0)
    await writer.close(within=0.01)
    told = await asyncio.gather(*waiting, return_exceptions=True)
    assert [type(error) for error in told] == [TimeoutError, TimeoutError]


async def test_whoever_closes_may_be_cancelled_and_leaves_nothing_under_way() -> None:
    disk = Disk()
    writer = GroupedWriter(disk.commit)
    stuck = submit(writer, "a")
    await disk.begun.wait()
    closing = asyncio.create_task(writer.close(within=60))
    await asyncio.sleep(0)
    closing.cancel()
    told = await asyncio.gather(closing, *stuck, return_exceptions=True)
    assert [type(error) for error in told] == [asyncio.CancelledError, TimeoutError]
    assert writer._task
    assert writer._task.done()
