"""Authorization in many workspaces: where the bot is installed, with which token, until the app is removed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from cachetools import LRUCache
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.oauth.installation_store.models import Bot

from bot.slack.auth.installations import Installations
from bot.slack.client.circuit_breaker import REFUSED
from bot.slack.client.errors import SlackCallError
from bot.slack.client.retries import RetryPolicy, with_retry
from bot.slack.client.web_client import PolicedClient, WorkspaceClient
from bot.slack.payloads.installation import Installation
from bot.store.best_effort import BestEffort
from routing.errors import StoreError

log = logging.getLogger(__name__)

# Slack reports an installation or a removal to one replica. The others notice when they ask the store again.
CACHE_SECONDS = 60.0
REMEMBERED = 1_000
# The look-up is before the acknowledgement, which Slack wants within three seconds.
STORE_SECONDS = 1.0
# How far Slack's clock and ours may be apart, as for its signatures.
CLOCKS_DIFFER_SECONDS = 300.0
# The workspace has removed the app or revoked the token: https://docs.slack.dev/reference/methods/auth.test
ENDED = frozenset({"token_revoked", "account_inactive"})


@dataclass(frozen=True, slots=True)
class _Known:
    """What the store said of a workspace, and when, in the clock's seconds."""

    bot: Bot
    at: float


class MultiWorkspace(AsyncAuthorize):
    """Caches the installations of the workspaces that asked last. `clock` counts seconds from any moment."""

    def __init__(self, client: PolicedClient, installations: Installations, clock: Callable[[], float]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._client = client
        self._installations = installations
        self._clock = clock
        self._known: LRUCache[str, _Known] = LRUCache(REMEMBERED)
        client.retry_handlers.append(_TokenWatcher(self._ended))

    async def prepare(self) -> None:
        """Nothing to look up before the first request."""

    async def installation(self, workspace: str | None) -> Installation | None:
        """The installation for a request of a workspace. Raises what the store raises, unless it is cached."""
        bot = await self._find(workspace)
        return Installation(bot.team_id or "", bot.enterprise_id) if bot else None

    async def workspace_client(self, workspace: str) -> WorkspaceClient | None:
        """The client of a workspace. Raises what the store raises, unless it is cached."""
        bot = await self._find(workspace)
        return WorkspaceClient(self._client.for_token(bot.bot_token, workspace), bot.bot_user_id) if bot else None

    async def __call__(self, *, team_id: str | None = None, **_: Any) -> AuthorizeResult | None:  # noqa: ANN401 - Bolt's
        """Bolt's `authorize`: the ids and the token for a request; None where the bot is not installed."""
        bot = await self._find(team_id)
        if bot is None:
            return None
        return AuthorizeResult(
            enterprise_id=bot.enterprise_id,
            team_id=bot.team_id,
            bot_user_id=bot.bot_user_id,
            bot_id=bot.bot_id,
            bot_token=bot.bot_token,
        )

    def installed(self, workspace: str) -> None:
        """Drop a workspace from the cache: the app has just been installed there."""
        self._known.pop(workspace, None)

    async def end(self, workspace: str, *, token: str | None = None) -> None:
        """Delete the installation of a workspace that removed the app; with a token, only while it has that one."""
        self._known.pop(workspace, None)
        if await self._installations.remove(workspace, token=token):
            log.info("The app was removed from the workspace %s: its installation is deleted.", workspace)

    async def removed(self, workspace: str, *, at: float | None) -> None:
        """Delete the installation that Slack reports as removed, at a time in seconds, None where it names none.

        Slack delivers a report late, and again: the app may have been installed anew since. A report that is not
        clearly newer than the installation counts only if Slack refuses the token.
        """
        bot = await self._installations.find(workspace)
        if bot is None:
            return
        is_newer = at is not None and at > bot.installed_at + CLOCKS_DIFFER_SECONDS
        if is_newer or await self._is_refused(bot):
            await self.end(workspace, token=bot.bot_token or None)
        else:
            log.info("The app is still installed in the workspace %s: its removal was reported late.", workspace)

    async def _is_refused(self, bot: Bot) -> bool:
        """Whether Slack refuses the token of an installation. False where it does not say: then the next call shows."""
        if not bot.bot_token:  # no key decrypts it
            return False
        try:
            await with_retry(self._client.for_token(bot.bot_token).auth_test, RetryPolicy(attempts=1))
        except SlackCallError as error:
            return error.code in REFUSED
        return False

    async def _find(self, workspace: str | None) -> Bot | None:
        if not workspace:
            return None
        known = self._known.get(workspace)
        if known is None or self._clock() - known.at > CACHE_SECONDS:
            bot = await self._look_up(workspace, known)
            if bot is None:
                self._known.pop(workspace, None)
                return None
            known = self._known[workspace] = _Known(bot, self._clock())
        return known.bot

    async def _look_up(self, workspace: str, known: _Known | None) -> Bot | None:
        try:
            async with asyncio.timeout(STORE_SECONDS):
                bot = await self._installations.find(workspace)
        except Exception as error:
            if known is None:
                raise
            log.warning("the installation in %s was not looked up again: %s", workspace, type(error).__name__)
            return known.bot
        if bot and not bot.bot_token:
            # Not None, as if it were not installed: a replica that has the key answers, or this one later.
            log.error("The token of the workspace %s cannot be opened: WHOASK_KEYS lacks the key it has.", workspace)
            raise StoreError("a token cannot be opened")
        return bot

    async def _ended(self, token: str) -> None:
        """Delete the installation whose token Slack refused for good. The refused call waits for it."""
        for workspace, known in list(self._known.items()):
            if known.bot.bot_token == token:
                del self._known[workspace]
                # Where the store misses it, the next refusal comes here too.
                async with BestEffort(STORE_SECONDS, log.warning, "the installation in %s was not deleted", workspace):
                    await self.end(workspace, token=token)


class _TokenWatcher(AsyncRetryHandler):
    """Watches Slack's responses, on every client made from the first, for revoked tokens. Retries nothing."""

    def __init__(self, ended: Callable[[str], Awaitable[None]]) -> None:
        super().__init__()
        self._ended = ended

    async def _can_retry_async(
        self,
        *,
        state: RetryState,  # noqa: ARG002 - the SDK's interface
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,  # noqa: ARG002 - likewise
    ) -> bool:
        body = response.body if response else None
        if body and body.get("error") in ENDED:
            authorization = "".join(request.headers.get("Authorization") or ())
            await self._ended(authorization.removeprefix("Bearer "))
        return False
