"""A Slack that takes every call, remembers who made it, and answers as the case wants."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import aiohttp
from aiohttp import web

from tools.fuzz.payload_shapes import BOT, TEAM

# The case that is being served. A call carries it to Slack in a header, a line of the log in its record.
CASE: ContextVar[int] = ContextVar("case", default=-1)
HEADER = "X-Case"
OURS: Mapping[str, Any] = {"team_id": TEAM, "user_id": BOT, "bot_id": "B0", "url": "https://x.example/", "ok": True}


@dataclass(frozen=True, slots=True)
class Call:
    """A call of ours: the Web API's method, or "response_url"."""

    method: str
    arguments: Mapping[str, Any]


@dataclass(slots=True)
class Slack:
    """What was called by each case. `faults` says how the calls of a case are answered."""

    base: str = ""
    calls: defaultdict[int, list[Call]] = field(default_factory=lambda: defaultdict(list))
    faults: dict[int, str] = field(default_factory=dict)
    _posts: int = 0

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Answer a call."""
        case = int(request.headers.get(HEADER, "-1"))
        method = request.match_info.get("method", "response_url")
        if request.content_type == "application/json":
            arguments = await request.json()
        else:
            arguments = dict(await request.post())
        self.calls[case].append(Call(method, arguments))
        fault = "" if method == "auth.test" else self.faults.get(case, "")
        return _badly(fault) if fault else web.json_response(self._well(method, arguments))

    def _well(self, method: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        self._posts += 1
        ts = f"18{self._posts:08}.000100"
        match method:
            case "auth.test":
                return dict(OURS)
            case "chat.postMessage":
                channel = str(arguments.get("channel"))
                return {"ok": True, "channel": f"D{channel}" if channel.startswith("U") else channel, "ts": ts}
            case "chat.getPermalink":
                return {"ok": True, "permalink": f"https://x.example/archives/{arguments.get('channel')}/p1"}
            case "conversations.replies":
                return {"ok": True, "messages": [{"type": "message", "user": "U5", "text": "dns?", "ts": ts}]}
            case _:
                return {"ok": True, "message_ts": ts, "view": {"id": "V1"}}


def _badly(fault: str) -> web.StreamResponse:
    if fault == "gone":
        raise ConnectionResetError
    said: dict[str, web.StreamResponse] = {
        "ratelimited": web.json_response({"ok": False, "error": fault}, status=429, headers={"Retry-After": "0"}),
        "fatal_error": web.json_response({"ok": False, "error": fault}, status=500),
        "bare": web.json_response({"ok": True}),
        "list": web.json_response([1]),
        "text": web.Response(text="<html>Slack is having trouble</html>", content_type="text/html"),
        "empty": web.Response(status=502),
    }
    return said.get(fault, web.json_response({"ok": False, "error": fault}))


@asynccontextmanager
async def slack() -> AsyncIterator[Slack]:
    """A Slack at a free port of this machine."""
    taken = Slack()
    app = web.Application(client_max_size=2**24)
    app.router.add_post("/api/{method}", taken.take)
    app.router.add_post("/commands/{team}/{case}/{secret}", taken.take)
    runner = web.AppRunner(app, access_log=None, handle_signals=False)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    taken.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield taken
    finally:
        await runner.cleanup()


def session() -> aiohttp.ClientSession:
    """Connections whose calls carry the case they are made for."""

    async def sign(
        _session: aiohttp.ClientSession, _: SimpleNamespace, params: aiohttp.TraceRequestStartParams
    ) -> None:
        params.headers[HEADER] = str(CASE.get())

    tracing = aiohttp.TraceConfig()
    tracing.on_request_start.append(sign)
    return aiohttp.ClientSession(trace_configs=[tracing], connector=aiohttp.TCPConnector(limit=40))


def written(arguments: Any) -> str:
    """The arguments of a call as text."""
    return json.dumps(arguments, ensure_ascii=False, default=str)
