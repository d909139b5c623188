"""A Slack that takes every call, remembers it, and answers as a case wants."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import aiohttp
from aiohttp import web

from tools.fuzz.conversations import BOT, TEAM

OURS: Mapping[str, Any] = {"team_id": TEAM, "user_id": BOT, "bot_id": "B0", "url": "https://x.example/", "ok": True}


@dataclass(frozen=True, slots=True)
class Call:
    """A call of ours: the Web API's method, or "response_url"."""

    method: str
    arguments: Mapping[str, Any]


@dataclass(slots=True)
class Slack:
    """What was called. `answer` says how: "" as it should, the word of a refusal, or a fault."""

    base: str = ""
    answer: str = ""
    calls: list[Call] = field(default_factory=list)
    _posts: int = 0

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Answer a call."""
        method = request.match_info.get("method", "response_url")
        is_json = request.content_type == "application/json"
        arguments = await request.json() if is_json else dict(await request.post())
        self.calls.append(Call(method, arguments))
        if self.answer and method != "auth.test":
            return _badly(self.answer)
        return web.json_response(self._well(method, arguments))

    def _well(self, method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        self._posts += 1
        ts, channel = f"18{self._posts:08}.000100", str(arguments.get("channel"))
        match method:
            case "auth.test":
                return dict(OURS)
            case "chat.postMessage":
                return {"ok": True, "channel": f"D{channel}" if channel.startswith("U") else channel, "ts": ts}
            case "chat.getPermalink":
                return {"ok": True, "permalink": f"https://x.example/archives/{channel}/p1"}
            case "conversations.replies":
                return {"ok": True, "messages": [{"type": "message", "user": "U5", "text": "dns?", "ts": ts}]}
            case _:
                return {"ok": True, "message_ts": ts, "view": {"id": "V1"}}


def _badly(fault: str) -> web.StreamResponse:
    match fault:
        case "gone":
            raise ConnectionResetError
        case "ratelimited":
            return web.json_response({"ok": False, "error": fault}, status=429, headers={"Retry-After": "0"})
        case "bare":
            return web.json_response({"ok": True})
        case "list":
            return web.json_response([1])
        case "text":
            return web.Response(text="<html>Slack is having trouble</html>", content_type="text/html")
        case "empty":
            return web.Response(status=502)
        case _:
            return web.json_response({"ok": False, "error": fault}, status=500 if fault == "fatal_error" else 200)


@asynccontextmanager
async def slack() -> AsyncIterator[tuple[Slack, aiohttp.ClientSession]]:
    """A Slack at a free port of this machine, and connections that lead nowhere else."""
    taken = Slack()
    app = web.Application(client_max_size=2**24)
    app.router.add_post("/api/{method}", taken.take)
    app.router.add_post("/commands/{team}/{case}/{secret}", taken.take)
    runner = web.AppRunner(app, access_log=None, handle_signals=False)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    taken.base = f"http://127.0.0.1:{runner.addresses[0][1]}"

    async def stay(_: aiohttp.ClientSession, __: SimpleNamespace, params: aiohttp.TraceRequestStartParams) -> None:
        if not str(params.url).startswith(taken.base):
            raise aiohttp.ClientConnectionError("nothing is called but this process")

    tracing = aiohttp.TraceConfig()
    tracing.on_request_start.append(stay)
    try:
        async with aiohttp.ClientSession(trace_configs=[tracing]) as session:
            yield taken, session
    finally:
        await runner.cleanup()
