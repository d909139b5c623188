"""Slack misbehaving: each way that is known, and the test that holds what the bot does then.

No acknowledgement of a command in time: test_deliveries.test_every_command_of_a_burst_is_acknowledged_in_time
No connection for a moment: test_deliveries.test_a_disconnect_in_the_middle_of_a_burst_loses_nothing
An event that comes again: test_deliveries.test_an_event_that_comes_twice_is_answered_once
A bot that dies: test_left_behind.test_a_command_of_a_bot_that_died_is_answered_where_it_was_given
A connection that is refreshed: test_deliveries.test_a_refresh_leaves_no_moment_without_a_connection
More connections than ten: test_connections.test_an_eleventh_connection_backs_off_and_the_others_go_on
Socket Mode switched off: test_connections.test_socket_mode_switched_off_later_ends_the_wait
An app-level token that is no good: test_connections.test_an_app_token_that_is_no_good_is_told_plainly
429, for one channel: test_failure_table.test_a_channel_that_slack_limits_is_left_alone_and_holds_up_no_other
429, for too long: test_troubles.test_a_retry_after_of_minutes_is_not_waited_for
5xx, reset: test_troubles.test_what_slack_may_have_taken_is_sent_twice_at_most_then_another_way
No answer: test_troubles.test_a_call_that_hangs_is_given_up_and_tried_again
5xx on a post that must not be doubled: test_post_my_question.test_where_slack_may_have_taken_it_it_is_not_posted_again
5xx from everything: test_failure_table.test_while_slack_is_down_little_is_sent_and_all_are_answered_when_it_is_back
not_in_channel: test_post_my_question.test_without_the_scope_for_public_channels_it_says_that_it_is_not_allowed_in
channel_not_found: test_post_my_question.test_where_it_cannot_post_it_says_why_and_shows_the_question_to_copy
is_archived, restricted_action: test_failure_table.test_a_place_that_takes_no_post_leads_to_the_general_channel
restricted_action on an answer: test_troubles.test_a_channel_closed_to_apps_is_answered_in_a_direct_message
user_not_in_channel: test_troubles.test_a_refused_ephemeral_falls_back_to_a_direct_message
cannot_dm_bot, user_disabled, messages_tab_disabled: test_sharing.test_somebody_whose_messages_are_closed_is_told
The same for a reminder: test_reminders.test_one_that_reaches_nobody_is_given_up
The same for the Home tab: test_home.test_somebody_who_cannot_be_written_to_is_told_on_the_tab
expired_trigger_id: test_post_my_question.test_a_trigger_that_has_expired_is_told_in_a_sentence
hash_conflict: test_home.test_when_the_tab_changed_meanwhile_it_is_built_once_more
response_url used up or expired: test_troubles.test_a_refused_response_url_falls_back_to_an_ephemeral
invalid_blocks, msg_too_long: test_troubles.test_refused_blocks_are_sent_plainer_and_refused_again_as_text
token_revoked, account_inactive: test_failure_table.test_a_workspace_that_refuses_the_token_is_left_alone
missing_scope: test_failure_table.test_what_lacks_a_scope_is_off_and_told_once_with_its_name
A question inside a thread: test_doors.test_a_mention_inside_a_thread_is_answered_in_that_thread
An edited message: test_doors.test_an_edited_question_is_not_answered_again
A deleted message: test_doors.test_other_bots_edits_joins_reactions_and_talk_are_ignored
A mention in a direct message: test_doors.test_a_direct_message_may_begin_with_a_mention
Two clicks on one step: test_still_stuck.test_two_clicks_at_once_climb_one_step_and_get_one_message
"""

from __future__ import annotations

import ast
import asyncio
import re
from pathlib import Path

import pytest

from bot.monitoring.telemetry import Observer
from bot.slack.client.call_policy import CallPolicies
from bot.slack.client.web_client import PolicedClient
from localslack import ALL_SCOPES, RateLimited, Refuse, ServerFault
from tests.journeys.after_answers import place, post, posts
from tests.journeys.harness import ALICE, BOB, QUESTION, RIGHT, Journey, journey, seed

TESTS = re.findall(r": test_(\w+)\.(\w+)$", __doc__ or "", re.MULTILINE)


@pytest.mark.parametrize(("module", "name"), TESTS, ids=lambda one: one)
def test_every_way_has_a_test(module: str, name: str) -> None:
    tree = ast.parse((Path(__file__).parent / f"test_{module}.py").read_text(encoding="utf-8"))
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    assert name in functions


def test_every_line_of_the_table_names_one() -> None:
    assert len(TESTS) == len((__doc__ or "").strip().splitlines()[2:])


async def test_a_channel_that_slack_limits_is_left_alone_and_holds_up_no_other(trip: Journey) -> None:
    trip.slack.faults.next("chat.postMessage", RateLimited(1), channel="C1")
    first = await trip.slack.say(ALICE, "C1", f"@whoask {QUESTION}")
    await trip.slack.wait_for(lambda: trip.slack.calls("chat.postMessage"))
    other = await trip.dm(QUESTION, user=BOB)
    later = [await trip.slack.say(BOB, "C1", f"@whoask {QUESTION}") for _ in range(3)]
    await trip.quiet()
    [limited, *others] = [call for call in trip.slack.calls("chat.postMessage") if call.data["channel"] == "C1"]
    answers = [trip.answers(said) for said in (first, *later)]

    assert [len(one) for one in answers] == [1] * 4
    assert other.ts < answers[0][0].ts
    assert len(others) == 4
    assert min(call.at for call in others) - limited.at >= 1.0


async def test_while_slack_is_down_little_is_sent_and_all_are_answered_when_it_is_back(trip: Journey) -> None:
    opened, client = asyncio.Event(), trip.bot.client
    assert isinstance(client, PolicedClient)
    client.policies = CallPolicies(Observer(circuit=lambda *_: opened.set()))
    trip.slack.faults.next("*", ServerFault(503), times=None)
    said = [await trip.slack.say(ALICE, "C1", f"@whoask {QUESTION}") for _ in range(12)]
    await asyncio.wait_for(opened.wait(), timeout=10)
    trip.slack.faults.clear()
    await trip.slack.wait_for(lambda: all(trip.answers(one) for one in said), timeout=20)
    await trip.quiet()

    assert [len(trip.answers(one)) for one in said] == [1] * 12
    assert len(trip.slack.calls("chat.postMessage")) <= 24, "each at most once before, and once when it was back"


@pytest.mark.parametrize("code", ["is_archived", "restricted_action", "restricted_action_read_only_channel"])
async def test_a_place_that_takes_no_post_leads_to_the_general_channel(
    code: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with journey(workspace=place()) as trip:
        answer = await trip.ask(QUESTION)
        trip.slack.faults.next("chat.postMessage", Refuse(code))
        told = await post(trip, answer)

        assert "ask in #" in told.text.casefold()
        assert told.text.endswith(QUESTION)
        assert posts(trip) == []
    assert f"The registry leads to {RIGHT}, where I cannot post: {code}. Look at its entry." in caplog.messages


@pytest.mark.parametrize("code", ["token_revoked", "account_inactive", "invalid_auth"])
async def test_a_workspace_that_refuses_the_token_is_left_alone(
    trip: Journey, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    trip.slack.faults.next("chat.*", Refuse(code))
    for user in (ALICE, BOB):
        await trip.slack.say(user, trip.slack.dm(user), QUESTION)
        await trip.quiet()

    assert len(trip.slack.calls("chat.postMessage")) == 1
    assert all(delivery.acked for delivery in trip.slack.deliveries())
    assert [code in message for message in caplog.messages if "refuses the bot token" in message] == [True]


async def test_what_lacks_a_scope_is_off_and_told_once_with_its_name(caplog: pytest.LogCaptureFixture) -> None:
    async with journey(workspace=seed(scopes=ALL_SCOPES - {"channels:history"})) as trip:
        for _ in range(3):
            first = await trip.slack.say(BOB, "C1", QUESTION)
            assert "I cannot read" in (await trip.mention("@whoask", thread=first.ts)).text
        assert RIGHT in (await trip.mention(f"@whoask {QUESTION}")).text

        assert len(trip.slack.calls("conversations.replies")) == 1
    [told] = [message for message in caplog.messages if "channels:history" in message]
    assert told.startswith("Slack refuses conversations.replies: it takes the scope channels:history.")
