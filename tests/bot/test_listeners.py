"""What holds for every listener."""

from __future__ import annotations

import asyncio
import inspect

import pytest
from slack_bolt.response import BoltResponse

from bot.listeners.doors import ANSWERS
from bot.listeners.posting import on_post, on_post_submitted
from bot.listeners.reminding import on_remind, on_reminder_over
from bot.listeners.stuck import on_stuck
from bot.service.wordless import without_words
from bot.slack.refusals import refusal
from bot.slack.sending import NotTakenError
from bot.slack.sockets import _payload
from bot.work import Work

FOLLOWING = (on_stuck, on_post, on_post_submitted, on_remind, on_reminder_over)


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
            raise NotTakenError("fatal_error", passing=False) from error

    with pytest.raises(NotTakenError) as caught:
        fail()
    told = without_words(caught.value)

    assert "KeyError: 'secret'" not in told
    assert told.index("KeyError") < told.index("NotTakenError (fatal_error)")
    assert "test_listeners.py" in told


def test_a_ring_of_causes_ends() -> None:
    first, second = ValueError("a"), ValueError("b")
    first.__cause__, second.__cause__ = second, first

    assert without_words(first).count("ValueError") == 10


def test_a_refusal_says_what_to_do() -> None:
    assert "Install the app again" in str(refusal("token_revoked", "bot token"))
    assert refusal("internal_error", "bot token") is None


async def test_work_is_held_until_it_is_done_and_cancelled_in_the_end() -> None:
    work, done = Work(), list[str]()

    async def second() -> None:
        await asyncio.sleep(0)
        done.append("second")

    async def first() -> None:
        await asyncio.sleep(0)
        work.start(second())
        done.append("first")

    async def never() -> None:
        await asyncio.Event().wait()

    work.start(first())
    assert await work.finish(within=5) == 0
    assert done == ["first", "second"]
    task = work.start(never())
    assert len(work) == 1
    assert await work.finish(within=0.01) == 1
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
