"""How long we are patient with a Slack that does not take a call."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest

from bot.slack.client.errors import SlackCallError
from bot.slack.client.retries import RetryPolicy, this_attempt, with_retry
from tests.bot.slack.client.calls import AT_ONCE, failing, no_connection, refusal

NEVER_SENT = [
    refusal("ratelimited", 429, "0"),
    refusal("", 429),
    no_connection(),
    SlackCallError("circuit_open", retryable=True),
]
UNCLEAR = [refusal("", 503), refusal("internal_error"), TimeoutError(), aiohttp.ClientConnectionError("reset")]


@pytest.mark.parametrize(
    ("error", "times"), [*((one, 3) for one in NEVER_SENT), *((one, 2) for one in UNCLEAR)], ids=str
)
async def test_what_was_never_sent_is_tried_three_times_and_what_may_have_arrived_twice(
    error: Exception, times: int
) -> None:
    call, calls = failing(*[error] * (times - 1))
    assert await with_retry(call, AT_ONCE) == "taken"

    call, calls = failing(*[error] * 5)
    with pytest.raises(SlackCallError) as caught:
        await with_retry(call, AT_ONCE)
    assert len(calls) == times
    assert caught.value.maybe_delivered == (times == 2)


async def test_the_pauses_are_not_all_the_same() -> None:
    gaps = set()
    for _ in range(5):
        call, calls = failing(refusal("", 503))
        await with_retry(call, RetryPolicy(pause=0.02))
        gaps.add(round(calls[1] - calls[0], 3))

    assert min(gaps) >= 0.01
    assert len(gaps) > 1


@pytest.mark.parametrize("code", ["not_in_channel", "channel_not_found", "token_revoked", "invalid_blocks"])
async def test_what_does_not_pass_is_not_tried_again(code: str) -> None:
    call, calls = failing(refusal(code))
    with pytest.raises(SlackCallError, match=code):
        await with_retry(call, AT_ONCE)

    assert len(calls) == 1


async def test_retry_after_is_waited_for() -> None:
    call, calls = failing(refusal("ratelimited", 429, "1"))
    await with_retry(call, AT_ONCE)

    assert calls[1] - calls[0] >= 1.0


@pytest.mark.parametrize("seconds", ["31", "86400", "9" * 400])
async def test_a_retry_after_that_is_too_long_is_given_up(seconds: str) -> None:
    call, calls = failing(refusal("ratelimited", 429, seconds))
    with pytest.raises(SlackCallError):
        await with_retry(call, AT_ONCE)

    assert len(calls) == 1


@pytest.mark.parametrize("seconds", ["soon", "-5", "٣", "1.5"])
async def test_a_retry_after_that_is_no_number_of_seconds_is_passed_over(seconds: str) -> None:
    call, _ = failing(refusal("ratelimited", 429, seconds))

    assert await with_retry(call, AT_ONCE) == "taken"


async def test_a_fault_of_our_own_is_not_hidden() -> None:
    call, _ = failing(ValueError("ours"))
    with pytest.raises(ValueError, match="ours"):
        await with_retry(call, AT_ONCE)


@pytest.mark.parametrize("error", UNCLEAR, ids=str)
async def test_where_a_double_must_not_be_what_may_have_arrived_is_not_sent_again(error: Exception) -> None:
    call, calls = failing(error)
    with pytest.raises(SlackCallError) as caught:
        await with_retry(call, AT_ONCE, allow_duplicates=False)

    assert caught.value.maybe_delivered
    assert len(calls) == 1


@pytest.mark.parametrize("error", NEVER_SENT, ids=str)
async def test_where_a_double_must_not_be_what_was_surely_turned_away_is_sent_again(error: Exception) -> None:
    call, calls = failing(error)

    assert await with_retry(call, AT_ONCE, allow_duplicates=False) == "taken"
    assert len(calls) == 2


async def test_what_slack_refuses_is_not_unclear() -> None:
    call, _ = failing(refusal("is_archived"))
    with pytest.raises(SlackCallError) as caught:
        await with_retry(call, AT_ONCE, allow_duplicates=False)

    assert not caught.value.maybe_delivered


async def test_what_has_waited_already_is_not_tried_again() -> None:
    call, calls = failing(SlackCallError("ratelimited", retryable=True, retry_after=0.0, has_waited=True))
    with pytest.raises(SlackCallError):
        await with_retry(call, AT_ONCE)

    assert len(calls) == 1


@pytest.mark.parametrize(
    ("retry", "longest"),
    [
        (RetryPolicy(), 30.0),
        (RetryPolicy(deadline=10.0), 10.0),
        (RetryPolicy(longest=5.0), 5.0),
        (RetryPolicy(attempts=1), 0.0),
    ],
    ids=str,
)
async def test_a_call_knows_how_long_it_may_wait(retry: RetryPolicy, longest: float) -> None:
    now = asyncio.get_running_loop().time()

    async def call() -> float:
        await asyncio.sleep(0)
        return this_attempt().until

    assert await with_retry(call, retry) - now == pytest.approx(longest, abs=0.5)
    assert this_attempt().until - now == pytest.approx(0.0, abs=0.5)
