"""Moments in a replica's work that a fault can wait for: it has just acknowledged, or Slack is taking its answer."""

from __future__ import annotations

from collections.abc import Callable

ACKNOWLEDGED, POSTED = "acknowledged", "was answering"


class Moments:
    """What is to happen, at once, when a life of a replica next comes to a moment."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, str], Callable[[], object]] = {}

    def wait_for(self, moment: str, life: str, then: Callable[[], object]) -> None:
        self._waiting[moment, life] = then

    def give_up(self, moment: str, life: str) -> None:
        self._waiting.pop((moment, life), None)

    def come(self, moment: str, life: str | None) -> None:
        """A life has come to a moment."""
        if self._waiting and life is not None and (then := self._waiting.pop((moment, life), None)):
            then()
