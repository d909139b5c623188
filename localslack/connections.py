"""The websockets of Socket Mode: tickets, greetings, farewells, and which one carries the next envelope."""

import contextlib
import itertools
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Literal

from aiohttp import web

from localslack.journal import Journal
from localslack.wire import Json

DisconnectReason = Literal["warning", "refresh_requested", "too_many_websockets", "link_disabled"]
# https://docs.slack.dev/apis/events-api/using-socket-mode: up to 10 open connections for one app.
MAX_CONNECTIONS = 10
# How long a farewell waits for an app that does not answer it.
CLOSE_SECONDS = 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Connection:
    """One live socket."""

    number: int
    socket: web.WebSocketResponse
    request: web.Request

    def abort(self) -> None:
        """Break it without a word, as a dead network does."""
        if self.request.transport is not None:
            self.request.transport.abort()


class Connections:
    """The sockets that are open now.

    Args:
        app_id: told to the app in ``hello``.
        journal: where frames are written down.
        chooser: picks a connection at random; None takes them in turn.
    """

    def __init__(self, app_id: str, journal: Journal, chooser: random.Random | None) -> None:
        self._app_id = app_id
        self._journal = journal
        self._chooser = chooser
        self._numbers = itertools.count(1)
        self._turn = itertools.count()
        self._tickets: set[str] = set()
        self.open: list[Connection] = []
        self.on_gone: Callable[[Connection], None] = lambda _connection: None

    def new_ticket(self) -> str:
        """What ``apps.connections.open`` hands out: good for one connection."""
        ticket = f"ticket-{next(self._numbers)}"
        self._tickets.add(ticket)
        return ticket

    def take_ticket(self, ticket: str) -> bool:
        """Spend a ticket; False when it was used or never given out."""
        known = ticket in self._tickets
        self._tickets.discard(ticket)
        return known

    @contextlib.asynccontextmanager
    async def accept(self, request: web.Request) -> AsyncIterator[Connection | None]:
        """Shake hands and say hello; None for one connection too many."""
        socket = web.WebSocketResponse(timeout=CLOSE_SECONDS)
        await socket.prepare(request)
        connection = Connection(next(self._numbers), socket, request)
        if len(self.open) >= MAX_CONNECTIONS:
            await self._frame(connection, _disconnect("too_many_websockets"))
            await socket.close()
            yield None
            return
        self.open.append(connection)
        self._journal.write("connection", "opened", connection=connection.number)
        try:
            await self._frame(connection, self._hello())
            yield connection
        finally:
            self.forget(connection)

    def choose(self) -> Connection:
        """The one connection that carries the next envelope."""
        if self._chooser:
            return self._chooser.choice(self.open)
        return self.open[next(self._turn) % len(self.open)]

    def pick(self, number: int | None) -> list[Connection]:
        """One connection by its number, or all."""
        return [connection for connection in self.open if number in {None, connection.number}]

    def forget(self, connection: Connection) -> None:
        """A connection is gone."""
        if connection in self.open:
            self.open.remove(connection)
            self._journal.write("connection", "gone", connection=connection.number)
            self.on_gone(connection)

    async def disconnect(self, reason: DisconnectReason, number: int | None) -> None:
        """Send a ``disconnect`` frame on one connection or on all; leaving is up to the app."""
        for connection in self.pick(number):
            await self._frame(connection, _disconnect(reason))

    def drop(self, number: int | None) -> None:
        """Break one connection, or all."""
        for connection in self.pick(number):
            connection.abort()
            self.forget(connection)

    async def close(self) -> None:
        """Close every connection in good order."""
        for connection in tuple(self.open):
            await connection.socket.close()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.open),
            "debug_info": {"host": "sandbox", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._app_id},
        }

    async def _frame(self, connection: Connection, frame: Json) -> None:
        self._journal.write("frame_out", frame["type"], frame, connection.number)
        with contextlib.suppress(ConnectionError):
            await connection.socket.send_json(frame)


def _disconnect(reason: DisconnectReason) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
