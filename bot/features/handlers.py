"""Every payload the bot handles, and its handler: one table for questions, one for what people do beside asking."""

from __future__ import annotations

import re
from functools import partial

from slack_bolt.async_app import AsyncApp

from bot.answering.handlers import ErrorHandler, QuestionHandler
from bot.features.ask_form.handlers import blank, on_ask_question, on_question
from bot.features.escalate.handlers import on_stuck
from bot.features.feedback import form as feedback_form
from bot.features.feedback.handlers import on_feedback, on_wrong_place, suggest_places
from bot.features.home.handlers import on_home_opened, on_home_question, on_home_sorted, on_search
from bot.features.home.prompts import Prompter
from bot.features.home.view import SEARCH, SORTED
from bot.features.interactions import Handler, Interactions, OnClick, OnEvent, OnShortcut, OnSubmission, OnTyping
from bot.features.post import form as post_form
from bot.features.post.handlers import on_post, on_post_submitted
from bot.features.reminders.handlers import REASONS, on_cancel_reminder, on_remind
from bot.features.share.handlers import on_send_to_me, on_share
from bot.features.share.idempotency import IdempotencyGuard
from bot.slack.messages.controls import FEEDBACK, FEEDBACK_RIGHT, FEEDBACK_WRONG, POST, REMIND, SEND_TO_ME, SHARE, STUCK
from bot.slack.payloads.questions import ASK_ABOUT_MESSAGE, ASK_AT_HOME, ASK_QUESTION

# Any command: Slack sends an app only its own, and a second app may have to call its command something else.
ANY_COMMAND = re.compile("")
# Questions go to `QuestionHandler`: Bolt's method to register with, and what it matches.
QUESTIONS = (
    ("command", ANY_COMMAND),
    ("event", "app_mention"),
    ("event", "message"),
    ("shortcut", ASK_ABOUT_MESSAGE),
)


def handlers(guard: IdempotencyGuard, prompter: Prompter) -> tuple[Handler, ...]:
    """The handler of every payload that is no question."""
    return (
        OnClick(FEEDBACK, on_feedback),
        OnClick(FEEDBACK_RIGHT, on_feedback),
        OnClick(FEEDBACK_WRONG, on_feedback),
        OnSubmission(feedback_form.CALLBACK, on_wrong_place),
        OnTyping(feedback_form.PICK, suggest_places),
        OnClick(STUCK, on_stuck),
        OnClick(POST, on_post),
        OnSubmission(post_form.CALLBACK, on_post_submitted, post_form.faults),
        OnClick(REMIND, on_remind),
        *(OnClick(reason, on_cancel_reminder) for reason in REASONS),
        OnClick(SHARE, partial(on_share, guard=guard)),
        OnClick(SEND_TO_ME, partial(on_send_to_me, guard=guard)),
        OnShortcut(ASK_QUESTION, on_ask_question),
        OnSubmission(ASK_QUESTION, on_question, blank),
        OnEvent("app_home_opened", partial(on_home_opened, prompter=prompter)),
        OnClick(ASK_AT_HOME, on_home_question, typed=True),
        OnClick(SEARCH, on_search, typed=True),
        OnClick(SORTED, on_home_sorted),
    )


def register(bolt: AsyncApp, questions: QuestionHandler, errors: ErrorHandler, interactions: Interactions) -> None:
    """Register both tables with Bolt, and the error handler for everything else."""
    for kind, what in QUESTIONS:
        listen = getattr(bolt, kind)(what, middleware=[questions.before_acknowledging])
        listen(questions.after_acknowledging)
    for handler in handlers(IdempotencyGuard(), Prompter()):
        interactions.listen(handler)
    bolt.error(errors.on_error)
