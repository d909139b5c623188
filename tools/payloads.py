"""What Slack sends, as the soak and the fuzzing need it: a slash command, and an event in its envelope.

Shapes: https://docs.slack.dev/interactivity/implementing-slash-commands and https://docs.slack.dev/apis/events-api
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]


def command(text: str, *, team: str, channel: str, user: str, trigger: str, response_url: str) -> Json:  # noqa: PLR0913
    """A slash command, as the form that Slack sends becomes an object."""
    return {
        "token": "t",
        "team_id": team,
        "team_domain": "x",
        "channel_id": channel,
        "channel_name": "general",
        "user_id": user,
        "user_name": "alice",
        "command": "/whoask",
        "text": text,
        "api_app_id": "A1",
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": trigger,
    }


def event(inner: Json, *, team: str, bot: str, event_id: str) -> Json:
    """An event in its envelope."""
    ours = {"enterprise_id": None, "team_id": team, "user_id": bot, "is_bot": True, "is_enterprise_install": False}
    return {
        "token": "t",
        "team_id": team,
        "context_team_id": team,
        "api_app_id": "A1",
        "type": "event_callback",
        "event_id": event_id,
        "event_time": 1_700_000_000,
        "authorizations": [ours],
        "is_ext_shared_channel": False,
        "event": inner,
    }
