"""Feedback: records whether an answer was right, and replies to “wrong” with the answer of the place picked instead."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence

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

THANKS = "Thanks. I have noted that this is the right place."
NOTED = "Thanks. I have noted that."
NOT_NOTED = "I could not note that, because I cannot reach my store. Try again in a few minutes."
NO_ANSWER = "I no longer know which answer that was, so I could not note it."
GONE = "The registry no longer lists what you picked."
# A store that takes longer counts as down, and the user is told so.
NOTE_SECONDS = 3.0


async def on_feedback(click: Click, request: RequestContext) -> None:
    """Record “right”; for “wrong” open the modal. External users get no modal: it lists our places."""
    if click.button.note == WRONG and not click.external_user:
        await open_modal(wrong_place_modal(FeedbackForm.by(click)), click, request)
        return
    record = wrong_by_external_user if click.button.note == WRONG else right
    await request.send_privately(click.user, click, await record(click, request.services))


async def on_wrong_place(submission: Submission, request: RequestContext) -> None:
    """Reply with the place that was picked, to the user alone."""
    form = FeedbackForm.read(submission.metadata)
    record = wrong_by_external_user if submission.external_user else wrong
    await request.send_privately(submission.user, form, await record(submission, request.services))


def suggest_places(typed: str, workspace: str, services: Services) -> Sequence[Option]:
    """The places that match the text typed so far."""
    return place_options(typed, services.index(workspace))


async def right(click: Click, services: Services) -> Reply:
    """Record that an answer was right."""
    said, _ = await _note(click.button.key, click, "right", None, services, done=THANKS)
    return sentence(said, outcome="feedback")


async def wrong_by_external_user(by: Click | Submission, services: Services) -> Reply:
    """Record that an external user called an answer wrong, without asking which place is right."""
    key = by.button.key if isinstance(by, Click) else FeedbackForm.read(by.metadata).key
    said, _ = await _note(key, by, "wrong", None, services)
    return sentence(said, outcome="feedback")


async def wrong(submission: Submission, services: Services) -> Reply:
    """Record that an answer was wrong and what is right instead; returns the answer of the place that was picked.

    Only a place of the registry is kept: a submission can hold another code than the menu offers.
    """
    form, index = FeedbackForm.read(submission.metadata), services.index(submission.workspace)
    instead, ids = picked_place(submission.values), services.channel_ids(submission.workspace)
    chosen = None if instead in {None, NOBODY} else pick(index, str(instead))
    is_kept = chosen is not None or instead == NOBODY
    said, is_asker = await _note(form.key, submission, "wrong", instead if is_kept else None, services)
    if chosen is not None:
        return answered(chosen, form, ids, said, is_asker=is_asker)
    if instead in {None, NOBODY}:
        return answered(nobody_of(index, said), form, ids)
    return sentence(f"{said} {GONE}", outcome="feedback")


def answered(answer: Answer, form: FeedbackForm, ids: Mapping[str, str], *first: str, is_asker: bool = False) -> Reply:
    """An answer as a reply, with the next steps but without feedback buttons.

    Only the asker can post the question: `is_asker` says whether the reader is the asker.
    """
    destination = destination_of_answer(answer)
    actions = next_steps(ButtonValue(form.key, form.question), destination=destination if is_asker else None)
    before = tuple(map(Line, first))
    text = answer_text(answer, first=before)
    return Reply(
        escape(text),
        [*answer_blocks(answer, ids, first=before), *actions],
        "feedback",
        destination,
    )


async def _note(  # noqa: PLR0913 - a row has as many columns
    key: str,
    by: Click | Submission,
    verdict: Verdict,
    instead: str | None,
    services: Services,
    *,
    done: str = NOTED,
) -> tuple[str, bool]:
    """Record feedback on an answer of the user's workspace: the sentence on that, and whether they are the asker.

    Where the store does not answer, nobody is the asker, so that the question cannot be posted.
    """
    person = services.person(by.workspace, by.user)
    async with BestEffort(NOTE_SECONDS, log.warning, "what somebody said of the answer to %s was not noted", key):
        asked = await services.find(key, by.workspace)
        if asked is None:  # another workspace's, or a button of an older version
            return NO_ANSWER, False
        await services.store.feedback.give(key=key, person=person, verdict=verdict, instead=instead, at=services.now())
        return done, asked.asker == person
    return NOT_NOTED, False
