"""Socket Mode's gateway: each envelope goes to one of the open connections, and again where it is not acknowledged."""

from __future__ import annotations

import asyncio
import itertools
import json
import random
from dataclasses import dataclass, field

from aiohttp import web

from tools.soak.delivery import ACK_SECONDS, Delivery
from tools.soak.moments import ACKNOWLEDGED, Moments

# https://docs.slack.dev/apis/events-api/using-socket-mode/#using-multiple-connections
MOST_CONNECTIONS = 10
LEAVE_SECONDS = 5.0


@dataclass(slots=True, eq=False)
class Line:
    """One open connection. `life` is that of the replica at its other end; `out` is what it has not acknowledged."""

    life: str
    socket: web.WebSocketResponse
    transport: asyncio.Transport | None
    out: dict[str, Delivery] = field(default_factory=dict)
    leaving: bool = False


class Gateway:
    """The open connections, and the envelopes on their way."""

    def __init__(self, rng: random.Random, moments: Moments) -> None:
        self._rng = rng
        self._moments = moments
        self._numbers = itertools.count(1)
        self._tickets: dict[str, str] = {}
        self._waiting: list[Delivery] = []
        self._sent: dict[str, Delivery] = {}
        self._sending: set[asyncio.Task[None]] = set()
        self.lines: list[Line] = []

    def ticket(self, life: str) -> str:
        """Good for one handshake."""
        ticket = f"t{next(self._numbers)}"
        self._tickets[ticket] = life
        return ticket

    async def serve(self, request: web.Request) -> web.StreamResponse:
        life = self._tickets.pop(request.query.get("ticket", ""), None)
        if life is None:
            return web.Response(status=403)
        socket = web.WebSocketResponse(heartbeat=10, timeout=1.0)
        await socket.prepare(request)
        if len(self.lines) >= MOST_CONNECTIONS:
            await socket.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        await socket.send_json({"type": "hello", "num_connections": len(self.lines) + 1, "connection_info": {}})
        line = Line(life, socket, request.transport)
        self.lines.append(line)
        self._send_what_waits()
        try:
            async for message in socket:
                if message.type is web.WSMsgType.TEXT:
                    self._acknowledge(json.loads(message.data), line)
        finally:
            self._lost(line)
        return socket

    def connections_of(self, life: str) -> int:
        return sum(line.life == life for line in self.lines)

    def submit(self, delivery: Delivery) -> None:
        """Send it over one connection; without any, an event waits for one and a command has failed."""
        choice = [line for line in self.lines if not line.leaving] or self.lines
        if choice:
            self._send(delivery, self._rng.choice(choice))
        elif delivery.is_command:
            delivery.failed = True
        else:
            self._waiting.append(delivery)

    def drop(self) -> bool:
        """Break one connection without a word; says whether there was one."""
        if not self.lines:
            return False
        line = self._rng.choice(self.lines)
        if line.transport is not None:
            line.transport.abort()
        self._lost(line)
        return True

    async def refresh(self) -> bool:
        """Ask the bot to leave one connection, and close it some seconds later; says whether there was one."""
        lines = [line for line in self.lines if not line.leaving]
        if not lines:
            return False
        line = self._rng.choice(lines)
        line.leaving = True
        try:
            await line.socket.send_json({"type": "disconnect", "reason": "refresh_requested", "debug_info": {}})
        except ConnectionError:
            return False
        await asyncio.sleep(LEAVE_SECONDS)
        await line.socket.close()
        return True

    def _send(self, delivery: Delivery, line: Line) -> None:
        envelope = f"e{next(self._numbers)}"
        line.out[envelope] = self._sent[envelope] = delivery
        frame: dict[str, object] = {
            "type": "slash_commands" if delivery.is_command else "events_api",
            "envelope_id": envelope,
            "accepts_response_payload": delivery.is_command,
            "payload": delivery.payload,
        }
        if not delivery.is_command:
            frame |= {"retry_attempt": delivery.retry, "retry_reason": "timeout" if delivery.retry else ""}
        task = asyncio.create_task(self._carry(json.dumps(frame), line))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)
        asyncio.get_running_loop().call_later(ACK_SECONDS, self._late, envelope, line)

    async def _carry(self, frame: str, line: Line) -> None:
        try:
            await line.socket.send_str(frame)
        except (ConnectionError, RuntimeError):
            self._lost(line)

    def _late(self, envelope: str, line: Line) -> None:
        """Slack waits three seconds. An acknowledgement that comes later is still one."""
        delivery = line.out.pop(envelope, None)
        if delivery is not None:
            delivery.again(self.submit)

    def _acknowledge(self, frame: dict[str, str], line: Line) -> None:
        envelope = frame.get("envelope_id", "")
        line.out.pop(envelope, None)
        if delivery := self._sent.pop(envelope, None):
            delivery.acknowledged()
            self._moments.come(ACKNOWLEDGED, line.life)

    def _lost(self, line: Line) -> None:
        """What a lost connection left unacknowledged goes over another one, as far as Slack does that at all."""
        if line not in self.lines:
            return
        self.lines.remove(line)
        stranded, line.out = list(line.out.values()), {}
        for delivery in stranded:
            delivery.again(self.submit)

    def _send_what_waits(self) -> None:
        waiting, self._waiting = self._waiting, []
        for delivery in waiting:
            self.submit(delivery)
