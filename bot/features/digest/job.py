"""The weekly digest: sent once by all replicas together, to the channel that the operator names.

It has counts and the registry's own words, never what people typed.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.answering.services import Services
from bot.insights.gathering import Insights, gather
from bot.insights.table import duration
from bot.slack.client.delivery import in_channel, send
from bot.slack.client.errors import SlackCallError
from bot.slack.client.retries import RetryPolicy
from bot.slack.messages.blocks import layout_blocks, layout_text
from bot.slack.messages.layout import Layout, Line
from bot.slack.messages.reply import Reply
from bot.store.history import HistoryReader, Period
from routing.matching.index import Index
from routing.registry.hours import calendar_of, next_opening, spoken_date
from routing.registry.schema import Registry

log = logging.getLogger(__name__)

DIGEST_EVERY = timedelta(minutes=5)
WEEK = timedelta(days=7)
# A bot that was down as the week opened still sends it on that day; later it is old news.
LATEST = timedelta(hours=24)
MOST_DETOURS, MOST_TEAMS = 5, 10
FOOT = "These are counts, and nothing that anybody typed. Whoever runs me sees more with “whoask insights”."


async def send_digest(
    services: Services, workspace: str, client: AsyncWebClient, channel: str, retry: RetryPolicy
) -> None:
    """Send the digest of a workspace to a channel there, in the words of its registry, once it is due.

    One that fails is retried by the next run of the job, unless Slack refuses the channel for good.
    """
    now = services.now()
    index = services.index(workspace)
    found = due(index.registry, now)
    if found is None or not await services.store.digests.claim(found.week, at=now):
        return
    try:
        reply = await _drawn(services, workspace, index, Period(found.at - WEEK, found.at))
        await send(reply, [in_channel(client, channel)], retry)
    except SlackCallError as error:
        if error.retryable:
            await services.store.digests.give_up(found.week)
        log.error("The digest of %s could not be sent to its channel: %s", found.week, error.code)  # noqa: TRY400
    except Exception:
        await services.store.digests.give_up(found.week)
        raise
    else:
        log.info("Sent the digest of %s.", found.week)


async def _drawn(services: Services, workspace: str, index: Index, period: Period) -> Reply:
    async def read(connection: AsyncConnection) -> Insights:
        return await gather(HistoryReader(connection, period, workspace), period, index, words=False)

    layout = digest(await services.store.run(read), index.registry)
    return Reply(layout_text(layout), layout_blocks(layout, services.channel_ids(workspace)), "digest")


@dataclass(frozen=True, slots=True)
class DueDigest:
    """A digest to send: the ISO week it opens, such as "2026-W48", and when that week opens."""

    week: str
    at: datetime


def due(registry: Registry, now: datetime) -> DueDigest | None:
    """The digest that is due: from the first working hour of the week on, for a day; None at other times."""
    calendar = calendar_of(registry)
    today = now.astimezone(calendar.zone).date()
    monday = today - timedelta(days=today.weekday())
    opening = next_opening(datetime.combine(monday, time(), calendar.zone), calendar)
    year, week, _ = monday.isocalendar()
    return DueDigest(f"{year}-W{week:02}", opening) if opening <= now < opening + LATEST else None


def digest(insights: Insights, registry: Registry) -> Layout:
    """The digest of a week."""
    first, last = (moment.astimezone(registry.zone) for moment in (insights.since, insights.until))
    title = f"whoask from {spoken_date(first)} to {spoken_date(last)}"
    if not insights.questions:
        return Layout(title, (Line("Nobody asked me anything."),), foot=FOOT)
    return Layout(title, tuple(map(Line, _lines(insights))), tuple(map(Line, _points(insights))), FOOT)


def _lines(insights: Insights) -> Iterator[str]:
    yield f"{_people(insights.askers)} asked {_count(insights.questions, 'question')}."
    if insights.unanswered:
        yield f"I knew no place for {insights.unanswered:,} of them."
    if insights.judged:
        share = f"{insights.right / insights.judged:.0%}"
        yield f"You told me about {_count(insights.judged, 'answer')}: {share} led to the right place."
    if insights.wait is not None:
        yield f"Half of the right places were known within {duration(insights.wait)}."
    if insights.unmatched:
        names = [team.name for team in insights.unmatched]
        more = f" and {len(names) - MOST_TEAMS} more" if len(names) > MOST_TEAMS else ""
        yield f"No answer led to {', '.join(names[:MOST_TEAMS])}{more}."
    if insights.detours:
        yield "Where I was wrong, and where people went instead:"


def _points(insights: Insights) -> Iterator[str]:
    for one in insights.detours[:MOST_DETOURS]:
        said = "no place" if one.said == "nobody" else one.said
        yield f"{said} → {one.instead}, {'once' if one.count == 1 else f'{one.count:,} times'}"


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count:,} people"


def _count(count: int, unit: str) -> str:
    return f"{count:,} {unit}{'s' * (count != 1)}"
