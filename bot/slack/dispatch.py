"""The way of a request into Bolt: whatever Slack may send, it is answered."""

from __future__ import annotations

import logging

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

log = logging.getLogger(__name__)

ACKNOWLEDGED = 200


async def dispatch(bolt: AsyncApp, request: AsyncBoltRequest) -> BoltResponse:
    """Bolt's answer to a request. One that Bolt breaks on is acknowledged: delivered again it is no better.

    Bolt (1.30) looks for its listeners outside any error handler of the app: actions that are a number, or none at
    all, raise out of it. The error's own words may quote the request, and so may a type that is no text.
    """
    if not isinstance(request.body.get("type", ""), str):
        log.error("a payload from Slack could not be taken: it is of no kind")
        return BoltResponse(status=ACKNOWLEDGED)
    try:
        return await bolt.async_dispatch(request)
    except Exception as error:  # noqa: BLE001 - this is the outermost door
        log.error("a payload from Slack could not be taken: %s", type(error).__name__)  # noqa: TRY400
        return BoltResponse(status=ACKNOWLEDGED)
