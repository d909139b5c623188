from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.tasks import repeat

AT_ONCE = timedelta()


async def test_a_job_is_done_again_whatever_happens_and_one_fault_is_told_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    turns = iter(["fine", "one", "one", "fine", "one", "other"])
    over = asyncio.Event()

    async def job() -> None:
        match next(turns, None):
            case None:
                over.set()
            case "fine":
                return
            case fault:
                raise OSError(fault)

    task = asyncio.create_task(repeat(job, every=AT_ONCE))
    await over.wait()
    task.cancel()
    assert [str(record.exc_info[1]) for record in caplog.records if record.exc_info] == ["one", "one", "other"]
