"""What happened: every call and every frame, in order, bounded in length; and waiting for what happens next."""

import asyncio
import itertools
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, TypeVar

from localslack.wire import Json

T = TypeVar("T")


class Changes:
    """Wakes those who wait whenever the local Slack changes.

    It does the work of an ``asyncio.Condition`` for one loop, but ``tell`` needs no lock and no ``await``, so the
    workspace's plain functions can call it.

    Attributes:
        count: how many changes there were, so that a caller that looks away misses none.
    """

    def __init__(self) -> None:
        self.count = 0
        self._next = asyncio.Event()

    def tell(self) -> None:
        """Something changed."""
        self.count += 1
        self._next.set()
        self._next = asyncio.Event()

    async def wait_for(self, predicate: Callable[[], T], timeout: float | None) -> T:  # noqa: ASYNC109 - how waiting reads
        """Wait until ``predicate`` returns something true, and return that; without a timeout, for ever.

        Raises:
            TimeoutError: it never did.
        """
        async with asyncio.timeout(timeout):
            while not (found := predicate()):
                await self._next.wait()
        return found


EntryKind = Literal["call", "response_url", "frame_out", "frame_in", "connection", "note"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened.

    Attributes:
        number: counts up from 1 and never repeats, also when old entries have been dropped.
        at: when, by the local Slack's clock.
        kind: ``call`` and ``response_url`` come from the app, ``frame_out`` goes to it, ``frame_in`` comes back.
        name: the method, the envelope type, or what the note is about.
        data: the payload or the arguments.
        answer: what the call was answered; empty while it is not.
        connection: the socket connection, where there is one.
        acked_at: when the frame was acknowledged.
        fault: the scripted fault that met it.
        answered_at: when the call was answered.
        url: the response_url that was posted to.
    """

    number: int
    at: float
    kind: EntryKind
    name: str
    data: Json = field(default_factory=dict)
    answer: Json = field(default_factory=dict)
    connection: int | None = None
    acked_at: float | None = None
    fault: str = ""
    answered_at: float | None = None
    url: str = ""

    @property
    def ok(self) -> bool:
        """Whether the call was answered with ``ok: true``."""
        return bool(self.answer.get("ok"))


class Journal:
    """The last ``size`` entries.

    Attributes:
        mark: counts the changes; `since` tells what changed after one.
    """

    def __init__(self, clock: Callable[[], float], changes: Changes, size: int) -> None:
        self._clock = clock
        self._changes = changes
        self._numbers = itertools.count(1)
        self._entries: dict[int, Entry] = {}
        self._order: deque[int] = deque()
        self._changed: dict[int, int] = {}  # the mark of each entry's last change, oldest change first
        self.mark = 0
        self._size = size

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries.values()))

    def __len__(self) -> int:
        return len(self._entries)

    def write(
        self, kind: EntryKind, name: str, data: Json | None = None, connection: int | None = None, url: str = ""
    ) -> int:
        """Add an entry; its number lets the answer be filled in later."""
        number = next(self._numbers)
        self._order.append(number)
        self._put(Entry(number, self._clock(), kind, name, data or {}, connection=connection, url=url))
        if len(self._order) > self._size:
            oldest = self._order.popleft()
            self._entries.pop(oldest, None)
            self._changed.pop(oldest, None)
        return number

    def answered(self, number: int, answer: Json, fault: str = "") -> None:
        """Fill in what a call was answered."""
        if entry := self._entries.get(number):
            self._put(replace(entry, answer=answer, fault=fault or entry.fault, answered_at=self._clock()))

    def acknowledged(self, number: int) -> None:
        """Fill in when a frame was acknowledged."""
        if entry := self._entries.get(number):
            self._put(replace(entry, acked_at=self._clock()))

    def _put(self, entry: Entry) -> None:
        """Keep an entry as it is now, and its change as the latest."""
        self.mark += 1
        self._entries[entry.number] = entry
        self._changed.pop(entry.number, None)
        self._changed[entry.number] = self.mark
        self._changes.tell()

    def find(self, number: int) -> Entry | None:
        """An entry by its number; None when it was dropped."""
        return self._entries.get(number)

    def since(self, mark: int) -> tuple[Entry, ...]:
        """What was written or changed after a mark, by number; it costs as much as there is to tell."""
        recent = itertools.takewhile(lambda number: self._changed[number] > mark, reversed(self._changed))
        return tuple(self._entries[number] for number in sorted(recent))

    def calls(self, method: str | None = None) -> tuple[Entry, ...]:
        """The Web API calls, or those of one method."""
        return tuple(e for e in self if e.kind == "call" and method in {None, e.name})

    def tail(self, count: int = 12) -> str:
        """The last entries, one a line: what a failing test wants to see."""
        last = list(self)[-count:]
        return "\n".join(f"  {e.number:>4} {e.kind:<12} {e.name} {e.answer.get('error', '')} {e.fault}" for e in last)
