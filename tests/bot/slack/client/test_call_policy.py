"""What the call policy of a workspace reports, and how many policies are kept."""

from __future__ import annotations

import pytest

from bot.monitoring.telemetry import Observer
from bot.slack.client import call_policy
from bot.slack.client.call_policy import CallPolicies, CallPolicy
from bot.slack.client.circuit_breaker import CircuitBreaker
from bot.slack.client.errors import SlackCallError
from tests.bot.slack.client.calls import Slack, refused

READ, POST = ("usergroups.list", ""), ("chat.postMessage", "C1")


async def test_what_lacks_a_scope_is_told_as_a_failure_only_where_a_call_was_made() -> None:
    failed: list[tuple[str, str]] = []
    one = CallPolicy(CircuitBreaker(), Observer(failed=lambda *told: failed.append(told)))
    slack = Slack(refused("missing_scope", "usergroups:read"))
    for _ in range(3):
        with pytest.raises(SlackCallError, match="missing_scope"):
            await one.carry(slack.call(), READ)

    assert len(slack.sent) == 1
    assert failed == [("usergroups.list", "missing_scope")]


async def test_every_other_failure_is_told_also_that_of_a_call_that_nothing_holds_back() -> None:
    failed: list[tuple[str, str]] = []
    one = CallPolicy(CircuitBreaker(), Observer(failed=lambda *told: failed.append(told)))
    slack = Slack(refused("is_archived"), refused("invalid_auth"))
    for key in (POST, ("auth.test", "")):
        with pytest.raises(SlackCallError):
            await one.carry(slack.call(), key)

    assert failed == [("chat.postMessage", "is_archived"), ("auth.test", "invalid_auth")]


async def test_the_policies_of_the_tokens_that_were_used_last_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(call_policy, "MOST_POLICIES", 2)
    policies = CallPolicies()
    first, second = policies.of("xoxb-1"), policies.of("xoxb-2")
    assert policies.of("xoxb-1") is first
    policies.of("xoxb-3")

    assert policies.of("xoxb-1") is first
    assert policies.of("xoxb-2") is not second
    assert len(policies._policies) == 2


async def test_a_workspace_whose_gate_is_dropped_is_not_among_those_that_refuse_us(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(call_policy, "MOST_POLICIES", 1)
    told: list[tuple[str, bool]] = []
    policies = CallPolicies(Observer(circuit=lambda *one: told.append(one)))
    dropped = policies.of("xoxb-1")
    slack = Slack(refused("token_revoked"), refused("token_revoked"))
    with pytest.raises(SlackCallError):
        await dropped.carry(slack.call(), POST)
    policies.of("xoxb-2")
    policies.of("xoxb-3")

    assert told == [("workspace", True), ("workspace", False)]
