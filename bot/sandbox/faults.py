"""Scripted faults: what goes wrong next, set by a test or the demo at run time."""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Literal

from bot.sandbox.changes import Changes

RESPONSE_URL = "response_url"
EVERYTHING = "*"


@dataclass(frozen=True, slots=True)
class RateLimited:
    """429 with ``Retry-After``."""

    retry_after: int = 1


@dataclass(frozen=True, slots=True)
class ServerFault:
    """A 5xx without a JSON answer."""

    status: int = 500


@dataclass(frozen=True, slots=True)
class Refuse:
    """``ok: false`` with any error, such as ``fatal_error`` or ``token_revoked``."""

    error: str


@dataclass(frozen=True, slots=True)
class Hang:
    """No answer until `Faults.release` (then the call goes on) or `Faults.cut` (then the connection breaks)."""


@dataclass(frozen=True, slots=True)
class Slow:
    """An answer that takes its time."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection breaks, before the call took effect or after."""

    when: Literal["before", "after"] = "before"


Fault = RateLimited | ServerFault | Refuse | Hang | Slow | Reset


@dataclass(slots=True)
class _Script:
    target: str
    fault: Fault
    left: int | None


class Faults:
    """What is scripted, and the switches of the socket.

    Attributes:
        strict_acks: an acknowledgement must come back on the connection that carried the envelope; one that comes on
            another is ignored and recorded as misdirected.
    """

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._scripts: deque[_Script] = deque()
        self._hanging: dict[str, list[asyncio.Future[bool]]] = {}
        self._duplicates = 0
        self._fresh_ids = False
        self.strict_acks = False

    def next(self, target: str, fault: Fault, times: int | None = 1) -> None:
        """Let the next calls meet a fault.

        Args:
            target: a Web API method, `RESPONSE_URL`, or `EVERYTHING`.
            fault: what they meet.
            times: how many of them; None is all until `clear`.
        """
        self._scripts.append(_Script(target, fault, times))

    def take(self, target: str) -> Fault | None:
        """The fault this call meets, if any."""
        for script in self._scripts:
            if script.target in {target, EVERYTHING}:
                if script.left is not None:
                    script.left -= 1
                    if script.left <= 0:
                        self._scripts.remove(script)
                return script.fault
        return None

    def clear(self) -> None:
        """No more faults; what hangs goes on."""
        self._scripts.clear()
        self._duplicates = 0
        self.strict_acks = False
        self.release()

    async def hang(self, target: str) -> bool:
        """Wait for `release` (True) or `cut` (False)."""
        gate: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._hanging.setdefault(target, []).append(gate)
        self._changes.tell()
        return await gate

    def hanging(self, target: str | None = None) -> int:
        """How many calls hang now."""
        return sum(len(gates) for name, gates in self._hanging.items() if target in {None, name})

    def release(self, target: str | None = None) -> None:
        """Let hanging calls go on."""
        self._open_gates(target, go_on=True)

    def cut(self, target: str | None = None) -> None:
        """Break the connections of hanging calls."""
        self._open_gates(target, go_on=False)

    def _open_gates(self, target: str | None, *, go_on: bool) -> None:
        for name in [name for name in self._hanging if target in {None, name}]:
            for gate in self._hanging.pop(name):
                if not gate.done():
                    gate.set_result(go_on)
        self._changes.tell()

    def duplicate_events(self, times: int, *, fresh_event_id: bool = False) -> None:
        """Deliver the next events twice, with the same event id or with a new one: both happen in reality."""
        self._duplicates = times
        self._fresh_ids = fresh_event_id

    def take_duplicate(self) -> Literal["same", "fresh"] | None:
        """Whether this event is delivered twice, and with which id."""
        if not self._duplicates:
            return None
        self._duplicates -= 1
        return "fresh" if self._fresh_ids else "same"
