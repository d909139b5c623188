"""One Socket Mode connection, kept open: when Slack refreshes it, the new one is open before the old one closes.

Frames: https://docs.slack.dev/apis/events-api/using-socket-mode. The SDK's own client closes the old connection before
it opens the new one, so that what it had not read is lost; and when a handshake fails it tries the same URL again,
although that is good for one handshake only (slack_sdk 3.47, socket_mode/aiohttp, `connect`).
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import aiohttp

from bot.slack.client.errors import SlackCallError, refusal
from bot.slack.client.proxy import proxy_for

log = logging.getLogger(__name__)

Frame = dict[str, Any]
Socket = aiohttp.ClientWebSocketResponse

# Slack sends hello as soon as a connection is good, and pings every few seconds; so does this side.
HELLO_SECONDS = 10.0
PING_SECONDS = 10.0
# After an announced disconnect the old connection is still read: envelopes that were in flight count.
ORDERLY = {"warning", "refresh_requested"}
LINGER_SECONDS = 10.0
CLOSING_SECONDS = 2.0
# A connection that lasted this long was a good one, and the next is opened at once.
STEADY_SECONDS = 30.0
LONGEST_PAUSE = 30.0
MOST_DOUBLINGS = 20  # far beyond the longest pause; a float has no room for a thousand
# Slack has ten connections of the app already. Asking for another takes a call that is allowed about once a minute.
CROWDED = "too_many_websockets"
CROWDED_PAUSE, LONGEST_CROWDED_PAUSE = 1.0, 120.0
TOO_MANY = (
    "Slack has closed a connection because the app has ten already (too_many_websockets). The other connections go on. "
    "Next try in %.0f seconds. Run fewer replicas, or use HTTP mode (whoask run --http), which has no such limit."
)


class SocketConnection:
    """Keeps one connection open until it is stopped.

    `socket_url` asks Slack for the URL of a new connection; `take` is called with each envelope and its socket.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        socket_url: Callable[[], Awaitable[str]],
        take: Callable[[Frame, Socket], object],
    ) -> None:
        self._session = session
        self._socket_url = socket_url
        self._take = take
        self._reading: dict[asyncio.Task[None], Socket] = {}
        self.socket: Socket | None = None
        self.greeted = asyncio.Event()
        self.tried = asyncio.Event()  # greeted, or refused because there are too many

    async def keep_open(self) -> None:
        """Connect, read until Slack ends the connection, connect again. Raises SlackRefusalError if hopeless."""
        loop = asyncio.get_running_loop()
        failures = 0
        while True:
            began, wait = loop.time(), None
            try:
                reason = await self._one_connection()
            except SlackCallError as error:
                reason, wait = error.code, error.retry_after
            except (aiohttp.ClientError, TimeoutError) as error:
                reason = type(error).__name__
            if hopeless := refusal(reason, "app-level token"):
                raise hopeless
            good = reason in ORDERLY or (reason != CROWDED and loop.time() - began > STEADY_SECONDS)
            failures = 0 if good else failures + 1
            pause = max(_pause(failures, reason), wait or 0.0)
            if reason == CROWDED:
                self.tried.set()
                log.warning(TOO_MANY, pause)
            else:
                log.info("a connection to Slack ends: %s", reason)
            await asyncio.sleep(pause)

    async def stop_reading(self) -> list[Socket]:
        """Take no more envelopes. The sockets stay open for acknowledgements: the caller closes them."""
        reading = dict(self._reading)
        for task in reading:
            task.cancel()
        await asyncio.gather(*reading, return_exceptions=True)
        return list(reading.values())

    async def _one_connection(self) -> str:
        """Open a connection; returns why it ends, as soon as it is to be replaced. It is still read until it closes."""
        url = await self._socket_url()
        async with asyncio.timeout(HELLO_SECONDS):
            closing = aiohttp.ClientWSTimeout(ws_close=CLOSING_SECONDS)
            socket = await self._session.ws_connect(url, heartbeat=PING_SECONDS, timeout=closing, proxy=proxy_for(url))
        older = list(self._reading.values())
        ending: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        task = asyncio.create_task(self._read(socket, ending))
        self._reading[task] = socket
        task.add_done_callback(lambda task: self._reading.pop(task, None))
        reason = await ending
        for old in older:
            await old.close()  # never more than two: Slack allows ten connections in all
        return reason

    async def _read(self, socket: Socket, ending: asyncio.Future[str]) -> None:
        """Read a connection until it closes. `ending` is resolved with the reason as soon as it is to be replaced."""
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(HELLO_SECONDS) as limit:
                    async for message in socket:
                        frame = _frame(message)
                        if frame.get("type") == "hello":
                            limit.reschedule(None)
                            self.socket = socket
                            self.greeted.set()
                            self.tried.set()
                        elif frame.get("type") == "disconnect":
                            _resolve(ending, reason := str(frame.get("reason")))
                            if reason not in ORDERLY:
                                break
                            limit.reschedule(asyncio.get_running_loop().time() + LINGER_SECONDS)
                        else:
                            self._take_one(frame, socket)
        except Exception as error:  # noqa: BLE001 - a connection that ends for any reason is replaced
            log.error("a connection to Slack broke: %s", type(error).__name__)  # noqa: TRY400
        finally:
            _resolve(ending, "lost")
        if self.socket is socket:
            self.socket = None
        await socket.close()

    def _take_one(self, frame: Frame, socket: Socket) -> None:
        """Hand an envelope on. One that cannot be taken must not stop the frames after it from being read."""
        try:
            self._take(frame, socket)
        except Exception as error:  # noqa: BLE001 - whatever Slack may send; the error's own words may quote it
            log.error("a frame from Slack could not be taken: %s", type(error).__name__)  # noqa: TRY400


def _frame(message: aiohttp.WSMessage) -> Frame:
    """The frame in a message; empty for anything that is no JSON object."""
    try:
        frame = json.loads(message.data) if message.type is aiohttp.WSMsgType.TEXT else {}
    except (ValueError, RecursionError):  # the second: nested a thousand deep
        frame = {}
    return frame if isinstance(frame, dict) else {}


def _resolve(ending: asyncio.Future[str], reason: str) -> None:
    if not ending.done():
        ending.set_result(reason)


def _pause(failures: int, reason: str) -> float:
    """Seconds before the next attempt: 0 after the first failure, then doubling, so that Slack is not flooded."""
    jitter = random.uniform(0.5, 1.5)  # noqa: S311 - jitter is no secret
    doublings = min(failures, MOST_DOUBLINGS)
    if reason == CROWDED:
        return min(CROWDED_PAUSE * 2.0 ** (doublings - 1), LONGEST_CROWDED_PAUSE) * jitter
    return min(2.0 ** (doublings - 2), LONGEST_PAUSE) * jitter if failures > 1 else 0.0
