"""Panels beside the workspace: what the program that starts the local Slack wants to show there."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from localslack.wire import Json

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Panel:
    """One tab of the side panel.

    Attributes:
        name: what the page calls it.
        title: what people read on its tab.
        show: its parts for a user id; it runs after every change, so it must be quick.
    """

    name: str
    title: str
    show: Callable[[str], Sequence[Json]]


def shown(panels: Iterable[Panel], user: str) -> list[Json]:
    """The panels as somebody sees them."""
    return [{"name": panel.name, "title": panel.title, "parts": _parts(panel, user)} for panel in panels]


def _parts(panel: Panel, user: str) -> list[Json]:
    try:
        return list(panel.show(user))
    except Exception:  # a panel is not ours: one that fails must not take the page with it
        logger.exception("panel %s failed", panel.name)
        return [{"kind": "text", "text": "This panel failed. The log says why.", "tone": "bad"}]
