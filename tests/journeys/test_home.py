"""The Home tab: what it shows whom, and what can be done on it. And the messages tab, with questions to start with."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.features.home.handlers import NOT_SENT
from bot.features.home.view import NO_QUESTIONS, NO_TEAM, NOT_KEPT, SEARCH, SENT, SORTED, STORE_DOWN
from bot.slack.payloads.questions import ASK_AT_HOME
from bot.store.sql import MemoryStore
from localslack import ALL_SCOPES, Refuse, View
from tests.journeys.harness import ALICE, BOB, KEEPER, QUESTION, RIGHT, DownStore, Journey, journey, seed

MORNING = datetime(2025, 11, 25, 11, 30, tzinfo=UTC)


async def opened(trip: Journey, user: str = ALICE) -> View:
    await trip.slack.open_home(user)
    await trip.quiet()
    return home(trip, user)


def home(trip: Journey, user: str = ALICE) -> View:
    found = trip.slack.home(user)
    assert found is not None
    return found


def shown(view: View) -> str:
    """All texts of a view, in its order."""
    return "\n".join(_texts(view.body["blocks"]))


def _texts(part: object) -> list[str]:
    if isinstance(part, list):
        return [text for one in part for text in _texts(one)]
    if not isinstance(part, dict):
        return []
    own = [part["text"]] if isinstance(part.get("text"), str) else []
    return [*own, *(text for value in part.values() for text in _texts(value))]


async def use(trip: Journey, action: str, value: str | None, user: str = ALICE) -> View:
    """Type into a field of the Home tab and press Enter."""
    await trip.slack.select(home(trip, user), action, user, value)
    await trip.quiet()
    return home(trip, user)


async def test_it_shows_the_hours_the_teams_and_the_registry() -> None:
    async with journey(now=lambda: MORNING) as trip:
        seen = shown(await opened(trip))

        assert "Open now, until 4pm." in seen
        assert "The 3 teams of GOV.UK" in seen
        assert "Developers: #govuk-developers" in seen
        assert NO_QUESTIONS in seen
        assert "who keep the registry" not in seen


async def test_a_question_is_answered_in_the_direct_message_and_told_in_one_line(trip: Journey) -> None:
    box = (await opened(trip)).body["blocks"][1]["block_id"]
    seen = await use(trip, ASK_AT_HOME, QUESTION)
    (answer,) = trip.slack.messages(trip.slack.dm(ALICE))

    assert answer.text.startswith(f"Ask {RIGHT}")
    assert "Share in this channel" not in json.dumps(answer.blocks)
    assert f"Ask {RIGHT}" in shown(seen)
    assert SENT in shown(seen)
    assert seen.body["blocks"][1]["block_id"] != box, "Slack would keep what was typed"
    assert "Sorted" in shown(await opened(trip))


async def test_what_is_typed_stays_dead_text(trip: Journey) -> None:
    await opened(trip)
    seen = await use(trip, ASK_AT_HOME, "<!channel> <@U2> who renews our TLS certificate? https://example.org")

    assert "<!channel> <@U2>" in shown(seen)
    assert not [kind for kind in ("user", "broadcast", "link") if f'"type": "{kind}"' in json.dumps(seen.body)]


async def test_an_empty_box_asks_nothing(trip: Journey) -> None:
    await opened(trip)
    await use(trip, ASK_AT_HOME, "   ")
    await use(trip, ASK_AT_HOME, None)

    assert trip.said() == []


async def test_somebody_who_cannot_be_written_to_is_told_on_the_tab(trip: Journey) -> None:
    await opened(trip)
    trip.slack.faults.next("chat.postMessage", Refuse("messages_tab_disabled"))

    assert NOT_SENT in shown(await use(trip, ASK_AT_HOME, QUESTION))


async def test_asking_counts_towards_a_persons_fair_share() -> None:
    async with journey(limit=1) as trip:
        await opened(trip)
        for _ in range(3):
            await use(trip, ASK_AT_HOME, QUESTION)

        assert "a lot of questions" in shown(home(trip))
        assert len(trip.slack.messages(trip.slack.dm(ALICE))) == 2


@pytest.mark.parametrize("kept", [True, False])
async def test_my_questions_come_with_their_answers_and_with_words_where_they_are_kept(kept: bool) -> None:  # noqa: FBT001
    async with journey(store=MemoryStore(retention=timedelta(days=int(kept)))) as trip:
        await trip.ask(QUESTION)
        await trip.ask("who feeds the office cat?")
        await trip.ask("teams")
        await trip.ask(QUESTION, user=BOB)
        await trip.quiet()
        seen = shown(await opened(trip))

        assert (QUESTION in seen, NOT_KEPT in seen) == (kept, not kept)
        assert "I did not know who handles it." in seen
        assert seen.count("Asked.") == 2


async def test_a_question_that_is_sorted_says_so_and_loses_its_button(trip: Journey) -> None:
    await trip.ask(QUESTION)
    await trip.quiet()
    before = await opened(trip)
    await trip.slack.click(before, SORTED, ALICE)
    await trip.quiet()

    assert "Sorted." in shown(home(trip))
    assert SORTED not in json.dumps(home(trip).body)
    await trip.slack.wait_for(lambda: home(trip).hash != before.hash)


@pytest.mark.parametrize(
    ("verdict", "state"), [("right", "Answered: you said that this is the right place."), ("wrong", "wrong place.")]
)
async def test_what_i_said_of_an_answer_is_its_state(trip: Journey, verdict: str, state: str) -> None:
    await trip.ask(QUESTION)
    await trip.quiet()
    me = trip.store.pseudonyms.pseudonym("T0SANDBOX", ALICE)
    (asked,) = await trip.store.questions.latest(me, limit=1)
    await trip.store.feedback.give(key=asked.key, person=me, verdict=verdict, instead=None, at=MORNING)  # type: ignore[arg-type]

    assert state in shown(await opened(trip))


async def test_what_was_posted_says_where_with_a_link(trip: Journey) -> None:
    await trip.ask(QUESTION)
    await trip.quiet()
    me = trip.store.pseudonyms.pseudonym("T0SANDBOX", ALICE)
    (asked,) = await trip.store.questions.latest(me, limit=1)
    await trip.store.posts.claim(key=asked.key, question=asked.key, person=me, target=RIGHT, at=MORNING)
    link = "https://sandbox.slack.com/archives/C1/p1"
    await trip.store.posts.posted(asked.key, channel="C1", ts="1.1", permalink=link, at=MORNING)
    seen = await opened(trip)

    assert f"You posted it in {RIGHT}." in shown(seen)
    assert link in json.dumps(seen.body)


@pytest.mark.parametrize(
    ("typed", "there", "away"),
    [
        ("platf", "Platform Engineering: #govuk-platform-engineering", "Developers:"),
        ("PE", "Platform Engineering: #govuk-platform-engineering", "Developers:"),
        ("#govuk-2ndline", "#govuk-2ndline is now #govuk-2ndline-tech.", "Developers:"),
        ("infra", "Infrastructure was split up.", "Developers:"),
        ("nameserver", "Looks after DNS for the main domains.", "Developers:"),
        ("who can renew a cert for us", "Obtains and renews TLS certificates.", "Developers:"),
        ("zzzz", NO_TEAM, "Developers:"),
        (None, "Developers:", NO_TEAM),
    ],
)
async def test_teams_are_found(trip: Journey, typed: str | None, there: str, away: str) -> None:
    await opened(trip)
    seen = shown(await use(trip, SEARCH, typed))

    assert there in seen
    assert away not in seen


async def test_a_search_stays_while_something_else_is_done(trip: Journey) -> None:
    await opened(trip)
    await use(trip, SEARCH, "platform")
    await use(trip, ASK_AT_HOME, QUESTION)

    assert "Developers:" not in shown(home(trip))
    assert "Developers:" in shown(await opened(trip)), "opened afresh, it is gone"


async def test_those_who_keep_the_registry_see_what_is_missing_in_it(trip: Journey) -> None:
    await trip.ask("who feeds the office cat?")
    await trip.ask(QUESTION)
    await trip.quiet()
    seen = shown(await opened(trip, KEEPER))

    assert "For you, who keep the registry" in seen
    assert "Questions: 2" in seen
    assert "Questions that I could name nobody for: 1" in seen
    assert "Answers that somebody called the wrong place: 0" in seen


async def test_without_a_store_the_rest_is_shown() -> None:
    store = UnreadableStore(retention=timedelta())
    async with journey(store=store) as trip:
        seen = shown(await opened(trip, KEEPER))
        assert STORE_DOWN in seen
        assert "The 3 teams of GOV.UK" in seen
        assert f"Ask {RIGHT}" in shown(await use(trip, ASK_AT_HOME, QUESTION, KEEPER))


class UnreadableStore(DownStore):
    async def run(self, job: Any) -> Any:  # noqa: ARG002 - whatever it is
        raise ConnectionError("the store is down")


async def test_when_the_tab_changed_meanwhile_it_is_built_once_more(trip: Journey) -> None:
    await opened(trip)
    trip.slack.faults.next("views.publish", Refuse("hash_conflict"))
    seen = await use(trip, SEARCH, "platform")

    assert "Developers:" not in shown(seen)
    first, second = trip.slack.calls("views.publish")[-2:]
    assert first.data["hash"]
    assert not second.data.get("hash")


async def test_a_tab_that_slack_does_not_take_troubles_nobody(trip: Journey) -> None:
    trip.slack.faults.next("views.publish", Refuse("not_enabled"))
    await trip.slack.open_home(ALICE)
    await trip.quiet()

    assert trip.said() == []
    assert trip.slack.home(ALICE) is None


async def test_clicks_in_quick_succession_leave_the_tab_as_it_is_in_the_end(trip: Journey) -> None:
    await trip.ask(QUESTION)
    await trip.quiet()
    before = await opened(trip)
    for _ in range(3):
        await trip.slack.click(before, SORTED, ALICE)
    await trip.quiet()

    assert "Sorted." in shown(home(trip))


async def test_in_the_direct_messages_it_offers_questions_to_start_with(trip: Journey) -> None:
    await trip.slack.open_home(ALICE, "messages")
    await trip.quiet()
    (call,) = trip.slack.calls("assistant.threads.setSuggestedPrompts")

    assert [prompt["title"] for prompt in call.data["prompts"]] == [
        "Who renews our TLS certificates?",
        "The site is down, who leads?",
    ]
    assert trip.slack.home(ALICE) is None


async def test_without_the_scope_for_it_nothing_breaks_and_it_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="bot"):
        async with journey(workspace=seed(scopes=ALL_SCOPES - {"assistant:write"})) as trip:
            await trip.slack.open_home(ALICE, "messages")
            await trip.slack.open_home(BOB, "messages")
            await trip.quiet()

            assert trip.said() == []
    assert [record.levelname for record in caplog.records if "questions to start with" in record.message] == ["INFO"]
