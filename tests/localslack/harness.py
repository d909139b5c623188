"""What these tests share: a seed, a real Bolt app on the local Slack, and a socket that does nothing by itself."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from localslack import App, Channel, LocalSlack, Options, Seed, User, Usergroup

PROXY_VARIABLES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")

SEED = Seed(
    app=App(name="helper"),
    users=(
        User("U1", "alice", "Alice Archer"),
        User("U2", "bob", "Bob Baker"),
        User("U3", "gina", guest=True),
        User("U4", "otto", team="T0OTHER"),
        User("U5", "oddjob", is_bot=True),
        User("U6", "gone", deactivated=True),
        User("U7", "asleep", online=False),
    ),
    channels=(
        Channel("C1", "general", members=frozenset({"U0BOT", "U1", "U2", "U5", "U7"})),
        Channel("C2", "billing", members=frozenset({"U2"})),
        Channel("C3", "secret", kind="private", members=frozenset({"U2"})),
        Channel("C4", "old", members=frozenset({"U0BOT", "U1"}), is_archived=True),
        Channel("C5", "partners", members=frozenset({"helper", "alice", "otto"}), is_ext_shared=True),
        Channel("C6", "inner", kind="private", members=frozenset({"U0BOT", "U1"})),
    ),
    usergroups=(Usergroup("S1", "seniors", "Senior people", members=("U2",)),),
)


@contextlib.asynccontextmanager
async def bolt(
    slack: LocalSlack, register: Callable[[AsyncApp], object] = lambda _app: None, sockets: int = 1
) -> AsyncIterator[AsyncApp]:
    """A real Bolt app connected to the local Slack, with any number of sockets."""
    app = AsyncApp(client=AsyncWebClient(token=slack.bot_token, base_url=slack.api_url))
    register(app)
    handlers = [AsyncSocketModeHandler(app, slack.app_token, ping_interval=0.1) for _ in range(sockets)]
    before = len(slack.connections)
    try:
        for handler in handlers:
            await handler.connect_async()  # type: ignore[no-untyped-call]
        await slack.connected(before + sockets)
        yield app
    finally:
        for handler in handlers:
            await handler.close_async()  # type: ignore[no-untyped-call]


class Raw:
    """A socket that acknowledges nothing by itself: for tests about what Slack does then."""

    def __init__(self, socket: Any) -> None:
        self.socket = socket

    async def frame(self) -> dict[str, Any]:
        received: dict[str, Any] = await asyncio.wait_for(self.socket.receive_json(), 5)
        return received

    async def ack(self, envelope: dict[str, Any], payload: Any = None) -> None:
        answer = {"envelope_id": envelope["envelope_id"]}
        await self.socket.send_json(answer | ({"payload": payload} if payload is not None else {}))


def quick(ack_timeout: float = 0.05) -> Options:
    return Options(ack_timeout=ack_timeout)


@contextlib.asynccontextmanager
async def raw(slack: LocalSlack) -> AsyncIterator[Raw]:
    """A bare socket, past its ``hello``."""
    client = AsyncWebClient(base_url=slack.api_url)
    opened = await client.apps_connections_open(app_token=slack.app_token)
    async with aiohttp.ClientSession() as session, session.ws_connect(opened["url"]) as socket:
        link = Raw(socket)
        assert (await link.frame())["type"] == "hello"
        yield link


async def error_of(call: Any) -> str:
    """The error string a call is refused with; empty when it is not."""
    try:
        await call
    except SlackApiError as refusal:
        return str(refusal.response["error"])
    return ""
