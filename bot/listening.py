"""An HTTP server whose connections are bounded: what anybody may cost it before there is a request.

aiohttp closes a connection that sends no whole head after its keep-alive time, which for a load balancer in front has
to be a minute. So many half-open heads would take every file that the process may open.
"""

from __future__ import annotations

import asyncio
import ipaddress
import logging
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any, cast

from aiohttp import web

# From the connection, or from the first byte of a later request, to the whole head. Slack sends it at once.
HEAD_SECONDS = 5.0
# Slack's requests take milliseconds each. Behind a load balancer, all of them come from its address.
MOST_CONNECTIONS_OF_ONE = 200
SERVER = "whoask"
# aiohttp's logger quotes what it could not read, which may be anything.
_silent = logging.getLogger("bot.listening.aiohttp")
_silent.setLevel(logging.CRITICAL + 1)


class Listener:
    """Serves an application at one address. `shutdown_timeout` and `how` are aiohttp's, of its AppRunner."""

    def __init__(self, app: web.Application, *, shutdown_timeout: float, **how: Any) -> None:  # noqa: ANN401
        self._how = {"access_log": None, "logger": _silent, **how}
        app.middlewares.append(_with_head)
        app.on_response_prepare.append(_without_versions)
        self._runner = web.AppRunner(app, shutdown_timeout=shutdown_timeout, **self._how)
        self._of_address: Counter[str] = Counter()
        self._server: asyncio.Server | None = None

    async def open(self, host: str, port: int) -> None:
        """Listen. Raises OSError or OverflowError where the host or the port cannot be used."""
        await self._runner.setup()
        loop = asyncio.get_running_loop()
        try:
            self._server = await loop.create_server(self._connection, host, port, backlog=128)
        except BaseException:
            await self._runner.cleanup()
            raise

    @property
    def port(self) -> int | None:
        """The port it listens on; None before and after."""
        return int(self._server.sockets[0].getsockname()[1]) if self._server and self._server.sockets else None

    async def close(self) -> None:
        """Take no more connections, wait for the requests that are open, for no longer than the timeout, and close."""
        if self._server:
            self._server.close()
        await self._runner.cleanup()

    def _connection(self) -> web.RequestHandler:
        manager = cast("web.Server", self._runner.server)  # there since `setup`
        return _Connection(self._of_address, manager, loop=asyncio.get_running_loop(), **self._how)


class _Connection(web.RequestHandler):
    """One connection, which is cut where its address has too many, or a head takes too long."""

    __slots__ = ("_address", "_deadline", "_of_address", "_serving")

    def __init__(self, of_address: Counter[str], manager: web.Server, **how: Any) -> None:  # noqa: ANN401
        super().__init__(manager, **how)
        self._of_address = of_address
        self._address = ""
        self._deadline: asyncio.TimerHandle | None = None
        self._serving = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._address = _network(transport.get_extra_info("peername"))
        self._of_address[self._address] += 1
        if self._of_address[self._address] > MOST_CONNECTIONS_OF_ONE:
            self._cut()
        else:
            self._await_head()

    def connection_lost(self, exc: BaseException | None) -> None:
        self._head_is_there()
        self._of_address[self._address] -= 1
        self._of_address += Counter()  # drops those with none
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if not self._serving and self._deadline is None:
            self._await_head()
        super().data_received(data)

    def handle_error(self, *args: Any, **how: Any) -> web.StreamResponse:  # noqa: ANN401 - aiohttp's arguments
        response = super().handle_error(*args, **how)
        response.headers["Server"] = SERVER
        return response

    def begin(self) -> None:
        """A whole head is there."""
        self._serving = True
        self._head_is_there()

    def end(self) -> None:
        """It is answered: the next byte begins another head."""
        self._serving = False

    def _await_head(self) -> None:
        self._deadline = asyncio.get_running_loop().call_later(HEAD_SECONDS, self._cut)

    def _head_is_there(self) -> None:
        if self._deadline:
            self._deadline.cancel()
            self._deadline = None

    def _cut(self) -> None:
        if self.transport:
            self.transport.abort()


Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]


@web.middleware
async def _with_head(request: web.Request, handler: Handle) -> web.StreamResponse:
    connection = cast("_Connection", request.protocol)
    connection.begin()
    try:
        return await handler(request)
    finally:
        connection.end()


async def _without_versions(_: web.Request, response: web.StreamResponse) -> None:
    response.headers["Server"] = SERVER


def _network(peer: Any) -> str:  # noqa: ANN401 - asyncio's, by the kind of socket
    """Whose connection it is: an IPv4 address, or the /64 of an IPv6 one, within which a client has any address."""
    try:
        address = ipaddress.ip_address(str(peer[0]).partition("%")[0])
    except (ValueError, TypeError, IndexError):
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))
    return str(address)
