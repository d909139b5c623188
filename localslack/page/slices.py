"""The page as a function of the state: what one tab looks at, and every slice of it, with messages and views drawn."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from localslack.directory import Directory
from localslack.local_slack import LocalSlack
from localslack.messages import Message
from localslack.page.side_panel import Panel, Troubles, shown_panels
from localslack.seed import Channel, User
from localslack.views import View
from localslack.wire import ImpossibleError, Json
from localslack.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Focus:
    """What one tab looks at.

    Attributes:
        user: who looks.
        room: the channel or direct message, None for the app's Home tab.
        thread: the ts of the thread that is open beside it.
    """

    user: str
    room: str | None = None
    thread: str | None = None


def focus_of(slack: LocalSlack, user: str, room: str | None, thread: str | None) -> Focus:
    """The focus of a tab: without a user it is the first person's, and a room they cannot see stays closed to them.

    Raises:
        ImpossibleError: there is no such person.
    """
    user = user or next((one.id for one in slack.seed.users if not (one.is_bot or one.deactivated)), "")
    person = slack.workspace.directory.users.get(user)
    if person is None or person.is_bot or person.deactivated:
        raise ImpossibleError(f"nobody can look as {user!r}")
    slack.dm(user)
    return Focus(user, room, thread)


def visible(slack: LocalSlack, user: str, room: str | None) -> Channel | None:
    """The room, if it is there and the user can see it."""
    directory = slack.workspace.directory
    channel = directory.channels.get(room or "")
    return channel if channel and directory.sees(user, channel) else None


Slice = Json | list[Json] | None


class Slices:
    """Draws slices.

    Args:
        slack: the local Slack they show.
        panels: what else stands beside it.
        troubles: the switches for what can go wrong.
    """

    def __init__(self, slack: LocalSlack, panels: Sequence[Panel], troubles: Troubles) -> None:
        self._slack = slack
        self._ws = slack.workspace
        self._panels = panels
        self._troubles = troubles

    def of(self, focus: Focus) -> dict[str, Slice]:
        """What a tab shows now, by name."""
        room = visible(self._slack, focus.user, focus.room)
        return {
            "workspace": self._workspace(focus.user),
            "room": self._room(room, focus.user) if room else None,
            "thread": self._thread(room, focus.thread, focus.user) if room and focus.thread else None,
            "home": self._home(focus.user),
            "modals": [
                draw_view(view, self._ws.view_errors.get(view.id, {})) for view in self._ws.views.stack(focus.user)
            ],
            "panels": shown_panels(self._panels, focus.user),
            "troubles": self._troubles.shown(),
        }

    def _workspace(self, me: str) -> Json:
        directory = self._ws.directory
        direct = directory.channels[self._slack.dm(me)]
        return {
            "app": self._app(),
            "team": {"name": self._ws.seed.domain},
            "me": me,
            "users": [_person(user) for user in directory.users.values()],
            "channels": [
                self._channel(channel, me)
                for channel in directory.channels.values()
                if channel.kind != "im" and directory.sees(me, channel)
            ],
            "dm": {"id": direct.id, "latest": latest(self._ws, direct)},
            "usergroups": [
                {"id": group.id, "handle": group.handle, "name": group.name}
                for group in directory.usergroups.values()
                if not group.disabled
            ],
            "connections": len(self._slack.connections),
        }

    def _app(self) -> Json:
        app = self._ws.app
        return {
            "name": app.name,
            "user_id": app.user_id,
            "app_id": app.app_id,
            "commands": [{"name": c.name, "hint": c.hint, "description": c.description} for c in app.commands],
            "shortcuts": [{"callback_id": s.callback_id, "name": s.name, "kind": s.kind} for s in app.shortcuts],
            "messages_tab": app.messages_tab,
            "home_tab": app.home_tab,
        }

    def _channel(self, channel: Channel, me: str) -> Json:
        return {
            "id": channel.id,
            "name": channel.name,
            "kind": channel.kind,
            "member": self._ws.directory.is_member(me, channel),
            "archived": channel.is_archived,
            "purpose": channel.purpose,
            "latest": latest(self._ws, channel),
            "app_in": self._ws.app_is_in(channel),
        }

    def _room(self, channel: Channel, me: str) -> Json:
        said = [status for (place, _), status in self._ws.statuses.items() if place == channel.id and status]
        shown, cut = in_room(self._ws, channel, me)
        return {
            "id": channel.id,
            "kind": channel.kind,
            "messages": shown,
            "cut": cut,
            "status": said[-1] if said else "",
            "prompts": [{"title": p["title"], "message": p["message"]} for p in self._ws.prompts.get(channel.id, ())],
            "closed": self._closed(channel),
        }

    def _closed(self, channel: Channel) -> str:
        """Why a room is closed to messages; empty when it is open."""
        if channel.kind == "im" and not self._ws.app.messages_tab:
            return f"{self._ws.app.name} takes no direct messages."
        return f"#{channel.name} is archived." if channel.is_archived else ""

    def _thread(self, channel: Channel, thread: str, me: str) -> Json:
        return {
            "room": channel.id,
            "ts": thread,
            "messages": in_thread(self._ws, channel, thread, me),
            "status": self._ws.statuses.get((channel.id, thread), ""),
        }

    def _home(self, me: str) -> Json | None:
        view = self._ws.views.home(me)
        return draw_view(view, {}) if view and self._ws.app.home_tab else None


def _person(user: User) -> Json:
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name or user.name,
        "is_bot": user.is_bot,
        "guest": user.guest,
        "online": user.online,
        "deactivated": user.deactivated,
    }


# How far back a room goes, so that a busy one stays quick to draw.
ROOM_MESSAGES = 200
# What Slack's clients say when an app does not answer a submission.
TROUBLE = "We had some trouble connecting. Try again?"
_UNANSWERED = frozenset({"operation_timeout", "dispatch_failed"})


def in_room(ws: Workspace, channel: Channel, user: str) -> tuple[list[Json], bool]:
    """A room without the replies in threads, with what this person alone sees; and whether older messages are cut."""
    messages = ws.log.in_channel(channel.id)
    replies: dict[str, list[Message]] = defaultdict(list)
    for message in messages:
        if message.thread != message.ts:
            replies[message.thread].append(message)
    top = [m for m in messages if stands_in_room(m)]
    own = [m for m in ws.log.ephemerals(user) if m.channel == channel.id and stands_in_room(m)]
    every = _in_order(top, own)
    shown = every[-ROOM_MESSAGES:]
    drawn = [draw_message(ws.directory, m, user) | {"replies": _summary(replies.get(m.ts, ()))} for m in shown]
    return drawn, len(shown) < len(every)


def in_thread(ws: Workspace, channel: Channel, thread: str, user: str) -> list[Json]:
    """A thread with its first message, and with what this person alone sees in it."""
    own = [m for m in ws.log.ephemerals(user) if m.channel == channel.id and m.thread == thread]
    return [draw_message(ws.directory, m, user) for m in _in_order(ws.log.in_thread(channel.id, thread), own)]


def latest(ws: Workspace, channel: Channel) -> str | None:
    """When the last message of a room was written."""
    messages = reversed(ws.log.in_channel(channel.id))
    return next((message.ts for message in messages if stands_in_room(message)), None)


def stands_in_room(message: Message) -> bool:
    """Whether a message shows outside its thread."""
    return message.thread == message.ts or message.subtype == "thread_broadcast"


def draw_message(directory: Directory, message: Message, user: str) -> Json:
    """One message for one person."""
    author = directory.users.get(message.user)
    return {
        "ts": message.ts,
        "user": message.user,
        "name": (author.real_name or author.name) if author else message.user,
        "is_app": message.user == directory.app.user_id,
        "slackbot": message.user == "USLACKBOT",
        "mine": message.user == user,
        "text": message.text,
        "blocks": list(message.blocks),
        "thread_ts": message.thread_ts,
        "subtype": message.subtype,
        "edited": message.edited_by is not None,
        "ephemeral": message.is_ephemeral,
        "reactions": [{"name": name, "users": list(users)} for name, users in message.reactions.items()],
    }


def draw_view(view: View, errors: Mapping[str, object]) -> Json:
    """A modal or a Home tab."""
    return {
        "id": view.id,
        "kind": view.kind,
        **{part: _words(view.body.get(part)) for part in ("title", "submit", "close")},
        "blocks": list(view.blocks),
        "errors": {
            block: TROUBLE if text in _UNANSWERED else text for block, text in errors.items() if isinstance(text, str)
        },
        "callback_id": view.callback_id,
        "hash": view.hash,
    }


def _in_order(messages: Sequence[Message], own: Sequence[Message]) -> list[Message]:
    return sorted((*messages, *own), key=lambda message: message.ts)


def _summary(replies: Sequence[Message]) -> Json | None:
    if not replies:
        return None
    return {"count": len(replies), "users": list(dict.fromkeys(m.user for m in replies)), "latest": replies[-1].ts}


def _words(text: object) -> str | None:
    return str(text.get("text", "")) if isinstance(text, dict) else None
