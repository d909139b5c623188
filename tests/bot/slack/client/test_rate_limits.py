"""Windows that Slack has closed: nothing goes in, what waits goes in order, and everything else at once."""

from __future__ import annotations

import asyncio
from itertools import pairwise

import pytest

from bot.slack.client import rate_limits
from bot.slack.client.errors import SlackCallError
from bot.slack.client.rate_limits import RateLimits
from tests.bot.slack.client.calls import Slack, finish, limited, refused, soon

C1, C2, OTHER = ("chat.postMessage", "C1"), ("chat.postMessage", "C2"), ("chat.postEphemeral", "C1")


async def test_nothing_is_sent_into_a_closed_window_and_what_waits_goes_in_order() -> None:
    slack, limits, until = Slack(limited(0.2)), RateLimits(), soon()
    tasks = [asyncio.create_task(limits.carry(slack.call("a"), C1, until=until))]
    await finish()
    tasks += [asyncio.create_task(limits.carry(slack.call(name), C1, until=until)) for name in "bcde"]
    await finish()

    assert slack.names == ["a"]
    assert await asyncio.gather(*tasks) == list("abcde")
    assert slack.names == list("aabcde")
    assert slack.sent[1][1] - slack.sent[0][1] >= 0.2


async def test_other_channels_and_methods_go_at_once() -> None:
    slack, limits = Slack(limited(3_600)), RateLimits()
    with pytest.raises(SlackCallError):
        await limits.carry(slack.call(), C1, until=soon())

    for key in (C2, OTHER):
        assert await limits.carry(slack.call("other"), key, until=soon()) == "other"


async def test_a_second_refusal_keeps_the_order() -> None:
    slack, limits, until = Slack(limited(0.05), limited(0.05)), RateLimits(), soon()
    tasks = [asyncio.create_task(limits.carry(slack.call("a"), C1, until=until))]
    await finish()
    tasks += [asyncio.create_task(limits.carry(slack.call(name), C1, until=until)) for name in "bc"]
    await asyncio.gather(*tasks)

    assert slack.names == list("aaabc")


async def test_who_cannot_wait_so_long_is_told_at_once_when_to_come_again() -> None:
    slack, limits = Slack(limited(600)), RateLimits()
    for _ in range(2):
        with pytest.raises(SlackCallError) as caught:
            await limits.carry(slack.call(), C1, until=soon())
        assert caught.value.retryable
        assert not caught.value.maybe_delivered
        assert caught.value.retry_after == pytest.approx(600, abs=1)

    assert slack.names == ["call"]


async def test_nobody_waits_for_their_turn_longer_than_they_may() -> None:
    slack, limits = Slack(limited(0.2)), RateLimits()
    first = asyncio.create_task(limits.carry(slack.call("a"), C1, until=soon()))
    await finish()
    slack.gate.clear()
    await slack.called(2)
    second = asyncio.create_task(limits.carry(slack.call("b"), C1, until=soon(0.05)))
    third = asyncio.create_task(limits.carry(slack.call("c"), C1, until=soon()))
    with pytest.raises(SlackCallError) as caught:
        await second
    slack.gate.set()

    assert [await first, await third] == ["a", "c"]
    assert "b" not in slack.names
    assert not caught.value.maybe_delivered


async def test_the_queue_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "MOST_WAITING", 3)
    slack, limits, until = Slack(limited(0.05)), RateLimits(), soon()
    tasks = [asyncio.create_task(limits.carry(slack.call("a"), C1, until=until))]
    await finish()
    tasks += [asyncio.create_task(limits.carry(slack.call("b"), C1, until=until)) for _ in range(4)]
    done = await asyncio.gather(*tasks, return_exceptions=True)

    assert [type(one).__name__ for one in done] == ["str"] * 3 + ["SlackCallError"] * 2


async def test_refusals_without_a_time_wait_longer_and_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "PAUSE", 0.02)
    slack, limits = Slack(limited(None), limited(0), limited(None)), RateLimits()
    await limits.carry(slack.call(), C1, until=soon())
    times = [at for _, at in slack.sent]
    gaps = [later - earlier for earlier, later in pairwise(times)]

    assert [gap >= least for gap, least in zip(gaps, [0.02, 0.02, 0.04], strict=True)] == [True] * 3


async def test_a_burst_that_was_on_its_way_waits_as_long_as_one_call_would() -> None:
    slack, limits, until = Slack(*[limited(0.05)] * 12), RateLimits(), soon()
    slack.gate.clear()
    tasks = [asyncio.create_task(limits.carry(slack.call(str(number)), C1, until=until)) for number in range(12)]
    await slack.called(12)
    slack.gate.set()
    await finish()
    [window] = limits._windows.values()

    assert window.limited == 1
    assert window.open_at <= soon(0.05)
    assert await asyncio.gather(*tasks) == [str(number) for number in range(12)]


async def test_a_later_refusal_of_a_call_from_before_keeps_the_window_closed_for_its_own_time() -> None:
    slack, limits = Slack(limited(0.5), limited(600)), RateLimits()
    slack.gate.clear()
    tasks = [asyncio.create_task(limits.carry(slack.call(), C1, until=soon())) for _ in range(2)]
    await slack.called(2)
    slack.gate.set()
    for told in await asyncio.gather(*tasks, return_exceptions=True):
        assert isinstance(told, SlackCallError)
        assert told.retry_after == pytest.approx(600, abs=1)


async def test_another_refusal_is_the_callers_and_the_next_one_goes() -> None:
    slack, limits, until = Slack(limited(0), refused("is_archived")), RateLimits(), soon()
    first = asyncio.create_task(limits.carry(slack.call("a"), C1, until=until))
    await finish()
    with pytest.raises(SlackCallError, match="is_archived"):
        await first

    assert await limits.carry(slack.call("b"), C1, until=until) == "b"


async def test_one_that_is_called_off_leaves_its_turn_to_the_next() -> None:
    slack, limits, until = Slack(limited(0.05)), RateLimits(), soon()
    first = asyncio.create_task(limits.carry(slack.call("a"), C1, until=until))
    await finish()
    second = asyncio.create_task(limits.carry(slack.call("b"), C1, until=until))
    await finish()
    first.cancel()

    assert await second == "b"
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_a_window_that_has_opened_is_forgotten() -> None:
    slack, limits = Slack(limited(0)), RateLimits()
    await limits.carry(slack.call(), C1, until=soon())
    await limits.carry(slack.call(), C2, until=soon())

    assert not limits._windows
