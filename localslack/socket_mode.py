"""Socket Mode: tickets and websockets, envelopes out, acknowledgements in, retries between."""

import asyncio
import contextlib
import itertools
import random
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from aiohttp import web

from localslack.deliveries import Ack, AckKind, Attempt, Delivery, Outcome
from localslack.faults import Faults
from localslack.http_mode import HttpMode
from localslack.journal import Changes, Journal
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


# https://docs.slack.dev/apis/events-api#retries: three more attempts.
MAX_RETRIES = 3
HISTORY = 10_000


class SocketMode:
    """Carries deliveries to the app and matches what comes back.

    Attributes:
        ack_timeout: seconds until an event is sent again and a command or interaction has failed; Slack waits 3.
        http: carries deliveries instead, once it has a request URL.
        deliveries: the last ones, in the order they were made.
        acks: the last acknowledgements, in the order they came.
    """

    def __init__(
        self, connections: Connections, clock: Callable[[], float], changes: Changes, journal: Journal, faults: Faults
    ) -> None:
        self._clock = clock
        self._changes = changes
        self._journal = journal
        self._faults = faults
        self._envelope_numbers = itertools.count(1)
        self._sent: dict[str, Delivery] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self.http: HttpMode | None = None
        self.connections = connections
        self.connections.on_gone = self._lost
        self.ack_timeout = 3.0
        self.deliveries: deque[Delivery] = deque(maxlen=HISTORY)
        self.acks: deque[Ack] = deque(maxlen=HISTORY)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """The websocket, from handshake to the end."""
        if not self.connections.take_ticket(request.query.get("ticket", "")):
            return web.Response(status=403, text="this ticket was used or never given out")
        async with self.connections.accept(request) as connection:
            if connection is None:
                return web.Response()
            self._send_again(d for d in self.deliveries if d.is_stranded)
            async for message in connection.socket:
                if message.type is web.WSMsgType.TEXT:
                    self._take_ack(message.json(), connection)
        return connection.socket

    async def close(self) -> None:
        """Stop every timer and close every connection; what they leave unanswered goes nowhere any more."""
        self.connections.on_gone = lambda _connection: None
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.connections.close()

    def submit(self, delivery: Delivery) -> Delivery:
        """Send a payload to the app. Without a connection an event waits for one; anything else has failed."""
        self.deliveries.append(delivery)
        if self.http and self.http.url:
            self.http.carry(delivery, self._settle)
        elif not self.connections.open and delivery.kind != "events_api":
            self._settle(delivery, "dispatch_failed")
        else:
            self._send(delivery, retry=0)
        return delivery

    def _lost(self, connection: Connection) -> None:
        """Mark what a dropped connection left unanswered, and send its events again on another one."""
        for delivery in self.deliveries:
            if not delivery.settled and delivery.attempts and delivery.attempts[-1].connection == connection.number:
                delivery.attempts[-1].lost = True
        self._send_again(d for d in tuple(self.deliveries) if d.is_stranded)

    def _send_again(self, stranded: Iterable[Delivery]) -> None:
        for delivery in stranded:
            last = delivery.attempts[-1] if delivery.attempts else None
            self._send(delivery, last.retry if last else 0, last.envelope_id if last else None)

    def _send(self, delivery: Delivery, retry: int, envelope_id: str | None = None) -> None:
        if not self.connections.open:
            return
        connection = self.connections.choose()
        envelope: Json = {
            "type": delivery.kind,
            "envelope_id": envelope_id or f"envelope-{next(self._envelope_numbers)}",
            "accepts_response_payload": delivery.accepts_payload,
            "payload": delivery.payload,
        }
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": "timeout" if retry else ""}
        attempt = Attempt(
            envelope_id=envelope["envelope_id"],
            connection=connection.number,
            retry=retry,
            sent_at=self._clock(),
            entry=self._journal.write("frame_out", delivery.kind, envelope, connection.number),
        )
        delivery.attempts.append(attempt)
        self._remember(attempt.envelope_id, delivery)
        task = asyncio.create_task(self._carry(connection, envelope, delivery, attempt))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _remember(self, envelope_id: str, delivery: Delivery) -> None:
        self._sent[envelope_id] = delivery
        if len(self._sent) > HISTORY:
            self._sent.pop(next(iter(self._sent)))

    async def _carry(self, connection: Connection, envelope: Json, delivery: Delivery, attempt: Attempt) -> None:
        try:
            await connection.socket.send_json(envelope)
        except ConnectionError:
            self.connections.forget(connection)
        await asyncio.sleep(self.ack_timeout)
        if delivery.settled or attempt is not delivery.attempts[-1]:
            return
        if delivery.kind != "events_api":
            self._settle(delivery, "operation_timeout")
        elif attempt.lost:
            return
        elif attempt.retry >= MAX_RETRIES:
            self._settle(delivery, "given_up")
        else:
            self._send(delivery, attempt.retry + 1)

    def _take_ack(self, frame: Json, connection: Connection) -> None:
        envelope_id = str(frame.get("envelope_id", ""))
        payload: Json = frame.get("payload") or {}
        self._journal.write("frame_in", "ack", frame, connection.number)
        delivery = self._sent.get(envelope_id)
        kind = self._judge(delivery, envelope_id, connection) if delivery else "unknown"
        self.acks.append(Ack(envelope_id, connection.number, self._clock(), kind, payload))
        if delivery and kind in {"matched", "late"}:
            self._note(delivery, envelope_id, connection)
        if delivery and not delivery.settled and kind == "matched":
            delivery.answer = payload if delivery.accepts_payload else {}
            self._settle(delivery, "acked")
        self._changes.tell()

    def _judge(self, delivery: Delivery, envelope_id: str, connection: Connection) -> AckKind:
        attempts = [a for a in delivery.attempts if a.envelope_id == envelope_id]
        if self._faults.strict_acks and connection.number not in {a.connection for a in attempts}:
            return "misdirected"
        if all(a.acked_at is not None for a in attempts):
            return "repeated"
        return "matched" if delivery.outcome in {"waiting", "acked"} else "late"

    def _note(self, delivery: Delivery, envelope_id: str, connection: Connection) -> None:
        waiting = [a for a in delivery.attempts if a.envelope_id == envelope_id and a.acked_at is None]
        attempt = next((a for a in waiting if a.connection == connection.number), waiting[-1])
        attempt.acked_at = self._clock()
        attempt.acked_on = connection.number
        self._journal.acknowledged(attempt.entry)

    def _settle(self, delivery: Delivery, outcome: Outcome) -> None:
        delivery.outcome = outcome
        delivery.then(delivery)
        self._changes.tell()
