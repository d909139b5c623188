"""Which events a change makes, for the app that subscribed to them, is allowed to hear them and is there.

Subscriptions and scopes as on https://docs.slack.dev/reference/events.
"""

import re

from localslack.directory import Directory
from localslack.messages import Message
from localslack.seed import Channel, ChannelKind
from localslack.wire import Json

# What a channel's messages are called in a manifest, in an event, and the scope that opens them.
MESSAGE_EVENTS: dict[ChannelKind, tuple[str, str, str]] = {
    "public": ("message.channels", "channel", "channels:history"),
    "private": ("message.groups", "group", "groups:history"),
    "im": ("message.im", "im", "im:history"),
}
# The scope that each other subscription needs; "" needs none.
EVENT_SCOPES = {
    "app_mention": "app_mentions:read",
    "app_uninstalled": "",
    "app_home_opened": "",
    "channel_archive": "channels:read",
    "channel_rename": "channels:read",
    "channel_unarchive": "channels:read",
    "member_joined_channel": "channels:read",
    "reaction_added": "reactions:read",
    "tokens_revoked": "",
}


def hears(directory: Directory, name: str) -> bool:
    """Whether the app subscribed to an event and has the scope for it."""
    scope = EVENT_SCOPES[name]
    return name in directory.app.events and (not scope or scope in directory.app.scopes)


def posted(directory: Directory, message: Message) -> list[Json]:
    """A new message. One that mentions the app can make two events, with two ids."""
    channel = directory.channels[message.channel]
    event = message.to_json() | {"channel": channel.id, "event_ts": message.ts}
    return _mention(directory, message, event) + _message(directory, channel, event)


def edited(directory: Directory, old: Message, new: Message, event_ts: str) -> list[Json]:
    """An edited message. Slack sends a mention again, with ``edited`` in it (bolt-js 960, slack-go 1256)."""
    channel = directory.channels[new.channel]
    mention = new.to_json() | {"channel": channel.id, "event_ts": event_ts}
    change: Json = {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": channel.id,
        "ts": event_ts,
        "event_ts": event_ts,
        "message": new.to_json(),
        "previous_message": old.to_json(),
    }
    return _mention(directory, new, mention) + _message(directory, channel, change)


def deleted(directory: Directory, message: Message, event_ts: str) -> list[Json]:
    """A deleted message."""
    channel = directory.channels[message.channel]
    event: Json = {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "channel": channel.id,
        "ts": event_ts,
        "event_ts": event_ts,
        "deleted_ts": message.ts,
        "previous_message": message.to_json(),
    }
    return _message(directory, channel, event)


def simple(directory: Directory, name: str, event: Json) -> list[Json]:
    """An event that is not a message."""
    return [{"type": name, **event}] if hears(directory, name) else []


def _mention(directory: Directory, message: Message, event: Json) -> list[Json]:
    app = directory.app
    channel = directory.channels[message.channel]
    mentioned = re.search(rf"<@{re.escape(app.user_id)}(\|[^>]*)?>", message.text)
    outside = channel.kind == "im" or not directory.is_member(app.user_id, channel)
    if not mentioned or outside or message.user == app.user_id or not hears(directory, "app_mention"):
        return []
    return [{key: value for key, value in event.items() if key != "subtype"} | {"type": "app_mention"}]


def _message(directory: Directory, channel: Channel, event: Json) -> list[Json]:
    subscription, channel_type, scope = MESSAGE_EVENTS[channel.kind]
    app = directory.app
    allowed = subscription in app.events and scope in app.scopes and directory.is_member(app.user_id, channel)
    return [event | {"channel_type": channel_type}] if allowed else []


def joined(directory: Directory, user: str, channel: Channel, ts: str) -> list[Json]:
    """A user came into a channel the app is in, or the app itself did."""
    if not directory.is_member(directory.app.user_id, channel):
        return []
    notice = Message(
        channel=channel.id,
        ts=ts,
        user=user,
        text=f"<@{user}> has joined the channel",
        subtype="channel_join",
        team=directory.team_of(user),
    )
    event: Json = {"user": user, "channel": channel.id, "channel_type": "C", "team": directory.team, "event_ts": ts}
    return simple(directory, "member_joined_channel", event) + posted(directory, notice)
