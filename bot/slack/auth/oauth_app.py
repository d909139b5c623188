"""The app for many workspaces: its installations, the pages to install it, and Slack's events of its removal."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.async_context import AsyncBoltContext

from bot.settings.http import OAuthSettings
from bot.settings.secret import Secret
from bot.slack.auth.install_pages import InstallPages
from bot.slack.auth.installations import Installations, States
from bot.slack.auth.multi_workspace import MultiWorkspace
from bot.slack.client.web_client import PolicedClient
from bot.store.best_effort import BestEffort
from bot.store.transactions import Runner

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class OAuthApp:
    """The parts of an app that many workspaces install."""

    workspaces: MultiWorkspace
    install_pages: InstallPages
    installations: Installations

    @classmethod
    def create(cls, runner: Runner, settings: OAuthSettings, client: PolicedClient, keys: Sequence[Secret]) -> OAuthApp:
        """The app on a store. `client` has no token: each workspace's client is made from it."""
        installations = Installations(runner, settings.client_id, keys)
        workspaces = MultiWorkspace(client, installations, clock=asyncio.get_running_loop().time)
        install_pages = InstallPages(settings, client, installations, States(runner, keys), workspaces)
        return cls(workspaces, install_pages, installations)

    def routes(self) -> list[web.RouteDef]:
        """The routes to serve beside Slack's requests."""
        return self.install_pages.routes()

    async def encrypt_again(self) -> None:
        """Encrypt every token with the newest key: a background job."""
        async with BestEffort(None, log.warning, "Tokens could not be sealed with the newest key"):
            if count := await self.installations.encrypt_again():
                log.info("Sealed the tokens of %d workspaces with the newest key.", count)

    def listen_to(self, bolt: AsyncApp) -> None:
        """Handle the events of a removed app and of revoked tokens."""

        async def on_uninstalled(body: dict[str, Any], context: AsyncBoltContext) -> None:
            await self.workspaces.removed(str(context.team_id), at=_time_of(body))

        async def on_revoked(event: dict[str, Any], body: dict[str, Any], context: AsyncBoltContext) -> None:
            # Users can revoke tokens of their own as well. The bot keeps none of those.
            if (event.get("tokens") or {}).get("bot"):
                await self.workspaces.removed(str(context.team_id), at=_time_of(body))

        bolt.event("app_uninstalled")(on_uninstalled)
        bolt.event("tokens_revoked")(on_revoked)


def _time_of(body: dict[str, Any]) -> float | None:
    """When an event happened, in seconds; None where the payload does not say."""
    at = body.get("event_time")
    return float(at) if isinstance(at, int) else None
