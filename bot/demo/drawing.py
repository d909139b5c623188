"""A Slack message as lines for a terminal: its blocks as text, its buttons numbered.

Draws what whoask sends and most of what else a message can hold; a block it does not know is named, never left out
in silence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.slack.messages.mrkdwn import plain

Json = Mapping[str, Any]
# From an id (a channel's, a person's, a group's) to the name as people write it: `#name`, `@name`.
Names = Callable[[str], str]

_ID_ALONE = re.compile(r"<(?:[@#]|!subteam\^)(\w+)>")
_LINK = re.compile(r"<(https?://[^|<>]+)\|([^<>]+)>")


@dataclass(frozen=True, slots=True)
class Control:
    """Something to press. `value` tells it from others with the same action id."""

    label: str
    action_id: str
    value: str | None


@dataclass(frozen=True, slots=True)
class DrawnMessage:
    """A message as lines, and its controls in the order of their numbers."""

    lines: tuple[str, ...]
    controls: tuple[Control, ...]


def draw(text: str, blocks: Sequence[Json], *, names: Names, user: str, first: int = 1) -> DrawnMessage:
    """Draw a message as `user` sees it, its buttons numbered from `first`. Where there are no blocks, its text."""
    pen = _Pen(names, user, first)
    for block in blocks:
        pen.block(block)
    lines = pen.lines if blocks else pen.words(text).splitlines()
    return DrawnMessage(tuple(lines), tuple(pen.controls))


class _Pen:
    """Draws block after block; knows how many buttons there are so far."""

    def __init__(self, names: Names, user: str, first: int) -> None:
        self._names = names
        self._user = user
        self._first = first
        self.lines: list[str] = []
        self.controls: list[Control] = []

    def words(self, text: str) -> str:
        """Slack's mrkdwn as words: ids by their names, links with their address."""
        named = _ID_ALONE.sub(lambda found: self._names(found[1]), text)
        return plain(_LINK.sub(r"\2 (\1)", named), None)

    def block(self, block: Json) -> None:
        """Draw one block."""
        match block:
            case {"type": "section"}:
                self._section(block)
            case {"type": "actions" | "context_actions", "elements": elements}:
                self._press(elements)
            case {"type": "rich_text", "elements": elements}:
                for element in elements:
                    self._rich(element)
            case {"type": "divider"}:
                self._write("─" * 40)
            case _:
                self._write(self._simple(block))

    def _simple(self, block: Json) -> str:
        """A block that is one piece of text."""
        match block:
            case {"type": "header", "text": text}:
                return self._text(text).upper()
            case {"type": "markdown", "text": text}:
                return str(text)
            case {"type": "alert", "text": text}:
                return f"! {self._text(text)}"
            case {"type": "context", "elements": elements}:
                return "  ".join(self._text(element) for element in elements)
            case {"type": "image", "alt_text": alt}:
                return f"(picture: {alt})"
            case _:
                return f"(a block of type {block.get('type')}, which is not drawn here)"

    def _write(self, text: str) -> None:
        self.lines += text.splitlines()

    def _text(self, text: Json | str) -> str:
        """A text object; plain text is shown as it stands."""
        if isinstance(text, str):
            return self.words(text)
        if text.get("type") == "mrkdwn":
            return self.words(text["text"])
        return str(text.get("text") or f"(picture: {text.get('alt_text', '')})")

    def _section(self, block: Json) -> None:
        if text := block.get("text"):
            self._write(self._text(text))
        for field in block.get("fields", ()):
            self._write(self._text(field))
        if accessory := block.get("accessory"):
            self._press([accessory])

    def _press(self, elements: Sequence[Json]) -> None:
        """Number what can be pressed, all on one line."""
        drawn = []
        for element in elements:
            if self._user not in element.get("visible_to_user_ids", (self._user,)):
                continue
            for control in _controls(element):
                address = f" ({element['url']})" if "url" in element else ""
                drawn.append(f"[{self._first + len(self.controls)}] {control.label}{address}")
                self.controls.append(control)
        self._write("   ".join(drawn))

    def _rich(self, element: Json) -> None:
        match element:
            case {"type": "rich_text_list", "elements": items}:
                first = element.get("offset", 0) + 1
                for number, item in enumerate(items, start=first):
                    mark = f"{number}." if element.get("style") == "ordered" else "•"
                    self._write(f"{'  ' * element.get('indent', 0)}{mark} {self._run(item)}")
            case {"type": "rich_text_quote"}:
                self.lines += [f"> {line}" for line in self._run(element).splitlines()]
            case _:
                self._write(self._run(element))

    def _run(self, section: Json) -> str:
        return "".join(self._part(part) for part in section.get("elements", ()))

    def _part(self, part: Json) -> str:
        match part:
            case {"type": "link", "url": url}:
                label = part.get("text")
                return f"{label} ({url})" if label and label != url else str(url)
            case {"channel_id": name} | {"user_id": name} | {"usergroup_id": name}:
                return self._names(name)
            case {"type": "broadcast", "range": everybody}:
                return f"@{everybody}"
            case {"type": "emoji", "name": name}:
                return f":{name}:"
            case _:
                return str(part.get("text", ""))


def _controls(element: Json) -> Iterator[Control]:
    """What can be pressed of an element: a button once, each option of a menu, both sides of a feedback button."""
    action_id = element.get("action_id", "")
    match element:
        case {"type": "feedback_buttons"}:
            for side in (element["positive_button"], element["negative_button"]):
                yield Control(side["text"]["text"], action_id, side["value"])
        case {"options": options}:
            for option in options:
                yield Control(option["text"]["text"], action_id, option["value"])
        case {"type": "button" | "icon_button", "text": text}:
            yield Control(text["text"], action_id, element.get("value"))
        case _:  # a date picker and the like: nothing that one number could choose
            return
