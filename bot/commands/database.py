"""`whoask db`: what an operator does to the store: upgrade its tables, back it up, restore it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bot.commands.arguments import Commands, Options
from bot.commands.terminal import working
from routing.errors import StoreError

DONE = 0


def add_to(commands: Commands) -> None:
    """Add `db` and what it does to the commands."""
    database = commands.add_parser("db", help="upgrade, back up or restore the store")
    jobs = database.add_subparsers(required=True, metavar="JOB")
    jobs.add_parser("upgrade", help="bring the tables to this version").set_defaults(
        command=lambda _: upgrade(os.environ)
    )
    backing_up = jobs.add_parser("backup", help="write a backup; the bot may run")
    backing_up.add_argument("file", type=Path, help="a file that is not there yet")
    backing_up.set_defaults(command=lambda options: back_up(options.file, os.environ))
    restoring = jobs.add_parser("restore", help="put a backup in the place of the store; the bot has to be stopped")
    restoring.add_argument("file", type=Path, help="the backup")
    restoring.add_argument("--force", action="store_true", help="also where the store holds data")
    restoring.set_defaults(command=_restore)


def upgrade(environ: Mapping[str, str]) -> int:
    """Bring the tables to what this version needs; returns the exit status."""
    import asyncio

    from bot.settings.settings import store_url
    from bot.store import upgrading

    url = store_url(environ)
    with _told(), working("Upgrading the tables"):
        done = asyncio.run(upgrading.upgrade(url))
    if done.before == done.after:
        print(f"Nothing to do: the tables are at revision {done.after}.")
    else:
        print(f"The tables are at revision {done.after} now. They were {_at(done.before)}.")
    return DONE


def back_up(file: Path, environ: Mapping[str, str]) -> int:
    """Write a backup; returns the exit status."""
    from bot.settings.settings import store_url
    from bot.store import backup

    url = store_url(environ)
    with working(f"Writing {file}"):
        backup.back_up(url, file, environ)
    print(f"{file} holds everything that is in the store now. Keep it where only you can read it.")
    return DONE


def restore(file: Path, environ: Mapping[str, str], *, force: bool, now: datetime) -> int:
    """Put a backup in the place of the store; returns the exit status."""
    from bot.settings.settings import store_url
    from bot.store import backup

    url = store_url(environ)
    with _told(), working(f"Restoring {file}"):
        kept = backup.restore(url, file, environ, force=force, now=now)
    if kept:
        print(f"What was there before is in {kept}. Remove it when you do not need it any more.")
    if backup.file_of(url) is None:
        print("If the backup is of an older version, run `whoask db upgrade` before you start the bot.")
    print(f"The store is as it was when {file} was made.")
    return DONE


def _restore(options: Options) -> int:
    return restore(options.file, os.environ, force=options.force, now=datetime.now(UTC))


@contextmanager
def _told() -> Iterator[None]:
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        # The first line: the statement comes after it, and what it was about.
        reason = (str(error).splitlines() or [type(error).__name__])[0]
        raise StoreError(f"The store cannot be used: {reason}") from error


def _at(revision: str | None) -> str:
    return f"at {revision}" if revision else "not there"
