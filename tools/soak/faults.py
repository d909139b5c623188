"""The faults, each kind on its own, at moments that the seed decides."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from tools.soak.moments import ACKNOWLEDGED, POSTED
from tools.soak.replica import Replica
from tools.soak.stage import Stage

# Seconds between two faults of a kind, on average.
EVERY = {"kill": 12.0, "pause": 20.0, "database": 45.0, "drop": 5.0, "refresh": 9.0}
# Half of the kills come at any moment. One as Slack takes an answer makes a second one sure: the one window there is.
KILLED_AT = (None, None, None, ACKNOWLEDGED, ACKNOWLEDGED, POSTED)
# How long such a moment is waited for: perhaps nobody asks this replica.
MOMENT_SECONDS = 2.0

Break = Callable[[random.Random], Awaitable[None]]


class Faults:
    """Breaks things until it is ended, then lets everything run again."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._history = stage.history
        self._busy: set[Replica] = set()
        self._over = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    def begin(self) -> None:
        kinds: dict[str, Break] = {"kill": self.kill, "pause": self.pause, "drop": self.drop, "refresh": self.refresh}
        if self._stage.database.can_stop:
            kinds["database"] = self.restart_database
        for kind, breaks in kinds.items():
            if kind in self._stage.options.faults:
                rng = random.Random(self._stage.rng.random())  # noqa: S311 - chance that can be repeated
                self._tasks.append(asyncio.create_task(self._now_and_then(kind, breaks, rng)))

    async def end(self) -> None:
        """Let the faults under way run out. Raises what one of them raised."""
        self._over.set()
        await asyncio.gather(*self._tasks)
        self._stage.troubles.on = False

    async def kill(self, rng: random.Random) -> None:
        """`kill -9` for a replica, which is started again after a moment."""
        replica, moment = self._take_one(rng), rng.choice(KILLED_AT)
        if replica is None:
            return
        if not moment or not await self._killed_at(moment, replica):
            self._kill(replica, "at any moment")
        await replica.gone()
        await asyncio.sleep(rng.uniform(0.2, 2.0))
        await self._start(replica)
        self._busy.discard(replica)

    async def pause(self, rng: random.Random) -> None:
        """Hold a replica for some seconds, well within its leases."""
        replica = self._take_one(rng)
        if replica is None:
            return
        self._note("replica paused", replica)
        replica.pause()
        await asyncio.sleep(rng.uniform(0.5, min(5.0, self._stage.options.lease / 3)))
        replica.resume()
        self._busy.discard(replica)

    async def restart_database(self, rng: random.Random) -> None:
        """Stop the database, with goodbyes or as in a crash, and start it after a moment."""
        how = rng.choice(["fast", "immediate"])
        self._note(f"database stopped ({how})")
        self._history.store_stops(time.monotonic())
        await self._stage.database.stop(how)
        await asyncio.sleep(rng.uniform(0.2, 4.0))
        await self._stage.database.start()
        self._history.store_is_back(time.monotonic())

    async def drop(self, _: random.Random) -> None:
        """Break one socket without a word."""
        if self._stage.gateway.drop():
            self._note("socket dropped")

    async def refresh(self, _: random.Random) -> None:
        """Ask for one connection to be left."""
        if await self._stage.gateway.refresh():
            self._note("disconnect frame")

    async def _now_and_then(self, kind: str, breaks: Break, rng: random.Random) -> None:
        mean = EVERY[kind] * self._stage.options.every
        while not self._over.is_set():
            try:
                await asyncio.wait_for(self._over.wait(), rng.uniform(0.3, 1.7) * mean)
            except TimeoutError:
                await breaks(rng)

    async def _killed_at(self, moment: str, replica: Replica) -> bool:
        """Kill a replica at a moment of its work; false where that did not come."""
        dead, life = asyncio.Event(), replica.life

        def kill() -> None:
            self._kill(replica, f"as it {moment}")
            dead.set()

        self._stage.moments.wait_for(moment, life, kill)
        try:
            await asyncio.wait_for(dead.wait(), MOMENT_SECONDS)
        except TimeoutError:
            self._stage.moments.give_up(moment, life)
        return dead.is_set()

    def _kill(self, replica: Replica, when: str) -> None:
        self._history.killed[replica.life] = time.monotonic()
        self._note(f"replica killed {when}", replica)
        replica.kill()

    async def _start(self, replica: Replica) -> None:
        """A replica that cannot start, perhaps for want of a database, is started again, as an orchestrator does."""
        for _ in range(20):
            try:
                await replica.start()
            except RuntimeError:
                self._note("start failed")
                await replica.end()
                await asyncio.sleep(1.0)
            else:
                return
        raise RuntimeError(f"replica {replica.number} does not start any more: see {self._stage.logs}")

    def _take_one(self, rng: random.Random) -> Replica | None:
        """A replica that nothing is being done to, to do something to; the caller gives it back."""
        free = [replica for replica in self._stage.replicas if replica not in self._busy]
        if not free:
            return None
        taken = rng.choice(free)
        self._busy.add(taken)
        return taken

    def _note(self, kind: str, replica: Replica | None = None) -> None:
        """Count it, and write it down in the terms of the replicas' logs, to be read beside them."""
        self._history.note(kind, time.monotonic())
        with (self._stage.logs / "faults.log").open("a", encoding="utf-8") as log:
            log.write(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S,%f} {kind}{f' ({replica.life})' if replica else ''}\n")
