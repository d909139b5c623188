"""The aiohttp wiring: one port on the loopback address for the Web API, the websockets and response_url."""

import base64
from collections.abc import Sequence
from http import HTTPStatus

from aiohttp import web

from localslack.backstage import Backstage
from localslack.exchange import Exchange, arguments
from localslack.faults import RESPONSE_URL
from localslack.web_api import WebApi
from localslack.wire import Json, RefusedError


class Server:
    """Turns requests into calls and answers into responses, and lets scripted faults happen."""

    def __init__(self, backstage: Backstage, api: WebApi) -> None:
        self._backstage = backstage
        self._api = api
        self._runner: web.AppRunner | None = None

    async def start(self, port: int, more: Sequence[web.RouteDef]) -> str:
        """Listen; returns the address."""
        app = web.Application(client_max_size=16 * 2**20)
        app.add_routes(
            [
                web.post("/api/{method}", self.call),
                web.get("/api/{method}", self.call),
                web.get("/link/", self._backstage.socket.serve),
                web.post("/respond/{key}", self._respond),
                *more,
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        """Cut what hangs and stop listening."""
        self._backstage.faults.cut()
        if self._runner:
            await self._runner.cleanup()

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Answer a Web API call."""
        method = request.match_info["method"]
        try:
            args = await arguments(request)
        except RefusedError as refusal:
            return web.json_response({"ok": False, "error": refusal.error})
        authorization = request.headers.get("Authorization", "")
        if authorization.startswith("Basic "):  # how the SDK sends the secret of oauth.v2.access
            login, _, password = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
            authorization, args = "", args | {"client_id": login, "client_secret": password}
        token = authorization.removeprefix("Bearer ").strip() or str(args.get("token", ""))
        args.pop("token", None)

        def answer() -> Json:
            return self._api.call(method, token, args)

        return await Exchange(self._backstage, request, "call", method, args).run(answer)

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        key = request.match_info["key"]
        try:
            args = await arguments(request)
        except RefusedError as refusal:
            return web.json_response({"ok": False, "error": refusal.error}, status=HTTPStatus.BAD_REQUEST)

        def answer() -> Json:
            try:
                self._backstage.urls.respond(key, args)
            except RefusedError as refusal:
                return {"ok": False, "error": refusal.error, **refusal.details}
            return {"ok": True}

        return await Exchange(self._backstage, request, "response_url", RESPONSE_URL, args).run(answer)
