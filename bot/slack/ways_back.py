"""The ways from a question back to its asker, whichever door it came in at, the nearest first."""

from __future__ import annotations

from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.inquiry import Door, Inquiry
from bot.slack.sending import Way, as_ephemeral, by_response_url, in_channel

# It lives 30 minutes: https://docs.slack.dev/interactivity/handling-user-interaction/#message_responses
RESPONSE_URL_LIVES = timedelta(minutes=29)


def ways_back(client: AsyncWebClient, inquiry: Inquiry, *, now: datetime) -> list[Way]:
    """Ways to answer an inquiry. A direct message comes last: channels can be closed to apps, addresses expire."""
    directly = in_channel(client, inquiry.asker)
    here = in_channel(client, inquiry.channel, inquiry.thread)
    match inquiry.door:
        case Door.COMMAND | Door.SHORTCUT:
            return [*_privately(client, inquiry, now), directly]
        case Door.MENTION:
            return [here, directly]
        case Door.DIRECT_MESSAGE:
            return [here]
        case Door.FORM:
            return [directly]


def _privately(client: AsyncWebClient, inquiry: Inquiry, now: datetime) -> list[Way]:
    """To the asker alone, where they asked. Later they are elsewhere, and Slack keeps no ephemeral."""
    if now - inquiry.asked_at > RESPONSE_URL_LIVES:
        return []
    thread = inquiry.thread
    by_url = [by_response_url(client, inquiry.response_url, thread=thread)] if inquiry.response_url else []
    return [*by_url, as_ephemeral(client, inquiry.channel, inquiry.asker, thread)]
