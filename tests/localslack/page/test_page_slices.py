"""The page as a function of the state."""

from slack_sdk.web.async_client import AsyncWebClient

from localslack import LocalSlack
from tests.localslack.page.harness import button, plain, tab


async def test_the_workspace_is_what_this_person_can_see(slack: LocalSlack) -> None:
    async with tab(slack) as page:
        workspace = page.slices["workspace"]

    assert workspace["me"] == "U1"
    assert workspace["team"] == {"name": "sandbox"}
    assert workspace["dm"] == {"id": "D1", "latest": None}
    assert workspace["usergroups"] == [{"id": "S1", "handle": "seniors", "name": "Senior people"}]
    assert workspace["connections"] == 0
    assert [channel["name"] for channel in workspace["channels"]] == ["general", "billing", "old"]
    assert workspace["channels"][0] == {
        "id": "C1",
        "name": "general",
        "kind": "public",
        "member": True,
        "archived": False,
        "purpose": "For all",
        "latest": None,
        "app_in": True,
    }
    assert [(c["member"], c["archived"], c["app_in"]) for c in workspace["channels"][1:]] == [
        (False, False, False),
        (True, True, False),
    ]
    alice = next(user for user in workspace["users"] if user["id"] == "U1")
    assert alice == {
        "id": "U1",
        "name": "alice",
        "real_name": "Alice Archer",
        "is_bot": False,
        "guest": False,
        "online": True,
        "deactivated": False,
    }


async def test_the_workspace_lists_what_the_app_offers(slack: LocalSlack) -> None:
    async with tab(slack) as page:
        app = page.slices["workspace"]["app"]

    assert app == {
        "name": "helper",
        "user_id": "U0BOT",
        "app_id": "A0SANDBOX",
        "commands": [
            {"name": "/ask", "hint": "[words]", "description": "Ask"},
            {"name": "/form", "hint": "", "description": ""},
        ],
        "shortcuts": [
            {"callback_id": "about", "name": "Ask about this", "kind": "message"},
            {"callback_id": "new", "name": "New form", "kind": "global"},
        ],
        "messages_tab": True,
        "home_tab": True,
    }


async def test_a_guest_sees_only_their_channels(slack: LocalSlack) -> None:
    async with tab(slack, "U3") as page:
        assert [channel["name"] for channel in page.slices["workspace"]["channels"]] == ["general"]


async def test_a_message_looks_as_its_reader_sees_it(slack: LocalSlack) -> None:
    said = await slack.say("bob", "#general", "<b> @helper")
    await slack.react("alice", said, "eyes")
    async with tab(slack) as page:
        (message,) = page.room
        assert page.slices["workspace"]["channels"][0]["latest"] == said.ts

    assert message == {
        "ts": said.ts,
        "user": "U2",
        "name": "Bob Baker",
        "is_app": False,
        "slackbot": False,
        "mine": False,
        "text": "&lt;b&gt; <@U0BOT>",
        "blocks": [],
        "thread_ts": None,
        "subtype": None,
        "edited": False,
        "ephemeral": False,
        "reactions": [{"name": "eyes", "users": ["U1"]}],
        "replies": None,
    }


async def test_replies_stand_in_their_thread_and_are_counted_in_the_room(slack: LocalSlack) -> None:
    asked = await slack.say("bob", "#general", "who?")
    await slack.say("alice", "#general", "me", asked.ts)
    await slack.say("bob", "#general", "you", asked.ts, subtype="thread_broadcast")
    last = await slack.say("alice", "#general", "yes", asked.ts)
    async with tab(slack) as page:
        assert [m["text"] for m in page.room] == ["who?", "you"]
        assert page.room[0]["replies"] == {"count": 3, "users": ["U1", "U2"], "latest": last.ts}
        assert page.room[1]["replies"] is None
        await page.look("U1", "C1", asked.ts)

        assert page.slices["thread"]["ts"] == asked.ts
        assert [m["text"] for m in page.slices["thread"]["messages"]] == ["who?", "me", "you", "yes"]


async def test_what_one_person_alone_sees_stands_among_the_rest_in_order(slack: LocalSlack) -> None:
    web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    asked = await slack.say("bob", "#general", "who?")
    await web.chat_postEphemeral(channel="C1", user="U1", text="for alice")
    await web.chat_postEphemeral(channel="C1", user="U1", text="in the thread", thread_ts=asked.ts)
    await slack.say("bob", "#general", "anybody?")
    async with tab(slack) as alice, tab(slack, "U2") as bob:
        assert [(m["text"], m["ephemeral"]) for m in alice.room] == [
            ("who?", False),
            ("for alice", True),
            ("anybody?", False),
        ]
        assert [m["text"] for m in bob.room] == ["who?", "anybody?"]
        await alice.look("U1", "C1", asked.ts)
        assert [m["text"] for m in alice.slices["thread"]["messages"]] == ["who?", "in the thread"]


async def test_a_long_room_shows_its_end(slack: LocalSlack) -> None:
    for number in range(205):
        await slack.say("bob", "#general", f"{number}")
    async with tab(slack) as page:
        assert [page.room[0]["text"], page.room[-1]["text"], len(page.room)] == ["5", "204", 200]


async def test_the_apps_status_and_prompts_are_shown(slack: LocalSlack) -> None:
    web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    asked = await slack.say("alice", slack.dm("alice"), "who?")
    await web.assistant_threads_setStatus(channel_id="D1", thread_ts=asked.ts, status="is looking …")
    await web.assistant_threads_setSuggestedPrompts(
        channel_id="D1", thread_ts=asked.ts, prompts=[{"title": "One", "message": "first"}]
    )
    async with tab(slack, "U1", "D1") as page:
        assert page.slices["room"]["status"] == "is looking …"
        assert page.slices["room"]["prompts"] == [{"title": "One", "message": "first"}]
        await page.look("U1", "D1", asked.ts)
        assert page.slices["thread"]["status"] == "is looking …"
        await web.chat_postMessage(channel="D1", text="here", thread_ts=asked.ts)
        await page.until(lambda: page.slices["thread"]["status"] == "")
        assert page.slices["room"]["status"] == ""


async def test_the_home_tab_is_its_persons_own(slack: LocalSlack) -> None:
    web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    blocks = [{"type": "actions", "block_id": "b", "elements": [button("go", "1")]}]
    await web.views_publish(user_id="U1", view={"type": "home", "blocks": blocks})
    async with tab(slack) as page:
        home = page.slices["home"]
        assert (home["kind"], home["blocks"][0]["block_id"]) == ("home", "b")
        await page.look("U2", "C1")
        assert page.slices["home"] is None


async def test_modals_lie_on_each_other(slack: LocalSlack) -> None:
    web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    view = {
        "type": "modal",
        "callback_id": "form",
        "title": plain("First"),
        "close": plain("Leave"),
        "blocks": [{"type": "divider"}],
    }
    triggers = slack.workspace.triggers
    await web.views_open(trigger_id=triggers.mint("U1"), view=view)
    await web.views_push(trigger_id=triggers.mint("U1"), view=view | {"title": plain("Second")})
    async with tab(slack) as page:
        first, second = page.slices["modals"]

    assert (first["title"], second["title"]) == ("First", "Second")
    assert (first["submit"], first["close"], first["callback_id"]) == (None, "Leave", "form")
    assert first["errors"] == {}
