"""The ids of the channels and groups that the registry names, as far as Slack lets us look them up.

Slack has no look-up by name (https://docs.slack.dev/reference/methods/conversations.list), so the lists are read page
by page, at the start, when the registry has changed and once a day: never while a question waits. Where Slack is down
they are read again after five minutes. Needs the optional scopes `channels:read` and `usergroups:read`. A name without
an id is shown as text.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.client.call_policy import MISSING
from bot.slack.client.errors import SlackCallError
from bot.slack.client.retries import RetryPolicy, with_retry
from routing.registry.directory import destination_of, places
from routing.registry.schema import Registry

log = logging.getLogger(__name__)

# Looks up the names of the first argument, and fills the second with their ids, page by page.
Fill = Callable[[Collection[str], dict[str, str]], Awaitable[None]]

PAGE = 1_000  # the most that Slack gives at once
LOOK_UP_EVERY = timedelta(days=1)
RETRY_PAUSE = timedelta(minutes=5)  # after a failure that can pass


class ChannelIds:
    """Ids by name, `#channel` or `@group`. `known` is replaced as a whole, never changed."""

    def __init__(self, client: AsyncWebClient, retry: RetryPolicy | None = None) -> None:
        self._client = client
        self._retry = retry or RetryPolicy()
        self._registry: Registry | None = None
        self._next_at: datetime | None = None
        self.known: Mapping[str, str] = MappingProxyType({})

    async def look_up(self, registry: Registry, *, now: datetime) -> None:
        """Look the names up where the registry has changed, a day has passed, or Slack was down at the last look-up."""
        if registry is self._registry and self._next_at and now < self._next_at:
            return
        self._registry, self._next_at = registry, now + RETRY_PAUSE
        wanted = places(registry)
        channels, channels_done = await self._ask("channels:read", self._channels, wanted)
        groups, groups_done = await self._ask("usergroups:read", self._groups, wanted)
        self.known = MappingProxyType({**given_ids(registry), **channels, **groups})
        if channels_done and groups_done:
            self._next_at = now + LOOK_UP_EVERY

    async def _ask(self, scope: str, fill: Fill, wanted: Collection[str]) -> tuple[dict[str, str], bool]:
        """The ids of one kind of name, and whether the look-up is done for today.

        Where Slack fails, the known ids of that kind are kept. A refusal counts as done, a Slack that is down does not.
        """
        found: dict[str, str] = {}
        try:
            await fill(wanted, found)
        except SlackCallError as error:
            sign = "#" if scope == "channels:read" else "@"
            if error.retryable:
                log.info(
                    "Names that begin with %s were not all looked up: %s. Next try: in %s.",
                    sign,
                    error.code,
                    RETRY_PAUSE,
                )
            elif error.code != MISSING:  # call_policy.py has logged that one
                log.info("Names that begin with %s show as text: %s. It takes the scope %s.", sign, error.code, scope)
            known = {name: channel_id for name, channel_id in self.known.items() if name.startswith(sign)}
            return {**known, **found}, not error.retryable
        return found, True

    async def _channels(self, wanted: Collection[str], found: dict[str, str]) -> None:
        missing = {name for name in wanted if name.startswith("#")}
        cursor = ""
        while missing:
            page = await with_retry(
                lambda cursor=cursor: self._client.conversations_list(  # type: ignore[misc]
                    types="public_channel", exclude_archived=True, limit=PAGE, cursor=cursor or None
                ),
                self._retry,
            )
            ids = {f"#{one['name']}": str(one["id"]) for one in page["channels"]}
            found.update({name: channel_id for name, channel_id in ids.items() if name in missing})
            missing -= found.keys()
            cursor = str((page.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                break

    async def _groups(self, wanted: Collection[str], found: dict[str, str]) -> None:
        if any(name.startswith("@") for name in wanted):
            answer = await with_retry(self._client.usergroups_list, self._retry)
            handles = {f"@{one['handle']}": str(one["id"]) for one in answer["usergroups"]}
            found.update({handle: channel_id for handle, channel_id in handles.items() if handle in wanted})


def given_ids(registry: Registry) -> dict[str, str]:
    """The ids that the registry itself gives."""
    return {destination_of(team): team.slack_id for team in registry.teams.values() if team.slack_id}
