"""Trigger ids: three seconds, one use (https://docs.slack.dev/interactivity/handling-user-interaction)."""

import itertools
from collections.abc import Callable

from localslack.wire import RefusedError

TRIGGER_SECONDS = 3.0


class Triggers:
    """The trigger ids given out, who they belong to and when they expire."""

    def __init__(self, clock: Callable[[], float], team: str) -> None:
        self._clock = clock
        self._team = team
        self._numbers = itertools.count(1)
        self._open: dict[str, tuple[str, float]] = {}
        self._used: set[str] = set()

    def mint(self, user: str) -> str:
        """A new trigger id for what somebody just did."""
        trigger = f"{next(self._numbers)}.{int(self._clock())}.{self._team}"
        self._open[trigger] = (user, self._clock() + TRIGGER_SECONDS)
        return trigger

    def use(self, trigger: str) -> str:
        """Spend a trigger id; returns whose it was.

        Raises:
            RefusedError: ``invalid_trigger_id``, ``exchanged_trigger_id`` or ``expired_trigger_id``.
        """
        if trigger in self._used:
            raise RefusedError("exchanged_trigger_id")
        if trigger not in self._open:
            raise RefusedError("invalid_trigger_id")
        user, expires = self._open.pop(trigger)
        if self._clock() > expires:
            raise RefusedError("expired_trigger_id")
        self._used.add(trigger)
        return user
