"""A lean Slack on one port: the Web API as far as questions need it, response_url and the websockets."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import Any

from aiohttp import web

from tools.soak.book import Book, address_of
from tools.soak.gateway import Gateway
from tools.soak.moments import POSTED, Moments
from tools.soak.question import BOT, TEAM
from tools.soak.troubles import Troubles

POSTS = {"chat.postMessage", "chat.postEphemeral"}
WHO_WE_ARE = {
    "team_id": TEAM,
    "team": "soak",
    "user_id": BOT,
    "user": "whoask",
    "bot_id": "B0SOAK",
    "url": "https://x/",
}
# Which life of a replica is at the other end of a connection.
Caller = Callable[[web.Request], str | None]


class Slack:
    """Takes what the bot sends. Each life of a replica has its own address of the Web API: `api_url(life)`."""

    def __init__(self, book: Book, gateway: Gateway, troubles: Troubles, moments: Moments, caller: Caller) -> None:
        self._book = book
        self._gateway = gateway
        self._troubles = troubles
        self._moments = moments
        self._caller = caller
        self._stamps = itertools.count(1)
        self._runner: web.AppRunner | None = None
        self.base_url = ""

    async def open(self) -> None:
        app = web.Application(client_max_size=2**24)
        app.add_routes(
            [
                web.post("/{life}/api/{method}", self._call),
                web.get("/{life}/api/{method}", self._call),
                web.post("/respond/{number}", self._respond),
                web.get("/link", self._gateway.serve),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    def api_url(self, life: str) -> str:
        return f"{self.base_url}/{life}/api/"

    async def _call(self, request: web.Request) -> web.StreamResponse:
        life, method = request.match_info["life"], request.match_info["method"]
        body = await request.text()
        if method in POSTS:
            args = await _arguments(request)
            return self._show(request, address_of(method, args), body, life) or web.json_response(self._posted(args))
        if method == "apps.connections.open":
            url = self.base_url.replace("http", "ws") + f"/link?ticket={self._gateway.ticket(life)}"
            return web.json_response({"ok": True, "url": url})
        return web.json_response({"ok": True, **_ANSWERS.get(method, {})})

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        body = await request.text()
        return self._show(request, request.path, body, self._caller(request)) or web.json_response({"ok": True})

    def _show(self, request: web.Request, address: str, body: str, life: str | None) -> web.StreamResponse | None:
        """Show a message at an address; returns what comes instead of Slack's yes, or None."""
        trouble = self._troubles.draw()
        if trouble == "limited":
            answer = {"ok": False, "error": "ratelimited"}
            return web.json_response(answer, status=429, headers={"Retry-After": "1"})
        if trouble == "broken":
            return web.Response(status=503, text="upstream connect error")
        self._book.shown(address, body, at=time.monotonic(), life=life, ambiguous=trouble == "ambiguous")
        self._moments.come(POSTED, life)
        if trouble != "ambiguous":
            return None
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def _posted(self, args: dict[str, Any]) -> dict[str, Any]:
        stamp = f"{int(time.time())}.{next(self._stamps):06}"
        return {"ok": True, "channel": args.get("channel"), "ts": stamp, "message_ts": stamp, "message": {"ts": stamp}}


_ANSWERS: dict[str, dict[str, Any]] = {
    "auth.test": WHO_WE_ARE,
    "conversations.open": {"channel": {"id": "D0SOAK"}},
    "conversations.list": {"channels": [], "response_metadata": {"next_cursor": ""}},
    "usergroups.list": {"usergroups": []},
    "views.open": {"view": {"id": "V1", "hash": "1"}},
    "views.publish": {"view": {"id": "V1", "hash": "1"}},
}


async def _arguments(request: web.Request) -> dict[str, Any]:
    """A call's arguments, from JSON or a form."""
    if request.content_type == "application/json":
        found: dict[str, Any] = await request.json()
        return found
    return dict(await request.post())
