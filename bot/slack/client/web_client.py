"""The client for Slack's Web API, whose calls go through the gate of their workspace.

Whom the bot speaks as in a workspace.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.client.call_policy import CallPolicies
from bot.slack.client.rate_limits import Key

Result = TypeVar("Result")
Next = Callable[[], Awaitable[None]]

RESPONSE_URL = "response_url"


class PolicedClient(AsyncWebClient):
    """Speaks for one workspace. Trying again is ours (retries.py), so the SDK's own is switched off."""

    def __init__(
        self,
        token: str | None,
        base_url: str,
        timeout: int,
        *,
        logger: logging.Logger,
        gates: CallPolicies | None = None,
    ) -> None:
        super().__init__(token=token, base_url=base_url, timeout=timeout, logger=logger, retry_handlers=[])
        self.gates = gates or CallPolicies()

    def speaking(self, token: str | None) -> PolicedClient:
        """A client for another workspace: over the same connections, and through that workspace's gate."""
        other = PolicedClient(token, self.base_url, self.timeout, logger=self.logger, gates=self.gates)
        other.session, other.ssl, other.proxy, other.headers = self.session, self.ssl, self.proxy, self.headers
        other.retry_handlers = (
            self.retry_handlers
        )  # one that makes no call again may listen (bot/slack/auth/multi_workspace.py)
        return other

    async def api_call(self, api_method: str, **how: Any) -> AsyncSlackResponse:  # noqa: ANN401 - the SDK's arguments
        """Make a call; raises SlackCallError where it was not sent, else what the SDK raises."""
        arguments = how.get("json") or how.get("params") or how.get("data") or {}
        key = (api_method, str(arguments.get("channel") or ""))
        return await self.gates.of(self.token).carry(lambda: AsyncWebClient.api_call(self, api_method, **how), key)


async def through_policy(client: AsyncWebClient, call: Callable[[], Awaitable[Result]], key: Key) -> Result:
    """Make a call that is none of the Web API, such as one to a response_url."""
    return await client.gates.of(client.token).carry(call, key) if isinstance(client, PolicedClient) else await call()


def policed(client: AsyncWebClient) -> Callable[[AsyncBoltContext, Next], Awaitable[None]]:
    """Bolt's middleware, once a request is authorized: the client that Bolt makes for it goes through the gate too."""

    async def use(context: AsyncBoltContext, next_: Next) -> None:
        if isinstance(client, PolicedClient):
            context["client"] = client.speaking(context.client.token)
        await next_()

    return use


@dataclass(frozen=True, slots=True)
class WorkspaceClient:
    """A client with the workspace's bot token, and our own user id there."""

    client: AsyncWebClient
    bot: str | None


# The client of a workspace, by the workspace's id; None where we are not installed there, or any more.
WorkspaceClients = Callable[[str], Awaitable[WorkspaceClient | None]]
