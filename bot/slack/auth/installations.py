"""Installations by OAuth, kept in the store: slack_sdk's tables, with encrypted tokens.

slack_sdk's own stores open connections of their own, which write beside the store's one writer. So its statements run
as jobs of that writer. Queries that it lacks, or makes by the organisation as well, are written here by the workspace:
its id is enough, and for background jobs it is all that is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any, cast

from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.installation_store.models import Bot, Installation
from slack_sdk.oauth.installation_store.sqlalchemy import AsyncSQLAlchemyInstallationStore, SQLAlchemyInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from sqlalchemy import delete, desc, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.settings.secret import Secret
from bot.store.privacy import Encryptor
from bot.store.tables import ENCRYPTED, slack_bots, slack_installations, slack_oauth_states
from bot.store.transactions import Runner

# How long the installation that began on the install page may take.
STATE_LIVES = timedelta(minutes=10)
STATE = "state"
STATE_FORM = re.compile(r"[A-Za-z0-9_-]{100,200}")
# So many characters tell a state from all others: in them is what is random.
STATE_NAME = 64
# Used states that are kept. Slack takes each code once itself, so that one which was forgotten opens nothing.
MOST_USED = 1_000


class Installations(AsyncInstallationStore):
    """The installations of one app, by its client id. A workspace has one: a new one takes the place of the old.

    `keys` are as in bot/store/privacy.py: the newest first.
    """

    def __init__(self, runner: Runner, client_id: str, keys: Sequence[Secret]) -> None:
        self._runner = runner
        self._client_id = client_id
        self._encryptor, self._newest = Encryptor(keys), Encryptor(keys[:1])

    async def async_save(self, installation: Installation) -> None:
        """Save an installation with its tokens encrypted."""
        kept = self._encrypted(installation)

        async def job(connection: AsyncConnection) -> None:
            await self._remove(connection, str(installation.team_id))
            await self._of_sdk(connection).async_save(kept)

        await self._runner.run(job)

    async def find(self, workspace: str) -> Bot | None:
        """The bot of a workspace, None where it is not installed. Its token is "" where no key decrypts it."""
        mine = slack_bots.c.client_id == self._client_id, slack_bots.c.team_id == workspace
        query = select(slack_bots).where(*mine).order_by(desc(slack_bots.c.installed_at)).limit(1)

        async def job(connection: AsyncConnection) -> Bot | None:
            row = (await connection.execute(query)).mappings().first()
            return SQLAlchemyInstallationStore.build_bot_entity(row) if row else None

        # Through the writer: a request can follow at once, and a reading connection may not see the installation yet.
        bot = await self._runner.run(job)
        if bot:
            bot.bot_token = self._encryptor.decrypt(bot.bot_token) or ""
        return bot

    async def remove(self, workspace: str, *, token: str | None = None) -> bool:
        """Remove an installation; with a token, only while it has that one. Returns whether it did."""

        async def job(connection: AsyncConnection) -> bool:
            if token is not None:
                mine = slack_bots.c.client_id == self._client_id, slack_bots.c.team_id == workspace
                kept = (await connection.execute(select(slack_bots.c.bot_token).where(*mine))).scalars()
                if token not in {self._encryptor.decrypt(one) for one in kept if one}:
                    return False
            return await self._remove(connection, workspace)

        return await self._runner.run(job)

    async def encrypt_again(self) -> int:
        """Encrypt with the newest key what an older one has encrypted; returns the number of workspaces."""

        async def job(connection: AsyncConnection) -> int:
            workspaces = set()
            for table in (slack_bots, slack_installations):
                found = await connection.execute(select(table).where(table.c.client_id == self._client_id))
                for row in found.mappings().all():
                    if changed := self._encrypted_again(dict(row)):
                        # One that was installed anew meanwhile, by another replica, has another id.
                        await connection.execute(update(table).where(table.c.id == row["id"]).values(changed))
                        workspaces.add(row["team_id"])
            return len(workspaces)

        return await self._runner.run(job)

    def _encrypted_again(self, row: Mapping[str, Any]) -> dict[str, str]:
        older = {name: row[name] for name in ENCRYPTED if row.get(name) and self._newest.decrypt(row[name]) is None}
        decrypted = {name: self._encryptor.decrypt(encrypted) for name, encrypted in older.items()}
        return {name: self._encryptor.encrypt(text) for name, text in decrypted.items() if text is not None}

    async def _remove(self, connection: AsyncConnection, workspace: str) -> bool:
        there = 0
        for table in (slack_bots, slack_installations):
            mine = table.c.client_id == self._client_id, table.c.team_id == workspace
            there += (await connection.execute(delete(table).where(*mine))).rowcount
        return there > 0

    def _encrypted(self, installation: Installation) -> Installation:
        fields: dict[str, Any] = {**vars(installation)}
        for name in ENCRYPTED:
            if fields.get(name):
                fields[name] = self._encryptor.encrypt(fields[name])
        encrypted = Installation.__new__(Installation)
        encrypted.__dict__.update(fields)
        return encrypted

    def _of_sdk(self, connection: AsyncConnection) -> AsyncSQLAlchemyInstallationStore:
        """slack_sdk's store on the given connection, in its open transaction."""
        joined = SimpleNamespace(begin=lambda: nullcontext(connection), connect=lambda: nullcontext(connection))
        return AsyncSQLAlchemyInstallationStore(self._client_id, cast("AsyncEngine", joined))


class States(AsyncOAuthStateStore):
    """The OAuth states of begun installations: each is valid once, for ten minutes, at any replica.

    A state says by itself until when it is valid, encrypted, so that anybody may begin as often as they like: only used
    ones are kept, until they expire, and no more than `MOST_USED`.
    """

    def __init__(
        self, runner: Runner, keys: Sequence[Secret], now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._runner = runner
        self._encryptor = Encryptor(keys)
        self._now = now

    async def async_issue(self, *_: object, **__: object) -> str:
        """A new state. Without the signs at its end that a cookie would have to quote."""
        return self._encryptor.encrypt(f"{STATE} {(self._now() + STATE_LIVES).isoformat()}").rstrip("=")

    async def async_consume(self, state: str) -> bool:
        """Whether a state is valid. It is used up by that."""
        expires_at = self._expires_at(state)
        if expires_at is None or expires_at <= self._at():
            return False
        used, name = slack_oauth_states, state[:STATE_NAME]

        async def job(connection: AsyncConnection) -> bool:
            await connection.execute(delete(used).where(used.c.expire_at <= self._at()))
            if (await connection.execute(select(used.c.id).where(used.c.state == name))).first():
                return False
            await connection.execute(insert(used).values(state=name, expire_at=expires_at))
            oldest = select(used.c.id).order_by(desc(used.c.id)).offset(MOST_USED).limit(1).scalar_subquery()
            await connection.execute(delete(used).where(used.c.id <= oldest))
            return True

        return await self._runner.run(job)

    def _expires_at(self, state: str) -> datetime | None:
        """Until when a state is valid, in UTC without a zone, as slack_sdk's column for it; None for one of no key."""
        is_one = STATE_FORM.fullmatch(state)  # a decoder would skip other signs, and take one state for several
        text = self._encryptor.decrypt(state + "=" * (-len(state) % 4)) if is_one else None
        kind, _, moment = (text or "").partition(" ")
        return datetime.fromisoformat(moment).astimezone(UTC).replace(tzinfo=None) if kind == STATE else None

    def _at(self) -> datetime:
        return self._now().astimezone(UTC).replace(tzinfo=None)
