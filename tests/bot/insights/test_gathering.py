"""What the store tells of a period."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.dialects import postgresql

from bot.inquiry import Surface
from bot.insights.gathering import Insights, gather
from bot.insights.table import as_json, table
from bot.store.history import _INSTEAD, _TIMES, HistoryReader, Period, reading
from bot.store.tables import inquiries
from routing.matching.index import Index
from tests.bot.conftest import NOON, Stock

DAY = timedelta(days=1)
PLATFORM = ("#govuk-platform-engineering", "platform-engineering", "tls-certificates")
SECOND_LINE = "responsibility:second-line/incidents"


async def gathered(stock: Stock, index: Index, *, words: bool = True) -> Insights:
    period = Period(NOON - 30 * DAY, NOON + DAY)
    async with reading(stock.url) as connection:
        return await gather(HistoryReader(connection, period, "T1"), period, index, words=words)


async def test_questions_are_counted_by_door_and_outcome_within_the_period(stock: Stock, index: Index) -> None:
    await stock.ask("tls", place=PLATFORM)
    await stock.ask("tls again", user="U2", surface=Surface.MENTION, place=PLATFORM)
    await stock.ask("printer")
    await stock.ask("long ago", at=NOON - 31 * DAY)
    found = await gathered(stock, index)
    assert (found.questions, found.askers) == (3, 2)
    assert found.surfaces == (("command", 2), ("mention", 1))
    assert found.outcomes == (("found", 2), ("nobody", 1))
    assert [team.key for team in found.unmatched] == ["developers", "second-line"]


async def test_help_and_lists_are_no_questions(stock: Stock, index: Index) -> None:
    key = await stock.ask("help")
    await stock.store.record(key=key, outcome="help", destination=None, answered_at=NOON)
    assert (await gathered(stock, index)).questions == 0


async def test_wrong_places_are_pairs_with_where_people_went_instead(stock: Stock, index: Index) -> None:
    for user in ("U1", "U2", "U2"):
        await stock.wrong(await stock.ask("outage", user=user, place=PLATFORM), SECOND_LINE, user=user)
    await stock.wrong(await stock.ask("toner"), "team:gone")
    await stock.wrong(await stock.ask("tea", place=PLATFORM), "nobody")
    await stock.wrong(await stock.ask("cake", place=PLATFORM), None)
    detours = (await gathered(stock, index)).detours
    assert [(one.said, one.code, one.count, one.people) for one in detours] == [
        ("#govuk-platform-engineering", SECOND_LINE, 3, 2),
        ("nobody", "team:gone", 1, 1),
    ]
    assert detours[0].instead == "#govuk-2ndline-tech (Leads the technical side of an incident)"
    assert "no longer in the registry" in detours[1].instead


async def test_the_time_to_the_right_place_is_the_median_of_those_that_are_known(stock: Stock, index: Index) -> None:
    for minutes in (1, 4, 60):
        await stock.right(await stock.ask("tls", place=PLATFORM), after=timedelta(minutes=minutes))
    posted = await stock.ask("dns", place=PLATFORM)
    await stock.store.posts.claim(key=posted, question=posted, person="p", target="#a", at=NOON)
    await stock.store.posts.posted(posted, channel="C", ts="1", permalink=None, at=NOON + timedelta(minutes=2))
    await stock.wrong(await stock.ask("tea", place=PLATFORM), None)
    found = await gathered(stock, index)
    assert (found.wait, found.reached) == (timedelta(minutes=3), 4)
    assert (found.judged, found.right) == (4, 3)


async def test_unanswered_questions_alike_are_one_group_and_those_without_words_are_counted(
    stock: Stock, index: Index
) -> None:
    toner = await stock.ask("where do I get toner for the plotter?", user="U1")
    await stock.ask("Plotter toner is empty", user="U2")
    await stock.ask("who books the meeting rooms?", user="U3")
    blank = await stock.ask("an old one")
    await stock.wrong(toner, "team:developers")
    async with stock.store._engine.begin() as connection:
        await connection.execute(update(inquiries).where(inquiries.c.key == blank).values(text=None))
    found = await gathered(stock, index)
    assert (found.unanswered, found.wordless) == (4, 1)
    assert [(group.count, group.people) for group in found.groups] == [(2, 2), (1, 1)]
    assert set(found.groups[0].words) >= {"plotter", "toner"}
    assert found.groups[0].picked == (("team:developers", 1),)


async def test_unknown_words_are_no_names_numbers_or_slips_and_say_how_many_used_them(
    stock: Stock, index: Index
) -> None:
    await stock.ask("our terraform of <@U99|zaphod> broke 4711, ask Priya", user="U1", place=PLATFORM)
    await stock.ask("Terraform certificat", user="U2", place=PLATFORM)
    found = await gathered(stock, index)
    assert [(one.word, one.count, one.people) for one in found.words] == [("terraform", 2, 2)]


async def test_without_words_nothing_that_anybody_typed_is_in_it(stock: Stock, index: Index) -> None:
    await stock.ask("zebrafish are loose")
    found = await gathered(stock, index, words=False)
    assert "zebrafish" not in repr(found)
    assert found.unanswered == 1


async def test_the_table_and_the_json_say_the_same(stock: Stock, index: Index) -> None:
    await stock.right(await stock.ask("tls", place=PLATFORM))
    await stock.wrong(await stock.ask("who brews\tkombucha\x1b[2J?", user="U2"), SECOND_LINE, user="U2")
    found = await gathered(stock, index)
    shown = "\n".join(table(found, index))
    for words in ("2 questions of 2 people in the last 31 days", "1 of 2 times (50%)", "2 minutes", "kombucha"):
        assert words in shown
    assert "\x1b" not in shown
    told = as_json(found)
    assert told["right_place"] == {"reached": 1, "median_seconds": 120.0}
    assert told["unanswered"]["groups"][0]["picked"] == [{"place": SECOND_LINE, "count": 1}]
    assert told["feedback"] == {"total": 2, "right": 1}


def test_the_queries_are_postgres_too() -> None:
    for query in (_INSTEAD, _TIMES):
        assert "FROM inquiries" in str(query.compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
