"""Listening for Slack's requests: one port, the way of a request through Bolt and back, and a graceful end."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Iterable
from http import HTTPStatus

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.app import App, reach_slack
from bot.http.bodies import read_body
from bot.http.gate import SIGNATURE, Gate, Verdict
from bot.http.manifest import EVENTS_PATH
from bot.http.refusals import Refusals
from bot.http.settings import HttpSettings
from bot.intake import CLAIM_SECONDS
from bot.service.wordless import without_words
from bot.slack.dispatch import dispatch
from bot.slack.sockets import ACKNOWLEDGE_SECONDS, FINISH_SECONDS
from routing.errors import SettingsError

log = logging.getLogger(__name__)

# What people do with controls: nothing in it is claimed by a key. Typeahead only reads.
INTERACTIVE = {"block_actions", "view_submission", "shortcut"}

IDLE_SECONDS = 60.0
# How long a client that was turned away may take to read why, while it still sends.
LINGER_SECONDS = 1.0
# It prints what it could not read, which may be anything.
_silent = logging.getLogger("bot.http.aiohttp")
_silent.setLevel(logging.CRITICAL + 1)


class Listening:
    """The HTTP server of one app, the counterpart of bot/slack/sockets.py. `session` is closed with it."""

    def __init__(self, app: App, session: aiohttp.ClientSession, gate: Gate) -> None:
        self._app = app
        self._session = session
        self._gate = gate
        self._refusals = Refusals()
        self._runner: web.AppRunner | None = None
        self._last_request: float | None = None
        self._stopping = False

    async def open(self, settings: HttpSettings, more: Iterable[web.RouteDef] = ()) -> None:
        """Listen. Raises SettingsError where the host or the port cannot be used."""
        server = web.Application()
        server.add_routes([web.post(EVENTS_PATH, self._take), *more])
        server.on_response_prepare.append(self._say_goodbye)
        self._runner = web.AppRunner(
            server,
            access_log=None,
            logger=_silent,
            keepalive_timeout=IDLE_SECONDS,
            lingering_time=LINGER_SECONDS,
            auto_decompress=False,  # the signature is of what was sent
            shutdown_timeout=ACKNOWLEDGE_SECONDS,
        )
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, settings.host, settings.port).start()
        except (OSError, OverflowError) as error:
            await self._runner.cleanup()
            raise SettingsError(f"whoask cannot listen on {settings.host}:{settings.port}: {_reason(error)}") from error

    @property
    def port(self) -> int | None:
        """Where it listens; null before and after."""
        return self._runner.addresses[0][1] if self._runner and self._runner.addresses else None

    @property
    def live(self) -> int:
        """1 while requests are taken, else 0."""
        return int(self.port is not None and not self._stopping)

    @property
    def last_envelope_seconds(self) -> float | None:
        """How long ago the last request of Slack's came in; null if none did yet."""
        if self._last_request is None:
            return None
        return asyncio.get_running_loop().time() - self._last_request

    async def lost(self) -> None:
        """Never returns: nobody tells a server that Slack has turned away."""
        await asyncio.Event().wait()

    async def stop(self, *, within: float = FINISH_SECONDS) -> None:
        """Take no more requests, answer those that are open, wait for the work under way, close."""
        self._stopping = True
        if self._runner:
            await self._runner.cleanup()
        if late := await self._app.work.finish(within=within):
            log.warning("%d answers were not finished in %g seconds", late, within)
        await self._session.close()

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body = await read_body(request)
        if _is_certificate_check(body):
            return web.Response()
        match self._gate.judge(request.headers, body):
            case Verdict.FORGED:
                self._refusals.tell("signature is not Slack's, or more than five minutes old")
                return web.json_response({"error": "invalid signature"}, status=HTTPStatus.UNAUTHORIZED)
            case Verdict.REPLAYED:
                return self._refuse_replay()
            case Verdict.SLACKS:
                self._last_request = asyncio.get_running_loop().time()
        try:
            response = await self._hand_over(request, body)
        except Exception as error:  # noqa: BLE001 - its own words may quote the request
            log.error("a request failed\n%s", without_words(error))  # noqa: TRY400
            response = web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)
        if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self._gate.let_again(request.headers)
        return response

    async def _hand_over(self, request: web.Request, body: bytes) -> web.Response:
        """To Bolt, with all headers: X-Slack-Retry-Num and -Reason as well."""
        try:
            asked = AsyncBoltRequest(
                body=body.decode(),
                query=request.query_string,
                headers=request.headers,  # type: ignore[arg-type]  # any mapping will do
            )
        except (ValueError, AttributeError, RecursionError):  # no JSON, or no object
            return web.json_response({"error": "not a request of Slack's"}, status=HTTPStatus.BAD_REQUEST)
        if asked.body.get("type") == "url_verification":
            return web.json_response({"challenge": asked.body.get("challenge")})
        try:
            await self._app.presence.installation(asked.context.team_id)
        except Exception as error:  # noqa: BLE001 - a store may raise anything
            # Without a token there is no answer. Slack delivers an event again, and tells whoever waits that it failed.
            log.warning("the workspace %s could not be looked up: %s", asked.context.team_id, type(error).__name__)
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        if asked.body.get("type") in INTERACTIVE and not await self._is_first(request.headers[SIGNATURE]):
            return self._refuse_replay()
        with self._app.telemetry.delivery(asked.context) as acknowledged:
            response = await dispatch(self._app.bolt, asked)
            if response.status == HTTPStatus.OK:
                acknowledged()
        return await to_aiohttp_response(response)

    async def _is_first(self, signature: str) -> bool:
        """Whether no replica has taken the request. A store that is slow or down is not waited for."""
        office = self._app.office
        try:
            async with asyncio.timeout(CLAIM_SECONDS):
                return await office.store.requests.claim(signature, at=office.now())
        except Exception as error:  # noqa: BLE001 - a store may raise anything, and somebody waits for their click
            log.warning("the store missed the claim of a request: %s", type(error).__name__)
            return True

    def _refuse_replay(self) -> web.Response:
        self._refusals.tell("taken before")
        return web.json_response({"error": "already taken"}, status=HTTPStatus.CONFLICT)

    async def _say_goodbye(self, _: web.Request, response: web.StreamResponse) -> None:
        if self._stopping:
            response.force_close()


async def listen(app: App, settings: HttpSettings, more: Iterable[web.RouteDef] = ()) -> Listening:
    """Find out who we are, then listen; `more` is what else is served.

    Raises SlackRefusalError where Slack turns the bot token away, SettingsError where nobody can listen there.
    """
    session = await reach_slack(app)
    listening = Listening(app, session, Gate(settings.signing_secret))
    try:
        await listening.open(settings, more)
    except BaseException:
        await session.close()
        raise
    return listening


def _reason(error: OSError | OverflowError) -> str:
    """The operating system's words: asyncio adds the address to them, which is told already."""
    number = getattr(error, "errno", None)
    return os.strerror(number) if isinstance(number, int) and number > 0 else str(error)


def _is_certificate_check(body: bytes) -> bool:
    """Slack's look at our certificate, which is not signed and tells nothing: ssl_check=1 with a token.

    https://docs.slack.dev/interactivity/implementing-slash-commands
    """
    return b"ssl_check=1" in body.split(b"&") and b"payload" not in body
