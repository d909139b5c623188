"""The page as a function of the state: every slice of what one tab looks at."""

from collections.abc import Sequence

from localslack.local_slack import LocalSlack
from localslack.page import messages
from localslack.page.gaze import Gaze, visible
from localslack.page.panels import Panel, shown
from localslack.page.troubles import Troubles
from localslack.seed import Channel, User
from localslack.wire import Json

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

    def of(self, gaze: Gaze) -> dict[str, Slice]:
        """What a tab shows now, by name."""
        room = visible(self._slack, gaze.user, gaze.room)
        return {
            "workspace": self._workspace(gaze.user),
            "room": self._room(room, gaze.user) if room else None,
            "thread": self._thread(room, gaze.thread, gaze.user) if room and gaze.thread else None,
            "home": self._home(gaze.user),
            "modals": [
                messages.draw_view(view, self._ws.view_errors.get(view.id, {}))
                for view in self._ws.views.stack(gaze.user)
            ],
            "panels": shown(self._panels, gaze.user),
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
            "dm": {"id": direct.id, "latest": messages.latest(self._ws, direct)},
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
            "latest": messages.latest(self._ws, channel),
            "app_in": self._ws.app_is_in(channel),
        }

    def _room(self, channel: Channel, me: str) -> Json:
        said = [status for (place, _), status in self._ws.statuses.items() if place == channel.id and status]
        shown, cut = messages.in_room(self._ws, channel, me)
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
        """Why nobody can write here; empty when they can."""
        if channel.kind == "im" and not self._ws.app.messages_tab:
            return f"{self._ws.app.name} takes no direct messages."
        return f"#{channel.name} is archived." if channel.is_archived else ""

    def _thread(self, channel: Channel, thread: str, me: str) -> Json:
        return {
            "room": channel.id,
            "ts": thread,
            "messages": messages.in_thread(self._ws, channel, thread, me),
            "status": self._ws.statuses.get((channel.id, thread), ""),
        }

    def _home(self, me: str) -> Json | None:
        view = self._ws.views.home(me)
        return messages.draw_view(view, {}) if view and self._ws.app.home_tab else None


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
