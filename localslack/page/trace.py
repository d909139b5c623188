"""The rows of the inspector: what is new or changed in the journal since a tab last heard of it."""

from localslack.journal import Entry
from localslack.local_slack import LocalSlack
from localslack.page.answers import Answers
from localslack.page.summaries import Summaries
from localslack.wire import Json

# How far back a tab that has just been opened sees, and how much a single batch tells.
FIRST_ROWS = 200


class Trace:
    """One tab's place in the journal."""

    def __init__(self, slack: LocalSlack) -> None:
        self._journal = slack.journal
        self._app = slack.seed.app.user_id
        self._summaries = Summaries(slack.workspace.directory)
        self._answers = Answers(slack.workspace.directory)
        self._mark = 0

    def rows(self) -> list[Json]:
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
        """Whether somebody asks the app: with a command, a mention or a direct message."""
        if entry.kind != "frame_out" or entry.name != "events_api":
            return entry.kind == "frame_out" and entry.name == "slash_commands"
        payload: Json = entry.data.get("payload") or {}
        event: Json = payload.get("event") or {}
        if event.get("type") == "app_mention":
            return True
        said = event.get("type") == "message" and not event.get("subtype") and event.get("user") != self._app
        return said and event.get("channel_type") == "im"
