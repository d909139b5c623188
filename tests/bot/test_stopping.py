from __future__ import annotations

import asyncio
import os
import signal

import pytest

from bot.run import stop_on_signals, unless


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
async def test_a_signal_sets_the_stop(number: signal.Signals) -> None:
    with stop_on_signals() as stop:
        os.kill(os.getpid(), number)
        await stop.wait()


async def test_the_second_signal_is_for_somebody_who_does_not_want_to_wait() -> None:
    with stop_on_signals() as stop:
        os.kill(os.getpid(), signal.SIGINT)
        await stop.wait()
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


async def test_a_process_that_is_started_to_outlive_its_terminal_does() -> None:
    """nohup has SIGHUP ignored."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stop_on_signals() as stop:
            os.kill(os.getpid(), signal.SIGHUP)
            await asyncio.sleep(0)
            assert not stop.is_set()
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


async def test_work_that_ends_first_gives_its_result() -> None:
    async def tasks() -> int:
        return 7

    assert await unless(asyncio.Event(), tasks()) == 7


async def test_work_that_fails_first_fails() -> None:
    async def tasks() -> None:
        raise ConnectionError("refused")

    with pytest.raises(ConnectionError):
        await unless(asyncio.Event(), tasks())


async def test_a_stop_that_comes_first_cancels_the_work_and_waits_for_its_end() -> None:
    stop, ended = asyncio.Event(), []

    async def tasks() -> int:
        try:
            stop.set()
            await asyncio.Event().wait()
            return 7
        finally:
            await asyncio.sleep(0)
            ended.append("tidied up")

    assert await unless(stop, tasks()) is None
    assert ended == ["tidied up"]
