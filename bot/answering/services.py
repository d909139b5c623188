"""Shared dependencies of the answer service and of the features."""

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
    """When the registry in use was loaded, None where that is unknown, and the problems of its newest file.

    `lent` is true where it is the one of all workspaces, because the workspace's own was never valid.
    """

    loaded_at: datetime | None = None
    problems: tuple[Problem, ...] = ()
    lent: bool = False


@dataclass(frozen=True, slots=True)
class Services:
    """`index` returns the index of a workspace's registry.

    `channels` returns the ids of channel and group names that were looked up in Slack, `given_ids` those that a
    workspace's own registry gives. `state` returns the state of a workspace's registry. `keepers` are the Slack ids of
    the registry's keepers.
    """

    index: Callable[[str], Index]
    store: SqlStore
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    channels: Callable[[], Mapping[str, str]] = dict
    keepers: frozenset[str] = frozenset()
    backup_days: int | None = None
    state: Callable[[str], RegistryState] = lambda _: RegistryState()
    given_ids: Callable[[str], Mapping[str, str]] = lambda _: {}

    def channel_ids(self, workspace: str) -> Mapping[str, str]:
        """The known ids of a workspace's channels and groups, by name: given by its registry, or looked up in Slack."""
        return {**self.given_ids(workspace), **self.channels()}

    def person(self, workspace: str, user: str) -> str:
        """The pseudonym of a user in the store."""
        return self.store.pseudonyms.pseudonym(workspace, user)

    async def find(self, key: str, workspace: str) -> QuestionRecord | None:
        """The record of a workspace's question; None where the store has none of that key there, or no more."""
        asked = await self.store.questions.find(key) if key else None
        return asked if asked and asked.workspace == workspace else None
