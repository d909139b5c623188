"""The inspector: what went over the wire, how long it took, and nothing secret."""

import asyncio
import json
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from localslack import LocalSlack
from localslack.journal import Changes, Journal
from tests.localslack.harness import bolt
from tests.localslack.page.harness import plain, tab


def test_a_journal_tells_what_changed_since_a_mark() -> None:
    journal = Journal(lambda: 0.0, Changes(), size=3)
    first, second = journal.write("call", "a"), journal.write("call", "b")
    assert [e.name for e in journal.since(0)] == ["a", "b"]
    mark = journal.mark
    assert journal.since(mark) == ()

    journal.write("call", "c")
    journal.answered(first, {"ok": True})
    assert [e.name for e in journal.since(mark)] == ["a", "c"]
    journal.write("call", "d")
    assert [e.name for e in journal.since(mark)] == ["c", "d"]
    assert journal.find(first) is None
    assert journal.find(second) is not None


async def test_a_new_tab_sees_the_last_rows(slack: LocalSlack) -> None:
    for number in range(250):
        slack.journal.write("note", "n", {"text": f"{number}"})
    async with tab(slack) as page:
        await page.until(lambda: page.rows)
        assert (min(page.rows), max(page.rows)) == (51, 250)
        assert page.rows[250]["summary"] == "249"


async def test_a_row_tells_what_a_call_was_about_and_how_it_went(slack: LocalSlack) -> None:
    web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    async with tab(slack) as page:
        await web.chat_postMessage(channel="C1", text="hello\n" + "x" * 500)
        row = await page.until(lambda: page.row("chat.postMessage"))

    assert row["summary"].startswith("#general hello xxx")
    assert len(row["summary"]) == 140
    assert (row["kind"], row["ok"], row["error"], row["ack_ms"], row["fault"]) == ("call", True, "", None, "")


async def test_only_what_is_new_or_changed_is_told_again(slack: LocalSlack) -> None:
    web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    async with tab(slack) as page:
        await web.api_test()
        await page.until(lambda: page.row("api.test"))
        page.rows.clear()
        await web.auth_test()
        await page.until(lambda: page.row("auth.test"))

        assert [row["name"] for row in page.rows.values()] == ["auth.test"]


async def test_a_frame_shows_when_it_was_acknowledged_and_answered(slack: LocalSlack) -> None:
    go = asyncio.Event()

    async def mention(event: Any, say: Any, client: Any) -> None:
        await go.wait()
        await client.views_publish(user_id="U1", view={"type": "home", "blocks": []})
        await client.chat_postMessage(channel="C1", text="elsewhere", thread_ts="1.2")
        await say(text="here", thread_ts=event["ts"])

    async with bolt(slack, lambda app: app.event("app_mention")(mention)), tab(slack) as page:
        await page.done("say", room="C1", text="@helper who?")
        await page.until(lambda: (row := page.row("events_api")) and row["ack_ms"])
        asked = page.row("events_api")
        assert asked is not None
        assert (asked["answer_ms"], asked["retry"], asked["summary"]) == (
            None,
            0,
            "app_mention @alice #general <@U0BOT> who?",
        )
        go.set()
        await page.until(lambda: (row := page.row("events_api")) and row["answer_ms"])
        answers = [entry.answered_at for entry in slack.calls("chat.postMessage")]
        answered = page.row("events_api")

    assert answered is not None
    assert answers[-1] is not None
    assert answered["answer_ms"] == round(1000 * (answers[-1] - answered["at"]), 1)


def helper(app: AsyncApp) -> None:
    async def ask(ack: Any, respond: Any, command: Any) -> None:
        await (ack("at once") if command["text"] == "ack" else ack())
        if command["text"] == "respond":
            await respond("later")

    async def form(ack: Any, body: Any, client: Any) -> None:
        await ack()
        view = {"type": "modal", "title": plain("Form"), "blocks": [{"type": "divider"}]}
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    async def home(event: Any, client: Any) -> None:
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": []})

    async def message(event: Any, client: Any) -> None:
        await client.chat_postMessage(channel=event["user"], text="hello")

    app.command("/ask")(ask)
    app.command("/form")(form)
    app.shortcut("new")(form)
    app.event("app_home_opened")(home)
    app.event("message")(message)


@pytest.mark.parametrize(
    ("action", "row"),
    [
        ({"do": "command", "room": "C1", "name": "/ask", "text": "ack"}, "slash_commands"),
        ({"do": "command", "room": "C1", "name": "/ask", "text": "respond"}, "slash_commands"),
        ({"do": "command", "room": "C1", "name": "/form"}, "slash_commands"),
        ({"do": "shortcut", "callback_id": "new"}, "interactive"),
        ({"do": "home", "tab": "home"}, "events_api"),
        ({"do": "say", "room": "D1", "text": "hi"}, "events_api"),
    ],
    ids=["ack", "response_url", "views.open", "shortcut", "home", "direct message"],
)
async def test_every_kind_of_answer_counts(slack: LocalSlack, action: dict[str, Any], row: str) -> None:
    async with bolt(slack, helper), tab(slack) as page:
        await page.done(**action)
        await page.until(lambda: any(r["name"] == row and r["answer_ms"] is not None for r in page.rows.values()))


async def test_a_row_tells_whether_somebody_asks_the_app(slack: LocalSlack) -> None:
    async with bolt(slack, helper), tab(slack) as page:
        await page.done("home", tab="messages")
        await page.done("command", room="C1", name="/ask", text="nothing")
        await page.done("say", room="C1", text="to nobody")
        await page.done("say", room="C1", text="@helper who?")
        await page.done("say", room="D1", text="hi")
        await page.until(lambda: len([row for row in page.rows.values() if row["summary"].endswith(" hello")]) > 1)
        asked = [row["summary"] for _, row in sorted(page.rows.items()) if row["question"]]
        opened = next(row for row in page.rows.values() if row["summary"].startswith("app_home_opened"))

    assert asked == [
        "@alice #general /ask nothing",
        "app_mention @alice #general <@U0BOT> who?",
        "message @alice DM with alice hi",
    ]
    assert opened["answer_ms"] is None


async def test_what_is_answered_to_somebody_else_does_not_count(slack: LocalSlack) -> None:
    async with bolt(slack, helper), tab(slack) as page:
        await page.done("command", room="C1", name="/ask", text="nothing")
        await slack.command("bob", "#general", "/ask", "respond")
        await page.until(lambda: page.row("response_url") and page.row("response_url")["ok"])  # type: ignore[index]
        alice, bob = (row for _, row in sorted(page.rows.items()) if row["name"] == "slash_commands")

    assert alice["answer_ms"] is None
    assert bob["answer_ms"] is not None


async def test_an_entry_can_be_seen_whole_without_what_is_secret(slack: LocalSlack) -> None:
    async with bolt(slack, helper) as app, tab(slack) as page:
        await app.client.chat_postMessage(channel="C1", text=f"my token is {slack.bot_token}")
        await page.done("command", room="C1", name="/ask", text="ack")
        await page.until(lambda: (row := page.row("slash_commands")) and row["answer_ms"])
        entries = [(await page.done("detail", number=number))["entry"] for number in sorted(page.rows)]

    whole = json.dumps(entries)
    command = next(entry for entry in entries if entry["name"] == "slash_commands")
    assert command["data"]["payload"]["command"] == "/ask"
    assert set(command) >= {"number", "at", "kind", "name", "data", "answer", "connection", "acked_at", "fault"}
    assert command["acked_at"] is not None
    assert "my token is (hidden)" in whole
    for secret in (slack.bot_token, slack.app_token, "verification-token", "ticket-"):
        assert secret not in whole
