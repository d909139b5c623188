"""The doors at which Slack's payloads come in, and the one place that registers them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from functools import partial

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse

from bot.inquiry import Inquiry
from bot.intake import ACKNOWLEDGED
from bot.listeners.command import on_command
from bot.listeners.direct_message import on_direct_message
from bot.listeners.errors import ErrorDoor, Serve
from bot.listeners.mention import on_mention
from bot.work import Work

# An answer that nobody wrote down goes before the acknowledgement: should we die in between, Slack delivers again.
# Half a second went on the claim, and Slack waits for three.
ANSWER_FIRST_SECONDS = 2.0
# Whatever the app calls its command: Slack sends an app only its own, and a second app has to name its own another way.
ANY_COMMAND = re.compile("")


def register(bolt: AsyncApp, door: ErrorDoor, work: Work) -> None:
    """Register the three doors, each guarded, and the error door for all the rest."""
    doors = (
        (partial(bolt.command, ANY_COMMAND), on_command),
        (partial(bolt.event, "app_mention"), on_mention),
        (partial(bolt.event, "message"), on_direct_message),
    )
    for listen, listener in doors:
        serve = door.guard(listener)
        listen(middleware=[_before_acknowledging(serve, work)])(_after_acknowledging(serve, work))
    bolt.error(door.on_error)


def _after_acknowledging(serve: Serve, work: Work) -> Callable[..., Awaitable[None]]:
    async def listener(ack: AsyncAck, inquiry: Inquiry, context: AsyncBoltContext) -> None:
        await ack()
        await work.start(serve(inquiry, context))

    return listener


def _before_acknowledging(serve: Serve, work: Work) -> Callable[..., Awaitable[BoltResponse | None]]:
    """The store missed the claim: answer first. An answer that takes longer goes on after the acknowledgement."""

    async def middleware(
        inquiry: Inquiry, context: AsyncBoltContext, next_: Callable[[], Awaitable[None]]
    ) -> BoltResponse | None:
        if not context["degraded"]:
            await next_()
            return None
        await asyncio.wait({work.start(serve(inquiry, context))}, timeout=ANSWER_FIRST_SECONDS)
        return BoltResponse(status=ACKNOWLEDGED)

    return middleware
