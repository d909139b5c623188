"""The client whose calls go through the call policy, against a Slack on real sockets."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from slack_sdk.errors import SlackApiError

from bot.monitoring.telemetry import Observer
from bot.slack.client.call_policy import CallPolicies
from bot.slack.client.circuit_breaker import Circuit, CircuitBreaker
from bot.slack.client.errors import CIRCUIT_OPEN, SlackCallError
from bot.slack.client.retries import Fence, RetryPolicy, behind, with_retry
from bot.slack.client.web_client import PolicedClient
from localslack import LocalSlack, RateLimited, Refuse, ServerFault
from tests.journeys.harness import ALICE, seed


class Told:
    def __init__(self) -> None:
        self.failed: list[tuple[str, str]] = []
        self.retried: list[tuple[str, str]] = []
        self.circuit: list[tuple[str, bool]] = []

    def observer(self) -> Observer:
        return Observer(
            lambda *one: self.failed.append(one),
            lambda *one: self.retried.append(one),
            lambda *one: self.circuit.append(one),
        )


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with LocalSlack.start(seed()) as running:
        yield running


def client(slack: LocalSlack, policies: CallPolicies | None = None) -> PolicedClient:
    return PolicedClient(slack.bot_token, slack.api_url, 5, logger=logging.getLogger("quiet"), policies=policies)


async def post(web: PolicedClient, channel: str, text: str, retry: RetryPolicy | None = None) -> None:
    await with_retry(lambda: web.chat_postMessage(channel=channel, text=text), retry or RetryPolicy(pause=0.0))


async def test_a_limited_channel_keeps_its_order_and_holds_up_no_other(slack: LocalSlack) -> None:
    web = client(slack)
    slack.faults.next("chat.postMessage", RateLimited(1))
    with pytest.raises(SlackCallError, match="ratelimited"):
        await post(web, "C1", "lost", RetryPolicy(attempts=1))
    waiting = [asyncio.create_task(post(web, "C1", text)) for text in ("first", "second", "third")]
    await post(web, "C2SHARED", "elsewhere")
    await web.chat_postEphemeral(channel="C1", user=ALICE, text="another method")
    sent_meanwhile = len(slack.calls("chat.postMessage"))
    await asyncio.gather(*waiting)

    assert sent_meanwhile == 2
    assert [m.text for m in slack.messages("C1")] == ["first", "second", "third"]
    assert [m.text for m in slack.messages("C2SHARED")] == ["elsewhere"]
    assert len(slack.calls("chat.postMessage")) == 5


async def test_with_one_attempt_nothing_waits_for_a_window(slack: LocalSlack) -> None:
    web = client(slack)
    slack.faults.next("chat.postMessage", RateLimited(1))
    for _ in range(2):
        with pytest.raises(SlackCallError, match="ratelimited"):
            await post(web, "C1", "now or never", RetryPolicy(attempts=1))

    assert len(slack.calls("chat.postMessage")) == 1


async def test_one_circuit_is_open_for_every_workspace_and_method(slack: LocalSlack) -> None:
    web = client(slack, CallPolicies(breaker=CircuitBreaker(Circuit(threshold=2, first=60))))
    slack.faults.next("*", ServerFault(503), times=None)
    for method in ("chat.postMessage", "users.info"):
        with pytest.raises(SlackApiError):
            await web.api_call(method, json={"channel": "C1"})
    with pytest.raises(SlackCallError, match=CIRCUIT_OPEN):
        await web.for_token("xoxb-another").views_publish(user_id=ALICE, view={})

    assert len(slack.calls()) == 2


async def test_who_we_are_can_be_asked_whatever_is_open(slack: LocalSlack) -> None:
    web = client(slack, CallPolicies(breaker=CircuitBreaker(Circuit(threshold=1, first=60))))
    slack.faults.next("users.info", ServerFault(503))
    with pytest.raises(SlackApiError):
        await web.users_info(user=ALICE)

    assert (await web.auth_test())["ok"]


async def test_the_observer_is_told_of_failures_of_retries_and_of_the_circuit(slack: LocalSlack) -> None:
    told = Told()
    breaker = CircuitBreaker(Circuit(threshold=1, first=0.01), told.observer())
    web = client(slack, CallPolicies(told.observer(), breaker))
    slack.faults.next("chat.postMessage", RateLimited(0))
    slack.faults.next("chat.postMessage", ServerFault(503))
    slack.faults.next("chat.postMessage", Refuse("is_archived"))
    with pytest.raises(SlackCallError, match="is_archived"):
        await post(web, "C1", "hello")

    assert told.failed == [("chat.postMessage", "http_503"), ("chat.postMessage", "is_archived")]
    assert told.retried == [("chat.postMessage", "limited"), ("chat.postMessage", "failed")]
    assert told.circuit == [("slack", True), ("slack", False)]


async def test_a_client_for_another_workspace_shares_the_connections_but_not_the_policy(slack: LocalSlack) -> None:
    web = client(slack)
    other = web.for_token("xoxb-another")

    assert (other.token, other.base_url, other.timeout) == ("xoxb-another", web.base_url, web.timeout)
    assert other.policies is web.policies
    assert web.policies.of(web.token) is not web.policies.of(other.token)
    assert web.for_token(web.token).policies.of(web.token) is web.policies.of(web.token)


async def test_what_has_waited_is_not_sent_when_somebody_else_is_on_to_it_by_then(slack: LocalSlack) -> None:
    web, checks = client(slack), list[int]()

    def check() -> None:
        checks.append(len(slack.calls("chat.postMessage")))
        if len(checks) > 1:
            raise LookupError

    slack.faults.next("chat.postMessage", RateLimited(0))
    with behind(Fence(check)), pytest.raises(LookupError):
        await post(web, "C1", "hello")
    await post(web, "C1", "another")

    assert checks == [0, 1]
    assert [m.text for m in slack.messages("C1")] == ["another"]
