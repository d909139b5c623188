"""Scripted faults."""

import asyncio
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from localslack import EVERYTHING, RESPONSE_URL, Hang, LocalSlack, RateLimited, Refuse, Reset, ServerFault, Slow
from tests.localslack.harness import error_of, raw


async def test_a_rate_limit_says_when_to_come_back_and_holds_for_so_many_calls(slack: LocalSlack) -> None:
    slack.faults.next("chat.postMessage", RateLimited(0), times=2)
    patient = AsyncWebClient(
        token=slack.bot_token,
        base_url=slack.api_url,
        retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=2)],
    )

    await patient.chat_postMessage(channel="C1", text="at last")

    assert [m.text for m in slack.messages("C1")] == ["at last"]
    calls = slack.calls("chat.postMessage")
    assert [call.answer.get("error", "") for call in calls] == ["ratelimited", "ratelimited", ""]
    assert calls[0].fault == "429, wait 0 s"


async def test_a_rate_limit_is_a_429_with_retry_after(slack: LocalSlack, web: AsyncWebClient) -> None:
    slack.faults.next("auth.test", RateLimited(30))

    with pytest.raises(SlackApiError) as refusal:
        await web.auth_test()

    assert refusal.value.response.status_code == 429
    assert refusal.value.response.headers["Retry-After"] == "30"


async def test_a_server_fault_has_no_json(slack: LocalSlack, web: AsyncWebClient) -> None:
    slack.faults.next("auth.test", ServerFault(503))

    with pytest.raises(SlackApiError) as refusal:
        await web.auth_test()

    assert refusal.value.response.status_code == 503
    assert await error_of(web.auth_test()) == ""


async def test_any_error_can_be_answered_until_it_is_cleared(slack: LocalSlack, web: AsyncWebClient) -> None:
    slack.faults.next(EVERYTHING, Refuse("token_revoked"), times=None)

    assert await error_of(web.auth_test()) == "token_revoked"
    assert await error_of(web.chat_postMessage(channel="C1", text="t")) == "token_revoked"
    slack.faults.clear()
    assert await error_of(web.auth_test()) == ""


async def test_a_fault_can_be_for_one_channel(slack: LocalSlack, web: AsyncWebClient) -> None:
    slack.faults.next("chat.postMessage", Refuse("is_archived"), times=None, channel="C1")
    await web.chat_postMessage(channel="U1", text="elsewhere")

    with pytest.raises(SlackApiError, match="is_archived"):
        await web.chat_postMessage(channel="C1", text="there")


async def test_a_hanging_call_goes_on_when_it_is_released(slack: LocalSlack, web: AsyncWebClient) -> None:
    slack.faults.next("chat.postMessage", Hang())
    call = asyncio.create_task(web.chat_postMessage(channel="C1", text="slow"))

    await slack.wait_for(slack.faults.hanging)
    assert slack.messages("C1") == ()
    slack.faults.release("chat.postMessage")
    await call

    assert [m.text for m in slack.messages("C1")] == ["slow"]


async def test_a_hanging_call_that_is_cut_has_no_effect(slack: LocalSlack) -> None:
    web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    slack.faults.next("chat.postMessage", Hang())
    call: asyncio.Task[Any] = asyncio.create_task(web.chat_postMessage(channel="C1", text="slow"))

    await slack.wait_for(lambda: slack.faults.hanging("chat.postMessage"))
    slack.faults.cut()
    with pytest.raises(aiohttp.ClientError):
        await call

    assert slack.messages("C1") == ()


@pytest.mark.parametrize(("when", "posted"), [("before", 0), ("after", 1)])
async def test_a_connection_breaks_before_the_call_took_effect_or_after(
    slack: LocalSlack, when: Any, posted: int
) -> None:
    web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    slack.faults.next("chat.postMessage", Reset(when))

    with pytest.raises(aiohttp.ClientError):
        await web.chat_postMessage(channel="C1", text="t")

    assert len(slack.messages("C1")) == posted


async def test_the_sdk_posts_twice_after_a_reset_that_came_too_late(slack: LocalSlack, web: AsyncWebClient) -> None:
    slack.faults.next("chat.postMessage", Reset("after"))

    await web.chat_postMessage(channel="C1", text="t")

    assert len(slack.messages("C1")) == 2


async def test_an_answer_can_be_slow(slack: LocalSlack, web: AsyncWebClient) -> None:
    slack.faults.next("auth.test", Slow(0.01))

    assert (await web.auth_test())["ok"]
    assert slack.calls("auth.test")[0].fault == "0.01 s slower"


@pytest.mark.parametrize(
    ("fault", "status"), [(RateLimited(1), 429), (ServerFault(500), 500), (Refuse("expired_url"), 404)]
)
async def test_a_response_url_can_fail_too(slack: LocalSlack, fault: Any, status: int) -> None:
    async with raw(slack):
        given = await slack.command("alice", "C1", "/ask", "what?")
    slack.faults.next(RESPONSE_URL, fault)
    url = AsyncWebhookClient(given.payload["response_url"], retry_handlers=[])

    assert (await url.send(text="x")).status_code == status
    assert slack.ephemerals("alice") == ()
    assert (await url.send(text="x")).status_code == 200


async def test_a_hanging_call_does_not_keep_the_local_slack_from_closing() -> None:
    async with LocalSlack.start() as slack:
        web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, retry_handlers=[])
        slack.faults.next("auth.test", Hang())
        call = asyncio.create_task(web.auth_test())
        await slack.wait_for(slack.faults.hanging)

    with pytest.raises(aiohttp.ClientError):
        await call
