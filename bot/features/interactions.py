"""Interactions: every click, submission, menu, shortcut and event is acknowledged here, then handled.

Acknowledged first, because after three seconds Slack shows the user an error. Handlers can take longer, except that a
trigger_id expires: a modal has to be opened within the same three seconds.
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

from bot.answering.handlers import ANSWER_FIRST_SECONDS, ErrorHandler
from bot.answering.responder import Responder
from bot.answering.services import Services
from bot.inquiry import Inquiry
from bot.monitoring.redaction import without_message_text
from bot.slack.client.delivery import ReplyContext, in_channel, private_methods, send
from bot.slack.client.errors import SlackCallError
from bot.slack.client.retries import RetryPolicy, with_retry
from bot.slack.client.signatures import Signer
from bot.slack.client.web_client import WorkspaceClient
from bot.slack.messages.help_messages import sentence
from bot.slack.messages.reply import Reply
from bot.slack.payloads.clicks import Click, Payload, Submission, read_click, read_submission
from bot.slack.payloads.installation import Installation
from bot.tasks import BackgroundTasks

log = logging.getLogger(__name__)

# A store that hangs must not leave the user without a reply.
SERVE_SECONDS = 60.0
NOT_OURS = "I did not make this button, or an older version of me did, so I have done nothing. Ask me again."
TOO_LATE = "Slack did not let me open the form in time. Select the button again."
# https://docs.slack.dev/reference/methods/views.open#errors
EXPIRED = {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"}


@dataclass(frozen=True, slots=True)
class RequestContext:
    """What a handler works with: the shared services, and the client of this request.

    `bot` is the bot's user id, `workspace` the one where it is installed. `inquiry` is the claimed question of this
    request, None where it asks nothing.
    """

    services: Services
    client: AsyncWebClient
    responder: Responder
    retry: RetryPolicy
    bot: str | None
    workspace: str
    inquiry: Inquiry | None = None

    @property
    def slack(self) -> WorkspaceClient:
        """The client with the bot's user id."""
        return WorkspaceClient(self.client, self.bot)

    async def send_privately(self, user: str, at: ReplyContext, reply: Reply) -> None:
        """Send a reply to one user alone, near to where they are: a click, or a modal's metadata of it."""
        await send(reply, private_methods(self.client, user, at), self.retry)


Serve = Callable[[Payload, RequestContext, Installation], Awaitable[None]]
Listener = Callable[[AsyncAck, dict[str, Any], AsyncBoltContext], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class OnClick:
    """A click on a control, by its action id. `typed` is whether its value is what the user typed, and unsigned."""

    action: str
    handler: Callable[[Click, RequestContext], Awaitable[None]]
    typed: bool = False


@dataclass(frozen=True, slots=True)
class OnSubmission:
    """A submitted modal, by its callback id. Where `faults` returns any, by block id, it stays open and shows them."""

    callback: str
    handler: Callable[[Submission, RequestContext], Awaitable[None]]
    faults: Callable[[Submission], Mapping[str, str]] = lambda _: {}


@dataclass(frozen=True, slots=True)
class OnTyping:
    """A menu with typeahead, by its action id. `suggest` gets the text typed and the workspace.

    It must answer from memory, since Slack asks with every key.
    """

    action: str
    suggest: Callable[[str, str, Services], Sequence[Option]]


@dataclass(frozen=True, slots=True)
class OnShortcut:
    """A shortcut, by its callback id."""

    callback: str
    handler: Callable[[Payload, RequestContext], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class OnEvent:
    """An event that is no question, by its name. Bolt acknowledges it."""

    name: str
    handler: Callable[[Payload, RequestContext], Awaitable[None]]


Handler = OnClick | OnSubmission | OnTyping | OnShortcut | OnEvent


class Interactions:
    """Acknowledges interactions, and runs their handlers."""

    def __init__(
        self, bolt: AsyncApp, errors: ErrorHandler, tasks: BackgroundTasks, services: Services, retry: RetryPolicy
    ) -> None:
        self._bolt = bolt
        self._errors = errors
        self._tasks = tasks
        self._services = services
        self._retry = retry

    def listen(self, to: Handler) -> None:
        """Register a handler with Bolt."""
        match to:
            case OnClick():
                self._bolt.action(to.action)(self._serving(self._on_click(to)))
            case OnSubmission():
                self._bolt.view(to.callback)(self._submitting(to))
            case OnTyping():
                self._bolt.options(to.action)(self._suggesting(to))
            case OnShortcut():
                self._bolt.shortcut(to.callback)(self._serving(lambda body, at, _: to.handler(body, at)))
            case OnEvent():
                self._bolt.event(to.name)(self._noticing(to))

    def _signer(self, here: Installation) -> Signer:
        return Signer(self._services.store.pseudonyms.signature, here.workspace)

    def _on_click(self, to: OnClick) -> Serve:
        async def serve(body: Payload, request: RequestContext, here: Installation) -> None:
            click = read_click(body, here)
            if to.typed or self._signer(here).is_signed(click.value, to.action):
                await to.handler(click, request)
            else:
                log.warning("a click on %s carries what the bot did not sign", to.action)
                await request.send_privately(click.user, click, sentence(NOT_OURS, outcome="not-ours"))

        return serve

    def _serving(self, serve: Serve) -> Listener:
        async def on_payload(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
            job = self._begin(lambda: serve(body, self._request(context), context["installation"]), context)
            await self._acknowledge(ack, job, context)

        return on_payload

    def _noticing(self, to: OnEvent) -> Callable[[dict[str, Any], AsyncBoltContext], Awaitable[None]]:
        async def on_event(body: dict[str, Any], context: AsyncBoltContext) -> None:
            await self._begin(lambda: to.handler(body, self._request(context)), context)

        return on_event

    def _submitting(self, to: OnSubmission) -> Listener:
        async def on_submission(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
            here = context["installation"]
            submission = read_submission(body, here)
            if submission.metadata and not self._signer(here).is_signed(submission.metadata, to.callback):
                log.warning("a form %s carries what the bot did not sign", to.callback)
                job = self._begin(lambda: self._refuse(submission, context), context)
                await self._acknowledge(ack, job, context)
                return
            if faults := to.faults(submission):
                await ack(response_action="errors", errors=dict(faults))
                return
            job = self._begin(lambda: to.handler(submission, self._request(context)), context)
            await self._acknowledge(ack, job, context)

        return on_submission

    def _suggesting(self, to: OnTyping) -> Listener:
        async def on_typing(ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext) -> None:
            try:
                here, typed = context["installation"], str(body.get("value") or "")
                is_external = here.is_external_user(body)
                options = [] if is_external else list(to.suggest(typed, here.workspace, self._services))
            except Exception as error:  # noqa: BLE001 - the menu stays empty, and the next key asks again
                log.error("could not suggest anything for %s\n%s", to.action, without_message_text(error))  # noqa: TRY400
                options = []
            await ack(options=options)

        return on_typing

    async def _refuse(self, submission: Submission, context: AsyncBoltContext) -> None:
        await send(sentence(NOT_OURS, outcome="not-ours"), [in_channel(context.client, submission.user)], self._retry)

    def _request(self, context: AsyncBoltContext) -> RequestContext:
        responder, inquiry = self._errors.responder, context.get("inquiry")
        workspace = context["installation"].workspace
        return RequestContext(
            self._services, context.client, responder, self._retry, context.bot_user_id, workspace, inquiry
        )

    async def _acknowledge(self, ack: AsyncAck, job: asyncio.Task[None], context: AsyncBoltContext) -> None:
        """Acknowledge, and wait for the handler. A question whose claim the store missed is answered first."""
        if context.get("inquiry") and context.get("degraded"):
            await asyncio.wait({job}, timeout=ANSWER_FIRST_SECONDS)
        await ack()
        await job

    def _begin(self, job: Callable[[], Awaitable[None]], context: AsyncBoltContext) -> asyncio.Task[None]:
        """Start a handler as a task. It reads the payload itself: Bolt reports no fault after an acknowledgement."""

        async def guarded() -> None:
            try:
                async with asyncio.timeout(SERVE_SECONDS):
                    await job()
            except Exception as error:  # noqa: BLE001 - the error handler takes in every fault
                await self._errors.report(error, context, clicked=True)

        return self._tasks.start(guarded())


async def open_modal(view: dict[str, Any], click: Click, request: RequestContext) -> None:
    """Open a modal for a click; where that is too late, tell the user."""
    if not await is_opened(view, click.trigger_id, request):
        await request.send_privately(click.user, click, sentence(TOO_LATE, outcome="too-late"))


async def is_opened(view: dict[str, Any], trigger: str, request: RequestContext) -> bool:
    """Open a modal, without retries: a trigger_id is valid once. False where it was too late or Slack is down."""
    try:
        await with_retry(lambda: request.client.views_open(trigger_id=trigger, view=view), RetryPolicy(attempts=1))
    except SlackCallError as error:
        if error.code not in EXPIRED and not error.retryable:
            raise
        return False
    return True
