"""What a connection may cost before there is a request, with raw sockets."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from bot import listening
from bot.listening import Listener
from bot.monitoring.metrics import Metrics
from bot.monitoring.server import monitor_site
from bot.settings.settings import MonitorAddress
from tests.bot.monitoring.test_server import WELL
from tests.journeys.harness import QUESTION, RIGHT
from tests.journeys.over_http import http_journey, raw_request

HALF = b"POST /slack/events HTTP/1.1\r\nHost: h\r\nX-Slow: "
Pair = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@asynccontextmanager
async def listener() -> AsyncIterator[int]:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(text=await request.text())

    app = web.Application()
    app.add_routes([web.post("/", answer)])
    server = Listener(app, shutdown_timeout=0.1, keepalive_timeout=60.0)
    await server.open("127.0.0.1", 0)
    try:
        assert server.port
        yield server.port
    finally:
        await server.close()


async def closed(reader: asyncio.StreamReader) -> bytes:
    """What comes before the other side closes."""
    said = b""
    async with asyncio.timeout(10):
        try:
            while more := await reader.read(1_000):
                said += more
        except ConnectionResetError:
            pass
    return said


@pytest.mark.parametrize("sent", [b"", HALF], ids=["nothing", "half a head"])
async def test_a_connection_that_sends_no_whole_head_is_cut(monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    monkeypatch.setattr(listening, "HEAD_SECONDS", 0.1)
    async with listener() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(sent)
        assert await closed(reader) == b""
        writer.close()


async def test_a_head_that_dribbles_is_cut_and_so_is_a_second_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "HEAD_SECONDS", 0.2)
    async with listener() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nok")
        assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200 ")

        async def dribble() -> None:
            for byte in HALF * 1_000:
                writer.write(bytes([byte]))
                await asyncio.sleep(0.01)

        dribbling = asyncio.create_task(dribble())
        assert await closed(reader) == b""
        dribbling.cancel()
        writer.close()


async def test_a_connection_that_waits_between_two_requests_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """A load balancer keeps its connections for as long as it likes."""
    monkeypatch.setattr(listening, "HEAD_SECONDS", 0.1)
    async with listener() as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(2):
            writer.write(b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nok")
            assert (await reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200 ")
            await asyncio.sleep(0.3)
        writer.close()


async def test_one_address_has_so_many_connections_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "MOST_CONNECTIONS_OF_ONE", 5)
    async with listener() as port:
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(5)]
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        assert await closed(reader) == b""
        writer.close()
        for _, one in held:
            one.close()
            await one.wait_closed()
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"http://127.0.0.1:{port}/", data=b"ok") as response,
        ):
            assert await response.text() == "ok"


async def test_slack_is_answered_while_a_flood_holds_half_open_heads() -> None:
    async with http_journey() as trip:
        assert trip.listening.port
        flood: list[Pair] = []
        try:
            for _ in range(listening.MOST_CONNECTIONS_OF_ONE - 10):
                reader, writer = await asyncio.open_connection("127.0.0.1", trip.listening.port)
                writer.write(HALF)
                flood.append((reader, writer))
            assert RIGHT in (await trip.ask(QUESTION)).text
        finally:
            for _, writer in flood:
                writer.close()


@pytest.mark.parametrize(
    "head",
    ["GET /healthz HTTP/1.1\nHost: h\n", "GET /nowhere HTTP/1.1\nHost: h\n", "GET\tnothing\n", "GET / HTTP/9.9\n"],
)
async def test_no_answer_names_the_versions_behind_it(head: str) -> None:
    """Nor that of a request that aiohttp itself refuses."""
    request = f"{head}Connection: close\n\n"
    async with (
        monitor_site(MonitorAddress(), Metrics().registry, lambda: WELL) as port,
        http_journey() as trip,
    ):
        for one in (port, trip.listening.port):
            assert one
            said = await raw_request(one, request)
            assert b"\r\nServer: whoask\r\n" in said
            assert b"aiohttp" not in said.lower()
            assert b"python" not in said.lower()
