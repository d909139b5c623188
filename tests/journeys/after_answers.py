"""What the journeys after an answer share: a workspace with the registry's channels, and hands to press buttons."""

from __future__ import annotations

import json
from dataclasses import replace

from bot.features.post.form import WORDS
from bot.slack.messages.controls import POST, STUCK
from localslack import ALL_SCOPES, Channel, Message, Seed, View
from tests.journeys.harness import ALICE, BOB, BOT, RIGHT, Journey, seed

LEADS, SENIOR = "#govuk-tech-leads", "@govuk-senior-tech-people"
TARGET, LEADS_ID = "C5PLATFORM", "C6LEADS"


def place(*, scopes: frozenset[str] = ALL_SCOPES, events: frozenset[str] | None = None, **changes: object) -> Seed:
    """The journeys' workspace, with the channel that answers lead to (the bot is not in it) and the tech leads'."""
    plain = seed(scopes=scopes, events=events) if events else seed(scopes=scopes)
    target = Channel(TARGET, RIGHT.removeprefix("#"), members=frozenset({ALICE, BOB}))
    leads = Channel(LEADS_ID, LEADS.removeprefix("#"), members=frozenset({BOB}))
    second_line = Channel("C7SECOND", "govuk-2ndline-tech", members=frozenset({BOB}))
    return replace(plain, channels=(*plain.channels, replace(target, **changes), leads, second_line))  # type: ignore[arg-type]


def with_bot() -> frozenset[str]:
    return frozenset({ALICE, BOB, BOT})


async def private(trip: Journey, seen: int = 0, user: str = ALICE) -> Message:
    """The next message that somebody alone sees."""
    return (await trip.slack.wait_for(lambda: trip.slack.ephemerals(user)[seen:], timeout=20))[0]


async def press(trip: Journey, message: Message, button: str, user: str = ALICE) -> Message:
    """Press a button; the message that whoever pressed it alone sees."""
    seen = len(trip.slack.ephemerals(user))
    await trip.slack.click(message, button, user)
    return await private(trip, seen, user)


async def stuck(trip: Journey, message: Message, times: int = 1, user: str = ALICE) -> Message:
    """Press “Still stuck?”, and again under what comes."""
    for _ in range(times):
        message = await press(trip, message, STUCK, user)
    return message


async def form(trip: Journey, message: Message, user: str = ALICE) -> View:
    """Press “Post my question there”; the modal."""
    await trip.slack.click(message, POST, user)
    return (await trip.slack.wait_for(lambda: trip.slack.modals(user), timeout=20))[-1]


async def post(trip: Journey, message: Message, words: str | None = None, user: str = ALICE) -> Message:
    """Post a question from under an answer; what the asker alone is told."""
    seen = len(trip.slack.ephemerals(user))
    view = await form(trip, message, user)
    await trip.slack.submit_view(view, user, {WORDS: words} if words else None)
    return await private(trip, seen, user)


def posts(trip: Journey, channel: str = TARGET) -> list[Message]:
    """What the bot said in a channel."""
    return [message for message in trip.slack.messages(channel) if message.user == BOT]


def drawn(message: Message | View) -> str:
    """The blocks, as text to look for something in."""
    return json.dumps(message.blocks, ensure_ascii=False)


def buttons(message: Message) -> list[str]:
    """The words on the buttons under a message."""
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [element["text"]["text"] for row in rows for element in row]
