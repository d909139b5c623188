"""The Web API's doors: tokens, scopes, bodies, and each method's own refusals."""

from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from localslack import App, ImpossibleError, LocalSlack
from tests.localslack.harness import SEED, error_of


async def test_auth_test_says_who_the_app_is(web: AsyncWebClient) -> None:
    answer = await web.auth_test()

    assert (answer["user_id"], answer["bot_id"], answer["team_id"]) == ("U0BOT", "B0SANDBOX", "T0SANDBOX")


async def test_api_test_says_back_what_it_was_told_and_needs_no_token(slack: LocalSlack) -> None:
    answer = await AsyncWebClient(base_url=slack.api_url).api_test(foo="bar")

    assert answer["args"]["foo"] == "bar"
    assert await error_of(AsyncWebClient(base_url=slack.api_url).api_test(error="my_error")) == "my_error"


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("", "auth.test", "not_authed"),
        ("xoxb-wrong", "auth.test", "invalid_auth"),
        ("xapp-sandbox", "auth.test", "not_allowed_token_type"),
        ("xoxb-sandbox", "apps.connections.open", "not_allowed_token_type"),
        ("xoxb-sandbox", "chat.shout", "unknown_method"),
    ],
)
async def test_a_call_with_the_wrong_token_or_method_is_refused(
    slack: LocalSlack, token: str, method: str, error: str
) -> None:
    assert await error_of(AsyncWebClient(token=token, base_url=slack.api_url).api_call(method)) == error


async def test_a_missing_scope_is_named_with_those_that_are_there() -> None:
    seed = replace(SEED, app=App(scopes=frozenset({"chat:write"})))
    async with LocalSlack.start(seed) as slack:
        poor = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        assert await error_of(poor.users_info(user="U1")) == "missing_scope"
        assert await error_of(poor.chat_postMessage(channel="C1", text="t")) == ""

        refused = slack.calls("users.info")[0].answer

    assert (refused["needed"], refused["provided"]) == ("users:read", "chat:write")


@pytest.mark.parametrize(
    ("body", "kind", "error"),
    [
        ("", "application/json", None),
        ("{}", "application/json; charset=utf-8", None),
        ("", "application/x-www-form-urlencoded", None),
        ("{", "application/json", "invalid_json"),
        ("[]", "application/json", "json_not_object"),
        ("blocks={", "application/x-www-form-urlencoded", "invalid_blocks_format"),
    ],
)
async def test_a_body_may_be_json_a_form_or_nothing(slack: LocalSlack, body: str, kind: str, error: str | None) -> None:
    headers = {"Authorization": f"Bearer {slack.bot_token}", "Content-Type": kind}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{slack.api_url}auth.test", data=body, headers=headers) as response,
    ):
        answer: dict[str, Any] = await response.json()

    assert answer.get("error") == error


async def test_a_token_may_be_an_argument_too(slack: LocalSlack) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{slack.api_url}auth.test", params={"token": slack.bot_token}) as response,
    ):
        assert (await response.json())["ok"]

    assert "token" not in slack.calls("auth.test")[0].data


@pytest.mark.parametrize(
    ("channel", "where"),
    [("C1", "C1"), ("#general", "C1"), ("general", "C1"), ("U1", "D1"), ("C6", "C6"), ("C2", "C2")],
)
async def test_a_message_goes_to_a_channel_by_id_or_name_or_to_a_person(
    slack: LocalSlack, web: AsyncWebClient, channel: str, where: str
) -> None:
    answer = await web.chat_postMessage(channel=channel, text="hello")

    (message,) = slack.messages(where)
    assert (answer["channel"], answer["ts"]) == (where, message.ts)
    assert (message.text, message.bot_id) == ("hello", "B0SANDBOX")


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C3", "channel_not_found"),
        ("C404", "channel_not_found"),
        ("C4", "is_archived"),
        ("U5", "cannot_dm_bot"),
        ("U6", "user_disabled"),
    ],
)
async def test_a_message_to_where_the_app_cannot_write_is_refused(
    web: AsyncWebClient, channel: str, error: str
) -> None:
    assert await error_of(web.chat_postMessage(channel=channel, text="hello")) == error


async def test_without_chat_write_public_a_channel_must_be_joined_first() -> None:
    seed = replace(SEED, app=App(scopes=SEED.app.scopes - {"chat:write.public"}))
    async with LocalSlack.start(seed) as slack:
        web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)

        assert await error_of(web.chat_postMessage(channel="C2", text="t")) == "not_in_channel"
        await web.conversations_join(channel="C2")
        assert await error_of(web.chat_postMessage(channel="C2", text="t")) == ""


@pytest.mark.parametrize("arguments", [{}, {"text": ""}, {"text": "", "blocks": []}])
async def test_a_message_with_nothing_in_it_is_refused(web: AsyncWebClient, arguments: dict[str, Any]) -> None:
    assert await error_of(web.api_call("chat.postMessage", json={"channel": "C1", **arguments})) == "no_text"


async def test_bad_metadata_and_attachments_are_refused(web: AsyncWebClient) -> None:
    async def post(**more: Any) -> str:
        return await error_of(web.api_call("chat.postMessage", json={"channel": "C1", "text": "t", **more}))

    assert await post(metadata={"event_type": "x"}) == "invalid_metadata_format"
    assert await post(attachments="x") == "invalid_arguments"
    assert await post(attachments={}) == ""
    assert await post(attachments=[{"text": "x"}] * 101) == "too_many_attachments"
    assert await post(attachments=[{"blocks": [{"type": "nope"}]}]) == "invalid_blocks"
    assert await post(metadata={"event_type": "x", "event_payload": {}}, attachments=[{"text": "x"}]) == ""


@pytest.mark.parametrize(
    ("channel", "user", "error"),
    [
        ("C1", "U1", ""),
        ("C1", "U4", "user_not_in_channel"),
        ("C1", "U404", "user_not_in_channel"),
        ("C2", "U2", "not_in_channel"),
        ("C3", "U2", "channel_not_found"),
        ("C4", "U1", "is_archived"),
    ],
)
async def test_an_ephemeral_needs_both_in_the_channel(web: AsyncWebClient, channel: str, user: str, error: str) -> None:
    assert await error_of(web.chat_postEphemeral(channel=channel, user=user, text="psst")) == error


async def test_an_ephemeral_is_seen_by_one_person_and_by_nobody_who_is_offline(
    slack: LocalSlack, web: AsyncWebClient
) -> None:
    await web.chat_postEphemeral(channel="C1", user="U1", text="psst")
    await web.chat_postEphemeral(channel="C1", user="U7", text="psst")

    assert [m.text for m in slack.ephemerals("alice")] == ["psst"]
    assert slack.ephemerals("asleep") == ()
    assert slack.messages("#general") == ()


async def test_the_app_changes_and_deletes_its_own_messages_only(slack: LocalSlack, web: AsyncWebClient) -> None:
    own = await web.chat_postMessage(channel="C1", text="first")
    other = await slack.say("alice", "C1", "mine")
    private = await web.chat_postEphemeral(channel="C1", user="U1", text="psst")

    assert await error_of(web.chat_update(channel="C1", ts=own["ts"], text="second")) == ""
    assert await error_of(web.chat_update(channel="C1", ts=other.ts, text="x")) == "cant_update_message"
    assert await error_of(web.chat_update(channel="C1", ts=private["message_ts"], text="x")) == "message_not_found"
    assert await error_of(web.chat_update(channel="C1", ts=own["ts"], text="x" * 4001)) == "msg_too_long"
    assert slack.messages("C1")[0].text == "second"
    assert await error_of(web.chat_delete(channel="C1", ts=other.ts)) == "cant_delete_message"
    assert await error_of(web.chat_delete(channel="C1", ts=own["ts"])) == ""
    assert await error_of(web.chat_delete(channel="C1", ts=own["ts"])) == "message_not_found"
    assert [m.text for m in slack.messages("C1")] == ["mine"]


async def test_text_takes_old_blocks_away_and_attachments_stay_until_new_ones_come(
    slack: LocalSlack, web: AsyncWebClient
) -> None:
    first: dict[str, Any] = {"blocks": [{"type": "divider"}], "attachments": [{"text": "a"}]}
    posted = await web.chat_postMessage(channel="C1", text="t", **first)

    await web.chat_update(channel="C1", ts=posted["ts"], text="t2", blocks=first["blocks"])
    assert slack.messages("C1")[0].edited_by is None
    await web.chat_update(channel="C1", ts=posted["ts"], text="t3")
    changed = slack.messages("C1")[0]
    await web.chat_update(channel="C1", ts=posted["ts"], text="t4", attachments=[])

    assert (changed.blocks, changed.attachments, changed.edited_by) == ((), ({"text": "a"},), "U0BOT")
    assert slack.messages("C1")[0].attachments == ()


async def test_an_answer_to_a_deleted_question_stands_in_the_channel_for_all_to_see(
    slack: LocalSlack, web: AsyncWebClient
) -> None:
    asked = await slack.say("alice", "C1", "question")
    await slack.delete(asked)

    await web.chat_postMessage(channel="C1", text="answer", thread_ts=asked.ts)

    assert slack.messages("C1")[0].thread_ts is None
    assert "is gone" in slack.warnings[0]


async def test_an_answer_to_a_reply_goes_into_its_thread(slack: LocalSlack, web: AsyncWebClient) -> None:
    top = await slack.say("alice", "C1", "question")
    reply = await slack.say("bob", "C1", "me too", thread_ts=top.ts)
    await slack.delete(top)

    await web.chat_postMessage(channel="C1", text="answer", thread_ts=reply.ts, reply_broadcast=True)

    assert [(m.text, m.thread_ts, m.subtype) for m in slack.messages("C1")] == [
        ("me too", top.ts, None),
        ("answer", top.ts, "thread_broadcast"),
    ]


async def test_an_app_without_a_messages_tab_has_no_direct_messages() -> None:
    async with LocalSlack.start(replace(SEED, app=App(messages_tab=False))) as slack:
        web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)

        assert await error_of(web.chat_postMessage(channel="U1", text="t")) == "messages_tab_disabled"
        with pytest.raises(ImpossibleError, match="no direct messages"):
            await slack.say("alice", slack.dm("alice"), "hi")


async def test_a_permalink_leads_to_a_message_and_into_its_thread(slack: LocalSlack, web: AsyncWebClient) -> None:
    top = await slack.say("alice", "C1", "question")
    reply = await slack.say("bob", "C1", "answer", thread_ts=top.ts)

    link = (await web.chat_getPermalink(channel="C1", message_ts=reply.ts))["permalink"]

    digits = reply.ts.replace(".", "")
    assert link == f"https://sandbox.slack.com/archives/C1/p{digits}?thread_ts={top.ts}&cid=C1"
    assert await error_of(web.chat_getPermalink(channel="C1", message_ts="1.1")) == "message_not_found"


async def test_a_missing_argument_is_named(slack: LocalSlack, web: AsyncWebClient) -> None:
    assert await error_of(web.api_call("chat.postMessage", json={"text": "t"})) == "invalid_arguments"

    assert await error_of(web.api_call("chat.postMessage", json={"channel": "C1", "text": "t", "blocks": "x"})) != ""
    assert slack.calls()[0].answer["response_metadata"]["messages"] == ["[ERROR] missing required field: channel"]
