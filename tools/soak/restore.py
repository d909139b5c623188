"""`make restore`: a backup under load, the database is lost, the backup is restored, and the replicas go on.

By definition the store forgets what was claimed after the backup, so a duplicate of that may be answered again, and so
is what was under way at the backup: in it, that is unanswered. Nothing else may be lost or doubled.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tools.soak.database import Postgres
from tools.soak.history import RECORDING
from tools.soak.ledger import Ledger
from tools.soak.options import Options, parse
from tools.soak.report import lines
from tools.soak.soak import ledger_of
from tools.soak.stage import Stage, stage, whoask

FEW = ["--questions", "0", "--faults", "none", "--rate", "40"]
# Of load, before the backup, between that and the loss, and after all.
SECONDS = 8.0
BEFORE, AT_BACKUP = "before the backup", "while the backup was made (it holds them as unanswered)"
FORGOTTEN, AWAY, AFTER = "after the backup (forgotten by definition)", "while the store was away", "after the restore"
# A claim that is under way when the store goes, and a pool that looks for it when it is back.
MARGIN = 1.0


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of it. Of the questions `asked` in each part of the run, how many were answered `twice`."""

    ledger: Ledger
    asked: dict[str, int]
    twice: dict[str, int]

    @property
    def broken(self) -> int:
        """What was lost at all, or doubled in a part where the store knows what was answered."""
        lost = sum(account.unanswered for account in self.ledger.accounts.values())
        return lost + self.twice[BEFORE] + self.twice[AFTER]


async def rehearse(options: Options) -> Restored:
    """Back up, lose the database, restore it."""
    with tempfile.TemporaryDirectory(prefix="whoask-backup-") as folder:
        async with stage(options) as running:
            if not isinstance(running.database, Postgres):
                raise TypeError("only a Postgres of the run's own can be lost")
            stop, file = asyncio.Event(), Path(folder, "whoask.dump")
            asking = asyncio.create_task(running.load.until(stop, options.rate))
            await asyncio.sleep(SECONDS)
            backed_up_from = time.monotonic()
            print((await whoask(running.environment("backup"), "db", "backup", str(file))).strip(), flush=True)
            backed_up = time.monotonic()
            print(f"backed up in {backed_up - backed_up_from:.1f} s, {len(running.book.questions):,} questions so far")
            await asyncio.sleep(SECONDS)
            lost = time.monotonic()
            running.history.store_stops(lost)
            await _lose_and_restore(running, running.database, file)
            back = time.monotonic()
            running.history.store_is_back(back)
            print(f"the database was lost and is back after {back - lost:.1f} s", flush=True)
            await asyncio.sleep(SECONDS)
            stop.set()
            await asking
            await running.settled()
            return _count(running, backed_up_from - RECORDING, backed_up, lost, back)


async def _lose_and_restore(running: Stage, database: Postgres, file: Path) -> None:
    """What an operator does: stop the bot, make an empty database, restore, start the bot."""
    await database.lose()
    for replica in running.replicas:
        replica.tell_to_stop()
    await asyncio.gather(*(replica.gone() for replica in running.replicas))
    await database.start()
    print((await whoask(running.environment("restore"), "db", "restore", str(file))).strip(), flush=True)
    await asyncio.gather(*(replica.start() for replica in running.replicas))


def _count(running: Stage, backing_up: float, backed_up: float, lost: float, back: float) -> Restored:
    parts = {BEFORE: 0.0, AT_BACKUP: backing_up, FORGOTTEN: backed_up, AWAY: lost - MARGIN, AFTER: back + MARGIN}
    asked, twice = dict.fromkeys(parts, 0), dict.fromkeys(parts, 0)
    for question in running.book.questions:
        part = [name for name, begin in parts.items() if question.sent[0] >= begin][-1]
        asked[part] += 1
        twice[part] += len(question.real) > 1
    return Restored(ledger_of(running), asked, twice)


def main(argv: list[str]) -> int:
    restored = asyncio.run(rehearse(parse([*FEW, *argv])))
    for line in lines(restored.ledger):
        print(line)
    print()
    for part, count in restored.asked.items():
        print(f"asked {part}: {count:,}, of these answered twice: {restored.twice[part]}")
    if restored.broken:
        print(
            f"BROKEN: {restored.broken} questions were lost, or answered twice though the store knew the first answer"
        )
    return 1 if restored.broken else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
