"""The HTTP server: one port on the loopback address for the Web API, the websockets and response_url."""

import asyncio
import base64
import json
from collections.abc import Callable, Sequence
from http import HTTPStatus

from aiohttp import web

from localslack.dispatch import Dispatcher
from localslack.faults import RESPONSE_URL, Fault, Hang, RateLimited, Refuse, Reset, ServerFault, Slow, in_words
from localslack.journal import EntryKind
from localslack.web_api import WebApi
from localslack.wire import Json, RefusedError

# Arguments that a form carries as JSON text.
JSON_ARGUMENTS = frozenset({"attachments", "blocks", "metadata", "prompts", "view"})
URL_ERRORS = frozenset({"expired_url", "invalid_url", "used_url"})


async def arguments(request: web.Request) -> Json:
    """The arguments of a call, from a JSON body, a form, the query, or nothing at all.

    The SDK posts ``application/json`` with an empty body when a method has no arguments.

    Raises:
        RefusedError: ``invalid_json``, ``json_not_object``.
    """
    args: Json = dict(request.query)
    if request.content_type != "application/json":
        return _decoded(args | dict(await request.post()))
    body = await request.text()
    if not body.strip():
        return args
    try:
        found = json.loads(body)
    except ValueError:
        raise RefusedError("invalid_json") from None
    if not isinstance(found, dict):
        raise RefusedError("json_not_object")
    return _decoded(args | found)


def _decoded(args: Json) -> Json:
    for name in JSON_ARGUMENTS & set(args):
        if isinstance(args[name], str):
            try:
                args[name] = json.loads(args[name])
            except ValueError:
                raise RefusedError("invalid_blocks_format" if name == "blocks" else "invalid_arguments") from None
    return args


class Exchange:
    """One request, from the fault it meets to the answer it gets."""

    def __init__(self, dispatcher: Dispatcher, request: web.Request, kind: EntryKind, name: str, args: Json) -> None:
        self._dispatcher = dispatcher
        self._request = request
        self._kind = kind
        self._name = name
        self._channel = str(args.get("channel") or "")
        url = str(request.url) if kind == "response_url" else ""
        self._entry = dispatcher.journal.write(kind, name, args, url=url)

    async def run(self, answer: Callable[[], Json]) -> web.StreamResponse:
        """Let the fault happen, if there is one, and answer."""
        fault = self._dispatcher.faults.take(self._name, self._channel)
        if instead := await self._meet(fault):
            return instead
        body = answer()
        self._dispatcher.journal.answered(self._entry, body, _named(fault))
        if fault == Reset("after"):
            return self._broken()
        return web.json_response(body, status=self._status(body))

    async def _meet(self, fault: Fault | None) -> web.StreamResponse | None:
        """What a fault answers instead of the call; None when the call goes on."""
        match fault:
            case RateLimited(seconds):
                return self._instead(fault, "ratelimited", HTTPStatus.TOO_MANY_REQUESTS, {"Retry-After": str(seconds)})
            case ServerFault(status):
                self._dispatcher.journal.answered(self._entry, {"ok": False, "error": str(status)}, _named(fault))
                return web.Response(status=status, text="something went wrong")
            case Refuse(error):
                status = HTTPStatus.OK if self._kind == "call" else HTTPStatus.NOT_FOUND
                return self._instead(fault, error, status, {})
            case Reset("before"):
                self._dispatcher.journal.answered(self._entry, {"ok": False, "error": "reset"}, _named(fault))
                return self._broken()
            case Slow(seconds):
                await asyncio.sleep(seconds)
            case Hang():
                if not await self._dispatcher.faults.hang(self._name):
                    self._dispatcher.journal.answered(self._entry, {"ok": False, "error": "cut"}, _named(fault))
                    return self._broken()
            case Reset() | None:
                pass
        return None

    def _instead(self, fault: Fault, error: str, status: int, headers: dict[str, str]) -> web.StreamResponse:
        body: Json = {"ok": False, "error": error}
        self._dispatcher.journal.answered(self._entry, body, _named(fault))
        return web.json_response(body, status=status, headers=headers)

    def _broken(self) -> web.StreamResponse:
        """Break the connection: the caller never gets an answer."""
        if self._request.transport is not None:
            self._request.transport.abort()
        return web.Response()

    def _status(self, body: Json) -> int:
        """The Web API says no with 200; a response_url with 404 when it is spent, and 400 for a bad message."""
        if body["ok"] or self._kind == "call":
            return HTTPStatus.OK
        return HTTPStatus.NOT_FOUND if body["error"] in URL_ERRORS else HTTPStatus.BAD_REQUEST


def _named(fault: Fault | None) -> str:
    return in_words(fault) if fault else ""


class Server:
    """Turns requests into calls and answers into responses, and lets scripted faults happen."""

    def __init__(self, dispatcher: Dispatcher, api: WebApi) -> None:
        self._dispatcher = dispatcher
        self._api = api
        self._runner: web.AppRunner | None = None

    async def start(self, port: int, more: Sequence[web.RouteDef]) -> str:
        """Listen; returns the address."""
        app = web.Application(client_max_size=16 * 2**20)
        app.add_routes(
            [
                web.post("/api/{method}", self.call),
                web.get("/api/{method}", self.call),
                web.get("/link/", self._dispatcher.socket.serve),
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
        self._dispatcher.faults.cut()
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

        return await Exchange(self._dispatcher, request, "call", method, args).run(answer)

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        key = request.match_info["key"]
        try:
            args = await arguments(request)
        except RefusedError as refusal:
            return web.json_response({"ok": False, "error": refusal.error}, status=HTTPStatus.BAD_REQUEST)

        def answer() -> Json:
            try:
                self._dispatcher.urls.respond(key, args)
            except RefusedError as refusal:
                return {"ok": False, "error": refusal.error, **refusal.details}
            return {"ok": True}

        return await Exchange(self._dispatcher, request, "response_url", RESPONSE_URL, args).run(answer)
