"""`make rolling`: replicas are restarted, and upgraded with a migration, while questions come in.

Nothing may be lost or doubled. The next version is this one with one more revision of the tables, made for the run:
its replicas need the new tables, and this version's have to get on with them until they are replaced.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bot.store.upgrading import MIGRATIONS, newest_revision
from tools.soak.ledger import UP, Ledger
from tools.soak.options import Options, parse
from tools.soak.report import lines
from tools.soak.soak import ledger_of
from tools.soak.stage import Stage, stage, whoask

ROOT = Path(__file__).parents[2]
FEW = ["--questions", "0", "--faults", "none", "--rate", "40"]
REVISION = '''"""A revision for a rehearsal: a column and an index more."""

from alembic import op
from sqlalchemy import Column, Text

revision = "{new}"
down_revision = "{old}"


def upgrade() -> None:
    op.add_column("inquiries", Column("rehearsal", Text))
    op.create_index("inquiries_rehearsal", "inquiries", ["rehearsal"])
'''


async def rehearse(options: Options) -> Ledger:
    """Restart all replicas, upgrade the tables, upgrade all replicas, and take the upgrade of the replicas back."""
    with next_version() as newer:
        async with stage(options) as running:
            stop = asyncio.Event()
            asking = asyncio.create_task(running.load.until(stop, options.rate))
            await _rolling(running, "restarted on the same version", {})
            print((await whoask({**running.environment("upgrade"), **newer}, "db", "upgrade")).strip(), flush=True)
            await _rolling(running, "upgraded to the next version", newer)
            await _rolling(running, "taken back to this version, on the newer tables", {})
            stop.set()
            await asking
            await running.settled()
            return ledger_of(running)


@contextmanager
def next_version() -> Iterator[dict[str, str]]:
    """A copy of whoask with one revision more; what a process is started with to be of that version."""
    with tempfile.TemporaryDirectory(prefix="whoask-next-") as folder:
        for package in ("bot", "routing", "data"):
            shutil.copytree(ROOT / package, Path(folder, package), ignore=shutil.ignore_patterns("__pycache__"))
        old = newest_revision()
        new = f"{int(old) + 1:04}"
        versions = Path(folder, MIGRATIONS.relative_to(ROOT), "versions")
        (versions / f"r{new}_rehearsal.py").write_text(REVISION.format(new=new, old=old), encoding="utf-8")
        yield {"PYTHONPATH": folder}


async def _rolling(running: Stage, what: str, more: Mapping[str, str]) -> None:
    """Stop one replica after another by SIGTERM, and start it again."""
    for replica in running.replicas:
        replica.tell_to_stop()
        began = time.monotonic()
        status = await replica.gone()
        running.history.note("SIGTERM", began)
        print(f"replica {replica.life}: gone after {time.monotonic() - began:.1f} s, exit status {status}", flush=True)
        if status:
            raise RuntimeError(f"replica {replica.life} ended with {status}: see {running.logs}")
        await replica.start(more)
    print(f"all replicas {what}; {len(running.book.questions):,} questions so far", flush=True)


def main(argv: list[str]) -> int:
    ledger = asyncio.run(rehearse(parse([*FEW, *argv])))
    for line in lines(ledger):
        print(line)
    doubles = sum(ledger.accounts[UP].doubles.values())
    if doubles:
        print(f"BROKEN: {doubles} second answers, though the store was up and nobody was killed")
    return 1 if ledger.broken or doubles else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
