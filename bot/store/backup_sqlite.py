"""Backing up SQLite's file while the bot runs, and putting a backup in its place while it does not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from bot.store.backup import appearing
from bot.store.database import create_file
from bot.store.tables import inquiries, metadata
from routing.errors import StoreError

# How long to wait for a lock of the running bot's, which holds one for milliseconds.
BUSY_SECONDS = 5.0


def back_up(store: Path, backup: Path) -> None:
    """Copy the store as it is at this moment, in one file for its owner only. Whoever writes to it is not held up.

    Raises StoreError for a store that is not there or cannot be read, and for a backup that is there already.
    """
    if not store.is_file():
        raise StoreError(f"There is no store at {store}: set WHOASK_STORE as for the bot.")
    with appearing(backup) as unfinished, _told("The store cannot be backed up"), _reading(store) as source:
        _copy(source, unfinished)
        with _reading(unfinished) as copy:
            _check(copy, backup)


def restore(store: Path, backup: Path, *, force: bool, now: datetime) -> Path | None:
    """Put a backup in the store's place, all of it or nothing; the copy of what was there before, if there was.

    Raises StoreError for a backup that is none or is damaged, where somebody else has the store open, and, without
    `force`, where there is something in it.
    """
    if not backup.is_file():
        raise StoreError(f"There is no backup at {backup}.")
    with _told(f"{backup} cannot be restored"), _reading(backup) as source:
        _check(source, backup)
        create_file(store)
        with closing(sqlite3.connect(store, timeout=1.0)) as target:
            _take_alone(target, store)
            kept = None
            if _has_rows(target):
                if not force:
                    raise StoreError(f"{store} holds data. To replace it all the same, add --force: a copy is kept.")
                kept = store.with_name(f"{store.name}.replaced-{now:%Y%m%dT%H%M%SZ}")
                with appearing(kept) as unfinished:
                    _copy(target, unfinished)
            source.backup(target)
    return kept


def _copy(source: sqlite3.Connection, unfinished: Path) -> None:
    with closing(sqlite3.connect(unfinished)) as copy:
        source.backup(copy)  # in one step: it is of one moment, and nobody who writes makes it begin again
        copy.execute("PRAGMA journal_mode=DELETE")  # one file is all there is


def _check(backup: sqlite3.Connection, path: Path) -> None:
    (first,) = backup.execute("PRAGMA integrity_check(1)").fetchone()
    if first != "ok":
        raise StoreError(f"{path} is damaged: {first}")
    if inquiries.name not in _tables(backup):
        raise StoreError(f"{path} is no backup of whoask's store: it has no table {inquiries.name}.")


def _take_alone(store: sqlite3.Connection, path: Path) -> None:
    """Keep everybody else out until the connection is closed. What stands in the write-ahead log goes into the file."""
    try:
        store.execute("PRAGMA locking_mode=EXCLUSIVE")
        store.execute("PRAGMA journal_mode=DELETE")
        store.execute("BEGIN EXCLUSIVE")
        store.commit()
    except sqlite3.OperationalError as error:
        raise StoreError(f"{path} is in use: stop the bot first.") from error
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path} is damaged or no database: move it away first.") from error


def _has_rows(store: sqlite3.Connection) -> bool:
    ours = _tables(store) & set(metadata.tables)
    return any(store.execute(f'SELECT 1 FROM "{name}" LIMIT 1').fetchone() for name in ours)  # noqa: S608 - our names


def _tables(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


@contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=BUSY_SECONDS)) as connection:
        yield connection


@contextmanager
def _told(what: str) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StoreError(f"{what}: {error}") from error
