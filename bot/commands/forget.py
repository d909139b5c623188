"""`whoask forget`: what an operator removes of somebody who asks for it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.commands.arguments import Commands, Options
from routing.errors import StoreError, UsageError

if TYPE_CHECKING:
    from bot.settings.secret import Secret
    from bot.store.forgetting import Removed

DONE = 0


def add_to(commands: Commands) -> None:
    """Add `forget` to the commands."""
    command = commands.add_parser("forget", help="remove what is kept about somebody")
    command.add_argument("--user", required=True, metavar="U123", help="their id in Slack")
    command.add_argument("--workspace", metavar="T123", help="the id of the workspace; all of them by default")
    command.set_defaults(command=_run)


def _run(options: Options) -> int:
    return forget(options.user, options.workspace, os.environ, now=datetime.now(UTC))


def forget(user: str, workspace: str | None, environ: Mapping[str, str], *, now: datetime) -> int:
    """Remove what is kept about somebody and say what it was; returns the exit status.

    Raises UsageError for what is no id, SettingsError without the key that people are hashed with, StoreError for a
    store that is not there.
    """
    if not re.fullmatch(r"[UW][A-Z0-9]+", user):
        raise UsageError(f"{user!r} is not the id of a person in Slack, such as U0123ABCD: their profile shows it")
    import asyncio

    from sqlalchemy.exc import SQLAlchemyError

    from bot.features.forget_me.handlers import any_removed, backup_sentence, removed_sentence
    from bot.settings.settings import backup_days, people_key, store_url
    from bot.store.database import must_exist

    days = backup_days(environ)
    url = store_url(environ)
    must_exist(url)
    try:
        removed = asyncio.run(_forget(url, people_key(environ), user, workspace, now))
    except (SQLAlchemyError, OSError) as error:
        raise StoreError(f"The store cannot be changed: {type(error).__name__}") from error
    print(removed_sentence(removed, user))
    if any_removed(removed):
        print(backup_sentence(days))
    return DONE


async def _forget(url: str, key: Secret, user: str, workspace: str | None, now: datetime) -> Removed:
    """In one workspace, or in all that the store knows of."""
    from bot.store.forgetting import Removed
    from bot.store.privacy import Pseudonyms
    from bot.store.sql import SqlStore

    people = Pseudonyms(key)
    # The retention is the running bot's: this one claims nothing.
    store = SqlStore(url, pseudonyms=people, retention=timedelta(days=1))
    try:
        where = [workspace] if workspace else await store.forgetting.workspaces()
        removed = [
            await store.forgetting.forget(person=people.pseudonym(one, user), workspace=one, user=user, now=now)
            for one in where
        ]
        await store.empty_log()
    finally:
        await store.close()
    questions, feedback = sum(one.questions for one in removed), sum(one.feedback for one in removed)
    return Removed(questions, feedback, sum(one.reminders for one in removed))
