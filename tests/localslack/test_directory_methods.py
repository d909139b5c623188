"""What the app can look up: conversations, users, user groups; reactions and assistant threads."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from localslack import LocalSlack
from tests.localslack.harness import error_of


async def test_channels_are_listed_page_by_page_without_private_ones_the_app_is_not_in(web: AsyncWebClient) -> None:
    names: list[str] = []
    cursor = ""
    while True:
        page = await web.conversations_list(types="public_channel,private_channel", limit=2, cursor=cursor)
        names += [channel["name"] for channel in page["channels"]]
        cursor = page["response_metadata"]["next_cursor"]
        if not cursor:
            break

    assert names == ["general", "billing", "old", "partners", "inner"]


async def test_archived_channels_can_be_left_out(web: AsyncWebClient) -> None:
    page = await web.conversations_list(exclude_archived=True)

    assert "old" not in {channel["name"] for channel in page["channels"]}
    assert await error_of(web.conversations_list(cursor="what")) == "invalid_cursor"
    assert await error_of(web.conversations_list(limit=-1)) == "invalid_limit"


async def test_a_channel_says_what_it_is(web: AsyncWebClient) -> None:
    shared = (await web.conversations_info(channel="C5"))["channel"]

    assert (shared["name"], shared["is_ext_shared"], shared["is_member"]) == ("partners", True, True)
    assert await error_of(web.conversations_info(channel="C3")) == "channel_not_found"


@pytest.mark.parametrize(
    ("users", "error"),
    [
        (["U1"], ""),
        (["U404"], "user_not_found"),
        (["U5"], "cannot_dm_bot"),
        ([], "users_list_not_supplied"),
        (["U1", "U2"], "not_enabled"),
    ],
)
async def test_a_direct_message_can_be_opened_with_a_person(web: AsyncWebClient, users: list[str], error: str) -> None:
    assert await error_of(web.conversations_open(users=users)) == error


async def test_opening_a_direct_message_twice_gives_the_same_one(web: AsyncWebClient) -> None:
    first = await web.conversations_open(users="U1")
    second = await web.conversations_open(users="U1", return_im=True)
    third = await web.conversations_open(channel=first["channel"]["id"])

    assert first["channel"]["id"] == second["channel"]["id"] == third["channel"]["id"]
    assert second["already_open"]
    assert second["channel"]["user"] == "U1"


async def test_joining_is_for_open_public_channels(web: AsyncWebClient) -> None:
    assert await error_of(web.conversations_join(channel="C2")) == ""
    assert (await web.conversations_join(channel="C2"))["warning"] == "already_in_channel"
    assert await error_of(web.conversations_join(channel="C4")) == "is_archived"
    assert await error_of(web.conversations_join(channel="C6")) == "method_not_supported_for_channel_type"


async def test_history_is_newest_first_and_threads_are_read_apart(slack: LocalSlack, web: AsyncWebClient) -> None:
    top = await slack.say("alice", "C1", "question")
    await slack.say("bob", "C1", "answer", thread_ts=top.ts)
    await slack.say("bob", "C1", "other matter")

    history = (await web.conversations_history(channel="C1"))["messages"]
    first = (await web.conversations_replies(channel="C1", ts=top.ts, limit=1))["messages"]
    thread = (await web.conversations_replies(channel="C1", ts=top.ts))["messages"]
    since = (await web.conversations_history(channel="C1", oldest=top.ts))["messages"]
    with_top = (await web.conversations_history(channel="C1", oldest=top.ts, inclusive=True))["messages"]

    assert [m["text"] for m in history] == ["other matter", "question"]
    assert history[1]["reply_count"] == 1
    assert [m["text"] for m in first] == ["question"]
    assert [m["text"] for m in thread] == ["question", "answer"]
    assert ([m["text"] for m in since], len(with_top)) == (["other matter"], 2)


async def test_history_is_closed_to_an_app_that_is_not_a_member(web: AsyncWebClient) -> None:
    assert await error_of(web.conversations_history(channel="C2")) == "not_in_channel"
    assert await error_of(web.conversations_replies(channel="C1", ts="1.1")) == "thread_not_found"


async def test_users_and_guests_and_strangers_are_told_apart(web: AsyncWebClient) -> None:
    guest = (await web.users_info(user="U3"))["user"]
    stranger = (await web.users_info(user="U4"))["user"]

    assert guest["is_restricted"]
    assert (stranger["team_id"], stranger["is_stranger"]) == ("T0OTHER", True)
    assert await error_of(web.users_info(user="U404")) == "user_not_found"


async def test_user_groups_and_their_members_can_be_read(web: AsyncWebClient) -> None:
    (group,) = (await web.usergroups_list(include_users=True))["usergroups"]

    assert (group["handle"], group["users"]) == ("seniors", ["U2"])
    assert (await web.usergroups_users_list(usergroup="S1"))["users"] == ["U2"]
    assert await error_of(web.usergroups_users_list(usergroup="S404")) == "no_such_subteam"


async def test_a_reaction_can_be_added_once(slack: LocalSlack, web: AsyncWebClient) -> None:
    message = await slack.say("alice", "C1", "question")

    assert await error_of(web.reactions_add(channel="C1", timestamp=message.ts, name="eyes")) == ""
    assert await error_of(web.reactions_add(channel="C1", timestamp=message.ts, name="eyes")) == "already_reacted"
    assert await error_of(web.reactions_add(channel="C1", timestamp="1.1", name="eyes")) == "message_not_found"
    assert slack.messages("C1")[0].reactions == {"eyes": ("U0BOT",)}


async def test_a_status_stands_until_the_app_answers_in_the_thread(slack: LocalSlack, web: AsyncWebClient) -> None:
    dm = slack.dm("alice")
    asked = await slack.say("alice", dm, "question")

    await web.assistant_threads_setStatus(channel_id=dm, thread_ts=asked.ts, status="is thinking")
    assert slack.workspace.statuses == {(dm, asked.ts): "is thinking"}
    await web.chat_postMessage(channel=dm, thread_ts=asked.ts, text="answer")
    assert slack.workspace.statuses == {}


async def test_at_most_four_prompts_are_suggested(slack: LocalSlack, web: AsyncWebClient) -> None:
    dm = slack.dm("alice")
    prompt = {"title": "Billing", "message": "Who owns billing?"}

    await web.api_call("assistant.threads.setSuggestedPrompts", json={"channel_id": dm, "prompts": [prompt] * 4})
    too_many = web.api_call("assistant.threads.setSuggestedPrompts", json={"channel_id": dm, "prompts": [prompt] * 5})

    assert await error_of(too_many) == "invalid_arguments"
    assert len(slack.workspace.prompts[dm]) == 4
