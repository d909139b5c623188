"""`forget me`: removes what is kept about the asker, and says what it was."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace

from bot.answering.services import Services
from bot.inquiry import Inquiry
from bot.slack.messages.blocks import layout_blocks, layout_text
from bot.slack.messages.layout import Layout, Line
from bot.slack.messages.reply import Reply
from bot.store.best_effort import BestEffort
from bot.store.forgetting import Removed

log = logging.getLogger(__name__)

FORGET_ME = "forget me"
OUTCOME = "forgotten"
# The asker waits for it, and a store that hangs must not keep them waiting.
FORGET_SECONDS = 5.0

FAILED = "I could not remove what I keep about you, because I cannot reach my store. Try again in a few minutes."
REMOVED = "I have removed what I kept about you."
NOTHING = "I kept nothing about you, so there was nothing to remove."
SLACK_STAYS = "Messages in Slack are not mine to remove. You can delete your own there."
BACKUPS_UNKNOWN = "If the people who run me keep backups, those are not changed."
NO_BACKUPS = "The people who run me keep no backups."


def is_forget_me(words: str) -> bool:
    """Whether a message asks to be forgotten: exactly these words."""
    return " ".join(words.casefold().split()) == FORGET_ME


async def answer_forget_me(inquiry: Inquiry, words: str, again: bool, *, services: Services) -> Reply | None:  # noqa: FBT001 - the responder's shape
    """The reply to `forget me`, whatever the rate limit; None for any other inquiry."""
    return await forget_asker(inquiry, services, again=again) if is_forget_me(words) else None


async def forget_asker(inquiry: Inquiry, services: Services, *, again: bool = False) -> Reply:
    """Remove the asker's records, this request's words included, from the disk as well.

    A repeat, with `again`, because the first reply was not delivered, finds nothing, but does not say so.
    """
    removed = None
    async with BestEffort(FORGET_SECONDS, log.warning, "somebody could not be forgotten (%s)", inquiry.key):
        removed = await services.store.forgetting.forget(
            person=services.person(inquiry.workspace, inquiry.asker),
            workspace=inquiry.workspace,
            user=inquiry.asker,
            now=services.now(),
            asking=inquiry.key,
        )
    if removed is None:
        return replace(_reply(Layout(FAILED)), outcome="failed")
    # Removed rows stay in SQLite's write-ahead log until it is emptied: now or, where that fails, within the hour.
    async with BestEffort(FORGET_SECONDS, log.warning, "the store's log was not emptied (%s)", inquiry.key):
        await services.store.empty_log()
    backups = backup_sentence(services.backup_days)
    lines = (Line(SLACK_STAYS), *([Line(backups)] if any_removed(removed) else []))
    return _reply(Layout(REMOVED if again and not any_removed(removed) else removed_sentence(removed), lines))


def any_removed(removed: Removed) -> bool:
    """Whether anything was removed."""
    return bool(removed.questions or removed.feedback or removed.reminders)


def removed_sentence(removed: Removed, whom: str = "you") -> str:
    """What was removed, in one sentence.

    >>> removed_sentence(Removed(questions=2, feedback=1, reminders=0))
    'I have removed what I kept about you: 2 questions and 1 answer to “right place?”.'
    """
    if not any_removed(removed):
        return NOTHING if whom == "you" else f"Nothing is kept about {whom}, so there was nothing to remove."
    *first, last = _counted(removed)
    listed = f"{', '.join(first)} and {last}" if first else last
    return f"I have removed what I kept about {whom}: {listed}."


def backup_sentence(days: int | None) -> str:
    """A sentence on how long backups still hold it."""
    if days is None:
        return BACKUPS_UNKNOWN
    return f"It stays in backups for up to {days} more day{'s' * (days != 1)}." if days else NO_BACKUPS


def _counted(removed: Removed) -> Iterator[str]:
    kinds = (
        (removed.questions, "question", "questions"),
        (removed.feedback, "answer to “right place?”", "answers to “right place?”"),
        (removed.reminders, "reminder", "reminders"),
    )
    return (f"{count:,} {one if count == 1 else many}" for count, one, many in kinds if count)


def _reply(layout: Layout) -> Reply:
    return Reply(layout_text(layout), layout_blocks(layout), OUTCOME)
