"""The local Slack itself: its parts put together, started, watched and stopped; and several under one address."""

import contextlib
import random
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from aiohttp import web

from localslack import events
from localslack.deliveries import Ack, Delivery
from localslack.dispatch import Dispatcher
from localslack.faults import Faults
from localslack.http_mode import RETRY_AFTER, HttpMode
from localslack.interactions import Interactions
from localslack.journal import Changes, Entry, Journal
from localslack.messages import Message
from localslack.oauth import OAuth
from localslack.response_urls import ResponseUrls
from localslack.seed import Seed
from localslack.server import Server, arguments
from localslack.socket_mode import Connection, Connections, DisconnectReason, SocketMode
from localslack.views import View
from localslack.web_api import WebApi
from localslack.wire import Json, RefusedError, text_of
from localslack.workspace import Workspace

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a local Slack behaves.

    Attributes:
        clock: seconds since the epoch; expiry of trigger ids and response_urls goes by it.
        ack_timeout: seconds until an event is sent again and a command has failed; Slack waits 3.
        retry_after: seconds until each further attempt of an event over HTTP; Slack's by default.
        chooser: picks the connection of each envelope at random; None takes them in turn.
        journal_size: how many calls and frames are remembered.
    """

    clock: Callable[[], float] = time.time
    ack_timeout: float = 3.0
    retry_after: tuple[float, ...] = RETRY_AFTER
    chooser: random.Random | None = None
    journal_size: int = 10_000


class LocalSlack(Interactions):
    """A Slack workspace in this process. Start it with `LocalSlack.start`.

    Attributes:
        closing: it ends; more routes on its port end their connections.
    """

    def __init__(self, seed: Seed, options: Options) -> None:
        self.url = ""
        self.closing = False
        self.seed = seed
        changes = Changes()
        self.journal = Journal(options.clock, changes, options.journal_size)
        self.faults = Faults(changes)
        connections = Connections(seed.app.app_id, self.journal, options.chooser)
        self.socket = SocketMode(connections, options.clock, changes, self.journal, self.faults)
        self.socket.ack_timeout = options.ack_timeout
        self.http = HttpMode(options.clock, changes, self.journal, seed.app.signing_secret)
        self.http.retry_after, self.http.ack_timeout = options.retry_after, options.ack_timeout
        self.socket.http = self.http
        self.workspace = Workspace(seed, options.clock, changes)
        urls = ResponseUrls(self.workspace, lambda: self.url)
        super().__init__(Dispatcher(self.workspace, self.socket, urls, self.faults, self.journal))
        self._server = Server(self._dispatcher, WebApi(self.workspace, self._socket_url))

    @classmethod
    @contextlib.asynccontextmanager
    async def start(
        cls,
        seed: Seed | None = None,
        port: int = 0,
        options: Options | None = None,
        routes: Callable[["LocalSlack"], Sequence[web.RouteDef]] = lambda _slack: (),
    ) -> AsyncIterator["LocalSlack"]:
        """Run a local Slack on 127.0.0.1; port 0 takes any free one.

        Args:
            seed: the workspace it starts with.
            port: where it listens.
            options: how it behaves.
            routes: more to serve on the same port, such as a page.
        """
        slack = cls(seed or Seed(), options or Options())
        slack.url = await slack._server.start(port, routes(slack))
        try:
            yield slack
        finally:
            slack.closing = True
            slack.touch()
            await slack.socket.close()
            await slack.http.close()
            await slack._server.close()

    @property
    def api_url(self) -> str:
        """What a client takes as its ``base_url``, with the slash it needs."""
        return f"{self.url}/api/"

    @property
    def bot_token(self) -> str:
        """The app's ``xoxb-`` token."""
        return self.seed.app.bot_token

    @property
    def oauth(self) -> OAuth:
        """How the app gets into the workspace."""
        return self.workspace.oauth

    @property
    def app_token(self) -> str:
        """The app's ``xapp-`` token."""
        return self.seed.app.app_token

    # What can be seen

    def messages(self, channel: str) -> tuple[Message, ...]:
        """What all see in a channel, thread replies included, oldest first."""
        return self.workspace.log.in_channel(self.workspace.directory.channel(channel).id)

    def replies(self, message: Message) -> tuple[Message, ...]:
        """What was answered in a message's thread."""
        return tuple(m for m in self.workspace.log.in_thread(message.channel, message.thread) if m.ts != message.thread)

    def ephemerals(self, user: str) -> tuple[Message, ...]:
        """What one user alone sees, in all channels, oldest first."""
        return self.workspace.log.ephemerals(self.workspace.directory.user(user).id)

    def modals(self, user: str) -> tuple[View, ...]:
        """The modals a user has open, the lowest first."""
        return self.workspace.views.stack(self.workspace.directory.user(user).id)

    def home(self, user: str) -> View | None:
        """A user's App Home tab."""
        return self.workspace.views.home(self.workspace.directory.user(user).id)

    def calls(self, method: str | None = None) -> tuple[Entry, ...]:
        """The Web API calls the app made, refused ones too."""
        return self.journal.calls(method)

    @property
    def responses(self) -> tuple[Entry, ...]:
        """What the app posted to response_urls, refused ones too."""
        return tuple(entry for entry in self.journal if entry.kind == "response_url")

    def deliveries(self, about: str | None = None) -> tuple[Delivery, ...]:
        """What was sent to the app: all, or about one message's ts, action id or command."""
        return tuple(d for d in self.socket.deliveries if about in {None, d.about})

    @property
    def frames(self) -> tuple[Entry, ...]:
        """Every frame on the sockets, both ways."""
        return tuple(entry for entry in self.journal if entry.kind in {"frame_in", "frame_out"})

    @property
    def acks(self) -> tuple[Ack, ...]:
        """Every acknowledgement as it came in, and what it was worth."""
        return (*self.socket.acks, *self.http.acks)

    @property
    def connections(self) -> tuple[Connection, ...]:
        """The sockets that are open."""
        return tuple(self.socket.connections.open)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What Slack would take, but the app should mend: blocks without text, text cut off."""
        return tuple(self.workspace.warnings)

    @property
    def view_errors(self) -> dict[str, dict[str, object]]:
        """What a submitted modal shows as wrong, by view id."""
        return dict(self.workspace.view_errors)

    def touch(self) -> None:
        """Something outside the local Slack changed that those who wait want to see."""
        self.workspace.changes.tell()

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer a Web API call that another server took in."""
        return await self._server.call(request)

    def uninstall(self, refusal: str = "account_inactive") -> None:
        """A user removes the app: it is told so, where it subscribed, and its token is refused from now on."""
        self.oauth.refusal = refusal
        tokens: Json = {"tokens": {"oauth": [], "bot": [self.seed.app.user_id]}}
        directory = self.workspace.directory
        happened = [
            *events.simple(directory, "tokens_revoked", tokens),
            *events.simple(directory, "app_uninstalled", {}),
        ]
        self.workspace.announce(happened, self.seed.team)

    # Waiting, and what happens to the sockets

    async def wait_for(self, predicate: Callable[[], T], timeout: float = 5.0) -> T:  # noqa: ASYNC109 - how waiting reads
        """Wait until ``predicate`` returns something true, looking again after every change; returns that.

        Raises:
            TimeoutError: it never did; the message shows what happened last.
        """
        try:
            return await self.workspace.changes.wait_for(predicate, timeout)
        except TimeoutError:
            raise TimeoutError(f"waited {timeout:g} s in vain; last in the journal:\n{self.journal.tail()}") from None

    async def settled(self, delivery: Delivery, timeout: float = 5.0) -> Delivery:  # noqa: ASYNC109 - likewise
        """Wait until a delivery was acknowledged or has failed."""
        await self.wait_for(lambda: delivery.settled, timeout)
        return delivery

    async def connected(self, count: int = 1, timeout: float = 5.0) -> None:  # noqa: ASYNC109 - likewise
        """Wait until the app has this many sockets open."""
        await self.wait_for(lambda: len(self.connections) >= count, timeout)

    async def disconnect(self, reason: DisconnectReason, number: int | None = None) -> None:
        """Send a ``disconnect`` frame on one connection or all; leaving is up to the app.

        After ``link_disabled`` Slack opens no more connections: script `Refuse` for ``apps.connections.open`` too.
        """
        await self.socket.connections.disconnect(reason, number)

    def drop(self, number: int | None = None) -> None:
        """Break one connection, or all, without a word."""
        self.socket.connections.drop(number)

    def _socket_url(self) -> str:
        return f"{self.url.replace('http', 'ws', 1)}/link/?ticket={self.socket.connections.new_ticket()}"


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
