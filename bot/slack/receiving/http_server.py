"""HTTP mode: a server that verifies Slack's requests, hands them to Bolt, and shuts down gracefully.

A request's body is read up to the size that Slack sends, and for no longer than Slack would wait.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable, Iterable
from datetime import datetime
from http import HTTPStatus

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.listening import Listener
from bot.monitoring.redaction import without_message_text
from bot.monitoring.refusals import RefusalLog
from bot.monitoring.telemetry import Telemetry
from bot.settings.http import HttpSettings
from bot.slack.auth.authorization import Authorization
from bot.slack.receiving.request_verification import SIGNATURE, RequestVerifier, VerificationResult
from bot.slack.receiving.socket_mode import ACKNOWLEDGE_SECONDS, FINISH_SECONDS, dispatch
from bot.store.best_effort import BestEffort
from bot.store.claims import CLAIM_SECONDS, Requests
from bot.tasks import BackgroundTasks
from routing.errors import SettingsError

log = logging.getLogger(__name__)

EVENTS_PATH = "/slack/events"
# Interactions are not claimed by a key, so their signature is. Typeahead only reads.
INTERACTIVE = {"block_actions", "view_submission", "shortcut"}

IDLE_SECONDS = 60.0
# How long a refused client may take to read why, while it still sends.
LINGER_SECONDS = 1.0
# Slack's largest are views of 100 blocks, far below this.
LARGEST_BODY = 2**20
BODY_SECONDS = 3.0


class HttpServer:
    """The HTTP server of one app, the counterpart of socket_mode.py. `session` is closed with it."""

    def __init__(  # noqa: PLR0913 - each is another part of the bot
        self,
        bolt: AsyncApp,
        session: aiohttp.ClientSession,
        verifier: RequestVerifier,
        *,
        authorization: Authorization,
        requests: Requests,
        now: Callable[[], datetime],
        tasks: BackgroundTasks,
        telemetry: Telemetry,
    ) -> None:
        self._bolt = bolt
        self._session = session
        self._verifier = verifier
        self._authorization = authorization
        self._requests = requests
        self._now = now
        self._tasks = tasks
        self._telemetry = telemetry
        self._refusals = RefusalLog()
        self._listener: Listener | None = None
        self._last_request: float | None = None
        self._stopping = False

    async def open(self, settings: HttpSettings, more: Iterable[web.RouteDef] = ()) -> None:
        """Listen. Raises SettingsError where the host or the port cannot be used."""
        server = web.Application()
        server.add_routes([web.post(EVENTS_PATH, self._take), *more])
        server.on_response_prepare.append(self._close_when_stopping)
        self._listener = Listener(
            server,
            keepalive_timeout=IDLE_SECONDS,
            lingering_time=LINGER_SECONDS,
            auto_decompress=False,  # the signature is of what was sent
            shutdown_timeout=ACKNOWLEDGE_SECONDS,
        )
        try:
            await self._listener.open(settings.host, settings.port)
        except (OSError, OverflowError) as error:
            raise SettingsError(f"whoask cannot listen on {settings.host}:{settings.port}: {_reason(error)}") from error

    @property
    def port(self) -> int | None:
        """The port it listens on; None before and after."""
        return self._listener.port if self._listener else None

    @property
    def live(self) -> int:
        """1 while requests are taken, else 0."""
        return int(self.port is not None and not self._stopping)

    @property
    def last_envelope_seconds(self) -> float | None:
        """Seconds since the last verified request; None before the first."""
        if self._last_request is None:
            return None
        return asyncio.get_running_loop().time() - self._last_request

    async def lost(self) -> None:
        """Never returns: Slack does not tell a server that it has turned away."""
        await asyncio.Event().wait()

    async def stop(self, *, within: float = FINISH_SECONDS) -> None:
        """Take no more requests, answer those that are open, wait for the background tasks, close."""
        self._stopping = True
        if self._listener:
            await self._listener.close()
        if late := await self._tasks.finish(within=within):
            log.warning("%d answers were not finished in %g seconds", late, within)
        await self._session.close()

    async def _take(self, request: web.Request) -> web.StreamResponse:
        body = await read_body(request)
        if _is_certificate_check(body):
            return web.Response()
        match self._verifier.verify(request.headers, body):
            case VerificationResult.FORGED:
                self._refusals.refused("signature is not Slack's, or more than five minutes old")
                return web.json_response({"error": "invalid signature"}, status=HTTPStatus.UNAUTHORIZED)
            case VerificationResult.REPLAYED:
                return self._refuse_replay()
            case VerificationResult.GENUINE:
                self._last_request = asyncio.get_running_loop().time()
        try:
            response = await self._hand_over(request, body)
        except Exception as error:  # noqa: BLE001 - its own words may quote the request
            log.error("a request failed\n%s", without_message_text(error))  # noqa: TRY400
            response = web.Response(status=HTTPStatus.INTERNAL_SERVER_ERROR)
        if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            self._verifier.forget(request.headers)
        return response

    async def _hand_over(self, request: web.Request, body: bytes) -> web.Response:
        """Bolt's response to a request, with all headers: X-Slack-Retry-Num and -Reason as well."""
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
        workspace = asked.context.team_id
        async with BestEffort(None, log.warning, "the workspace %s could not be looked up", workspace) as look_up:
            await self._authorization.installation(workspace)
        if look_up.fault:
            # Without a token there is no answer. Slack delivers an event again, and tells the user that a click failed.
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        if asked.body.get("type") in INTERACTIVE and not await self._is_first(request.headers[SIGNATURE]):
            return self._refuse_replay()
        with self._telemetry.delivery(asked.context) as acknowledged:
            response = await dispatch(self._bolt, asked)
            if response.status == HTTPStatus.OK:
                acknowledged()
        return await to_aiohttp_response(response)

    async def _is_first(self, signature: str) -> bool:
        """Whether no replica has taken the request before. Also true where the store is slow or down."""
        async with BestEffort(CLAIM_SECONDS, log.warning, "the store missed the claim of a request"):
            return await self._requests.claim(signature, at=self._now())
        return True

    def _refuse_replay(self) -> web.Response:
        self._refusals.refused("taken before")
        return web.json_response({"error": "already taken"}, status=HTTPStatus.CONFLICT)

    async def _close_when_stopping(self, _: web.Request, response: web.StreamResponse) -> None:
        if self._stopping:
            response.force_close()


def _reason(error: OSError | OverflowError) -> str:
    """The operating system's message: asyncio adds the address, which the caller names already."""
    number = getattr(error, "errno", None)
    return os.strerror(number) if isinstance(number, int) and number > 0 else str(error)


def _is_certificate_check(body: bytes) -> bool:
    """Whether a request is Slack's check of the TLS certificate, which is not signed: ssl_check=1 with a token.

    https://docs.slack.dev/interactivity/implementing-slash-commands
    """
    return b"ssl_check=1" in body.split(b"&") and b"payload" not in body


async def read_body(request: web.Request) -> bytes:
    """The body as it came. Raises HTTPRequestEntityTooLarge, before it is read as a whole, or HTTPRequestTimeout."""
    length = request.content_length
    if length is not None and length > LARGEST_BODY:
        raise _closing(web.HTTPRequestEntityTooLarge(max_size=LARGEST_BODY, actual_size=length))
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await request.read()  # raises as well, where it is longer than it said, or did not say
    except web.HTTPRequestEntityTooLarge as error:
        raise _closing(error) from None
    except TimeoutError:
        raise _closing(web.HTTPRequestTimeout()) from None


def _closing(error: web.HTTPError) -> web.HTTPError:
    """The rest of the body is not read, so the connection cannot carry another request."""
    error.force_close()
    return error
