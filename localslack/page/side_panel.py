"""What stands beside the workspace: panels of the program that starts it, and the troubles that can be tried."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from localslack.faults import EVERYTHING, RESPONSE_URL, Fault, Hang, RateLimited, Script, ServerFault, Slow
from localslack.local_slack import LocalSlack
from localslack.wire import ImpossibleError, Json

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


def shown_panels(panels: Iterable[Panel], user: str) -> list[Json]:
    """The panels as a user sees them."""
    return [{"name": panel.name, "title": panel.title, "parts": _parts(panel, user)} for panel in panels]


def _parts(panel: Panel, user: str) -> list[Json]:
    try:
        return list(panel.show(user))
    except Exception:  # a panel is not ours: one that fails must not take the page with it
        logger.exception("panel %s failed", panel.name)
        return [{"kind": "text", "text": "This panel failed. The log says why.", "tone": "bad"}]


MESSAGES = ("chat.*", RESPONSE_URL)
ANSWERS = ("chat.*", "views.*", RESPONSE_URL)
SLOW_SECONDS = 2.0
RETRY_AFTER = 2
# Two, so that the third attempt of an app that tries again gets through, and an operator sees it happen.
CALLS = 2


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that can go wrong.

    Attributes:
        kind: a ``switch`` stays on until it is turned off or used up; a ``push`` happens once.
        about: what an operator will see, in a sentence.
    """

    name: str
    title: str
    about: str
    kind: Literal["switch", "push"] = "switch"


TROUBLES = (
    Trouble("slow", "Slack is slow", "Every call to Slack takes 2 seconds, so answers appear late."),
    Trouble(
        "limited",
        "Rate limit",
        "The next 2 messages are refused with 429, and the app may try again after 2 seconds.",
    ),
    Trouble("fault", "Slack fails", "The next message or view is answered with error 503."),
    Trouble("hang", "Slack hangs", "Messages get no answer until you turn this off; then they go on."),
    Trouble("duplicate", "Events come twice", "Every event is delivered twice, and should be answered once."),
    Trouble(
        "drop",
        "Drop the connections",
        "Every connection breaks without a word, and the app should connect again by itself.",
        "push",
    ),
    Trouble(
        "refresh",
        "Ask the app to reconnect",
        "Slack says that it will close the connections, and the app should open new ones first.",
        "push",
    ),
)
_SCRIPTS: dict[str, tuple[Sequence[str], Fault, int | None]] = {
    "slow": ((EVERYTHING,), Slow(SLOW_SECONDS), None),
    "limited": (MESSAGES, RateLimited(RETRY_AFTER), CALLS),
    "fault": (ANSWERS, ServerFault(503), 1),
    "hang": (MESSAGES, Hang(), None),
}


class Troubles:
    """The switches of one local Slack; all its tabs share them."""

    def __init__(self, slack: LocalSlack) -> None:
        self._slack = slack
        self._scripts: dict[str, Script] = {}

    def shown(self) -> list[Json]:
        """Every trouble and how it stands."""
        return [
            {"name": t.name, "title": t.title, "about": t.about, "kind": t.kind, "on": self.is_on(t.name)}
            for t in TROUBLES
        ]

    def is_on(self, name: str) -> bool:
        """Whether a switch is on; one that is used up is off again."""
        if name == "duplicate":
            return self._slack.faults.duplicates
        return name in self._scripts and self._slack.faults.holds(self._scripts[name])

    async def turn(self, name: str, *, on: bool) -> None:
        """Turn a switch, or push a button.

        Raises:
            ImpossibleError: there is no such trouble.
        """
        if name == "drop":
            self._slack.drop()
        elif name == "refresh":
            await self._slack.disconnect("refresh_requested")
        elif name == "duplicate":
            self._slack.faults.duplicate_events(None if on else 0, fresh_event_id=True)
        elif name in _SCRIPTS:
            self._script(name, on=on)
        else:
            raise ImpossibleError(f"there is no trouble called {name!r}")

    def _script(self, name: str, *, on: bool) -> None:
        """Put a script in, fresh, or take this switch's own one back."""
        if before := self._scripts.pop(name, None):
            self._slack.faults.withdraw(before)
        if on:
            self._scripts[name] = self._slack.faults.next(*_SCRIPTS[name])
