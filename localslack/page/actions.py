"""What a person does on the page, as the local Slack's driver does it."""

import re
from collections.abc import Awaitable, Callable, Mapping

from localslack.local_slack import LocalSlack
from localslack.messages import Message
from localslack.page.frames import Frame
from localslack.page.inspector import detail
from localslack.page.side_panel import Troubles
from localslack.page.slices import visible
from localslack.seed import ShortcutKind
from localslack.views import View
from localslack.wire import ImpossibleError, Json

# Slack's clients take no longer messages.
MAX_TEXT = 40_000
_EMOJI = re.compile(r"[\w+'-]{1,100}(::skin-tone-[2-6])?")
# How much longer than Slack itself a tab waits for an app's options.
GRACE = 2.0


class Actions:
    """Everything a frame can ask for, except to look.

    Args:
        slack: where it is done.
        troubles: the switches.
    """

    def __init__(self, slack: LocalSlack, troubles: Troubles) -> None:
        self._slack = slack
        self._troubles = troubles
        self._known: dict[str, Callable[[str, Frame], Awaitable[Json | None]]] = {
            "say": self._say,
            "command": self._command,
            "edit": self._edit,
            "delete": self._delete,
            "react": self._react,
            "act": self._act,
            "suggest": self._suggest,
            "shortcut": self._shortcut,
            "submit": self._submit,
            "close": self._close,
            "home": self._home,
            "trouble": self._trouble,
            "detail": self._detail,
        }

    async def do(self, user: str, frame: Frame) -> Json:
        """Do it; returns what the reply says beside ``ok``.

        Raises:
            ImpossibleError: a person could not, or the frame is not as it should be.
        """
        name = frame.text("do")
        if name not in self._known:
            raise ImpossibleError(f"there is nothing called {name!r} to do")
        return await self._known[name](user, frame) or {}

    async def _say(self, me: str, frame: Frame) -> None:
        room = self._room(me, frame)
        thread = frame.maybe("thread")
        if thread is not None and not self._slack.workspace.log.in_thread(room, thread):
            raise ImpossibleError("that thread is gone")
        await self._slack.say(me, room, _typed(frame), thread)

    async def _command(self, me: str, frame: Frame) -> None:
        await self._slack.command(me, self._room(me, frame), frame.text("name"), frame.maybe("text") or "")

    async def _edit(self, me: str, frame: Frame) -> None:
        await self._slack.edit(self._own(me, frame), _typed(frame))

    async def _delete(self, me: str, frame: Frame) -> None:
        await self._slack.delete(self._own(me, frame))

    async def _react(self, me: str, frame: Frame) -> None:
        message = self._message(me, frame)
        name = frame.text("name").strip(":")
        if message.is_ephemeral or not _EMOJI.fullmatch(name):
            raise ImpossibleError("nobody can react with that here")
        if me in message.reactions.get(name, ()):
            raise ImpossibleError(f"you have reacted with :{name}: already")
        await self._slack.react(me, message, name)

    async def _act(self, me: str, frame: Frame) -> None:
        source, block, action = self._control(me, frame)
        await self._slack.select(source, action, me, frame.value("value"), block=block)

    async def _suggest(self, me: str, frame: Frame) -> Json:
        source, block, action = self._control(me, frame)
        delivery = await self._slack.suggest(source, action, me, frame.text("typed"), block=block)
        await self._slack.settled(delivery, self._slack.socket.ack_timeout + GRACE)
        if not {"options", "option_groups"} & set(delivery.answer):
            raise ImpossibleError("the app offered no options in time")
        groups = delivery.answer.get("option_groups")
        return {"options": delivery.answer.get("options") or [], **({"option_groups": groups} if groups else {})}

    async def _shortcut(self, me: str, frame: Frame) -> None:
        callback_id = frame.text("callback_id")
        kind: ShortcutKind = "global" if frame.maybe("ts") is None else "message"
        known = {shortcut.callback_id for shortcut in self._slack.seed.app.shortcuts if shortcut.kind == kind}
        if callback_id not in known:
            raise ImpossibleError(f"the app has no {kind} shortcut {callback_id!r}")
        if kind == "message":
            await self._slack.message_shortcut(self._message(me, frame), callback_id, me)
        else:
            await self._slack.global_shortcut(callback_id, me)

    async def _submit(self, me: str, frame: Frame) -> None:
        fields = frame.record("values")
        if not all(isinstance(held, Mapping) for held in fields.values()):
            raise ImpossibleError("values go by block id and then by action id")
        await self._slack.submit_view(self._view(frame), me, fields=fields)

    async def _close(self, me: str, frame: Frame) -> None:
        await self._slack.close_view(self._view(frame), me)

    async def _home(self, me: str, frame: Frame) -> None:
        app = self._slack.seed.app
        tab = frame.text("tab")
        if not {"home": app.home_tab, "messages": app.messages_tab}.get(tab):
            raise ImpossibleError(f"{app.name} has no tab called {tab!r}")
        await self._slack.open_home(me, tab)

    async def _trouble(self, _me: str, frame: Frame) -> None:
        await self._troubles.turn(frame.text("name"), on=frame.switch("on"))

    async def _detail(self, _me: str, frame: Frame) -> Json:
        entry = self._slack.journal.find(frame.count("number"))
        if entry is None:
            raise ImpossibleError("the journal does not go back that far")
        return {"entry": detail(entry, self._slack.seed.app)}

    def _room(self, me: str, frame: Frame) -> str:
        channel = visible(self._slack, me, frame.text("room"))
        if channel is None:
            raise ImpossibleError("there is no such channel")
        return channel.id

    def _message(self, me: str, frame: Frame) -> Message:
        message = self._slack.workspace.log.find(self._room(me, frame), frame.text("ts"))
        if message is None or message.recipient not in {None, me}:
            raise ImpossibleError("that message is gone")
        return message

    def _own(self, me: str, frame: Frame) -> Message:
        message = self._message(me, frame)
        if message.user != me:
            raise ImpossibleError("people can change only their own messages")
        return message

    def _view(self, frame: Frame) -> View:
        view = self._slack.workspace.views.find(frame.text("view"))
        if view is None:
            raise ImpossibleError("that view is gone")
        return view

    def _control(self, me: str, frame: Frame) -> tuple[Message | View, str, str]:
        """What the control is on, its block and its action."""
        place = frame.inner("on")
        source = self._message(me, place) if place.maybe("view") is None else self._view(place)
        return source, frame.text("block_id"), frame.text("action_id")


def _typed(frame: Frame) -> str:
    text = frame.text("text")
    if not text.strip():
        raise ImpossibleError("there is nothing to send")
    if len(text) > MAX_TEXT:
        raise ImpossibleError(f"a message takes at most {MAX_TEXT:,} characters")
    return text
