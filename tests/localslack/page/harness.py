"""A tab without a browser, which keeps what it is sent; and a small app that answers in every way."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar

import aiohttp
from slack_bolt.async_app import AsyncApp

from localslack import DEFAULT_EVENTS, App, Channel, Command, LocalSlack, Options, Seed, Shortcut, User, Usergroup
from localslack.page import Panel, page_routes

T = TypeVar("T")

SEED = Seed(
    app=App(
        name="helper",
        events=DEFAULT_EVENTS | {"reaction_added"},
        commands=(Command("/ask", hint="[words]", description="Ask"), Command("/form")),
        shortcuts=(Shortcut("about", "Ask about this", "message"), Shortcut("new", "New form", "global")),
    ),
    users=(
        User("U1", "alice", "Alice Archer"),
        User("U2", "bob", "Bob Baker"),
        User("U3", "gina", guest=True),
        User("U4", "oddjob", is_bot=True),
        User("U5", "gone", deactivated=True),
    ),
    channels=(
        Channel("C1", "general", members=frozenset({"U0BOT", "U1", "U2", "U3"}), purpose="For all"),
        Channel("C2", "billing", members=frozenset({"U2"})),
        Channel("C3", "secret", kind="private", members=frozenset({"U0BOT", "U2"})),
        Channel("C4", "old", members=frozenset({"U1"}), is_archived=True),
    ),
    usergroups=(Usergroup("S1", "seniors", "Senior people"), Usergroup("S2", "former", disabled=True)),
)


@contextlib.asynccontextmanager
async def paged(
    seed: Seed = SEED, panels: tuple[Panel, ...] = (), ack_timeout: float = 3.0
) -> AsyncIterator[LocalSlack]:
    """A local Slack with its page."""
    options = Options(ack_timeout=ack_timeout)
    async with LocalSlack.start(seed, options=options, routes=lambda slack: page_routes(slack, panels)) as slack:
        yield slack


class Tab:
    """One tab's side of the websocket."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.slices: dict[str, Any] = {}
        self.sets: list[str] = []
        self.rows: dict[int, Any] = {}
        self.replies: list[dict[str, Any]] = []
        self._number = 0

    async def ask(self, do: str, **fields: Any) -> dict[str, Any]:
        """Ask and wait for the reply."""
        self._number += 1
        number = self._number
        await self.socket.send_json({"id": number, "do": do, **fields})
        return await self.until(lambda: next((r for r in self.replies if r["re"] == number), None))

    async def done(self, do: str, **fields: Any) -> dict[str, Any]:
        """Ask for what must work."""
        reply = await self.ask(do, **fields)
        assert reply["ok"], reply
        return reply

    async def refused(self, do: str, **fields: Any) -> str:
        """Ask for what must not work; returns why."""
        reply = await self.ask(do, **fields)
        assert not reply["ok"], reply
        return str(reply["error"])

    async def look(self, user: str, room: str | None = None, thread: str | None = None) -> None:
        await self.done("look", user=user, room=room, thread=thread)
        self.slices.clear()
        await self.until(lambda: "troubles" in self.slices)

    async def until(self, predicate: Callable[[], T | None]) -> T:
        """Read frames until the predicate returns something true."""
        async with asyncio.timeout(10):
            while not (found := predicate()):
                self._keep(await self.socket.receive_json())
        return found

    def row(self, name: str) -> dict[str, Any] | None:
        """The last row of that name."""
        rows: list[dict[str, Any]] = [row for _, row in sorted(self.rows.items()) if row["name"] == name]
        return rows[-1] if rows else None

    @property
    def room(self) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = (self.slices.get("room") or {}).get("messages", [])
        return messages

    def _keep(self, frame: dict[str, Any]) -> None:
        if "set" in frame:
            self.slices[frame["set"]] = frame["value"]
            self.sets.append(frame["set"])
        elif "trace" in frame:
            self.rows |= {row["number"]: row for row in frame["trace"]}
        else:
            self.replies.append(frame)


@contextlib.asynccontextmanager
async def tab(slack: LocalSlack, user: str | None = "U1", room: str | None = "C1") -> AsyncIterator[Tab]:
    """A tab that is open, and looks as somebody at some room."""
    async with aiohttp.ClientSession() as session, session.ws_connect(f"{slack.url}/page/live") as socket:
        opened = Tab(socket)
        if user:
            await opened.look(user, room)
        yield opened


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(f"option {value}"), "value": value}


def button(action_id: str, value: str) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": plain(action_id), "value": value}


FIND = {"type": "external_select", "action_id": "find", "min_query_length": 1}
BLOCKS: list[dict[str, Any]] = [
    {"type": "actions", "block_id": "one", "elements": [button("go", "1"), FIND]},
    {"type": "actions", "block_id": "two", "elements": [button("go", "2"), FIND]},
    {
        "type": "actions",
        "block_id": "choices",
        "elements": [
            {"type": "static_select", "action_id": "choose", "options": [option("a"), option("b")]},
            {"type": "multi_users_select", "action_id": "whom"},
            {"type": "datepicker", "action_id": "when"},
        ],
    },
]
MODAL: dict[str, Any] = {
    "type": "modal",
    "callback_id": "form",
    "title": plain("Form"),
    "submit": plain("Send"),
    "blocks": [
        {
            "type": "input",
            "block_id": block_id,
            "optional": optional,
            "label": plain(block_id),
            "element": {"type": "plain_text_input", "action_id": "words", "initial_value": initial},
        }
        for block_id, optional, initial in (("first", False, "one"), ("second", True, "two"), ("third", True, "three"))
    ],
}


class Helper:
    """A small app, and what it heard."""

    def __init__(self) -> None:
        self.actions: list[dict[str, Any]] = []
        self.submitted: dict[str, Any] = {}
        self.answer: dict[str, Any] = {}
        self.tabs: list[str] = []

    def register(self, app: AsyncApp) -> None:
        async def act(ack: Any, action: Any) -> None:
            await ack()
            self.actions.append(action)

        async def mention(event: Any, say: Any) -> None:
            await say(text="answer", blocks=BLOCKS, thread_ts=event["ts"])

        async def ask(ack: Any, respond: Any, command: Any) -> None:
            await ack()
            await respond(text=f"only you: {command['text']}", blocks=BLOCKS)

        async def form(ack: Any, body: Any, client: Any) -> None:
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=MODAL)

        async def about(ack: Any, respond: Any, body: Any) -> None:
            await ack()
            await respond(text=f"about: {body['message']['text']}")

        async def find(ack: Any, payload: Any) -> None:
            await ack(options=[option(f"{payload['value']} in {payload['block_id']}")])

        async def submit(ack: Any, view: Any) -> None:
            self.submitted = view["state"]["values"]
            await ack(**self.answer)

        async def home(event: Any, client: Any) -> None:
            self.tabs.append(event["tab"])
            await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": BLOCKS})

        for action_id in ("go", "choose", "whom", "when"):
            app.action(action_id)(act)
        app.event("app_mention")(mention)
        app.event("app_home_opened")(home)
        app.command("/ask")(ask)
        app.command("/form")(form)
        app.shortcut("new")(form)
        app.shortcut("about")(about)
        app.options("find")(find)
        app.view("form")(submit)


async def whisper(page: Tab) -> dict[str, Any]:
    """Something with controls that only alice sees."""
    await page.done("command", room="C1", name="/ask", text="who?")
    await page.until(lambda: page.room)
    return {"room": "C1", "ts": page.room[-1]["ts"]}


async def modal(page: Tab) -> str:
    await page.done("shortcut", callback_id="new")
    await page.until(lambda: page.slices["modals"])
    return str(page.slices["modals"][0]["id"])
