"""What people do with controls: every click, submission, typeahead and shortcut is acknowledged here, then served.

Acknowledged first, because Slack waits three seconds and shows the person an error after that. What is served can
take longer; only a trigger_id cannot: a modal has to be opened within the same three seconds.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.models.blocks import Option
from slack_sdk.web.async_client import AsyncWebClient

from bot.clerk import Clerk
from bot.followups.office import Office
from bot.inquiry import Inquiry
from bot.listeners.errors import ErrorDoor
from bot.replies.reply import Reply
from bot.service.wordless import without_words
from bot.slack.click import Click, Payload, Submission, read_click, read_submission
from bot.slack.sending import Patience, Whereabouts, privately, send
from bot.slack.voice import Voice
from bot.work import Work

log = logging.getLogger(__name__)

# A store that hangs must not leave anybody waiting for ever: they get a sentence.
SERVE_SECONDS = 60.0
# An answer that nobody wrote down goes before the acknowledgement: should we die in between, Slack delivers again, or
# whoever asked is told that it failed. Half a second went on the claim, and Slack waits for three.
ANSWER_FIRST_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Means:
    """What a listener works with: the use cases, and the client of this request.

    `bot` is our own user id, `workspace` is where we are installed. `inquiry` is the question that was asked by this,
    and claimed; null where it asks nothing.
    """

    office: Office
    client: AsyncWebClient
    clerk: Clerk
    patience: Patience
    bot: str | None
    workspace: str
    inquiry: Inquiry | None = None

    @property
    def voice(self) -> Voice:
        """Whom we speak as."""
        return Voice(self.client, self.bot)

    async def tell(self, user: str, at: Whereabouts, reply: Reply) -> None:
        """Send a reply to one person alone, near to where they are: a click, or what a modal carries of it."""
        await send(reply, privately(self.client, user, at), self.patience)


ClickListener = Callable[[Click, Means], Awaitable[None]]
SubmissionListener = Callable[[Submission, Means], Awaitable[None]]
# What is wrong with a submission, by block id; nothing closes the modal.
Check = Callable[[Submission], Mapping[str, str]]
ShortcutListener = Callable[[Payload, Means], Awaitable[None]]
EventListener = Callable[[Payload, Means], Awaitable[None]]
# Options for what was typed in a workspace; served from memory, since Slack asks with every key.
Suggest = Callable[[str, str, Office], Sequence[Option]]


class Interactions:
    """Registers listeners for what people do with controls."""

    def __init__(self, bolt: AsyncApp, door: ErrorDoor, work: Work, office: Office, patience: Patience) -> None:
        self._bolt = bolt
        self._door = door
        self._work = work
        self._office = office
        self._patience = patience

    def click(self, action: str, listener: ClickListener) -> None:
        """Listen to a control, by its action id."""

        async def on_click(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
            job = self._begin(
                lambda: listener(read_click(body, context["installation"]), self._means(context)), context
            )
            await self._acknowledge(ack, job, context)

        self._bolt.action(action)(on_click)

    def submission(self, callback: str, listener: SubmissionListener, check: Check | None = None) -> None:
        """Listen to a modal, by its callback id. With faults it stays open and shows them."""

        async def on_submission(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
            submission = read_submission(body, context["installation"])
            if faults := check(submission) if check else {}:
                await ack(response_action="errors", errors=dict(faults))
                return
            job = self._begin(lambda: listener(submission, self._means(context)), context)
            await self._acknowledge(ack, job, context)

        self._bolt.view(callback)(on_submission)

    def options(self, action: str, suggest: Suggest) -> None:
        """Suggest options for a menu, by its action id."""

        async def on_options(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
            try:
                workspace = context["installation"].workspace
                options = list(suggest(str(body.get("value") or ""), workspace, self._office))
            except Exception as error:  # noqa: BLE001 - the menu stays empty, and the next key asks again
                log.error("could not suggest anything for %s\n%s", action, without_words(error))  # noqa: TRY400
                options = []
            await ack(options=options)

        self._bolt.options(action)(on_options)

    def shortcut(self, callback: str, listener: ShortcutListener) -> None:
        """Listen to a shortcut, by its callback id."""

        async def on_shortcut(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
            job = self._begin(lambda: listener(body, self._means(context)), context)
            await self._acknowledge(ack, job, context)

        self._bolt.shortcut(callback)(on_shortcut)

    def event(self, name: str, listener: EventListener) -> None:
        """Listen to an event that is no question, by its name. Bolt has acknowledged it."""

        async def on_event(body: dict[str, Any], context: AsyncBoltContext) -> None:
            await self._begin(lambda: listener(body, self._means(context)), context)

        self._bolt.event(name)(on_event)

    def _means(self, context: AsyncBoltContext) -> Means:
        clerk, inquiry = self._door.clerk, context.get("inquiry")
        workspace = context["installation"].workspace
        return Means(self._office, context.client, clerk, self._patience, context.bot_user_id, workspace, inquiry)

    async def _acknowledge(self, ack: AsyncAck, job: asyncio.Task[None], context: AsyncBoltContext) -> None:
        """Acknowledge what has begun, and wait for it. A question that the store missed is answered first."""
        if context.get("inquiry") and context.get("degraded"):
            await asyncio.wait({job}, timeout=ANSWER_FIRST_SECONDS)
        await ack()
        await job

    def _begin(self, job: Callable[[], Awaitable[None]], context: AsyncBoltContext) -> asyncio.Task[None]:
        """Begin it. Reading the payload belongs to it: what fails behind an acknowledgement, Bolt cannot tell us."""

        async def guarded() -> None:
            try:
                async with asyncio.timeout(SERVE_SECONDS):
                    await job()
            except Exception as error:  # noqa: BLE001 - this is the door that everything comes to
                await self._door.report(error, context, clicked=True)

        return self._work.start(guarded())
