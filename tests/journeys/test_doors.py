"""The three doors, driven from outside: what people do in Slack, and what they see there."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bot.answering.handlers import CANNOT_READ
from localslack import ALL_SCOPES, DEFAULT_EVENTS, Command
from tests.journeys.harness import ALICE, BOB, GUEST, OTHER_BOT, QUESTION, RIGHT, STRANGER, Journey, journey, seed


async def test_the_command_answers_the_asker_alone(trip: Journey) -> None:
    answer = await trip.ask(QUESTION)

    assert answer.text.startswith(f"Ask {RIGHT}")
    assert RIGHT in json.dumps(answer.blocks)
    await trip.quiet()
    assert trip.said() == []


async def test_the_command_may_have_another_name_in_a_second_app() -> None:
    workspace = seed()
    app = replace(workspace.app, commands=(Command("/whoask-dev"),))
    async with journey(workspace=replace(workspace, app=app)) as trip:
        given = await trip.slack.command(ALICE, "C1", "/whoask-dev", QUESTION)
        await trip.quiet()

        assert given.outcome == "acked"
        assert [RIGHT in answer.text for answer in trip.slack.ephemerals(ALICE)] == [True]


async def test_the_command_answers_where_the_bot_is_no_member(trip: Journey) -> None:
    assert RIGHT in (await trip.ask(QUESTION, channel="C3FAR")).text


async def test_a_mention_is_answered_in_its_thread(trip: Journey) -> None:
    answer = await trip.mention(f"@whoask {QUESTION}")

    assert RIGHT in answer.text
    assert answer.thread_ts is not None


async def test_a_mention_inside_a_thread_is_answered_in_that_thread(trip: Journey) -> None:
    first = await trip.slack.say(BOB, "C1", "lunch?")
    answer = await trip.mention(f"@whoask {QUESTION}", thread=first.ts)

    assert answer.thread_ts == first.ts
    assert RIGHT in answer.text


async def test_a_direct_message_is_answered_there(trip: Journey) -> None:
    answer = await trip.dm(QUESTION)

    assert RIGHT in answer.text
    assert answer.thread_ts is None


async def test_a_direct_message_may_begin_with_a_mention(trip: Journey) -> None:
    assert RIGHT in (await trip.dm(f"@whoask {QUESTION}")).text


async def test_a_direct_message_in_a_thread_is_answered_in_the_thread(trip: Journey) -> None:
    first = await trip.slack.say(ALICE, trip.slack.dm(ALICE), "hello")
    said = await trip.slack.say(ALICE, trip.slack.dm(ALICE), QUESTION, first.ts)
    answer = (await trip.slack.wait_for(lambda: trip.answers(said)))[0]

    assert answer.thread_ts == first.ts
    assert RIGHT in answer.text


@pytest.mark.parametrize("subtype", ["file_share", "me_message"])
async def test_a_new_message_of_another_kind_is_answered(trip: Journey, subtype: str) -> None:
    said = await trip.slack.say(ALICE, trip.slack.dm(ALICE), QUESTION, subtype=subtype)

    assert RIGHT in (await trip.slack.wait_for(lambda: trip.after(said)))[0].text


async def test_a_thread_reply_also_sent_to_the_channel_is_answered(trip: Journey) -> None:
    first = await trip.slack.say(BOB, "C1", "lunch?")
    said = await trip.slack.say(ALICE, "C1", f"@whoask {QUESTION}", first.ts, subtype="thread_broadcast")

    assert RIGHT in (await trip.slack.wait_for(lambda: trip.answers(said)))[0].text


async def test_a_guest_is_answered(trip: Journey) -> None:
    answer = await trip.dm(QUESTION, user=GUEST)

    assert RIGHT in answer.text
    assert "@govuk-senior-tech-people" in answer.text


async def test_a_stranger_gets_the_answer_without_contacts_and_groups(trip: Journey) -> None:
    answer = await trip.mention(f"@whoask {QUESTION}", user=STRANGER, channel="C2SHARED")
    shown = answer.text + json.dumps(answer.blocks)

    assert RIGHT in shown
    assert "@govuk-senior-tech-people" not in shown
    assert "#govuk-tech-leads" not in shown
    assert "senior tech" in shown.lower()


async def test_what_strangers_read_has_no_contacts_and_groups_whoever_asked(trip: Journey) -> None:
    answer = await trip.mention(f"@whoask {QUESTION}", channel="C2SHARED")
    shown = answer.text + json.dumps(answer.blocks)

    assert RIGHT in shown
    assert "@govuk-senior-tech-people" not in shown
    assert "#govuk-tech-leads" not in shown
    assert "Still stuck?" in shown


async def test_what_a_colleague_alone_reads_in_a_shared_channel_has_the_contacts(trip: Journey) -> None:
    assert "@govuk-senior-tech-people" in (await trip.ask(QUESTION, channel="C2SHARED")).text


async def test_other_bots_edits_joins_reactions_and_talk_are_ignored() -> None:
    events = DEFAULT_EVENTS | {"message.channels", "member_joined_channel", "reaction_added", "channel_rename"}
    async with journey(workspace=seed(events=events)) as trip:
        slack = trip.slack
        await slack.say(OTHER_BOT, "C1", f"@whoask {QUESTION}", subtype="bot_message")
        talk = await slack.say(ALICE, "C1", QUESTION)
        await slack.edit(talk, f"{QUESTION} please")
        await slack.react(BOB, talk, "eyes")
        await slack.delete(talk)
        await slack.join(ALICE, "C3FAR")
        await slack.rename("C3FAR", "farther")
        await slack.open_home(ALICE)
        await trip.quiet()

        assert slack.calls("chat.postMessage") == ()
        assert all(delivery.outcome == "acked" for delivery in slack.deliveries())


async def test_an_edited_question_is_not_answered_again(trip: Journey) -> None:
    said = await trip.slack.say(ALICE, "C1", f"@whoask {QUESTION}")
    await trip.slack.edit(said, f"@whoask {QUESTION} please")
    await trip.quiet()

    assert len(trip.answers(said)) == 1


async def test_a_bare_mention_in_a_thread_takes_the_first_message(trip: Journey) -> None:
    first = await trip.slack.say(BOB, "C1", QUESTION)
    answer = await trip.mention("@whoask", thread=first.ts)

    assert RIGHT in answer.text


@pytest.mark.parametrize("missing", ["channels:history", "nothing"])
async def test_a_bare_mention_in_a_thread_it_may_not_read_says_what_to_do(missing: str) -> None:
    async with journey(workspace=seed(scopes=ALL_SCOPES - {missing})) as trip:
        first = await trip.slack.say(BOB, "C1", "" if missing == "nothing" else QUESTION, subtype="file_share")
        answer = await trip.mention("@whoask", thread=first.ts)

        assert answer.text == CANNOT_READ


async def test_a_bare_mention_outside_a_thread_shows_help(trip: Journey) -> None:
    assert (await trip.mention("@whoask")).text.startswith("Ask me whom to ask.")


@pytest.mark.parametrize("text", ["", "help", " HELP "])
async def test_an_empty_command_and_help_show_help(trip: Journey, text: str) -> None:
    assert (await trip.ask(text)).text.startswith("Ask me whom to ask.")


async def test_help_alone_in_a_direct_message_shows_help(trip: Journey) -> None:
    assert (await trip.dm("help")).text.startswith("Ask me whom to ask.")


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("teams", "Teams of GOV.UK"),
        ("ladder", "When you are stuck"),
        ("team Platform Engineering", "Platform Engineering"),
        ("team #govuk-replatforming", "Platform Engineering"),
        ("ladder second-line", "When you are stuck with Second line"),
    ],
)
async def test_the_words_of_the_command(trip: Journey, text: str, start: str) -> None:
    assert (await trip.ask(text)).text.startswith(start)


@pytest.mark.parametrize("text", ["help with dns", "team responsible for DNS", "who looks after dns"])
async def test_anything_else_is_a_question(trip: Journey, text: str) -> None:
    assert (await trip.ask(text)).text.startswith(f"Ask {RIGHT}")
