"""The inspector: a row for every entry of the journal, with one line about it, and each entry in full."""

import re

from localslack.directory import Directory
from localslack.journal import Entry
from localslack.local_slack import LocalSlack
from localslack.page.answer_times import AnswerTimes
from localslack.seed import App
from localslack.wire import Json

# How far back a tab that has just been opened sees, and how much a single batch tells.
FIRST_ROWS = 200


class InspectorRows:
    """One tab's place in the journal."""

    def __init__(self, slack: LocalSlack) -> None:
        self._journal = slack.journal
        self._app = slack.seed.app.user_id
        self._summaries = Summaries(slack.workspace.directory)
        self._answers = AnswerTimes(slack.workspace.directory)
        self._mark = 0

    def changed(self) -> list[Json]:
        """What changed since the last time, oldest first; of a burst, the last rows."""
        entries = self._journal.since(self._mark)[-FIRST_ROWS:]
        self._mark = self._journal.mark
        told = {entry.number: entry for entry in entries}
        for entry in entries:
            for number in self._answers.note(entry):
                if question := self._journal.find(number):
                    told[number] = question
        return [self._row(told[number]) for number in sorted(told)]

    def _row(self, entry: Entry) -> Json:
        done = entry.answered_at is not None
        return {
            "number": entry.number,
            "at": entry.at,
            "kind": entry.kind,
            "name": entry.name,
            "connection": entry.connection,
            "summary": self._summaries.of(entry),
            "retry": entry.data.get("retry_attempt", 0) if entry.kind == "frame_out" else 0,
            "ack_ms": None if entry.acked_at is None else round(1000 * (entry.acked_at - entry.at), 1),
            "answer_ms": self._answers.ms(entry.number),
            "question": self._is_question(entry),
            "ok": entry.ok if done else None,
            "error": str(entry.answer.get("error", "")),
            "fault": entry.fault,
        }

    def _is_question(self, entry: Entry) -> bool:
        """Whether a user asks the app: with a command, a mention or a direct message."""
        if entry.kind != "frame_out" or entry.name != "events_api":
            return entry.kind == "frame_out" and entry.name == "slash_commands"
        payload: Json = entry.data.get("payload") or {}
        event: Json = payload.get("event") or {}
        if event.get("type") == "app_mention":
            return True
        said = event.get("type") == "message" and not event.get("subtype") and event.get("user") != self._app
        return said and event.get("channel_type") == "im"


LONGEST = 140


class Summaries:
    """Says in a line what an entry is about."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def of(self, entry: Entry) -> str:
        """The line."""
        return _clipped(" ".join(part for part in self._parts(entry) if part))

    def _parts(self, entry: Entry) -> list[str]:
        data = entry.data
        match entry.kind:
            case "call":
                return self._call(data)
            case "response_url":
                return ["removes the message" if data.get("delete_original") else str(data.get("text") or "")]
            case "frame_out" if "payload" in data:
                return self._envelope(entry.name, data["payload"])
            case "frame_out":
                return [str(data.get("reason", ""))]
            case "frame_in":
                return ["with an answer" if data.get("payload") else ""]
            case "connection" | "note":
                return [str(data.get("text", ""))]

    def _call(self, data: Json) -> list[str]:
        place = self._place(data.get("channel") or data.get("channel_id"))
        person = self._person(data.get("user") or data.get("user_id"))
        view = data.get("view")
        title = _words(view.get("title")) if isinstance(view, dict) else ""
        words = next((str(data[key]) for key in ("text", "status", "name") if data.get(key)), "")
        return [place, person, title, words]

    def _envelope(self, name: str, payload: Json) -> list[str]:
        if name == "events_api":
            return self._event(payload.get("event") or {})
        if name == "slash_commands":
            place = self._place(payload.get("channel_id"))
            words = f"{payload.get('command', '')} {payload.get('text', '')}"
            return [self._person(payload.get("user_id")), place, words]
        what = [str(action.get("action_id", "")) for action in payload.get("actions") or ()]
        view = payload.get("view") or {}
        called = payload.get("callback_id") or payload.get("action_id") or view.get("callback_id") or ""
        typed = str(payload.get("value") or "")
        who = self._person((payload.get("user") or {}).get("id"))
        return [str(payload.get("type", "")), who, ", ".join(what) or str(called), typed]

    def _event(self, event: Json) -> list[str]:
        channel = event.get("channel")
        item: Json = event.get("item") or {}
        place = self._place(channel.get("id") if isinstance(channel, dict) else channel or item.get("channel"))
        words = str(event.get("text") or event.get("reaction") or event.get("tab") or event.get("subtype") or "")
        return [str(event.get("type", "")), self._person(event.get("user")), place, words]

    def _place(self, ref: object) -> str:
        found = self._directory.channels.get(str(ref or ""))
        if found is None:
            return self._person(ref) if ref else ""
        return f"DM with {self._name(found.user)}" if found.kind == "im" else f"#{found.name}"

    def _person(self, ref: object) -> str:
        return f"@{self._name(ref)}" if isinstance(ref, str) and ref else ""

    def _name(self, ref: object) -> str:
        found = self._directory.users.get(str(ref or ""))
        return found.name if found else str(ref or "")


def _words(text: object) -> str:
    return str(text.get("text", "")) if isinstance(text, dict) else ""


def _clipped(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


HIDDEN = "(hidden)"
_TICKET = re.compile(r"(?<=[?&]ticket=)[^&]+")


def detail(entry: Entry, app: App) -> Json:
    """The whole payload of one entry, with tokens and tickets hidden."""
    return {
        "number": entry.number,
        "at": entry.at,
        "kind": entry.kind,
        "name": entry.name,
        "data": _without_secrets(entry.data, app),
        "answer": _without_secrets(entry.answer, app),
        "connection": entry.connection,
        "acked_at": entry.acked_at,
        "answered_at": entry.answered_at,
        "fault": entry.fault,
    }


def _without_secrets(value: object, app: App) -> object:
    if isinstance(value, dict):
        return {key: HIDDEN if key == "token" else _without_secrets(held, app) for key, held in value.items()}
    if isinstance(value, list | tuple):
        return [_without_secrets(held, app) for held in value]
    if isinstance(value, str):
        return _TICKET.sub(HIDDEN, value.replace(app.bot_token, HIDDEN).replace(app.app_token, HIDDEN))
    return value
