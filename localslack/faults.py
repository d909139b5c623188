"""Scripted faults: what goes wrong next, set by a test or the demo at run time."""

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal

from localslack.journal import Changes

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


def in_words(fault: Fault) -> str:
    """What met a call, as the inspector shows it."""
    match fault:
        case RateLimited(seconds):
            return f"429, wait {seconds} s"
        case ServerFault(status):
            return f"error {status}"
        case Refuse(error):
            return f"refused: {error}"
        case Hang():
            return "no answer for now"
        case Slow(seconds):
            return f"{seconds:g} s slower"
        case Reset(when):
            return f"broken off {when} it took effect"


@dataclass(slots=True, eq=False)
class Script:
    """One fault that was scripted, and for how many calls it is still good; None is for all.

    Attributes:
        channel: it is for calls about this channel only; None is for any.
    """

    targets: tuple[str, ...]
    fault: Fault
    left: int | None
    channel: str | None = None

    def meets(self, name: str, channel: str | None) -> bool:
        """Whether it is for calls of this name, about this channel."""
        return _names(self.targets, name) and self.channel in {None, channel}


class Faults:
    """What is scripted, and the switches of the socket.

    Attributes:
        strict_acks: an acknowledgement must come back on the connection that carried the envelope; one that comes on
            another is ignored and recorded as misdirected.
    """

    def __init__(self, changes: Changes) -> None:
        self._changes = changes
        self._scripts: deque[Script] = deque()
        self._hanging: dict[str, list[asyncio.Future[bool]]] = {}
        self._duplicates: int | None = 0
        self._fresh_ids = False
        self.strict_acks = False

    def next(
        self, target: str | Iterable[str], fault: Fault, times: int | None = 1, *, channel: str | None = None
    ) -> Script:
        """Let the next calls meet a fault; what it returns can be withdrawn.

        Args:
            target: a Web API method, a pattern such as ``chat.*``, `RESPONSE_URL`, `EVERYTHING`, or several of them.
            fault: what they meet.
            times: how many of them; None is all until `clear`.
            channel: only calls about this channel.
        """
        script = Script((target,) if isinstance(target, str) else tuple(target), fault, times, channel)
        self._scripts.append(script)
        self._changes.tell()
        return script

    def withdraw(self, script: Script) -> None:
        """Take one script back; what it let hang goes on."""
        if self.holds(script):
            self._scripts.remove(script)
        if isinstance(script.fault, Hang):
            for target in script.targets:
                self.release(target)
        self._changes.tell()

    def holds(self, script: Script) -> bool:
        """Whether a script still waits for calls."""
        return script in self._scripts

    def take(self, target: str, channel: str | None = None) -> Fault | None:
        """The fault this call meets, if any."""
        for script in self._scripts:
            if script.meets(target, channel):
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
        return sum(len(gates) for name, gates in self._hanging.items() if _names(target, name))

    def release(self, target: str | None = None) -> None:
        """Let hanging calls go on."""
        self._open_gates(target, go_on=True)

    def cut(self, target: str | None = None) -> None:
        """Break the connections of hanging calls."""
        self._open_gates(target, go_on=False)

    def _open_gates(self, target: str | None, *, go_on: bool) -> None:
        for name in [name for name in self._hanging if _names(target, name)]:
            for gate in self._hanging.pop(name):
                if not gate.done():
                    gate.set_result(go_on)
        self._changes.tell()

    def duplicate_events(self, times: int | None, *, fresh_event_id: bool = False) -> None:
        """Deliver the next events twice, with the same event id or with a new one: both happen in reality.

        Args:
            times: how many of them; None is all until `clear` or 0.
            fresh_event_id: the second one has an id of its own.
        """
        self._duplicates = times
        self._fresh_ids = fresh_event_id
        self._changes.tell()

    @property
    def duplicates(self) -> bool:
        """Whether the next event is delivered twice."""
        return self._duplicates != 0

    def take_duplicate(self) -> Literal["same", "fresh"] | None:
        """Whether this event is delivered twice, and with which id."""
        if not self.duplicates:
            return None
        if self._duplicates is not None:
            self._duplicates -= 1
        return "fresh" if self._fresh_ids else "same"


def _names(target: str | Iterable[str] | None, name: str) -> bool:
    """Whether a target, or one of several, is this name or a pattern of it; None is all of them."""
    targets = (target,) if isinstance(target, str) else target
    return targets is None or any(fnmatchcase(name, one) for one in targets)
