"""What a browser may fetch: the page, its files and its websocket, for this machine alone."""

from collections.abc import Awaitable, Callable, Sequence
from http import HTTPStatus
from pathlib import Path

from aiohttp import web
from yarl import URL

from localslack.local_slack import LocalSlack
from localslack.page.actions import Actions
from localslack.page.live import Tab
from localslack.page.side_panel import Panel, Troubles
from localslack.page.slices import Slices

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

STATIC = Path(__file__).parent / "static"
HOSTS = frozenset({"127.0.0.1", "localhost", "::1"})
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}
# The system's own table may lack these or call them something else.
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}


def page_routes(slack: LocalSlack, panels: Sequence[Panel] = ()) -> Sequence[web.RouteDef]:
    """The routes of the page, for `LocalSlack.start`.

    Args:
        slack: the local Slack it shows.
        panels: what else stands beside the workspace.
    """
    troubles = Troubles(slack)
    slices, actions = Slices(slack, panels, troubles), Actions(slack, troubles)

    async def live(request: web.Request) -> web.StreamResponse:
        if not _from_this_page(request):
            return _refused()
        return await Tab(slack, slices, actions, request).run()

    return [
        web.get("/", _here(_index)),
        web.get("/page/live", _here(live), allow_head=False),
        web.get("/page/{path:.+}", _here(_file)),
    ]


async def _index(_request: web.Request) -> web.StreamResponse:
    return _served(STATIC / "index.html")


async def _file(request: web.Request) -> web.StreamResponse:
    path = _within(request.match_info["path"])
    return _served(path) if path else web.Response(status=HTTPStatus.NOT_FOUND, headers=HEADERS)


def _within(name: str) -> Path | None:
    """The file of that name, and none outside the folder."""
    try:
        path = (STATIC / name).resolve()
        return path if path.is_relative_to(STATIC.resolve()) and path.is_file() else None
    except (OSError, ValueError):  # a name no file can have
        return None


def _served(path: Path) -> web.FileResponse:
    response = web.FileResponse(path, headers=HEADERS)
    if path.suffix in TYPES:
        response.headers["Content-Type"] = TYPES[path.suffix]
    return response


def _here(handler: Handler) -> Handler:
    """Refuse a request for another host: a name elsewhere may lead to this machine (DNS rebinding)."""

    async def guarded(request: web.Request) -> web.StreamResponse:
        return await handler(request) if _hostname(request.host) in HOSTS else _refused()

    return guarded


def _hostname(host: str) -> str:
    try:
        return URL(f"http://{host}/").host or ""
    except ValueError:
        return ""


def _from_this_page(request: web.Request) -> bool:
    """Whether the page that opens a websocket came from this server; what is no browser says nothing."""
    origin = request.headers.get("Origin")
    return origin in {None, f"http://{request.host}"}


def _refused() -> web.Response:
    return web.Response(status=HTTPStatus.FORBIDDEN, text="This page is for this machine alone.", headers=HEADERS)
