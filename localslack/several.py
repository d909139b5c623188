"""Several workspaces under one address, as an app sees Slack: each call goes to the workspace whose token it brings."""

import contextlib
from collections.abc import AsyncIterator

from aiohttp import web

from localslack.exchange import arguments
from localslack.local_slack import LocalSlack
from localslack.wire import RefusedError, text_of


@contextlib.asynccontextmanager
async def one_address(*slacks: LocalSlack) -> AsyncIterator[str]:
    """What a client takes as its ``base_url`` for all of them. Their bot tokens differ, and so do their team ids."""

    async def call(request: web.Request) -> web.StreamResponse:
        return await (await _whose(request, slacks)).answer(request)

    app = web.Application(client_max_size=16 * 2**20)
    app.add_routes([web.post("/api/{method}", call), web.get("/api/{method}", call)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    finally:
        await runner.cleanup()


async def _whose(request: web.Request, slacks: tuple[LocalSlack, ...]) -> LocalSlack:
    """The workspace that a call is for; where none knows its token, the first, which refuses it."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    try:
        args = await arguments(request)
    except RefusedError:
        args = {}
    code, token = text_of(args, "code"), token if token.startswith("xox") else text_of(args, "token")
    return next((slack for slack in slacks if token == slack.bot_token or slack.oauth.knows(code)), slacks[0])
