"""The ways to send a reply, one after the other."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.slack.client.delivery import Message, _code_of, send
from bot.slack.client.errors import SlackCallError
from bot.slack.client.retries import RetryPolicy
from bot.slack.messages.reply import Reply
from tests.bot.slack.client.calls import AT_ONCE, failing, refusal


async def test_no_attempt_begins_after_the_deadline_whichever_way_it_goes() -> None:
    first, first_calls = failing(*[refusal("", 503)] * 9)
    second, second_calls = failing()
    started = time.monotonic()
    with pytest.raises(SlackCallError, match="http_503"):
        await send(Reply("hello"), [first, second], RetryPolicy(deadline=0.0))

    assert (len(first_calls), len(second_calls)) == (1, 0)
    assert time.monotonic() - started < 1


async def test_of_all_the_reasons_one_that_passes_is_raised() -> None:
    first, _ = failing(*[refusal("", 503)] * 9)
    second, _ = failing(refusal("user_disabled"))
    with pytest.raises(SlackCallError, match="http_503"):
        await send(Reply("hello"), [first, second], AT_ONCE)


async def test_the_first_way_that_takes_it_is_the_only_one() -> None:
    first, first_calls = failing(refusal("used_url", 404))
    second, second_calls = failing()
    third, third_calls = failing()
    await send(Reply("hello"), [first, second, third], AT_ONCE)

    assert [len(first_calls), len(second_calls), len(third_calls)] == [1, 1, 0]


async def test_when_no_way_takes_it_the_last_reason_is_raised() -> None:
    first, _ = failing(refusal("used_url"))
    second, _ = failing(refusal("user_disabled"))
    with pytest.raises(SlackCallError, match="user_disabled"):
        await send(Reply("hello"), [first, second], AT_ONCE)


async def test_a_text_that_is_refused_is_not_sent_again() -> None:
    sent: list[Message] = []

    async def method(message: Message) -> None:
        await asyncio.sleep(0)
        sent.append(message)
        raise refusal("msg_too_long")

    with pytest.raises(SlackCallError):
        await send(Reply("hello"), [method], AT_ONCE)

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


async def test_where_a_double_must_not_be_one_that_may_have_arrived_goes_no_other_time() -> None:
    method, calls = failing(refusal("", 503))
    with pytest.raises(SlackCallError, match="http_503"):
        await send(Reply("hello"), [method], AT_ONCE, allow_duplicates=False)

    assert len(calls) == 1
