"""An app that many workspaces install: whom it speaks as in each, how it gets into one, and how it goes."""

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
    """Where the app is installed, and the pages to install it by."""

    workspaces: MultiWorkspace
    installing: InstallPages
    installations: Installations

    @classmethod
    def on(cls, runner: Runner, settings: OAuthSettings, client: PolicedClient, keys: Sequence[Secret]) -> OAuthApp:
        """On a store. Every client with a token is made from `client`, which has none."""
        installations = Installations(runner, settings.client_id, keys)
        workspaces = MultiWorkspace(client, installations, clock=asyncio.get_running_loop().time)
        installing = InstallPages(settings, client, installations, States(runner), workspaces)
        return cls(workspaces, installing, installations)

    def routes(self) -> list[web.RouteDef]:
        """What a server has to serve beside Slack's requests."""
        return self.installing.routes()

    async def reseal(self) -> None:
        """Seal every token with the newest key: the background's job."""
        async with BestEffort(None, log.warning, "Tokens could not be sealed with the newest key"):
            if resealed := await self.installations.reseal():
                log.info("Sealed the tokens of %d workspaces with the newest key.", resealed)

    def listen_to(self, bolt: AsyncApp) -> None:
        """Have Slack tell us where the app was removed."""

        async def on_uninstalled(context: AsyncBoltContext) -> None:
            await self.workspaces.end(str(context.team_id))

        async def on_revoked(event: dict[str, Any], context: AsyncBoltContext) -> None:
            # A person can take back a token of their own as well. We have none of theirs.
            if (event.get("tokens") or {}).get("bot"):
                await self.workspaces.end(str(context.team_id))

        bolt.event("app_uninstalled")(on_uninstalled)
        bolt.event("tokens_revoked")(on_revoked)
