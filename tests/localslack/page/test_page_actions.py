"""What people say and do on the page reaches a real app, and comes back."""

from typing import Any

import pytest

from localslack import LocalSlack
from tests.localslack.page.harness import Helper, Tab, whisper

pytestmark = pytest.mark.usefixtures("helper")


async def test_a_mention_is_answered_in_its_thread(page: Tab) -> None:
    await page.done("say", room="C1", text="@helper who?", thread=None)
    await page.until(lambda: page.room and page.room[0]["replies"])
    asked = page.room[0]["ts"]
    await page.look("U1", "C1", asked)

    assert [(m["text"], m["is_app"]) for m in page.slices["thread"]["messages"]] == [
        ("<@U0BOT> who?", False),
        ("answer", True),
    ]
    await page.done("say", room="C1", text="thanks", thread=asked)
    await page.until(lambda: len(page.slices["thread"]["messages"]) == 3)


async def test_a_command_is_answered_to_one_person(page: Tab) -> None:
    await whisper(page)

    assert (page.room[0]["text"], page.room[0]["ephemeral"]) == ("only you: who?", True)
    assert "not a valid command" in await page.refused("command", room="C1", name="/nothing", text="")


async def test_a_message_has_its_shortcuts_and_the_workspace_its_own(page: Tab) -> None:
    await page.done("say", room="C1", text="hello")
    await page.until(lambda: page.room)
    ts = page.room[0]["ts"]
    await page.done("shortcut", callback_id="about", room="C1", ts=ts)
    await page.until(lambda: len(page.room) == 2)

    assert page.room[1]["text"] == "about: hello"
    assert await page.refused("shortcut", callback_id="about") == "The app has no global shortcut 'about'."
    assert (
        await page.refused("shortcut", callback_id="new", room="C1", ts=ts) == "The app has no message shortcut 'new'."
    )


async def test_opening_the_home_tab_tells_the_app(slack: LocalSlack, page: Tab, helper: Helper) -> None:
    await page.done("home", tab="home")
    await page.until(lambda: page.slices["home"])
    view = page.slices["home"]["id"]
    await page.done("act", on={"view": view}, action_id="go", block_id="one", value="1")
    await slack.wait_for(lambda: helper.actions)

    assert helper.tabs == ["home"]
    assert await page.refused("home", tab="about") == "Helper has no tab called 'about'."


async def test_people_change_only_their_own_messages(slack: LocalSlack, page: Tab) -> None:
    await slack.say("bob", "#general", "his")
    await page.done("say", room="C1", text="hers")
    await page.until(lambda: len(page.room) == 2)
    his, hers = (message["ts"] for message in page.room)

    for do in ("edit", "delete"):
        error = await page.refused(do, room="C1", ts=his, text="mine now")
        assert error == "People can change only their own messages."
    await page.done("edit", room="C1", ts=hers, text="hers still")
    await page.until(lambda: page.room[1]["edited"])
    assert page.room[1]["text"] == "hers still"
    await page.done("delete", room="C1", ts=hers)
    await page.until(lambda: len(page.room) == 1)
    assert await page.refused("edit", room="C1", ts=hers, text="gone") == "That message is gone."


async def test_a_reaction_is_given_once(page: Tab) -> None:
    await page.done("say", room="C1", text="hello")
    await page.until(lambda: page.room)
    ts = page.room[0]["ts"]
    await page.done("react", room="C1", ts=ts, name=":thumbsup:")
    await page.until(lambda: page.room[0]["reactions"])

    assert page.room[0]["reactions"] == [{"name": "thumbsup", "users": ["U1"]}]
    assert await page.refused("react", room="C1", ts=ts, name="thumbsup") == "You have reacted with :thumbsup: already."
    assert await page.refused("react", room="C1", ts=ts, name="<b>") == "Nobody can react with that here."


async def test_what_somebody_cannot_see_they_cannot_touch(slack: LocalSlack, page: Tab) -> None:
    secret = await slack.say("bob", "C3", "secret")
    where = {"room": "C3", "ts": secret.ts}

    for do, fields in (
        ("say", {"room": "C3", "text": "hello"}),
        ("command", {"room": "C3", "name": "/ask"}),
        ("react", {**where, "name": "eyes"}),
        ("shortcut", {**where, "callback_id": "about"}),
        ("act", {"on": where, "action_id": "go", "block_id": "one"}),
    ):
        assert await page.refused(do, **fields) == "There is no such channel.", do


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"room": "C1", "text": "  "}, "There is nothing to send."),
        ({"room": "C1", "text": "x" * 40_001}, "A message takes at most 40,000 characters."),
        ({"room": "C1", "text": "t", "thread": "1.2"}, "That thread is gone."),
        ({"room": "C4", "text": "t"}, "#old is archived."),
    ],
)
async def test_a_message_that_cannot_be_sent_says_why(page: Tab, fields: dict[str, Any], error: str) -> None:
    assert await page.refused("say", **fields) == error
