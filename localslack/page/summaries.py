"""One line about each journal entry, for people who read along."""

from localslack.directory import Directory
from localslack.journal import Entry
from localslack.wire import Json

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
