"""Right place, wrong place: what somebody says of an answer, and what they get for it."""

from __future__ import annotations

import asyncio
import logging

from bot.followups.controls import controls
from bot.followups.office import Office
from bot.followups.wrong_place import Judged, picked_place
from bot.inquiry import Door, Inquiry
from bot.replies.blocks import render
from bot.replies.cards import sentence
from bot.replies.mrkdwn import escape
from bot.replies.plaintext import render as as_text
from bot.replies.reply import Reply
from bot.slack.click import Click, Submission
from bot.slack.payloads import is_in_thread
from bot.slack.ticket import Ticket
from bot.store.feedback import NOBODY
from routing.answers import Answer, Found, Nobody, Reason, Several
from routing.directory import steps
from routing.index import Index
from routing.picking import pick

log = logging.getLogger(__name__)

THANKS = "Thanks. I have noted that this is the right place."
NOTED = "Thanks. I have noted that."
GONE = "Thanks. I have noted that. The registry no longer lists what you picked."
YOU_SAID = "You told me that this is the right place for your question."
NOBODY_YOU_SAID = "You told me that nobody I know of handles this."
# The asker waits for the answer; without the correction they get the ordinary one.
LOOK_UP_SECONDS = 0.3
# A wrong destination, and the code of what was picked instead.
Correction = tuple[str | None, str]


async def right(click: Click, office: Office) -> Reply:
    """Note that an answer was right."""
    person = office.person(click.workspace, click.user)
    await office.store.feedback.give(
        key=click.ticket.key, person=person, verdict="right", instead=None, at=office.now()
    )
    return sentence(THANKS, outcome="feedback")


async def wrong(submission: Submission, office: Office) -> Reply:
    """Note that an answer was wrong and what is right instead; the reply is the answer of the place that was picked."""
    judged, instead = Judged.read(submission.metadata), picked_place(submission.values)
    person = office.person(submission.workspace, submission.user)
    await office.store.feedback.give(key=judged.key, person=person, verdict="wrong", instead=instead, at=office.now())
    index = office.index()
    if instead is None or instead == NOBODY:
        return answered(nobody(index, NOTED), judged, office)
    chosen = pick(index, instead)
    return sentence(GONE, outcome="feedback") if chosen is None else answered(chosen, judged, office, NOTED)


def answered(answer: Answer, judged: Judged, office: Office, *first: str) -> Reply:
    """An answer as a reply, with what can be done next but without asking again whether it is right."""
    place = answer.place.destination if isinstance(answer, Found) else None
    actions = controls(
        Ticket(judged.key, judged.question), destination=place, door=Door.MENTION, native=False, judge=False
    )
    text = "\n".join([*first, as_text(answer)])
    return Reply(escape(text), [*render(answer, office.channels(), first=first), *actions], "feedback", place)


def nobody(index: Index, note: str) -> Nobody:
    """The answer when somebody says that nobody listed is right."""
    registry = index.registry
    return Nobody(Reason.UNKNOWN, 1.0, registry.fallback, steps(registry), notes=(note,))


async def correction(inquiry: Inquiry, office: Office) -> Correction | None:
    """What the asker put right before in this thread: the wrong destination, and what they picked instead.

    Only for a question inside a thread; elsewhere there is nothing to look up. A store that is slow is not waited for.
    """
    if inquiry.thread is None or not is_in_thread(inquiry):
        return None
    asker = office.person(inquiry.workspace, inquiry.asker)
    try:
        async with asyncio.timeout(LOOK_UP_SECONDS):
            return await office.store.questions.correction(asker=asker, channel=inquiry.channel, thread=inquiry.thread)
    except Exception as error:  # noqa: BLE001 - a store may raise anything, and the answer is as good as before
        log.warning("corrections in the thread of %s were not looked up: %s", inquiry.key, type(error).__name__)
        return None


def corrected(answer: Answer, correction: Correction | None, index: Index) -> Answer:
    """The answer, or where it leads to the place that its asker called wrong, the one that they picked instead."""
    if correction is None:
        return answer
    wrong_destination, instead = correction
    match answer:
        case Found(place=place) if place.destination == wrong_destination:
            pass
        case Several(places=places) if places[0].destination == wrong_destination:
            pass
        case _:
            return answer
    if instead == NOBODY:
        return nobody(index, NOBODY_YOU_SAID)
    chosen = pick(index, instead)
    if chosen is None:
        return answer
    return Found(
        chosen.place,
        chosen.ladder,
        urgent=answer.urgent,
        notes=(YOU_SAID, *chosen.notes),
        guidance=chosen.guidance,
    )
