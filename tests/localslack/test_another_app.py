"""A Bolt app of ten lines that is not whoask: what it takes to try one."""

from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from localslack import LocalSlack


def guessing_game(client: AsyncWebClient) -> AsyncApp:
    app = AsyncApp(client=client)

    @app.command("/guess")
    async def guess(ack: Any, respond: Any, command: Any) -> None:
        await ack()
        await respond("Right!" if command["text"] == "7" else "Try again", response_type="in_channel")

    @app.event("app_mention")
    async def rules(event: Any, say: Any) -> None:
        await say("I think of a number. Say `/guess` and yours.", thread_ts=event["ts"])

    return app


async def test_another_app_plays_a_game() -> None:
    async with LocalSlack.start() as slack:
        app = guessing_game(AsyncWebClient(token=slack.bot_token, base_url=slack.api_url))
        handler = AsyncSocketModeHandler(app, slack.app_token)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await slack.connected()

        asked = await slack.say("alice", "#general", "@helper what do we play?")
        (rules,) = await slack.wait_for(lambda: slack.replies(asked))
        await slack.command("bob", "#general", "/guess", "3")
        await slack.wait_for(lambda: slack.messages("#general")[-1].text == "Try again")
        await slack.command("bob", "#general", "/guess", "7")
        await slack.wait_for(lambda: slack.messages("#general")[-1].text == "Right!")
        await slack.wait_for(lambda: all(delivery.acked for delivery in slack.deliveries()))
        await handler.close_async()  # type: ignore[no-untyped-call]

    assert rules.text == "I think of a number. Say `/guess` and yours."
    assert [message.text for message in slack.messages("#general") if message != rules][1:] == ["Try again", "Right!"]
