"""How long a user waited: which message or view of the app answers which frame.

A frame asks when it brings a message, a mention, a Home tab, a command or an interaction. The first of these that
succeeds after it is its answer:

* a post to its response_url, or an acknowledgement that carries something to show;
* a message or an update in its channel, or in a direct message with its person: in its thread, or outside threads;
* an ephemeral message for its person, there or, where it has no channel, anywhere;
* a view opened with its trigger, an update of the view it came from, and for a Home tab what is published next.

A frame from a view or a global shortcut has no channel, so only what reaches its person answers it.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from localslack.directory import Directory
from localslack.journal import Entry
from localslack.wire import Json

# Questions without an answer give way to newer ones.
MAX_WAITING = 100
_ASKING = frozenset({"message", "app_mention"})
_HIDDEN = frozenset({"message_changed", "message_deleted"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A frame that a user waits for an answer to.

    Attributes:
        rooms: its channel, its person, and their direct message: what a message to either is addressed to.
        has_room: whether it comes from a channel or direct message.
        thread: the thread it stands in or would start; empty for a command.
        view: the view it comes from.
        is_home: whether it comes from the Home tab.
    """

    number: int
    at: float
    envelope: str
    user: str
    rooms: frozenset[str]
    has_room: bool
    thread: str
    url: str
    trigger: str
    view: str
    is_home: bool

    def is_answered_by(self, entry: Entry) -> bool:
        """Whether a call, a response or an acknowledgement is the answer."""
        args = entry.data
        if entry.kind == "frame_in":
            return args.get("envelope_id") == self.envelope and bool(args.get("payload"))
        if entry.kind == "response_url":
            return bool(self.url) and entry.url == self.url
        return self._is_for(entry.name, args)

    def _is_for(self, method: str, args: Json) -> bool:
        """Whether a call of this method reaches who or what asked."""
        match method:
            case "chat.postMessage" | "chat.update":
                return args.get("channel") in self.rooms and args.get("thread_ts") in {None, "", self.thread}
            case "chat.postEphemeral":
                return args.get("user") == self.user and (not self.has_room or args.get("channel") in self.rooms)
            case "views.open" | "views.push":
                return args.get("trigger_id") == self.trigger
            case "views.update":
                return bool(self.view) and args.get("view_id") == self.view
            case "views.publish":
                return self.is_home and args.get("user_id") == self.user
            case _:
                return False


class AnswerTimes:
    """The frames that wait, and how long those that were answered took."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory
        self._waiting: deque[Question] = deque(maxlen=MAX_WAITING)
        self._asked: deque[int] = deque(maxlen=MAX_WAITING)
        self._took: dict[int, float] = {}

    def ms(self, number: int) -> float | None:
        """How long a frame's answer took, in milliseconds; None while there is none."""
        return self._took.get(number)

    def note(self, entry: Entry) -> list[int]:
        """Take in what is new; returns the numbers of the frames it answers."""
        if entry.kind == "frame_out":
            self._ask(entry)
            return []
        if entry.kind not in {"call", "response_url", "frame_in"} or not (entry.ok or entry.kind == "frame_in"):
            return []
        found = [q for q in self._waiting if q.number < entry.number and q.is_answered_by(entry)]
        for question in found:
            self._waiting.remove(question)
            self._took[question.number] = round(1000 * ((entry.answered_at or entry.at) - question.at), 1)
        return [question.number for question in found]

    def _ask(self, entry: Entry) -> None:
        if entry.number in self._asked:
            return
        self._asked.append(entry.number)
        if found := self._question(entry):
            self._waiting.append(found)

    def _question(self, entry: Entry) -> Question | None:
        payload: Json = entry.data.get("payload") or {}
        event: Json = payload.get("event") or {}
        if entry.name == "events_api" and not self._asks(event):
            return None
        if entry.name not in {"events_api", "slash_commands", "interactive"} or payload.get("type") == "view_closed":
            return None
        body = event or payload
        container: Json = payload.get("container") or {}
        view: Json = payload.get("view") or {}
        user = _id(body.get("user")) or str(payload.get("user_id", ""))
        channel = _id(body.get("channel")) or str(payload.get("channel_id", ""))
        return Question(
            number=entry.number,
            at=entry.at,
            envelope=str(entry.data.get("envelope_id", "")),
            user=user,
            rooms=frozenset({channel, user, *self._direct(user)} - {""}),
            has_room=bool(channel),
            thread=_thread(event) or _thread(container) or _thread(payload.get("message") or {}),
            url=str(payload.get("response_url", "")),
            trigger=str(payload.get("trigger_id", "-")),
            view=_id(view),
            is_home=event.get("tab") == "home" or view.get("type") == "home",
        )

    def _asks(self, event: Json) -> bool:
        """Whether an event wants an answer; what the app said itself does not."""
        own = event.get("user") == self._directory.app.user_id
        if event.get("type") == "app_home_opened":
            return event.get("tab") == "home"
        return event.get("type") in _ASKING and event.get("subtype") not in _HIDDEN and not own

    def _direct(self, user: str) -> list[str]:
        return [channel.id for channel in self._directory.channels.values() if user and channel.user == user]


def _id(value: object) -> str:
    """The id of a person, a channel or a view, which events name and interactions spell out."""
    return str(value.get("id", "")) if isinstance(value, Mapping) else str(value or "")


def _thread(place: Mapping[str, object]) -> str:
    return str(place.get("thread_ts") or place.get("ts") or place.get("message_ts") or "")
