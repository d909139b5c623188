"""What holds for every listener."""

from __future__ import annotations

import asyncio
import inspect

import pytest
from slack_bolt.response import BoltResponse

from bot.answering.handlers import ANSWERS
from bot.features.escalate.handlers import on_stuck
from bot.features.post.handlers import on_post, on_post_submitted
from bot.features.reminders.handlers import on_cancel_reminder, on_remind
from bot.monitoring.redaction import without_message_text
from bot.slack.client.errors import SlackCallError, refusal
from bot.slack.receiving.socket_mode import _payload
from bot.tasks import BackgroundTasks

FOLLOWING = (on_stuck, on_post, on_post_submitted, on_remind, on_cancel_reminder)


@pytest.mark.parametrize("listener", [*ANSWERS.values(), *FOLLOWING])
def test_a_listener_is_fifteen_lines_at_most(listener: object) -> None:
    assert len(inspect.getsource(listener).splitlines()) <= 15  # type: ignore[arg-type]


def test_a_traceback_names_types_and_places_but_no_words() -> None:
    def find(typed: str) -> str:
        return {"other": "words"}[typed]

    def fail() -> None:
        try:
            find("secret")
        except KeyError as error:
            raise SlackCallError("fatal_error", retryable=False) from error

    with pytest.raises(SlackCallError) as caught:
        fail()
    told = without_message_text(caught.value)

    assert "KeyError: 'secret'" not in told
    assert told.index("KeyError") < told.index("SlackCallError (fatal_error)")
    assert "test_handlers.py" in told


def test_a_ring_of_causes_ends() -> None:
    first, second = ValueError("a"), ValueError("b")
    first.__cause__, second.__cause__ = second, first

    assert without_message_text(first).count("ValueError") == 10


def test_a_refusal_says_what_to_do() -> None:
    assert "Install the app again" in str(refusal("token_revoked", "bot token"))
    assert refusal("internal_error", "bot token") is None


async def test_work_is_held_until_it_is_done_and_cancelled_in_the_end() -> None:
    tasks, done = BackgroundTasks(), list[str]()

    async def second() -> None:
        await asyncio.sleep(0)
        done.append("second")

    async def first() -> None:
        await asyncio.sleep(0)
        tasks.start(second())
        done.append("first")

    async def never() -> None:
        await asyncio.Event().wait()

    tasks.start(first())
    assert await tasks.finish(within=5) == 0
    assert done == ["first", "second"]
    task = tasks.start(never())
    assert len(tasks) == 1
    assert await tasks.finish(within=0.01) == 1
    assert task.cancelled()


@pytest.mark.parametrize(
    ("response", "payload"),
    [
        (BoltResponse(status=200), None),
        (BoltResponse(status=200, body={"response_action": "clear"}), {"response_action": "clear"}),
        (BoltResponse(status=200, body="Not now."), {"text": "Not now."}),
    ],
)
def test_an_acknowledgement_carries_what_bolt_says(response: BoltResponse, payload: dict[str, str] | None) -> None:
    assert _payload(response) == payload
