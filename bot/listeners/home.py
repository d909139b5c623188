"""The Home tab, and the direct messages when they are opened."""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.followups.home import LATER, NOT_SENT, Visit, home, mark_sorted, not_sent, told
from bot.followups.home_view import Told
from bot.inquiry import Inquiry
from bot.listeners.interactions import Means
from bot.listeners.prompts import Prompter
from bot.monitor.log_ids import ids_of
from bot.slack.click import Click, Payload
from bot.slack.sending import NotTakenError, patiently
from bot.underway import PostponedError

log = logging.getLogger(__name__)


async def on_home_opened(body: Payload, means: Means, *, prompter: Prompter) -> None:
    """Show the Home tab afresh whenever somebody opens it; in the direct messages, offer questions to start with."""
    event = body["event"]
    if event.get("tab") == "home":
        visit = Visit(str(event["user"]), means.workspace)
        try:
            await _show(visit, means, version=(event.get("view") or {}).get("hash"))
        except NotTakenError as error:  # nobody asked for anything, so nobody is written to
            log.warning("Slack did not take a Home tab: %s", error.code)
    elif event.get("tab") == "messages":
        await prompter.offer(str(event["channel"]), means)


async def on_home_question(click: Click, means: Means) -> None:
    """Answer in a direct message, and say on the Home tab what the answer is."""
    visit, inquiry = _visit(click), means.inquiry
    if inquiry:
        visit = replace(visit, told=await _answered(inquiry, means))
    try:
        await _show(visit, means, version=click.version)
    except NotTakenError as error:  # the answer is in their messages
        log.warning("Slack did not take a Home tab: %s", error.code)


async def _answered(inquiry: Inquiry, means: Means) -> Told:
    """Answer in a direct message; what the Home tab says of it."""
    try:
        return told(inquiry.text, await means.clerk.serve(inquiry, means.voice))
    except PostponedError:
        return not_sent(inquiry.text, LATER)
    except NotTakenError as error:
        log.warning("the answer to %s could not be sent: %s", inquiry.key, error.code, extra=ids_of(inquiry))
        means.clerk.give_up(inquiry, "not-sent")
        return not_sent(inquiry.text, NOT_SENT)


async def on_search(click: Click, means: Means) -> None:
    """Show the teams that fit."""
    await _show(replace(_visit(click), search=click.value), means, version=click.version)


async def on_home_sorted(click: Click, means: Means) -> None:
    """Mark a question as sorted."""
    await mark_sorted(click.ticket.key, _visit(click), means.office)
    await _show(_visit(click), means, version=click.version)


def _visit(click: Click) -> Visit:
    return Visit(click.user, click.workspace, click.metadata)


async def _show(visit: Visit, means: Means, *, version: str | None) -> None:
    """Put the Home tab up. When something else changed it meanwhile, it is built once more from how things are now."""
    try:
        await _publish(visit, means, version)
    except NotTakenError as error:
        if error.code != "hash_conflict":
            raise
        await _publish(visit, means, None)


async def _publish(visit: Visit, means: Means, version: str | None) -> None:
    view = await home(visit, means.office, bot=means.bot)
    publish = means.client.views_publish
    await patiently(lambda: publish(user_id=visit.user, view=view, hash=version), means.patience)
