"""Authorization in one workspace (`SingleWorkspace`), and its interface for many (multi_workspace.py)."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

from slack_bolt.authorization import AuthorizeResult
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.client.web_client import PolicedClient, WorkspaceClient
from bot.slack.payloads.installation import Installation


class Authorization(Protocol):
    """Where the bot is installed and with which token: for the start, for each request, and for background jobs."""

    async def prepare(self) -> None:
        """Look up what the first request needs. Raises SlackApiError where Slack refuses the bot."""
        ...

    async def installation(self, workspace: str | None) -> Installation | None:
        """The installation for a request of a workspace; None where the bot is not installed."""
        ...

    async def workspace_client(self, workspace: str) -> WorkspaceClient | None:
        """The client of a workspace; None where the bot is not installed."""
        ...

    async def __call__(self, *, team_id: str | None, **ids: Any) -> AuthorizeResult | None:  # noqa: ANN401
        """Bolt's `authorize`: the ids and the token for a request; None where the bot is not installed."""
        ...


def with_token(client: AsyncWebClient, token: str | None, workspace: str = "") -> AsyncWebClient:
    """A copy of a client, on the same connections, with another token or none."""
    if isinstance(client, PolicedClient):
        return client.for_token(token, workspace)
    return AsyncWebClient(
        token=token,
        base_url=client.base_url,
        timeout=client.timeout,
        ssl=client.ssl,
        proxy=client.proxy,
        session=client.session,
        headers=dict(client.headers),
        retry_handlers=list(client.retry_handlers),
        logger=client.logger,
    )


class SingleWorkspace(AsyncAuthorize):
    """The bot's own ids, asked of Slack once (auth.test) and remembered: Bolt's authorization without the call.

    Bolt's own single-workspace authorization calls auth.test with the first request, and with every further one
    until the first comes back. By then the question is claimed: should the call fail, it would not be answered.
    `connect` therefore calls `prepare` before there is a connection.
    """

    def __init__(self, client: AsyncWebClient) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._client = client
        self._asking = asyncio.Lock()
        self._known: AuthorizeResult | None = None

    async def ask(self) -> AuthorizeResult:
        """The bot's own ids. Raises SlackApiError where Slack refuses the token."""
        async with self._asking:
            if self._known is None:
                response = await self._client.auth_test()
                self._known = AuthorizeResult.from_auth_test_response(
                    bot_token=self._client.token, auth_test_response=response
                )
            return self._known

    async def prepare(self) -> None:
        """Ask for the bot's own ids. Raises SlackApiError where Slack refuses the token."""
        await self.ask()

    async def installation(self, workspace: str | None = None) -> Installation:  # noqa: ARG002 - there is one
        """The one installation."""
        known = self._known or await self.ask()
        return Installation(known.team_id or "", known.enterprise_id)

    async def workspace_client(self, workspace: str) -> WorkspaceClient | None:
        """The client of the bot's workspace; None for any other."""
        known = self._known or await self.ask()
        if workspace != known.team_id:
            return None
        return WorkspaceClient(with_token(self._client, self._client.token, workspace), known.bot_user_id)

    async def __call__(self, **_: Any) -> AuthorizeResult:  # noqa: ANN401 - Bolt passes a dozen ids that are not needed
        """Bolt's `authorize`: the ids and the token for a request."""
        return self._known or await self.ask()
