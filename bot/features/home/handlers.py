"""The Home tab: shown when it is opened, and after each question, search or “sorted” on it.

Opening the direct messages offers questions to start with (prompts.py).
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, TypeVar

from bot.answering.answer_service import TOO_MANY
from bot.answering.leases import PostponedError
from bot.answering.services import Services
from bot.features.home.directory import search
from bot.features.home.prompts import Prompter
from bot.features.home.view import LONGEST_SEARCH, Home, LastAnswer, home_view
from bot.features.interactions import RequestContext
from bot.inquiry import Inquiry
from bot.monitoring.redaction import ids_of
from bot.slack.client.errors import SlackCallError
from bot.slack.client.retries import with_retry
from bot.slack.messages.mrkdwn import plain
from bot.slack.messages.reply import Reply
from bot.slack.payloads.clicks import Click, Payload
from bot.store.best_effort import BestEffort
from routing.registry.hours import opening_now

log = logging.getLogger(__name__)

Result = TypeVar("Result")

MOST_QUESTIONS = 5
GAPS = timedelta(days=30)
# Meanwhile the user looks at an empty tab.
LOOK_UP_SECONDS = 2.0
LATER = "Slack does not take my answer at the moment. It comes in your direct messages as soon as it can."
NOT_SENT = "I could not write to you in your direct messages. Ask me with /whoask in a channel."


@dataclass(frozen=True, slots=True)
class Visit:
    """A user who looks at their Home tab, their search on it, and the answer to what they just asked on it."""

    user: str
    workspace: str
    search: str = ""
    last_answer: LastAnswer | None = None


async def on_home_opened(body: Payload, request: RequestContext, *, prompter: Prompter) -> None:
    """Show the Home tab; in the direct messages, offer questions to start with."""
    event = body["event"]
    if event.get("tab") == "home":
        visit = Visit(str(event["user"]), request.workspace)
        try:
            await _show(visit, request, version=(event.get("view") or {}).get("hash"))
        except SlackCallError as error:  # the user asked for nothing, so they get no message
            log.warning("Slack did not take a Home tab: %s", error.code)
    elif event.get("tab") == "messages":
        await prompter.offer(str(event["channel"]), request)


async def on_home_question(click: Click, request: RequestContext) -> None:
    """Answer in a direct message, and show the first line of the answer on the Home tab."""
    visit, inquiry = _visit(click), request.inquiry
    if inquiry:
        visit = replace(visit, last_answer=await _answered(inquiry, request))
    try:
        await _show(visit, request, version=click.version)
    except SlackCallError as error:  # the answer is in their messages
        log.warning("Slack did not take a Home tab: %s", error.code)


async def _answered(inquiry: Inquiry, request: RequestContext) -> LastAnswer:
    """Answer in a direct message; returns what the Home tab shows of it."""
    try:
        return last_answer(inquiry.text, await request.responder.serve(inquiry, request.slack))
    except PostponedError:
        return not_sent(inquiry.text, LATER)
    except SlackCallError as error:
        log.warning("the answer to %s could not be sent: %s", inquiry.key, error.code, extra=ids_of(inquiry))
        request.responder.give_up(inquiry, "not-sent")
        return not_sent(inquiry.text, NOT_SENT)


async def on_search(click: Click, request: RequestContext) -> None:
    """Show the teams that match a search."""
    await _show(replace(_visit(click), search=click.value), request, version=click.version)


async def on_home_sorted(click: Click, request: RequestContext) -> None:
    """Mark a question as sorted."""
    await mark_sorted(click.button.key, _visit(click), request.services)
    await _show(_visit(click), request, version=click.version)


def _visit(click: Click) -> Visit:
    return Visit(click.user, click.workspace, click.metadata)


async def _show(visit: Visit, request: RequestContext, *, version: str | None) -> None:
    """Publish the Home tab; where another change came first, once more from the present state."""
    try:
        await _publish(visit, request, version)
    except SlackCallError as error:
        if error.code != "hash_conflict":
            raise
        await _publish(visit, request, None)


async def _publish(visit: Visit, request: RequestContext, version: str | None) -> None:
    view = await home(visit, request.services, bot=request.bot)
    publish = request.client.views_publish
    await with_retry(lambda: publish(user_id=visit.user, view=view, hash=version), request.retry)


async def home(visit: Visit, services: Services, *, bot: str | None) -> dict[str, Any]:
    """The Home tab as a view. `bot` is the bot's user id. Where the store is down it shows everything else."""
    index, now, asker = services.index(visit.workspace), services.now(), services.person(visit.workspace, visit.user)
    keeper, wanted = visit.user in services.keepers, visit.search.strip()[:LONGEST_SEARCH]
    questions = services.store.questions
    mine = await _if_it_can(questions.latest(asker, limit=MOST_QUESTIONS))
    gaps = _if_it_can(questions.counts(workspace=visit.workspace, since=now - GAPS)) if keeper else None
    return home_view(
        Home(
            registry=index.registry,
            state=services.state(visit.workspace),
            now=now,
            questions=mine,
            teams=search(index, wanted),
            # In a thread of its own: the bank holidays are made from a list in a file.
            opening=await asyncio.to_thread(opening_now, index.registry, now),
            bot=bot,
            search=wanted,
            last_answer=visit.last_answer,
            keeper=keeper,
            counts=await gaps if gaps else None,
            channels=services.channel_ids(visit.workspace),
        )
    )


def last_answer(question: str, reply: Reply | None) -> LastAnswer:
    """What the Home tab shows of a question that was asked on it: the first line of the answer."""
    if reply is None:
        return not_sent(question, TOO_MANY)
    return LastAnswer(plain(question, None), plain(reply.text.partition("\n")[0], None), sent=True)


def not_sent(question: str, why: str) -> LastAnswer:
    """What the Home tab shows of a question whose answer was not sent."""
    return LastAnswer(plain(question, None), why, sent=False)


async def mark_sorted(key: str, visit: Visit, services: Services) -> None:
    """Mark a question as sorted, and end its reminder. Only its asker can."""
    asked = await services.find(key, visit.workspace)
    if asked and asked.asker == services.person(visit.workspace, visit.user):
        await services.store.questions.mark_sorted(key, at=services.now())
        await services.store.reminders.cancel(key, "sorted")


async def _if_it_can(look_up: Awaitable[Result]) -> Result | None:
    """What the store returns; None where it is down."""
    async with BestEffort(LOOK_UP_SECONDS, log.warning, "the Home tab goes without what the store has"):
        return await look_up
    return None
