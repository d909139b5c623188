"""The client for Slack's Web API, whose calls go through the call policy of their workspace."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, TypeVar

import aiohttp
from slack_bolt.context.async_context import AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack.client.call_policy import CallPolicies
from bot.slack.client.errors import SlackCallError
from bot.slack.client.proxy import proxy_for
from bot.slack.client.rate_limits import Key
from bot.slack.client.signatures import Signer

Result = TypeVar("Result")
Next = Callable[[], Awaitable[None]]

RESPONSE_URL = "response_url"


def open_session(timeout: float) -> aiohttp.ClientSession:
    """The pool of connections for everything that is sent to Slack; the caller closes it. It follows no redirect."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=timeout), middlewares=(_refuse_redirect,))


async def _refuse_redirect(request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Slack redirects nothing: an answer that does is another's, and could lead to any address inside the network."""
    response = await send(request)
    if HTTPStatus.MULTIPLE_CHOICES <= response.status < HTTPStatus.BAD_REQUEST:
        response.close()
        raise SlackCallError(f"http_{response.status}", retryable=False)
    return response


class PolicedClient(AsyncWebClient):
    """The client of one workspace's token. Retries are made in retries.py, so the SDK's own are switched off."""

    def __init__(
        self,
        token: str | None,
        base_url: str,
        timeout: int,
        *,
        logger: logging.Logger,
        policies: CallPolicies | None = None,
    ) -> None:
        super().__init__(token=token, base_url=base_url, timeout=timeout, logger=logger, retry_handlers=[])
        self.proxy = proxy_for(base_url)  # the SDK's own choice knows no NO_PROXY
        self.policies = policies or CallPolicies()
        # Set once the store is there, whose key it takes. Until then nothing with a button is sent.
        self.signer: Signer | None = None

    def for_token(self, token: str | None, workspace: str = "") -> PolicedClient:
        """A client with another token: over the same connections, and through that token's call policy.

        `workspace` is whose token it is, for the buttons that are sent.
        """
        other = PolicedClient(token, self.base_url, self.timeout, logger=self.logger, policies=self.policies)
        other.session, other.ssl, other.proxy, other.headers = self.session, self.ssl, self.proxy, self.headers
        other.signer = self.signer and replace(self.signer, workspace=workspace)
        # Shared for a handler that retries nothing, and watches for revoked tokens (bot/slack/auth/multi_workspace.py).
        other.retry_handlers = self.retry_handlers
        return other

    def signed(self, arguments: dict[str, Any]) -> dict[str, Any]:
        """The arguments of a call with what they carry signed (signatures.py)."""
        return self.signer.signed(arguments) if self.signer else arguments

    async def api_call(self, api_method: str, **how: Any) -> AsyncSlackResponse:  # noqa: ANN401 - the SDK's arguments
        """Make a call; raises SlackCallError where it was not sent, else what the SDK raises."""
        if isinstance(how.get("json"), dict):
            how["json"] = self.signed(how["json"])
        arguments = how.get("json") or how.get("params") or how.get("data") or {}
        key = (api_method, str(arguments.get("channel") or ""))
        return await self.policies.of(self.token).carry(lambda: AsyncWebClient.api_call(self, api_method, **how), key)


async def through_policy(client: AsyncWebClient, call: Callable[[], Awaitable[Result]], key: Key) -> Result:
    """Make a call outside the Web API, such as one to a response_url, through the client's call policy."""
    return (
        await client.policies.of(client.token).carry(call, key) if isinstance(client, PolicedClient) else await call()
    )


def use_policed_client(client: AsyncWebClient) -> Callable[[AsyncBoltContext, Next], Awaitable[None]]:
    """Bolt's middleware after authorization: gives the request a client with a call policy in place of Bolt's own."""

    async def use(context: AsyncBoltContext, next_: Next) -> None:
        if isinstance(client, PolicedClient):
            context["client"] = client.for_token(context.client.token, context["installation"].workspace)
        await next_()

    return use


@dataclass(frozen=True, slots=True)
class WorkspaceClient:
    """A client with the workspace's bot token, and the bot's user id there."""

    client: AsyncWebClient
    bot: str | None


# The client of a workspace, by the workspace's id; None where the bot is not installed there.
WorkspaceClients = Callable[[str], Awaitable[WorkspaceClient | None]]
