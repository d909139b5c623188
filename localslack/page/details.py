"""One journal entry in full, without what opens anything."""

import re

from localslack.journal import Entry
from localslack.seed import App
from localslack.wire import Json

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
