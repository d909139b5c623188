"""Socket Mode: the bot's open connections, and each envelope from receipt through Bolt to acknowledgement.

`dispatch` hands a request of either mode to Bolt, and answers it whatever Slack may send.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.internals import build_headers
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.monitoring.telemetry import Telemetry
from bot.slack.receiving.socket_connection import Frame, Socket, SocketConnection
from bot.tasks import BackgroundTasks

log = logging.getLogger(__name__)

# After the signal to stop, envelopes that were taken are still acknowledged: that takes milliseconds, or Slack's three
# seconds.
ACKNOWLEDGE_SECONDS = 3.0
FINISH_SECONDS = 10.0
ACKNOWLEDGED = 200


class Connections:
    """The connections of one app, kept open. `tasks` holds the running answers. `port` is None: nothing listens."""

    port: None = None

    def __init__(
        self,
        bolt: AsyncApp,
        session: aiohttp.ClientSession,
        socket_url: Callable[[], Awaitable[str]],
        tasks: BackgroundTasks,
        telemetry: Telemetry,
    ) -> None:
        self._bolt = bolt
        self._session = session
        self._socket_url = socket_url
        self._tasks = tasks
        self._telemetry = telemetry
        self._envelopes = BackgroundTasks()
        self._connections: list[SocketConnection] = []
        self._keep_open_tasks: list[asyncio.Task[None]] = []
        self._last_envelope: float | None = None

    async def open(self, count: int) -> None:
        """Open connections; returns once each has been greeted. Raises SlackRefusalError.

        Where Slack has ten of the app's connections already, one greeted connection is enough.
        """
        self._connections = [SocketConnection(self._session, self._socket_url, self._take) for _ in range(count)]
        self._keep_open_tasks = [asyncio.create_task(connection.keep_open()) for connection in self._connections]
        greeted = asyncio.create_task(self._greeted())
        try:
            await asyncio.wait({greeted, *self._keep_open_tasks}, return_when=asyncio.FIRST_COMPLETED)
            self._raise_refusal()
        except BaseException:
            greeted.cancel()
            await self.stop(within=0)
            raise

    async def _greeted(self) -> None:
        await asyncio.gather(*(connection.tried.wait() for connection in self._connections))
        one = [asyncio.create_task(connection.greeted.wait()) for connection in self._connections]
        try:
            await asyncio.wait(one, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for waiting in one:
                waiting.cancel()

    @property
    def live(self) -> int:
        """How many connections can take an envelope now."""
        return sum(connection.socket is not None for connection in self._connections)

    @property
    def last_envelope_seconds(self) -> float | None:
        """Seconds since the last envelope; None before the first."""
        if self._last_envelope is None:
            return None
        return asyncio.get_running_loop().time() - self._last_envelope

    async def lost(self) -> None:
        """Wait until Slack refuses the bot for good, then raise SlackRefusalError."""
        await asyncio.wait(self._keep_open_tasks, return_when=asyncio.FIRST_COMPLETED)
        self._raise_refusal()

    async def stop(self, *, within: float = FINISH_SECONDS) -> None:
        """Take no more envelopes, acknowledge those that came, wait for the running answers, close."""
        for task in self._keep_open_tasks:
            task.cancel()
        await asyncio.gather(*self._keep_open_tasks, return_exceptions=True)
        open_sockets = [socket for connection in self._connections for socket in await connection.stop_reading()]
        await self._envelopes.finish(within=min(ACKNOWLEDGE_SECONDS, within))
        await asyncio.gather(*(socket.close() for socket in open_sockets), return_exceptions=True)
        if late := await self._tasks.finish(within=within):
            log.warning("%d answers were not finished in %g seconds", late, within)
        await self._session.close()

    def _raise_refusal(self) -> None:
        for task in self._keep_open_tasks:
            if task.done() and not task.cancelled() and (error := task.exception()):
                raise error

    def _take(self, frame: Frame, socket: Socket) -> None:
        envelope = SocketModeRequest.from_dict(frame)
        if envelope is not None:
            self._last_envelope = asyncio.get_running_loop().time()
            self._envelopes.start(self._handle(envelope, socket, since=self._last_envelope))

    async def _handle(self, envelope: SocketModeRequest, socket: Socket, *, since: float) -> None:
        try:
            request = AsyncBoltRequest(mode="socket_mode", body=envelope.payload, headers=build_headers(envelope))
        except Exception as error:  # noqa: BLE001 - Bolt reads it as Slack writes it; its words on it may quote it
            log.error("a payload from Slack could not be read: %s", type(error).__name__)  # noqa: TRY400
            await self._acknowledge(SocketModeResponse(envelope.envelope_id), socket)  # no better the second time
            return
        with self._telemetry.delivery(request.context, since=since) as acknowledged:
            response = await dispatch(self._bolt, request)
            if response.status != 200:  # noqa: PLR2004
                # Slack delivers an event again that was not acknowledged, and tells a command's asker that it failed.
                log.warning("not acknowledged: %s (status %d)", envelope.type, response.status)
            elif await self._acknowledge(SocketModeResponse(envelope.envelope_id, _payload(response)), socket):
                acknowledged()

    async def _acknowledge(self, answer: SocketModeResponse, socket: Socket) -> bool:
        """Acknowledge over the connection it came on, else over another: a command is not delivered again.

        Returns whether a connection was left.
        """
        others = [
            connection.socket
            for connection in self._connections
            if connection.socket is not None and connection.socket is not socket
        ]
        for candidate in (socket, *others):
            try:
                await candidate.send_str(json.dumps(answer.to_dict()))
            except (ConnectionError, RuntimeError, aiohttp.ClientError):
                continue
            return True
        log.warning("no connection left to acknowledge on: Slack delivers again")
        return False


def _payload(response: BoltResponse) -> dict[str, Any] | None:
    """The payload of an acknowledgement, from Bolt's response: None, JSON, or a text for a command's asker."""
    if not response.body:
        return None
    if response.headers.get("content-type", [""])[0].startswith("application/json"):
        payload: dict[str, Any] = json.loads(response.body)
        return payload
    return {"text": response.body}


async def dispatch(bolt: AsyncApp, request: AsyncBoltRequest) -> BoltResponse:
    """Bolt's response to a request. One that Bolt fails on is acknowledged: delivered again it fails again.

    Bolt (1.30) looks for its listeners outside any error handler of the app: actions that are a number, or none at
    all, raise out of it. The error's own words may quote the request, and so may a type that is no text.
    """
    if not isinstance(request.body.get("type", ""), str):
        log.error("a payload from Slack could not be taken: it is of no kind")
        return BoltResponse(status=ACKNOWLEDGED)
    try:
        return await bolt.async_dispatch(request)
    except Exception as error:  # noqa: BLE001 - the outermost handler
        log.error("a payload from Slack could not be taken: %s", type(error).__name__)  # noqa: TRY400
        return BoltResponse(status=ACKNOWLEDGED)
