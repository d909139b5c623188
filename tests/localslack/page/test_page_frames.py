"""What a tab may send, and frames that make no sense."""

from typing import Any

import pytest

from localslack import LocalSlack
from tests.localslack.page.harness import tab


async def test_before_looking_nothing_can_be_done(slack: LocalSlack) -> None:
    async with tab(slack, None) as page:
        assert await page.refused("say", room="C1", text="hello") == "Say who is looking first."


@pytest.mark.parametrize(
    ("frame", "error"),
    [
        ("", "The frame is not JSON."),
        ("{", "The frame is not JSON."),
        ("[" * 100_000, "The frame is not JSON."),
        ('{"id": NaN}', "The frame is not JSON."),
        ('{"id": 1e999}', "The frame is not JSON."),
        ("[]", "A frame must be a JSON object."),
        ("null", "A frame must be a JSON object."),
        ('"look"', "A frame must be a JSON object."),
        ("{}", "The frame needs a text called 'do'."),
        ('{"do": 3}', "The frame needs a text called 'do'."),
        ('{"do": ["suggest"]}', "The frame needs a text called 'do'."),
        ('{"do": "fly"}', "There is nothing called 'fly' to do."),
        ('{"do": "look"}', "The frame needs a text called 'user'."),
        ('{"do": "say", "room": "C1"}', "The frame needs a text called 'text'."),
        ('{"do": "say", "room": 1, "text": "t"}', "The frame needs a text called 'room'."),
        ('{"do": "act", "on": "C1"}', "The frame needs an object called 'on'."),
        ('{"do": "submit", "view": "V1", "values": []}', "The frame needs an object called 'values'."),
        ('{"do": "submit", "view": "V1", "values": {"b": 1}}', "Values go by block id and then by action id."),
        ('{"do": "trouble", "name": "slow", "on": "yes"}', "'on' must be true or false."),
        ('{"do": "detail", "number": true}', "The frame needs a number called 'number'."),
        ('{"do": "detail", "number": 99}', "The journal does not go back that far."),
        ("x" * 300_000, "A frame must be at most 256 KB."),
        (b"\x00\x01", "A frame must be text."),
    ],
)
async def test_a_frame_that_makes_no_sense_is_answered_and_the_tab_lives_on(
    slack: LocalSlack, frame: str | bytes, error: str
) -> None:
    async with tab(slack) as page:
        await (page.socket.send_str(frame) if isinstance(frame, str) else page.socket.send_bytes(frame))
        reply = await page.until(lambda: next((r for r in page.replies if not r["ok"]), None))
        assert reply == {"re": None, "ok": False, "error": error}
        await page.done("say", room="C1", text="fine")


async def test_a_frame_without_an_id_wants_no_reply(slack: LocalSlack) -> None:
    async with tab(slack) as page:
        page.replies.clear()
        await page.socket.send_json({"do": "say", "room": "C1", "text": "hello"})
        await page.until(lambda: page.room)
        assert page.replies == []


async def test_half_a_character_does_no_harm(slack: LocalSlack) -> None:
    async with tab(slack) as page:
        await page.socket.send_str('{"do": "say", "room": "C1", "text": "half \\ud83d"}')
        await page.until(lambda: page.room)
        assert page.room[0]["text"] == "half \ufffd"


async def test_a_frame_that_breaks_something_is_answered_too(
    slack: LocalSlack, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(*_args: Any) -> None:
        raise KeyError("oh")

    monkeypatch.setattr(slack, "say", broken)
    async with tab(slack) as page:
        said = await page.refused("say", room="C1", text="hello")
        await page.done("home", tab="home")

    assert said == "That failed in the sandbox. Its log says why."
    assert "KeyError" in caplog.text
