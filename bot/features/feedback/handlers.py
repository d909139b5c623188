"""Right place, wrong place.

Right place, wrong place: what somebody says of an answer, and what they get for it.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from slack_sdk.models.blocks import Option

from bot.answering.corrections import destination_of_answer, nobody_of
from bot.answering.services import Services
from bot.features.feedback.form import FeedbackForm, picked_place, place_options, wrong_place_modal
from bot.features.interactions import RequestContext, open_modal
from bot.slack.messages.blocks import answer_blocks
from bot.slack.messages.controls import WRONG, ButtonValue, next_steps
from bot.slack.messages.help_messages import sentence
from bot.slack.messages.layout import Line
from bot.slack.messages.mrkdwn import escape
from bot.slack.messages.reply import Reply
from bot.slack.messages.wording import answer_text
from bot.slack.payloads.clicks import Click, Submission
from bot.store.after_answers import NOBODY, Verdict
from bot.store.best_effort import BestEffort
from routing.answers import Answer
from routing.matching.place_search import pick

log = logging.getLogger(__name__)


async def on_feedback(click: Click, request: RequestContext) -> None:
    """Right: say thanks. Wrong: ask which place is, but nobody of another organisation: they would read our places."""
    if click.button.note == WRONG and not click.external_user:
        await open_modal(wrong_place_modal(FeedbackForm.by(click)), click, request)
        return
    judge = wrong_of_stranger if click.button.note == WRONG else right
    await request.tell(click.user, click, await judge(click, request.services))


async def on_wrong_place(submission: Submission, request: RequestContext) -> None:
    """Answer with the place that was picked, to whoever picked it alone."""
    feedback_form = FeedbackForm.read(submission.metadata)
    await request.tell(submission.user, feedback_form, await wrong(submission, request.services))


def suggest_places(typed: str, workspace: str, services: Services) -> Sequence[Option]:
    """The places that fit what was typed so far."""
    return place_options(typed, services.index(workspace))


THANKS = "Thanks. I have noted that this is the right place."
NOTED = "Thanks. I have noted that."
NOT_NOTED = "I could not note that, because I cannot reach my store. Try again in a few minutes."
NO_ANSWER = "I no longer know which answer that was, so I could not note it."
GONE = "The registry no longer lists what you picked."
# A store that takes longer is down, and whoever clicked is told so.
NOTE_SECONDS = 3.0


async def right(click: Click, services: Services) -> Reply:
    """Note that an answer was right."""
    person = services.person(click.workspace, click.user)
    return sentence(await _note(click.button.key, person, "right", None, services, done=THANKS), outcome="feedback")


async def wrong_of_stranger(click: Click, services: Services) -> Reply:
    """Note that somebody of another organisation calls an answer wrong. They are shown no list of our places."""
    person = services.person(click.workspace, click.user)
    return sentence(await _note(click.button.key, person, "wrong", None, services), outcome="feedback")


async def wrong(submission: Submission, services: Services) -> Reply:
    """Note that an answer was wrong and what is right instead; the reply is the answer of the place that was picked."""
    feedback_form, instead = FeedbackForm.read(submission.metadata), picked_place(submission.values)
    person = services.person(submission.workspace, submission.user)
    said, is_theirs = await asyncio.gather(
        _note(feedback_form.key, person, "wrong", instead, services), _is_theirs(feedback_form, person, services)
    )
    index = services.index(submission.workspace)
    if instead is None or instead == NOBODY:
        return answered(nobody_of(index, said), feedback_form, services)
    chosen = pick(index, instead)
    if chosen is None:
        return sentence(f"{said} {GONE}", outcome="feedback")
    return answered(chosen, feedback_form, services, said, is_theirs=is_theirs)


def answered(
    answer: Answer, feedback_form: FeedbackForm, services: Services, *first: str, is_theirs: bool = False
) -> Reply:
    """An answer as a reply, with what can be done next but without asking again whether it is right.

    Only whoever asked can post the question: `is_theirs` says whether that is who reads this.
    """
    destination = destination_of_answer(answer)
    actions = next_steps(
        ButtonValue(feedback_form.key, feedback_form.question), destination=destination if is_theirs else None
    )
    before = tuple(map(Line, first))
    text = answer_text(answer, first=before)
    return Reply(
        escape(text),
        [*answer_blocks(answer, services.channels(), first=before), *actions],
        "feedback",
        destination,
    )


async def _note(  # noqa: PLR0913 - a row has as many columns
    key: str, person: str, verdict: Verdict, instead: str | None, services: Services, *, done: str = NOTED
) -> str:
    """Note what somebody said of an answer; what they hear of that."""
    if not key:  # a button that an older version of us made
        return NO_ANSWER
    async with BestEffort(NOTE_SECONDS, log.warning, "what somebody said of the answer to %s was not noted", key):
        await services.store.feedback.give(key=key, person=person, verdict=verdict, instead=instead, at=services.now())
        return done
    return NOT_NOTED


async def _is_theirs(feedback_form: FeedbackForm, person: str, services: Services) -> bool:
    """Whether somebody asked the question themselves. Where the store does not say, nobody can post it."""
    async with BestEffort(NOTE_SECONDS, log.warning, "who asked %s was not looked up", feedback_form.key):
        asked = await services.find(feedback_form.key)
        return asked is not None and asked.asker == person
    return False
