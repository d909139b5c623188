"""The words of a reminder: when it comes, why it does not, and the reminder itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from slack_sdk.models.blocks import ActionsBlock, ButtonElement

from bot.features.escalate.ladder_step import LadderStep
from bot.slack.messages.blocks import layout_blocks, layout_text
from bot.slack.messages.controls import ButtonValue
from bot.slack.messages.layout import Layout, Line
from bot.slack.messages.reply import Reply
from bot.store.reminders import Reason, ReminderState
from routing.registry.hours import spoken_date, spoken_time
from routing.registry.schema import Registry

SOMEBODY_REPLIED, SORTED, CANCEL = "somebody_replied", "reminder_sorted", "cancel_reminder"
I_SEE = "I cancel it when somebody else replies in the thread of your question."
I_DO_NOT_SEE = "I cannot see replies there, so tell me when somebody has replied."
NO_POST = "I no longer know where your question is, so I cannot remind you of it."
NO_REMINDER = "You have no reminder for this question any more."
SENT = "I have sent you this reminder already."
NOT_SET = "I cannot reach my store, so I cannot remind you. Try again in a few minutes."
NOT_CANCELLED = "I cannot reach my store, so I have changed nothing. Try again in a few minutes."
NOT_YOURS = "Only the person who asked can have a reminder of this question."
CANCELLED: dict[Reason, str] = {
    "said so": "Good. I have cancelled the reminder.",
    "sorted": "Good. I have marked your question as sorted and cancelled the reminder.",
    "asker": "I have cancelled the reminder.",
}
OVER: dict[Reason, str] = {
    "replied": "The reminder was cancelled already, because somebody replied in the thread.",
    "said so": "The reminder was cancelled already, because you told me that somebody replied.",
    "sorted": "The reminder was cancelled already, because your question is sorted.",
    "asker": "You have cancelled the reminder already.",
}


def reminder_set(due: datetime, now: datetime, registry: Registry, button: ButtonValue, *, sees_replies: bool) -> Reply:
    """When it comes, and what cancels it: replies that the bot sees, else buttons for the asker."""
    layout = Layout(f"I will remind you {when(due, now, registry)}", (Line(I_SEE if sees_replies else I_DO_NOT_SEE),))
    said = [] if sees_replies else [_button(SOMEBODY_REPLIED, "Somebody replied", button)]
    buttons = [*said, _button(SORTED, "Sorted", button), _button(CANCEL, "Cancel the reminder", button)]
    return Reply(layout_text(layout), [*layout_blocks(layout), ActionsBlock(elements=buttons)], "reminder")


def set_already(standing: ReminderState | None, now: datetime, registry: Registry) -> str:
    """The sentence where a reminder was set before."""
    return f"I will remind you {when(standing.due_at, now, registry)}." if standing else NO_REMINDER


def why_over(standing: ReminderState | None) -> str:
    """The sentence for a button of a reminder that is over."""
    if standing is None:
        return NO_REMINDER
    return SENT if standing.state == "sent" else OVER.get(standing.reason or "forgotten", NO_REMINDER)


def reminder_message(step: LadderStep, button: ButtonValue, link: str | None, *, mention: bool) -> Reply:
    """The reminder itself: the question, the next step, and one button for it.

    `mention` says whether a group can be mentioned for the question.
    """
    next_step = step.layout()
    question = f"Your question: {link}" if link else "You posted a question and asked me to remind you of it."
    lines = (Line(question), Line(f"{next_step.headline}."), *next_step.lines)
    layout = Layout("If nobody has answered, take the next step", lines)
    buttons = step.one_button(button, mention=mention)
    return Reply(layout_text(layout), [*layout_blocks(layout), *buttons], "reminder")


def when(due: datetime, now: datetime, registry: Registry) -> str:
    """A moment to come, in the registry's time zone: today at 3pm, or on Monday 24 November at 9:30am."""
    local, today = due.astimezone(registry.zone), now.astimezone(registry.zone).date()
    days = {today: "today", today + timedelta(days=1): "tomorrow"}
    return f"{days.get(local.date(), f'on {spoken_date(local)}')} at {spoken_time(local)}"


def _button(action: str, words: str, button: ButtonValue) -> ButtonElement:
    return ButtonElement(action_id=action, text=words, value=button.encode())
