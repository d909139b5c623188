"""Where the bot is installed and whom it speaks as there: in one workspace (`Identity`), or in many (bot/http)."""

from __future__ import annotations

from typing import Any, Protocol

from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.client import GatedClient
from bot.slack.installation import Installation
from bot.slack.voice import Voice


class Presence(Protocol):
    """What the app asks before it takes requests, with each request, and for what it says unasked."""

    async def prepare(self) -> None:
        """Find out what has to be known before the first request. Raises SlackApiError where Slack refuses the bot."""
        ...

    async def installation(self, workspace: str | None) -> Installation | None:
        """Where the bot is installed that gets a request of a workspace; null where it is not, or not any more."""
        ...

    async def voice(self, workspace: str) -> Voice | None:
        """Whom the bot speaks as in a workspace; null where it is not installed, or not any more."""
        ...

    async def __call__(self, *, team_id: str | None, **ids: Any) -> AuthorizeResult | None:  # noqa: ANN401
        """Bolt's question for each request: which token answers it?"""
        ...


def speaking_as(client: AsyncWebClient, token: str | None) -> AsyncWebClient:
    """A client like another one, on the same connections, with another token or none."""
    if isinstance(client, GatedClient):
        return client.speaking(token)
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
