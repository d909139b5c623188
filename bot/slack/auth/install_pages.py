"""Installing the app in a workspace by OAuth: Bolt's flow on the store's tables, with pages in plain English.

Slack's side: https://docs.slack.dev/authentication/installing-with-oauth. The page at the end (install_page.html) says
that it is done, or why not and what to do.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_callback_options import AsyncCallbackOptions, AsyncFailureArgs, AsyncSuccessArgs
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store.models import Installation
from slack_sdk.web.async_client import AsyncWebClient

from bot.monitoring.redaction import without_message_text
from bot.monitoring.refusals import RefusalLog
from bot.settings.http import OAuthSettings
from bot.slack.auth.installations import STATE_LIVES, Installations, States
from bot.slack.auth.multi_workspace import MultiWorkspace

log = logging.getLogger(__name__)

# As in manifest.json, which tests/bot/commands/test_manifest.py compares.
SCOPES = ("app_mentions:read", "chat:write", "chat:write.public", "commands", "im:history")
# No frame around these pages, and nothing loaded from elsewhere.
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",  # the address of the last page holds a code
    "X-Content-Type-Options": "nosniff",
}


Handle = Callable[[AsyncBoltRequest], Awaitable[BoltResponse]]


class _NotAdmittedError(BoltError):
    """The workspace is none of those that may install the app."""


class _Flow(AsyncOAuthFlow):
    """Bolt's flow, with an exchange of the code that logs no code, and sends the secret in a way that works in aiohttp.

    `admits` is whether a workspace may install the app. Slack names the workspace only once the app has been allowed.
    """

    def __init__(self, *, admits: Callable[[str], bool], refusals: RefusalLog, **given: Any) -> None:  # noqa: ANN401
        super().__init__(**given)
        self._admits = admits
        self._refusals = refusals

    async def store_installation(self, request: AsyncBoltRequest, installation: Installation) -> None:
        """Keep the installation."""
        workspace = str(installation.team_id)
        if not self._admits(workspace):
            log.warning(
                "An installation in the workspace %s was refused: WHOASK_WORKSPACES does not name it.", workspace
            )
            raise _NotAdmittedError
        await super().store_installation(request, installation)

    async def run_installation(self, code: str) -> Installation | None:
        """The installation that a code stands for; None where Slack does not accept it."""
        secret = {"client_id": self.settings.client_id, "client_secret": self.settings.client_secret}
        asked = {**secret, "code": code, "redirect_uri": self.settings.redirect_uri}
        try:
            given = await self.client.api_call("oauth.v2.access", data=asked)
            bot = await self.client.auth_test(token=str(given["access_token"]))
        except SlackApiError as error:
            self._refusals.refused(f"Slack did not accept the code of an installation ({error.response.get('error')})")
            return None
        if given.get("is_enterprise_install"):  # the manifest does not offer it
            log.warning("An installation in a whole organisation was refused: install the app in its workspaces.")
            return None
        return Installation(
            app_id=given["app_id"],
            enterprise_id=(given.get("enterprise") or {}).get("id"),
            team_id=given["team"]["id"],
            team_name=given["team"].get("name"),
            bot_token=given["access_token"],
            bot_id=bot["bot_id"],
            bot_user_id=given["bot_user_id"],
            bot_scopes=given["scope"],
            user_id=given["authed_user"]["id"],
            token_type=given.get("token_type"),
        )


class InstallPages:
    """The two pages of an installation. The first sends people to Slack, which sends them to the second."""

    def __init__(
        self,
        settings: OAuthSettings,
        client: AsyncWebClient,
        installations: Installations,
        states: States,
        workspaces: MultiWorkspace,
    ) -> None:
        self._workspaces = workspaces
        self._refusals = RefusalLog()
        self._flow = _Flow(
            admits=settings.admits,
            refusals=self._refusals,
            client=client,
            logger=client.logger,
            settings=AsyncOAuthSettings(
                client_id=settings.client_id,
                client_secret=settings.client_secret.reveal(),
                scopes=SCOPES,
                user_scopes=(),
                redirect_uri=settings.public_url + REDIRECT_PATH,
                install_page_rendering_enabled=False,
                callback_options=AsyncCallbackOptions(success=self._done, failure=self._failed),
                authorization_url=urljoin(client.base_url, "../oauth/v2/authorize"),
                installation_store=installations,
                state_store=states,
                state_expiration_seconds=int(STATE_LIVES.total_seconds()),
                logger=client.logger,
            ),
        )

    def routes(self) -> list[web.RouteDef]:
        """What a server has to serve."""
        return [
            web.get(INSTALL_PATH, self._install, allow_head=False),
            web.get(REDIRECT_PATH, self._redirect, allow_head=False),
        ]

    async def _install(self, request: web.Request) -> web.StreamResponse:
        return await self._page(request, self._flow.handle_installation)

    async def _redirect(self, request: web.Request) -> web.StreamResponse:
        return await self._page(request, self._flow.handle_callback)

    async def _page(self, request: web.Request, handle: Handle) -> web.StreamResponse:
        try:
            response = await to_aiohttp_response(await handle(await to_bolt_request(request)))
        except Exception as error:  # noqa: BLE001 - the store is down, or Slack; its words may hold a code
            log.error("an installation failed\n%s", without_message_text(error))  # noqa: TRY400
            response = web.Response(status=500, text=failed_page("storage_error"), content_type="text/html")
        response.headers.update(HEADERS)
        return response

    async def _done(self, args: AsyncSuccessArgs) -> BoltResponse:
        installation = args.installation
        team = str(installation.team_id)
        self._workspaces.installed(team)
        log.info("The app was installed in the workspace %s.", team)
        cookie = args.settings.state_utils.build_set_cookie_for_deletion()
        return _html(200, done_page(installation.team_name or "", team), {"Set-Cookie": cookie})

    async def _failed(self, args: AsyncFailureArgs) -> BoltResponse:
        if isinstance(args.error, _NotAdmittedError):
            return _html(HTTPStatus.FORBIDDEN, failed_page("not_admitted"))
        # The address holds the reason, and anybody can write an address.
        reason = args.reason if args.reason in _REASONS else "unknown"
        self._refusals.refused(f"an installation was not completed ({reason})")
        return _html(args.suggested_status_code, failed_page(args.reason))


def _html(status: int, page: str, headers: dict[str, str] | None = None) -> BoltResponse:
    return BoltResponse(
        status=status, body=page, headers={"Content-Type": "text/html; charset=utf-8", **(headers or {})}
    )


INSTALL_PATH, REDIRECT_PATH = "/slack/install", "/slack/oauth_redirect"

# Slack's words for `error`, and Bolt's own: https://docs.slack.dev/authentication/installing-with-oauth
_REASONS = {
    "access_denied": "You did not allow it. Nothing was installed.",
    "invalid_browser": "This was started in another browser, or more than ten minutes ago.",
    "invalid_state": "This was started more than ten minutes ago, or is done already.",
    "missing_code": "Slack sent no code along.",
    "invalid_code": "Slack did not accept the code, which is good for ten minutes and only once.",
    "not_admitted": "Whoever runs whoask has not admitted this workspace. Remove the app from it again.",
    "storage_error": "whoask could not save the installation.",
}

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)


def done_page(workspace: str, team_id: str) -> str:
    """The app is installed. `workspace` is the name that its people gave it."""
    page = _PAGES.get_template("install_page.html")
    return page.render(title="whoask is installed", fault=None, workspace=workspace, team_id=team_id)


def failed_page(reason: str) -> str:
    """The app is not installed."""
    fault = _REASONS.get(reason, "Slack broke off the installation.")
    page = _PAGES.get_template("install_page.html")
    return page.render(title="whoask was not installed", fault=fault, install_path=INSTALL_PATH)
