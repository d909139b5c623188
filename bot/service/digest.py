"""Sending the weekly digest: once in all replicas, to the channel that the operator names."""

from __future__ import annotations

import logging
from datetime import timedelta

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.followups.office import Office
from bot.insights.digest import WEEK, digest, due
from bot.insights.gathering import gather
from bot.insights.values import Insights
from bot.replies.blocks import drawn, written
from bot.replies.reply import Reply
from bot.slack.sending import NotTakenError, Patience, in_channel, send
from bot.store.insights import Period, Readings
from routing.index import Index

log = logging.getLogger(__name__)

DIGEST_EVERY = timedelta(minutes=5)


async def send_digest(office: Office, workspace: str, client: AsyncWebClient, channel: str, patience: Patience) -> None:
    """Send the digest of all workspaces to a channel of one, in the words of its registry; once, where it is due.

    One that fails is tried again with the next look, unless Slack refuses the channel for good.
    """
    now = office.now()
    index = office.index(workspace)
    found = due(index.registry, now)
    if found is None or not await office.store.digests.claim(found.week, at=now):
        return
    try:
        reply = await _drawn(office, index, Period(found.at - WEEK, found.at))
        await send(reply, [in_channel(client, channel)], patience)
    except NotTakenError as error:
        if error.passing:
            await office.store.digests.give_up(found.week)
        log.error("The digest of %s could not be sent to its channel: %s", found.week, error.code)  # noqa: TRY400
    except Exception:
        await office.store.digests.give_up(found.week)
        raise
    else:
        log.info("Sent the digest of %s.", found.week)


async def _drawn(office: Office, index: Index, period: Period) -> Reply:
    async def read(connection: AsyncConnection) -> Insights:
        return await gather(Readings(connection, period), period, index, words=False)

    sheet = digest(await office.store.run(read), index.registry)
    return Reply(written(sheet), drawn(sheet, office.channels()), "digest")
