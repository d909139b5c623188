"""A store may raise anything or say nothing: the caller goes on, and the log knows."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.store.best_effort import BestEffort

log = logging.getLogger("bot.test")


async def _ask(answer: str | Exception) -> str:
    async with BestEffort(1.0, log.warning, "the store missed %s", "k1"):
        if isinstance(answer, Exception):
            raise answer
        return answer
    return "without the store"


async def test_a_store_that_answers_is_heard(caplog: pytest.LogCaptureFixture) -> None:
    assert await _ask("the store") == "the store"
    assert not caplog.records


async def test_a_store_that_fails_is_told_to_the_log_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    assert await _ask(ConnectionError("who renews my secret certificate?")) == "without the store"
    assert caplog.messages == ["the store missed k1: ConnectionError"]
    assert caplog.records[0].funcName == "_ask"


async def test_a_store_that_says_nothing_is_waited_for_no_longer_than_that(caplog: pytest.LogCaptureFixture) -> None:
    async with BestEffort(0.0, log.warning, "the store missed %s", "k1") as attempt:
        await asyncio.Event().wait()
    assert isinstance(attempt.fault, TimeoutError)
    assert caplog.messages == ["the store missed k1: TimeoutError"]


async def test_without_a_log_the_caller_knows_the_fault(caplog: pytest.LogCaptureFixture) -> None:
    async with BestEffort(None) as attempt:
        raise OSError
    assert isinstance(attempt.fault, OSError)
    assert not caplog.records


async def test_a_task_that_is_cancelled_is_cancelled() -> None:
    async def work() -> None:
        async with BestEffort(1.0, log.warning, "the store missed it"):
            await asyncio.Event().wait()

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
