"""While Slack is down: nothing is sent, one call sees whether it is back, and nobody waits for ever."""

from __future__ import annotations

import asyncio

import pytest

from bot.monitoring.telemetry import Observer
from bot.slack.client.circuit_breaker import Circuit, CircuitBreaker
from bot.slack.client.errors import CIRCUIT_OPEN, SlackCallError
from tests.bot.slack.client.calls import Slack, down, finish, limited, refused, soon


async def broken(breaker: CircuitBreaker, slack: Slack) -> None:
    """Let it open."""
    while not breaker.is_open:
        slack.errors.append(down())
        with pytest.raises(SlackCallError, match="http_503"):
            await breaker.carry(slack.call("before"), until=soon())
    slack.sent.clear()


async def test_it_opens_after_failures_in_a_row_and_nothing_more_is_sent() -> None:
    slack, breaker = Slack(*[down()] * 3), CircuitBreaker(Circuit(threshold=3, first=60))
    for _ in range(3):
        with pytest.raises(SlackCallError, match="http_503"):
            await breaker.carry(slack.call(), until=soon())
    with pytest.raises(SlackCallError) as caught:
        await breaker.carry(slack.call(), until=soon())

    assert len(slack.sent) == 3
    assert caught.value.code == CIRCUIT_OPEN
    assert caught.value.retryable
    assert not caught.value.maybe_delivered
    assert 14 < (caught.value.retry_after or 0) <= 45


@pytest.mark.parametrize("answer", [refused("not_in_channel"), limited(1)], ids=str)
async def test_a_refusal_is_an_answer(answer: SlackCallError) -> None:
    slack, breaker = Slack(down(), answer, down()), CircuitBreaker(Circuit(threshold=2))
    for _ in range(3):
        with pytest.raises(SlackCallError):
            await breaker.carry(slack.call(), until=soon())

    assert not breaker.is_open


async def test_one_goes_first_and_the_others_when_it_is_back() -> None:
    slack, breaker = Slack(), CircuitBreaker(Circuit(threshold=1, first=0.05))
    await broken(breaker, slack)
    slack.gate.clear()
    tasks = [asyncio.create_task(breaker.carry(slack.call(name), until=soon())) for name in "abc"]
    await slack.called(1)
    await finish()
    first = list(slack.names)
    slack.gate.set()
    await asyncio.gather(*tasks)

    assert len(first) == 1
    assert sorted(slack.names) == list("abc")
    assert not breaker.is_open


async def test_a_probe_that_fails_keeps_the_others_waiting_as_long_as_they_may() -> None:
    slack, breaker = Slack(), CircuitBreaker(Circuit(threshold=1, first=0.02, longest=60))
    await broken(breaker, slack)
    slack.errors += [down()] * 20
    done = await asyncio.gather(
        *(breaker.carry(slack.call(), until=soon(0.3)) for _ in range(4)), return_exceptions=True
    )

    assert all(isinstance(one, SlackCallError) and one.retryable for one in done)
    # Each of them was a probe at most once, and each pause was longer than the one before.
    assert len(slack.sent) <= 4


async def test_a_probe_that_is_called_off_leaves_it_to_the_next() -> None:
    slack, breaker = Slack(), CircuitBreaker(Circuit(threshold=1, first=0.01))
    await broken(breaker, slack)
    slack.gate.clear()
    probe = asyncio.create_task(breaker.carry(slack.call("a"), until=soon()))
    await slack.called(1)
    other = asyncio.create_task(breaker.carry(slack.call("b"), until=soon()))
    await finish()
    probe.cancel()
    slack.gate.set()

    assert await other == "b"


async def test_what_is_our_own_fault_says_nothing_about_slack() -> None:
    slack, breaker = Slack(), CircuitBreaker(Circuit(threshold=1, first=0.01))
    await broken(breaker, slack)
    slack.errors.append(ValueError("ours"))
    with pytest.raises(ValueError, match="ours"):
        await breaker.carry(slack.call(), until=soon())

    assert breaker.is_open
    assert await breaker.carry(slack.call("b"), until=soon()) == "b"


async def test_who_may_not_wait_is_not_kept() -> None:
    slack, breaker = Slack(), CircuitBreaker(Circuit(threshold=1, first=60))
    await broken(breaker, slack)
    with pytest.raises(SlackCallError, match=CIRCUIT_OPEN):
        await breaker.carry(slack.call(), until=soon(0))

    assert not slack.sent


async def test_it_is_told_when_it_opens_and_closes(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    told: list[tuple[str, bool]] = []
    slack = Slack()
    breaker = CircuitBreaker(
        Circuit(threshold=1, first=0.01), Observer(circuit=lambda whose, on: told.append((whose, on)))
    )
    await broken(breaker, slack)
    await breaker.carry(slack.call(), until=soon())

    assert told == [("slack", True), ("slack", False)]
    assert "Slack is down (http_503)" in caplog.text
    assert "Slack answers again." in caplog.text
