"""The weekly digest: when it is due, what it says, and that it is sent once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.answering.services import Services
from bot.app import web_client
from bot.features.digest.job import digest, due, send_digest
from bot.insights.gathering import insights_of
from bot.slack.client.retries import RetryPolicy
from bot.store.history import Figures, Instead, Period
from localslack import LocalSlack, Refuse
from routing.matching.index import Index
from tests.bot.conftest import NOON, Stock
from tests.builders import changed_index
from tests.journeys.harness import PROXIES, seed

# The small registry opens on Tuesday at 10:00 in London; the ordinary one on Monday.
TUESDAY = datetime(2026, 3, 3, 10, tzinfo=UTC)
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
AT_ONCE = RetryPolicy(pause=0.0)


@pytest.fixture
async def slack(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[LocalSlack]:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
    async with LocalSlack.start(seed()) as slack:
        yield slack


def services(stock: Stock, index: Index, now: datetime = TUESDAY + HOUR) -> Services:
    return Services(lambda _: index, stock.store, lambda: now)


async def send(slack: LocalSlack, services: Services, channel: str = "#general") -> None:
    await send_digest(services, "T1", web_client(slack.bot_token, base_url=slack.api_url), channel, AT_ONCE)


def said(slack: LocalSlack) -> list[str]:
    return [message.text for message in slack.messages("C1")]


@pytest.mark.parametrize(
    ("now", "week"),
    [
        (TUESDAY - timedelta(minutes=1), None),
        (TUESDAY, "2026-W10"),
        (TUESDAY + 23 * HOUR, "2026-W10"),
        (TUESDAY + 24 * HOUR, None),
    ],
)
def test_it_is_due_for_a_day_from_the_weeks_first_working_hour(index: Index, now: datetime, week: str | None) -> None:
    found = due(index.registry, now)
    assert (found and found.week) == week
    assert found is None or found.at == TUESDAY


def test_where_monday_is_a_working_day_it_is_due_as_monday_opens() -> None:
    index = changed_index(
        (
            '  hours: {days: [tuesday, wednesday, thursday], opens: "10:00", closes: "16:00"}',
            '  hours: {days: [monday], opens: "9:00", closes: "16:00"}',
        )
    )
    assert due(index.registry, MONDAY - timedelta(seconds=1)) is None
    found = due(index.registry, MONDAY)
    assert found
    assert found.at == MONDAY


def test_it_says_counts_and_the_registrys_words(index: Index) -> None:
    figures = Figures(
        outcomes=(("command", "found", 8), ("mention", "nobody", 2)),
        askers=3,
        verdicts={"right": 3, "wrong": 1},
        instead=(Instead("#govuk-platform-engineering", "team:second-line", 1, 1),),
        teams=frozenset({"platform-engineering", "second-line"}),
        times=(),
        wordless=0,
    )
    layout = digest(insights_of(figures, Period(TUESDAY - timedelta(days=7), TUESDAY), index), index.registry)
    assert layout.headline == "whoask from Tuesday 24 February to Tuesday 3 March"
    assert [line.text for line in layout.lines] == [
        "3 people asked 10 questions.",
        "I knew no place for 2 of them.",
        "You told me about 4 answers: 75% led to the right place.",
        "No answer led to Developers.",
        "Where I was wrong, and where people went instead:",
    ]
    assert [point.text for point in layout.points] == [
        "#govuk-platform-engineering → #govuk-2ndline-tech (Second line), once"
    ]


async def test_of_two_replicas_one_sends_it_and_no_words_are_in_it(
    stock: Stock, index: Index, slack: LocalSlack
) -> None:
    await stock.ask("zebrafish are loose", at=NOON)
    await asyncio.gather(*(send(slack, services(stock, index)) for _ in range(2)))
    (message,) = slack.messages("C1")
    assert "1 person asked 1 question." in message.text
    assert "zebrafish" not in message.text + json.dumps(message.blocks)


async def test_a_week_without_questions_is_told_as_such_and_at_other_times_nothing_is_sent(
    stock: Stock, index: Index, slack: LocalSlack
) -> None:
    await send(slack, services(stock, index, TUESDAY - HOUR))
    assert said(slack) == []
    await send(slack, services(stock, index))
    assert "Nobody asked me anything." in said(slack)[0]


async def test_what_passes_is_tried_again_and_what_slack_refuses_is_not(
    stock: Stock, index: Index, slack: LocalSlack
) -> None:
    slack.faults.next("chat.postMessage", Refuse("internal_error"), None)
    await send(slack, services(stock, index))
    slack.faults.clear()
    await send(slack, services(stock, index))
    assert len(said(slack)) == 1
    next_week = services(stock, index, TUESDAY + timedelta(days=7))
    await send(slack, next_week, "#nowhere")
    calls = len(slack.calls("chat.postMessage"))
    await send(slack, next_week, "#nowhere")
    assert len(slack.calls("chat.postMessage")) == calls
