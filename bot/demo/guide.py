"""The first minute: three questions to click, what to try next, and how to install it for real.

What a panel beside the page is made of: the pieces that the local Slack's page draws, as JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Literal

from routing.answers import Answer, Found
from routing.matching.index import Index
from routing.registry.schema import Registry
from routing.route import route

# Long enough that two letters can change places and the word still be known.
LONG_WORD = 6
# Asked where the registry's own examples have nothing urgent.
DOWN = "The website is down and nobody can log in"


class Guide:
    """The panel. It is drawn after every change, so it is worked out once for each registry.

    `general` is the id of the channel that all are in.
    """

    def __init__(self, *, general: str) -> None:
        self._general = general
        self._index: Index | None = None
        self._parts: list[Part] = []

    def show(self, index: Index | None, now: datetime) -> list[Part]:
        """The panel for the registry in use; empty while there is none yet."""
        if index is not None and index is not self._index:
            self._index, self._parts = index, guide(index, general=self._general, now=now)
        return self._parts


def guide(index: Index, *, general: str, now: datetime) -> list[Part]:
    """The parts of the panel."""
    asked = _asked(index.registry)
    calm = next((words for words in asked if _is_sure(route(words, index, now))), None)
    typo = next((wrong for words in asked if words != calm and (wrong := _mistyped(words, index, now))), None)
    urgent = next((words for words in [*asked, DOWN] if route(words, index, now).urgent), None)
    return [
        heading("Try it"),
        text("This is the real bot, in a Slack on your computer. Nothing leaves it. Select a question to ask it."),
        *(
            [attempt(f"/whoask {calm}", note="The command: only you see the answer", room=general, command=True)]
            if calm
            else []
        ),
        *([attempt(typo, note="A direct message, typed in a hurry", room="dm")] if typo else []),
        *(
            [attempt(f"@whoask {urgent}", note="A mention in a channel, and it is urgent", room=general)]
            if urgent
            else []
        ),
        heading("Then"),
        bullets(
            (
                "Ask something of your own, as you would ask a colleague.",
                "Ask about something that nobody does: it says that it does not know.",
                "Type “/whoask teams” or “/whoask ladder”.",
                "Change who you are at the bottom left: Kit is a guest, Robin keeps the registry.",
                "Open “Registry” above, change the registry in your editor and save it.",
                "Open “Inspector” to see each call, and “Trouble” to make Slack misbehave.",
            )
        ),
        heading("Use it for real"),
        text("You need a manifest, two tokens and one command: see “Install it into Slack” in README.md."),
    ]


def _asked(registry: Registry) -> list[str]:
    """The registry's own examples, one of each responsibility, the shortest first: they are the quickest to read."""
    topics = (topic for team in registry.teams.values() for topic in team.responsibilities.values())
    return sorted((topic.asked[0] for topic in topics if topic.asked), key=len)


def _is_sure(answer: Answer) -> bool:
    return isinstance(answer, Found) and not answer.urgent


def _mistyped(words: str, index: Index, now: datetime) -> str | None:
    """The question with two letters swapped, where the bot reads it right all the same."""
    right = route(words, index, now)
    if not _is_sure(right):
        return None
    return next((wrong for wrong in _swapped(words) if _place(route(wrong, index, now)) == _place(right)), None)


def _swapped(words: str) -> Iterator[str]:
    """Each long word in turn with two letters of its middle the other way round.

    >>> list(_swapped("who renews it"))
    ['who reenws it']
    """
    parts = words.split(" ")
    for place, word in enumerate(parts):
        middle = len(word) // 2
        if word.isalpha() and word.islower() and len(word) >= LONG_WORD and word[middle - 1] != word[middle]:
            wrong = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
            yield " ".join([*parts[:place], wrong, *parts[place + 1 :]])


def _place(answer: Answer) -> str | None:
    return answer.place.destination if isinstance(answer, Found) else None


Part = dict[str, Any]
Tone = Literal["plain", "good", "bad", "quiet"]


def heading(words: str) -> Part:
    """A heading."""
    return {"kind": "heading", "text": words}


def text(words: str, *, tone: Tone = "plain") -> Part:
    """A paragraph."""
    return {"kind": "text", "text": words, "tone": tone}


def code(words: str) -> Part:
    """Words to read exactly, such as a path or a fault with its line."""
    return {"kind": "code", "text": words}


def bullets(items: Sequence[str]) -> Part:
    """A list."""
    return {"kind": "list", "items": list(items)}


def attempt(typed: str, *, note: str, room: str, command: bool = False) -> Part:
    """Words to send with one click. `room` is a channel's id, or `dm` for the direct message with the app."""
    return {"kind": "try", "text": typed, "note": note, "room": room, "do": "command" if command else "say"}


def blocks(caption: str, drawn: Sequence[Part], *, tone: Tone = "plain") -> Part:
    """A message's blocks, as they would look in Slack."""
    return {"kind": "blocks", "caption": caption, "blocks": list(drawn), "tone": tone}


def columns(*parts: Sequence[Part]) -> Part:
    """Pieces side by side, for comparing."""
    return {"kind": "columns", "parts": [list(one) for one in parts]}
