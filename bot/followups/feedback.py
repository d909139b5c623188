"""Right place, wrong place: what somebody says of an answer, and what they get for it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from bot.followups.controls import next_steps
from bot.followups.office import Office
from bot.followups.wrong_place import Judged, picked_place
from bot.inquiry import Inquiry
from bot.replies.blocks import render
from bot.replies.cards import sentence
from bot.replies.mrkdwn import escape
from bot.replies.plaintext import render as as_text
from bot.replies.reply import Reply
from bot.replies.sheet import Line
from bot.slack.click import Click, Submission
from bot.slack.payloads import is_in_thread
from bot.slack.ticket import Ticket
from bot.store.feedback import NOBODY, Verdict
from routing.answers import Answer, Found, Nobody, Reason, first_place
from routing.directory import steps
from routing.index import Index
from routing.picking import pick

log = logging.getLogger(__name__)

THANKS = "Thanks. I have noted that this is the right place."
NOTED = "Thanks. I have noted that."
NOT_NOTED = "I could not note that, because I cannot reach my store. Try again in a few minutes."
NO_ANSWER = "I no longer know which answer that was, so I could not note it."
GONE = "The registry no longer lists what you picked."
YOU_SAID = "You told me that this is the right place for your question."
NOBODY_YOU_SAID = "You told me that nobody I know of handles this."
# The asker waits for the answer; without the correction they get the ordinary one.
LOOK_UP_SECONDS = 0.3
# A store that takes longer is down, and whoever clicked is told so.
NOTE_SECONDS = 3.0
# What somebody put right, the first first: a wrong destination, null for none, and the code of what they picked.
Corrections = tuple[tuple[str | None, str], ...]


async def right(click: Click, office: Office) -> Reply:
    """Note that an answer was right."""
    person = office.person(click.workspace, click.user)
    return sentence(await _note(click.ticket.key, person, "right", None, office, done=THANKS), outcome="feedback")


async def wrong_of_stranger(click: Click, office: Office) -> Reply:
    """Note that somebody of another organisation calls an answer wrong. They are shown no list of our places."""
    person = office.person(click.workspace, click.user)
    return sentence(await _note(click.ticket.key, person, "wrong", None, office), outcome="feedback")


async def wrong(submission: Submission, office: Office) -> Reply:
    """Note that an answer was wrong and what is right instead; the reply is the answer of the place that was picked."""
    judged, instead = Judged.read(submission.metadata), picked_place(submission.values)
    person = office.person(submission.workspace, submission.user)
    said, is_theirs = await asyncio.gather(
        _note(judged.key, person, "wrong", instead, office), _is_theirs(judged, person, office)
    )
    index = office.index(submission.workspace)
    if instead is None or instead == NOBODY:
        return answered(nobody(index, said), judged, office)
    chosen = pick(index, instead)
    if chosen is None:
        return sentence(f"{said} {GONE}", outcome="feedback")
    return answered(chosen, judged, office, said, is_theirs=is_theirs)


def answered(answer: Answer, judged: Judged, office: Office, *first: str, is_theirs: bool = False) -> Reply:
    """An answer as a reply, with what can be done next but without asking again whether it is right.

    Only whoever asked can post the question: `is_theirs` says whether that is who reads this.
    """
    destination = _destination(answer)
    actions = next_steps(Ticket(judged.key, judged.question), destination=destination if is_theirs else None)
    text = "\n".join([*first, as_text(answer)])
    return Reply(
        escape(text),
        [*render(answer, office.channels(), first=tuple(map(Line, first))), *actions],
        "feedback",
        destination,
    )


def nobody(index: Index, note: str) -> Nobody:
    """The answer when somebody says that nobody listed is right."""
    registry = index.registry
    return Nobody(Reason.UNKNOWN, 1.0, registry.fallback, steps(registry), notes=(note,))


async def corrections(inquiry: Inquiry, office: Office) -> Corrections:
    """What the asker put right before in this thread.

    Only for a question inside a thread; elsewhere there is nothing to look up. A store that is slow is not waited for.
    """
    if inquiry.thread is None or not is_in_thread(inquiry):
        return ()
    asker = office.person(inquiry.workspace, inquiry.asker)
    try:
        async with asyncio.timeout(LOOK_UP_SECONDS):
            return await office.store.questions.corrections(asker=asker, channel=inquiry.channel, thread=inquiry.thread)
    except Exception as error:  # noqa: BLE001 - a store may raise anything, and the answer is as good as before
        log.warning("corrections in the thread of %s were not looked up: %s", inquiry.key, type(error).__name__)
        return ()


def corrected(answer: Answer, put_right: Corrections, index: Index) -> Answer:
    """The answer, or where it leads to a place that its asker called wrong, the one that they picked instead.

    What they picked can have been wrong too, so one correction leads to the next, and the last word counts.
    """
    instead = answer
    for wrong_destination, code in put_right:
        if _destination(instead) == wrong_destination:
            instead = _picked(code, index) or instead
    if isinstance(instead, Found) and instead is not answer:
        return replace(instead, urgent=answer.urgent, notes=(YOU_SAID, *instead.notes))
    return instead


def _picked(code: str, index: Index) -> Found | Nobody | None:
    """The answer of what somebody picked; null where the registry does not have it any more."""
    return nobody(index, NOBODY_YOU_SAID) if code == NOBODY else pick(index, code)


def _destination(answer: Answer) -> str | None:
    place = first_place(answer)
    return place.destination if place else None


async def _note(  # noqa: PLR0913 - a row has as many columns
    key: str, person: str, verdict: Verdict, instead: str | None, office: Office, *, done: str = NOTED
) -> str:
    """Note what somebody said of an answer; what they hear of that."""
    if not key:  # a button that an older version of us made
        return NO_ANSWER
    try:
        async with asyncio.timeout(NOTE_SECONDS):
            await office.store.feedback.give(key=key, person=person, verdict=verdict, instead=instead, at=office.now())
    except Exception as error:  # noqa: BLE001 - a store may raise anything, and whoever clicked has to know
        log.warning("what somebody said of the answer to %s was not noted: %s", key, type(error).__name__)
        return NOT_NOTED
    return done


async def _is_theirs(judged: Judged, person: str, office: Office) -> bool:
    """Whether somebody asked the question themselves. Where the store does not say, nobody can post it."""
    try:
        async with asyncio.timeout(NOTE_SECONDS):
            asked = await office.find(judged.key)
    except Exception as error:  # noqa: BLE001 - as above
        log.warning("who asked %s was not looked up: %s", judged.key, type(error).__name__)
        return False
    return asked is not None and asked.asker == person
