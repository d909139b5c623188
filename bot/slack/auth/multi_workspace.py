"""The bot in many workspaces: where it is installed, which token speaks there, and what happens when that ends."""

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
from bot.slack.client.web_client import PolicedClient, WorkspaceClient
from bot.slack.payloads.installation import Installation
from bot.store.best_effort import BestEffort
from routing.errors import StoreError

log = logging.getLogger(__name__)

# Another replica hears of an installation, or of its end. This one hears of it when it asks the store again.
FRESH_SECONDS = 60.0
REMEMBERED = 1_000
# It comes before the acknowledgement, which Slack wants within three seconds.
STORE_SECONDS = 1.0
# The workspace has taken the app or the token away: https://docs.slack.dev/reference/methods/auth.test
ENDED = frozenset({"token_revoked", "account_inactive"})


@dataclass(frozen=True, slots=True)
class _Known:
    """What the store said of a workspace, and when, in the clock's seconds."""

    bot: Bot
    at: float


class MultiWorkspace(AsyncAuthorize):
    """Remembers who the bot is in the workspaces that it was asked in last. `clock` counts seconds, from anywhere."""

    def __init__(self, client: PolicedClient, installations: Installations, clock: Callable[[], float]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._client = client
        self._installations = installations
        self._clock = clock
        self._known: LRUCache[str, _Known] = LRUCache(REMEMBERED)
        client.retry_handlers.append(_Listener(self._ended))

    async def prepare(self) -> None:
        """There is nothing to ask before a workspace does."""

    async def installation(self, workspace: str | None) -> Installation | None:
        """Where we are installed, for a request of a workspace. Raises what the store raises, unless it is known."""
        bot = await self._find(workspace)
        return Installation(bot.team_id or "", bot.enterprise_id) if bot else None

    async def workspace_client(self, workspace: str) -> WorkspaceClient | None:
        """Whom we speak as in a workspace. Raises what the store raises, unless it is known."""
        bot = await self._find(workspace)
        return WorkspaceClient(self._client.speaking(bot.bot_token), bot.bot_user_id) if bot else None

    async def __call__(self, *, team_id: str | None = None, **_: Any) -> AuthorizeResult | None:  # noqa: ANN401 - Bolt's
        """Bolt's question for each request: which token answers it?"""
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
        """Somebody has just installed the app there."""
        self._known.pop(workspace, None)

    async def end(self, workspace: str, *, token: str | None = None) -> None:
        """The workspace has removed the app; with a token, only if that is the one that it has now."""
        self._known.pop(workspace, None)
        if await self._installations.remove(workspace, token=token):
            log.info("The app was removed from the workspace %s: its installation is deleted.", workspace)

    async def _find(self, workspace: str | None) -> Bot | None:
        if not workspace:
            return None
        known = self._known.get(workspace)
        if known is None or self._clock() - known.at > FRESH_SECONDS:
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
            # Not as if it were not installed: a replica that has the key answers, or this one once it has.
            log.error("The token of the workspace %s cannot be opened: WHOASK_KEYS lacks the key it has.", workspace)
            raise StoreError("a token cannot be opened")
        return bot

    async def _ended(self, token: str) -> None:
        """Slack has refused a token for good. Whoever met that waits for this, since there is nothing left to do."""
        for workspace, known in list(self._known.items()):
            if known.bot.bot_token == token:
                del self._known[workspace]
                # Where the store misses it, the next refusal comes here too.
                async with BestEffort(STORE_SECONDS, log.warning, "the installation in %s was not deleted", workspace):
                    await self.end(workspace, token=token)


class _Listener(AsyncRetryHandler):
    """Sees what Slack answers, on every client that is made from ours; it never has a call made again."""

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
