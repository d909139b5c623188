"""The same bot as in harness.py, taking Slack's requests over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import aiohttp

from bot.answering.answer_service import AnswerService
from bot.answering.services import Services
from bot.app import create_app, open_http_server, web_client
from bot.settings.http import HttpSettings
from bot.settings.secret import Secret
from bot.slack.receiving.http_server import EVENTS_PATH, HttpServer
from bot.store.sql import MemoryStore, SqlStore
from localslack import LocalSlack, Options, Seed
from localslack.http_mode import Sent
from routing.matching.index import Index
from tests.journeys.harness import AT_ONCE, INDEX, KEEPER, Journey, seed

# Slack's own pauses, a thousand times shorter, except that a test never waits for what does not come.
QUICK = Options(retry_after=(0.0, 0.05, 0.1))


@dataclass(frozen=True, slots=True)
class HttpJourney(Journey):
    """One workspace and the bot, which listens."""

    listening: HttpServer

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.listening.port}{EVENTS_PATH}"

    async def send(self, sent: Sent) -> int:
        """Send a request just as it was sent before; the status."""
        return (await self.post(sent.body, sent.headers))[0]

    async def post(self, body: bytes, headers: dict[str, str]) -> tuple[int, str]:
        async with aiohttp.ClientSession() as session, session.post(self.url, data=body, headers=headers) as response:
            return response.status, await response.text()


@asynccontextmanager
async def http_journey(
    *,
    workspace: Seed | None = None,
    store: SqlStore | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    index: Callable[[], Index] = lambda: INDEX,
    options: Options = QUICK,
) -> AsyncIterator[HttpJourney]:
    """A local Slack that sends requests, and the real bot that takes them."""
    memory = store or MemoryStore(retention=timedelta())
    async with LocalSlack.start(workspace or seed(), options=options) as slack:
        client = web_client(slack.bot_token, base_url=slack.api_url, timeout=5)
        services = Services(lambda _: index(), memory, now, keepers=frozenset({KEEPER}))
        bot = create_app(
            client=client, answer_service=AnswerService(services, limit=1_000), services=services, retry=AT_ONCE
        )
        settings = HttpSettings(signing_secret=Secret(slack.seed.app.signing_secret), port=0)
        listening = await open_http_server(bot, settings)
        trip = HttpJourney(slack, bot, cast("Any", listening), memory, listening)
        try:
            await slack.http.use(trip.url)
            yield trip
        finally:
            slack.faults.clear()
            await listening.stop(within=0.5)
            await memory.close()


async def raw_request(port: int, head: str, *pieces: bytes, pause: Callable[[], Any] | None = None) -> bytes:
    """Send bytes as they are, and read until the server closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(head.replace("\n", "\r\n").encode())
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
            if pause:
                await pause()
        return await reader.read()
    finally:
        writer.close()
