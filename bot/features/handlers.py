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

from bot.answering.claims import ACKNOWLEDGED
from bot.answering.controls import FEEDBACK, FEEDBACK_RIGHT, FEEDBACK_WRONG, POST, SEND_TO_ME, SHARE, STUCK
from bot.answering.handlers import ErrorHandler
from bot.features.ask_form.handlers import blank, on_ask_question, on_question
from bot.features.escalate.handlers import on_stuck
from bot.features.feedback import form as wrong_place
from bot.features.feedback.handlers import on_feedback, on_wrong_place, suggest_places
from bot.features.home.handlers import on_home_opened, on_home_question, on_home_sorted, on_search
from bot.features.home.prompts import Prompter
from bot.features.home.view import SEARCH, SORTED
from bot.features.interactions import ANSWER_FIRST_SECONDS, Interactions
from bot.features.post import form as draft
from bot.features.post.handlers import on_post, on_post_submitted
from bot.features.post.words import REMIND
from bot.features.reminders.handlers import REASONS, on_remind, on_reminder_over
from bot.features.share.handlers import on_send_to_me, on_share
from bot.features.share.idempotency import IdempotencyGuard
from bot.inquiry import Inquiry
from bot.slack.client.web_client import WorkspaceClient
from bot.slack.payloads.shortcuts import ASK_ABOUT_MESSAGE, ASK_AT_HOME, ASK_QUESTION
from bot.tasks import BackgroundTasks

# Whatever the app calls its command: Slack sends an app only its own, and a second app has to name its own another way.
ANY_COMMAND = re.compile("")


def register(bolt: AsyncApp, surface: ErrorHandler, tasks: BackgroundTasks, interactions: Interactions) -> None:
    """Register the doors, what people do with an answer, and the error door for all the rest."""
    doors = (
        partial(bolt.command, ANY_COMMAND),
        partial(bolt.event, "app_mention"),
        partial(bolt.event, "message"),
        partial(bolt.shortcut, ASK_ABOUT_MESSAGE),
    )
    for listen in doors:
        listen(middleware=[_before_acknowledging(surface, tasks)])(_after_acknowledging(surface, tasks))
    _follow_up(interactions)
    bolt.error(surface.on_error)


def _follow_up(interactions: Interactions) -> None:
    """Everything after the answer."""
    interactions.click(FEEDBACK, on_feedback)
    interactions.click(FEEDBACK_RIGHT, on_feedback)
    interactions.click(FEEDBACK_WRONG, on_feedback)
    interactions.submission(wrong_place.CALLBACK, on_wrong_place)
    interactions.options(wrong_place.PICK, suggest_places)
    interactions.click(STUCK, on_stuck)
    interactions.click(POST, on_post)
    interactions.submission(draft.CALLBACK, on_post_submitted, draft.faults)
    interactions.click(REMIND, on_remind)
    for over in REASONS:
        interactions.click(over, on_reminder_over)
    once = IdempotencyGuard()
    interactions.click(SHARE, partial(on_share, once=once))
    interactions.click(SEND_TO_ME, partial(on_send_to_me, once=once))
    interactions.shortcut(ASK_QUESTION, on_ask_question)
    interactions.submission(ASK_QUESTION, on_question, blank)
    interactions.event("app_home_opened", partial(on_home_opened, prompter=Prompter()))
    interactions.click(ASK_AT_HOME, on_home_question)
    interactions.click(SEARCH, on_search)
    interactions.click(SORTED, on_home_sorted)


def _after_acknowledging(surface: ErrorHandler, tasks: BackgroundTasks) -> Callable[..., Awaitable[None]]:
    async def listener(ack: AsyncAck, inquiry: Inquiry, context: AsyncBoltContext) -> None:
        await ack()
        await tasks.start(surface.answer(inquiry, _slack(context)))

    return listener


def _before_acknowledging(
    surface: ErrorHandler, tasks: BackgroundTasks
) -> Callable[..., Awaitable[BoltResponse | None]]:
    """The store missed the claim: answer first. An answer that takes longer goes on after the acknowledgement."""

    async def middleware(
        inquiry: Inquiry, context: AsyncBoltContext, next_: Callable[[], Awaitable[None]]
    ) -> BoltResponse | None:
        if not context["degraded"]:
            await next_()
            return None
        await asyncio.wait({tasks.start(surface.answer(inquiry, _slack(context)))}, timeout=ANSWER_FIRST_SECONDS)
        return BoltResponse(status=ACKNOWLEDGED)

    return middleware


def _slack(context: AsyncBoltContext) -> WorkspaceClient:
    return WorkspaceClient(context.client, context.bot_user_id)
