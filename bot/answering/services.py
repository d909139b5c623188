"""What every use case after the answer works with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.store.questions import QuestionRecord
from bot.store.sql import SqlStore
from routing.errors import Problem
from routing.matching.index import Index


@dataclass(frozen=True, slots=True)
class RegistryState:
    """When the registry in use was loaded, null where nobody says, and what is wrong with the newest file.

    `lent` is true where it is the one of all workspaces, because the workspace's own was never good.
    """

    loaded_at: datetime | None = None
    problems: tuple[Problem, ...] = ()
    lent: bool = False


@dataclass(frozen=True, slots=True)
class Services:
    """`index` gives a workspace's registry in use, `channels` the ids of channel and group names, as far as known.

    `state` tells of a workspace's registry and its file. `keepers` are the Slack ids of those who keep the registry.
    """

    index: Callable[[str], Index]
    store: SqlStore
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    channels: Callable[[], Mapping[str, str]] = dict
    keepers: frozenset[str] = frozenset()
    backup_days: int | None = None
    state: Callable[[str], RegistryState] = lambda _: RegistryState()

    def person(self, workspace: str, user: str) -> str:
        """What stands for somebody in the store."""
        return self.store.people.pseudonym(workspace, user)

    async def find(self, key: str) -> QuestionRecord | None:
        """The question that a ticket belongs to; null where the store has none of that key, or none any more."""
        return await self.store.questions.find(key) if key else None
