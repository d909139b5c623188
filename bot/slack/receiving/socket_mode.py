"""Socket Mode: the open connections of the bot, and the way of an envelope through Bolt and back.

The way of a request into Bolt: whatever Slack may send, it is answered.
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

# What was taken when we are told to stop is still acknowledged: that takes milliseconds, or Slack's three seconds.
ACKNOWLEDGE_SECONDS = 3.0
FINISH_SECONDS = 10.0


class Connections:
    """The connections of one app, kept open. `work` holds the answers under way. Nobody connects to us: no `port`."""

    port: None = None

    def __init__(
        self,
        bolt: AsyncApp,
        session: aiohttp.ClientSession,
        button: Callable[[], Awaitable[str]],
        tasks: BackgroundTasks,
        telemetry: Telemetry,
    ) -> None:
        self._bolt = bolt
        self._session = session
        self._ticket = button
        self._tasks = tasks
        self._telemetry = telemetry
        self._envelopes = BackgroundTasks()
        self._lines: list[SocketConnection] = []
        self._keeping: list[asyncio.Task[None]] = []
        self._last_envelope: float | None = None

    async def open(self, count: int) -> None:
        """Open connections; returns once each has been greeted. Raises SlackRefusalError.

        Where Slack has ten of the app's connections already, one is enough to begin with.
        """
        self._lines = [SocketConnection(self._session, self._ticket, self._take) for _ in range(count)]
        self._keeping = [asyncio.create_task(line.keep_open()) for line in self._lines]
        greeted = asyncio.create_task(self._greeted())
        try:
            await asyncio.wait({greeted, *self._keeping}, return_when=asyncio.FIRST_COMPLETED)
            self._raise_refusal()
        except BaseException:
            greeted.cancel()
            await self.stop(within=0)
            raise

    async def _greeted(self) -> None:
        await asyncio.gather(*(line.tried.wait() for line in self._lines))
        one = [asyncio.create_task(line.greeted.wait()) for line in self._lines]
        try:
            await asyncio.wait(one, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for waiting in one:
                waiting.cancel()

    @property
    def live(self) -> int:
        """How many connections can take an envelope now."""
        return sum(line.socket is not None for line in self._lines)

    @property
    def last_envelope_seconds(self) -> float | None:
        """How long ago something came in; null if nothing did yet."""
        if self._last_envelope is None:
            return None
        return asyncio.get_running_loop().time() - self._last_envelope

    async def lost(self) -> None:
        """Wait until Slack turns the bot away for good, then raise SlackRefusalError."""
        await asyncio.wait(self._keeping, return_when=asyncio.FIRST_COMPLETED)
        self._raise_refusal()

    async def stop(self, *, within: float = FINISH_SECONDS) -> None:
        """Take no more envelopes, acknowledge those that came, wait for the answers under way, close."""
        for task in self._keeping:
            task.cancel()
        await asyncio.gather(*self._keeping, return_exceptions=True)
        open_sockets = [socket for line in self._lines for socket in await line.stop_reading()]
        await self._envelopes.finish(within=min(ACKNOWLEDGE_SECONDS, within))
        await asyncio.gather(*(socket.close() for socket in open_sockets), return_exceptions=True)
        if late := await self._tasks.finish(within=within):
            log.warning("%d answers were not finished in %g seconds", late, within)
        await self._session.close()

    def _raise_refusal(self) -> None:
        for task in self._keeping:
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
                # An event that nobody acknowledged is delivered again; whoever gave a command is told that it failed.
                log.warning("not acknowledged: %s (status %d)", envelope.type, response.status)
            elif await self._acknowledge(SocketModeResponse(envelope.envelope_id, _payload(response)), socket):
                acknowledged()

    async def _acknowledge(self, answer: SocketModeResponse, socket: Socket) -> bool:
        """Over the connection it came on; where that is gone, over another: a command is not delivered again.

        Says whether there was one.
        """
        others = [line.socket for line in self._lines if line.socket is not None and line.socket is not socket]
        for way in (socket, *others):
            try:
                await way.send_str(json.dumps(answer.to_dict()))
            except (ConnectionError, RuntimeError, aiohttp.ClientError):
                continue
            return True
        log.warning("no connection left to acknowledge on: Slack delivers again")
        return False


def _payload(response: BoltResponse) -> dict[str, Any] | None:
    """What goes back with an acknowledgement, in Bolt's shapes: nothing, JSON, or a text for whoever gave a command."""
    if not response.body:
        return None
    if response.headers.get("content-type", [""])[0].startswith("application/json"):
        payload: dict[str, Any] = json.loads(response.body)
        return payload
    return {"text": response.body}


ACKNOWLEDGED = 200


async def dispatch(bolt: AsyncApp, request: AsyncBoltRequest) -> BoltResponse:
    """Bolt's answer to a request. One that Bolt breaks on is acknowledged: delivered again it is no better.

    Bolt (1.30) looks for its listeners outside any error handler of the app: actions that are a number, or none at
    all, raise out of it. The error's own words may quote the request, and so may a type that is no text.
    """
    if not isinstance(request.body.get("type", ""), str):
        log.error("a payload from Slack could not be taken: it is of no kind")
        return BoltResponse(status=ACKNOWLEDGED)
    try:
        return await bolt.async_dispatch(request)
    except Exception as error:  # noqa: BLE001 - this is the outermost door
        log.error("a payload from Slack could not be taken: %s", type(error).__name__)  # noqa: TRY400
        return BoltResponse(status=ACKNOWLEDGED)
