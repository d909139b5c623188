"""What whoask is measured against: a bare Bolt AsyncApp that says back what it was told, and remembers nothing."""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.say.async_say import AsyncSay
from slack_sdk.web.async_client import AsyncWebClient


async def main() -> None:
    """Run until killed."""
    client = AsyncWebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["WHOASK_SLACK_API_URL"])
    app = AsyncApp(client=client)

    @app.event("app_mention")
    async def echo(event: dict[str, Any], say: AsyncSay) -> None:
        await say(text=event["text"], thread_ts=event["ts"])

    await AsyncSocketModeHandler(app, os.environ["SLACK_APP_TOKEN"]).start_async()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
