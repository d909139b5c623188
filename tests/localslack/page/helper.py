"""A small app that answers in every way, and hears what people do."""

from typing import Any

from slack_bolt.async_app import AsyncApp

from tests.localslack.page.tab import Tab, button, option, plain

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
