"""The journey every bot makes: a mention, a message, a command, a button."""

from typing import Any

from slack_bolt.async_app import AsyncApp

from localslack import LocalSlack
from tests.localslack.harness import bolt

BUTTON = {
    "type": "actions",
    "elements": [{"type": "button", "action_id": "more", "text": {"type": "plain_text", "text": "More"}, "value": "1"}],
}


def echo(app: AsyncApp) -> None:
    """A bot that answers everything."""

    @app.event("app_mention")
    async def on_mention(event: dict[str, Any], say: Any) -> None:
        await say(text=f"heard {event['text']}", thread_ts=event["ts"])

    @app.event("message")
    async def on_message(event: dict[str, Any], say: Any) -> None:
        if "subtype" not in event:
            await say(text=f"read {event['text']}")

    @app.command("/ask")
    async def on_command(ack: Any, respond: Any, command: dict[str, Any]) -> None:
        await ack()
        await respond(text=f"you asked {command['text']}", blocks=[BUTTON])

    @app.action("more")
    async def on_more(ack: Any, respond: Any) -> None:
        await ack()
        await respond(text="more it is", replace_original=True)


async def test_a_mention_is_answered_in_its_thread(slack: LocalSlack) -> None:
    async with bolt(slack, echo):
        asked = await slack.say("alice", "#general", "@helper who owns #billing & co?")

        (answer,) = await slack.wait_for(lambda: slack.replies(asked))

    assert answer.text == "heard <@U0BOT> who owns <#C2|billing> &amp; co?"
    assert answer.user == slack.seed.app.user_id


async def test_a_direct_message_is_answered(slack: LocalSlack) -> None:
    async with bolt(slack, echo):
        await slack.say("alice", slack.dm("alice"), "hello")

        await slack.wait_for(lambda: len(slack.messages(slack.dm("alice"))) == 2)

    assert [m.text for m in slack.messages(slack.dm("alice"))] == ["hello", "read hello"]


async def test_a_command_is_answered_to_the_asker_alone_and_its_button_replaces_the_answer(slack: LocalSlack) -> None:
    async with bolt(slack, echo):
        given = await slack.settled(await slack.command("alice", "#billing", "/ask", "who owns this?"))
        (private,) = await slack.wait_for(lambda: slack.ephemerals("alice"))
        await slack.click(private, "more", "alice")
        await slack.wait_for(lambda: slack.ephemerals("alice")[0].text == "more it is")

    assert given.outcome == "acked"
    assert private.text == "you asked who owns this?"
    assert slack.messages("#billing") == ()
    assert slack.ephemerals("bob") == ()
