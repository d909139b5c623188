"""Ways to send a reply, and how long we are patient with a Slack that does not take it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.replies.reply import Reply
from bot.slack.sending import Message, NotTakenError, Patience, _code_of, patiently, send

AT_ONCE = Patience(pause=0.0)


def refusal(error: str = "", status: int = 200, retry_after: str | None = None) -> SlackApiError:
    headers = {"Retry-After": retry_after} if retry_after else {}
    data: Any = {"ok": False, "error": error} if error else ""
    client = AsyncWebClient(token="xoxb-1")
    response = AsyncSlackResponse(
        client=client, http_verb="POST", api_url="", req_args={}, data=data, headers=headers, status_code=status
    )
    return SlackApiError("no", response)  # type: ignore[no-untyped-call]


def failing(*errors: Exception) -> tuple[Callable[..., Any], list[float]]:
    """A call that raises these in turn, then succeeds; and when it was called."""
    left, calls = list(errors), list[float]()

    async def call(*_: object) -> str:
        calls.append(time.monotonic())
        await asyncio.sleep(0)
        if left:
            raise left.pop(0)
        return "taken"

    return call, calls


@pytest.mark.parametrize(
    "error",
    [
        refusal("ratelimited", 429, "0"),
        refusal("", 429),
        refusal("", 503),
        refusal("internal_error"),
        TimeoutError(),
        aiohttp.ClientConnectionError("reset"),
    ],
    ids=str,
)
async def test_what_passes_is_tried_three_times(error: Exception) -> None:
    call, calls = failing(error, error)
    assert await patiently(call, AT_ONCE) == "taken"

    call, calls = failing(error, error, error)
    with pytest.raises(NotTakenError):
        await patiently(call, AT_ONCE)
    assert len(calls) == 3


@pytest.mark.parametrize("code", ["not_in_channel", "channel_not_found", "token_revoked", "invalid_blocks"])
async def test_what_does_not_pass_is_not_tried_again(code: str) -> None:
    call, calls = failing(refusal(code))
    with pytest.raises(NotTakenError, match=code):
        await patiently(call, AT_ONCE)

    assert len(calls) == 1


async def test_retry_after_is_waited_for() -> None:
    call, calls = failing(refusal("ratelimited", 429, "1"))
    await patiently(call, AT_ONCE)

    assert calls[1] - calls[0] >= 1.0


@pytest.mark.parametrize("seconds", ["31", "86400", "9" * 400])
async def test_a_retry_after_that_is_too_long_is_given_up(seconds: str) -> None:
    call, calls = failing(refusal("ratelimited", 429, seconds))
    with pytest.raises(NotTakenError):
        await patiently(call, AT_ONCE)

    assert len(calls) == 1


@pytest.mark.parametrize("seconds", ["soon", "-5", "٣", "1.5"])
async def test_a_retry_after_that_is_no_number_of_seconds_is_passed_over(seconds: str) -> None:
    call, _ = failing(refusal("ratelimited", 429, seconds))

    assert await patiently(call, AT_ONCE) == "taken"


async def test_a_fault_of_our_own_is_not_hidden() -> None:
    call, _ = failing(ValueError("ours"))
    with pytest.raises(ValueError, match="ours"):
        await patiently(call, AT_ONCE)


async def test_the_first_way_that_takes_it_is_the_only_one() -> None:
    first, first_calls = failing(refusal("used_url", 404))
    second, second_calls = failing()
    third, third_calls = failing()
    await send(Reply("hello"), [first, second, third], AT_ONCE)

    assert [len(first_calls), len(second_calls), len(third_calls)] == [1, 1, 0]


async def test_when_no_way_takes_it_the_last_reason_is_raised() -> None:
    first, _ = failing(refusal("used_url"))
    second, _ = failing(refusal("user_disabled"))
    with pytest.raises(NotTakenError, match="user_disabled"):
        await send(Reply("hello"), [first, second], AT_ONCE)


async def test_a_text_that_is_refused_is_not_sent_again() -> None:
    sent: list[Message] = []

    async def way(message: Message) -> None:
        await asyncio.sleep(0)
        sent.append(message)
        raise refusal("msg_too_long")

    with pytest.raises(NotTakenError):
        await send(Reply("hello"), [way], AT_ONCE)

    assert sent == [{"text": "hello"}]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("ok", None),
        ('{"ok":true}', None),
        ("", None),
        ("used_url", "used_url"),
        ('{"ok":false,"error":"expired_url"}', "expired_url"),
        ('{"ok":false}', None),
        ("<html>not found</html>", None),
        ("[1]", None),
    ],
)
def test_slacks_word_on_a_response_url_is_found_in_either_form(body: str, code: str | None) -> None:
    assert _code_of(body) == code


@pytest.mark.parametrize(
    "error", [refusal("", 503), refusal("internal_error"), TimeoutError(), aiohttp.ClientConnectionError("x")], ids=str
)
async def test_where_a_double_must_not_be_what_may_have_arrived_is_not_sent_again(error: Exception) -> None:
    call, calls = failing(error)
    with pytest.raises(NotTakenError) as caught:
        await patiently(call, AT_ONCE, doubles=False)

    assert caught.value.unclear
    assert len(calls) == 1


@pytest.mark.parametrize("error", [refusal("ratelimited", 429, "0"), refusal("", 429)], ids=str)
async def test_where_a_double_must_not_be_what_was_surely_turned_away_is_sent_again(error: Exception) -> None:
    call, calls = failing(error)

    assert await patiently(call, AT_ONCE, doubles=False) == "taken"
    assert len(calls) == 2


async def test_what_slack_refuses_is_not_unclear() -> None:
    call, _ = failing(refusal("is_archived"))
    with pytest.raises(NotTakenError) as caught:
        await patiently(call, AT_ONCE, doubles=False)

    assert not caught.value.unclear
