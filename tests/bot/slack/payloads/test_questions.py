"""Which of all that Slack sends is a person asking us something."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.inquiry import Inquiry, Surface
from bot.slack.payloads.installation import Installation
from bot.slack.payloads.questions import NotAQuestion, ThreadReply, read_question

T0 = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
HERE = Installation("T1")


def event(**more: Any) -> dict[str, Any]:
    """A mention in a channel, as Slack sends it."""
    mention = {"type": "app_mention", "user": "U1", "text": "<@UBOT> hello", "ts": "17.2", "channel": "C7"}
    return {
        "type": "event_callback",
        "team_id": "T1",
        "event_id": "Ev1",
        "authorizations": [{"team_id": "T1", "enterprise_id": None, "user_id": "UBOT", "is_bot": True}],
        "event": {**mention, **more},
    }


def im(**more: Any) -> dict[str, Any]:
    """A direct message."""
    return event(**{"type": "message", "channel_type": "im", "channel": "D1", **more})


def test_a_mention_is_an_inquiry_whose_reply_goes_into_its_thread() -> None:
    assert read_question(event(), HERE, asked_at=T0) == Inquiry(
        key="T1:C7:17.2",
        surface=Surface.MENTION,
        text="<@UBOT> hello",
        asker="U1",
        workspace="T1",
        channel="C7",
        asked_at=T0,
        thread="17.2",
    )


def test_a_mention_in_a_thread_is_answered_in_that_thread() -> None:
    inside, outside = (
        read_question(event(thread_ts="16.9"), HERE, asked_at=T0),
        read_question(event(), HERE, asked_at=T0),
    )

    assert isinstance(inside, Inquiry)
    assert isinstance(outside, Inquiry)
    assert inside.thread == "16.9"
    assert inside.in_thread
    assert not outside.in_thread


def test_a_direct_message_is_answered_outside_threads_unless_asked_in_one() -> None:
    for body, thread in ((im(), None), (im(thread_ts="16.9"), "16.9")):
        inquiry = read_question(body, HERE, asked_at=T0)

        assert isinstance(inquiry, Inquiry)
        assert (inquiry.surface, inquiry.thread) == (Surface.DIRECT_MESSAGE, thread)


def test_a_command_is_an_inquiry_under_its_trigger() -> None:
    body = {
        "command": "/whoask",
        "text": "dns?",
        "trigger_id": "1.2.a",
        "user_id": "U1",
        "team_id": "T1",
        "channel_id": "C1",
        "response_url": "https://hooks.example/1",
    }

    assert read_question(body, HERE, asked_at=T0) == Inquiry(
        "1.2.a", Surface.COMMAND, "dns?", "U1", "T1", "C1", T0, response_url="https://hooks.example/1"
    )


@pytest.mark.parametrize("subtype", [None, "file_share", "thread_broadcast", "me_message"])
def test_a_persons_new_message_is_an_inquiry(subtype: str | None) -> None:
    assert isinstance(read_question(im(subtype=subtype), HERE, asked_at=T0), Inquiry)


@pytest.mark.parametrize(
    "body",
    [
        im(subtype="message_changed"),
        im(subtype="message_deleted"),
        im(subtype="bot_message"),
        im(subtype="channel_join"),
        im(subtype="something_new"),
        im(bot_id="B1"),
        im(bot_profile={"id": "B1"}),
        im(hidden=True),
        im(user="UBOT"),
        im(user="USLACKBOT"),
        im(user=None),
        im(ts=None),
        im(channel_type="channel"),
        im(channel_type="mpim"),
        im(channel_type=None),
        event(bot_id="B1"),
        event(subtype="bot_message"),
    ],
    ids=str,
)
def test_anything_else_in_a_conversation_is_not_for_us(body: dict[str, Any]) -> None:
    assert read_question(body, HERE, asked_at=T0) is NotAQuestion.NOT_FOR_US


@pytest.mark.parametrize(
    "body",
    [{}, {"type": "block_actions"}, event(type="app_home_opened"), {"type": "event_callback", "event": "what"}],
    ids=str,
)
def test_another_kind_of_payload_goes_on(body: dict[str, Any]) -> None:
    assert read_question(body, HERE, asked_at=T0) is NotAQuestion.ANOTHER_KIND


ODD: tuple[Any, ...] = (["U1"], {"id": "U1"}, 17.2, True)


@pytest.mark.parametrize("field", ["user", "channel", "ts", "subtype"])
@pytest.mark.parametrize("odd", ODD, ids=str)
def test_a_message_whose_ids_are_no_text_is_not_for_us(field: str, odd: object) -> None:
    for body in (
        event(**{field: odd}),
        im(**{field: odd}),
        im(channel_type="channel", thread_ts="1.2", **{field: odd}),
    ):
        assert read_question(body, HERE, asked_at=T0) is NotAQuestion.NOT_FOR_US


@pytest.mark.parametrize("odd", [[None], ["UBOT"], [{"is_bot": True}], {"user_id": "UBOT"}, "UBOT", 1, True], ids=str)
def test_people_who_talk_are_not_for_us_whatever_stands_for_our_own_ids(odd: object) -> None:
    talk = event(type="message", channel_type="channel")

    assert read_question({**talk, "authorizations": odd}, HERE, asked_at=T0) is NotAQuestion.NOT_FOR_US


@pytest.mark.parametrize("kind", [["message"], {"message": 1}, None, 1], ids=str)
def test_an_event_whose_type_is_no_text_is_of_another_kind(kind: object) -> None:
    assert read_question(event(type=kind), HERE, asked_at=T0) is NotAQuestion.ANOTHER_KIND


def test_a_reply_whose_thread_is_no_text_raises_nothing() -> None:
    talk = event(type="message", channel_type="channel", thread_ts=["16.9"])

    assert isinstance(read_question(talk, HERE, asked_at=T0), ThreadReply)


def test_a_mention_and_its_message_have_one_key() -> None:
    mention, message = read_question(event(), HERE, asked_at=T0), read_question(im(channel="C7"), HERE, asked_at=T0)

    assert isinstance(mention, Inquiry)
    assert isinstance(message, Inquiry)
    assert mention.key == message.key


@pytest.mark.parametrize(
    ("outer", "inner", "external_user", "shared"),
    [
        ({"is_ext_shared_channel": True}, {"team": "T9"}, True, True),
        ({"is_ext_shared_channel": True}, {"team": "T1"}, False, True),
        ({"is_ext_shared_channel": False}, {"team": "T2"}, False, False),
        ({}, {}, False, False),
    ],
)
def test_a_mention_knows_who_asks_and_who_reads_the_answer(
    outer: dict[str, Any], inner: dict[str, Any], *, external_user: bool, shared: bool
) -> None:
    inquiry = read_question({**event(**inner), **outer}, HERE, asked_at=T0)

    assert isinstance(inquiry, Inquiry)
    assert (inquiry.external_user, inquiry.shared) == (external_user, shared)


@pytest.mark.parametrize("team", ["T1", "T9", ""])
def test_everybody_is_kept_under_our_workspace_whichever_one_an_event_names(team: str) -> None:
    mention = {**event(), "team_id": team}
    talk = {**event(type="message", channel_type="channel", thread_ts="16.9"), "team_id": team}
    inquiry, reply = read_question(mention, HERE, asked_at=T0), read_question(talk, HERE, asked_at=T0)

    assert isinstance(inquiry, Inquiry)
    assert isinstance(reply, ThreadReply)
    assert (inquiry.workspace, inquiry.key, reply.workspace) == ("T1", "T1:C7:17.2", "T1")


def test_what_a_person_says_in_a_thread_of_a_channel_may_be_what_somebody_waits_for() -> None:
    talk = {"type": "message", "channel_type": "channel", "thread_ts": "16.9"}
    assert read_question(event(**talk), HERE, asked_at=T0) == ThreadReply("T1", "C7", "16.9", "U1")
    beginning, own = {**talk, "thread_ts": "17.2"}, {**talk, "user": "UBOT"}
    for not_a_reply in (beginning, own, {**talk, "bot_id": "B1"}, {**talk, "subtype": "message_changed"}):
        assert read_question(event(**not_a_reply), HERE, asked_at=T0) is NotAQuestion.NOT_FOR_US
