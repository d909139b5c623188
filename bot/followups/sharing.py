"""Share an answer in the channel, or send it to one's own messages.

Slack does not give us the private answer back, so it is worked out again from the question, with the registry of now
and the place that its asker picked instead.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import (
    RichTextBlock,
    RichTextElement,
    RichTextQuoteElement,
    RichTextSectionElement,
)
from slack_sdk.models.blocks import RichTextElementParts as Parts

from bot.followups.controls import with_controls
from bot.followups.office import Office
from bot.followups.picked import as_picked, for_others
from bot.inquiry import Door
from bot.replies.blocks import render
from bot.replies.cards import sentence
from bot.replies.mrkdwn import clip, escape, plain
from bot.replies.plaintext import render as as_text
from bot.replies.reply import Reply
from bot.replies.stranger import for_stranger
from bot.slack.click import Click
from bot.slack.ticket import LONGEST_QUESTION, Ticket
from routing.answers import Answer, Several, first_place
from routing.route import route

# With the longest answer there is, more would not fit into a message.
LONGEST_QUOTE = 1_000

SHARED = "You shared this answer with everybody here."
SENT = "I sent the answer to your direct messages with me."
NOT_KEPT = (
    "I have not kept the words of your question, so I cannot work out the answer again. "
    f"Ask me again in fewer than {LONGEST_QUESTION} characters."
)
AGAIN = "I am on it, or have done it already. Ask me again if you want it a second time."
UNCLEAR = "Slack broke off, so I do not know whether the answer got there. Look there. I will not send it again."
ELSE = "Slack did not take the answer. Try again in a few minutes."
# Slack's words for why: https://docs.slack.dev/reference/methods/chat.postMessage#errors
_NOT_HERE = "I cannot post here, because I am not in this conversation. If it is a channel, invite me, then try again."
_RESTRICTED = "Only some people may post here, and I am not one of them. You can copy the answer."
_NO_MESSAGES = "I cannot write to you in your direct messages. You can copy the answer."
WHY = {
    "not_in_channel": _NOT_HERE,
    "channel_not_found": _NOT_HERE,
    "is_archived": "This channel is archived, so nobody can post in it.",
    "restricted_action": _RESTRICTED,
    "restricted_action_read_only_channel": _RESTRICTED,
    "restricted_action_thread_only_channel": _RESTRICTED,
    "restricted_action_non_threadable_channel": _RESTRICTED,
    "messages_tab_disabled": _NO_MESSAGES,
    "cannot_dm_bot": _NO_MESSAGES,
    "user_disabled": _NO_MESSAGES,
}


@dataclass(frozen=True, slots=True)
class Copy:
    """An answer to pass on, and what its asker hears then: in place of the private answer where `instead` is set."""

    message: Reply
    done: Reply
    instead: Reply | None = None


async def share(click: Click, office: Office, *, bot: str | None) -> Copy | None:
    """The answer for everybody in the channel; null where nobody has the question's words any more.

    Slack does not say who else reads a channel that a command was given in, so contacts and groups stay out of it.
    """
    words = await _words(click.ticket, office, bot)
    if words is None:
        return None
    answer, ticket = _answer(words, click.ticket, office, click.workspace), Ticket(click.ticket.key, words)
    above = _quote([Parts.User(user_id=click.user), Parts.Text(text=" shared this:")], words)
    message = _reply(above, for_stranger(for_others(answer)), ticket, office, Door.MENTION)
    instead = _reply(sentence(SHARED, outcome="shared"), answer, ticket, office, Door.MENTION)
    return Copy(message, sentence(SHARED, outcome="shared"), instead)


async def send_to_me(click: Click, office: Office, *, bot: str | None) -> Copy | None:
    """The answer for the direct messages of whoever clicked; null as above."""
    words = await _words(click.ticket, office, bot)
    if words is None:
        return None
    answer, ticket = _answer(words, click.ticket, office, click.workspace), Ticket(click.ticket.key, words)
    above = _quote([Parts.Text(text="You asked:")], words)
    return Copy(_reply(above, answer, ticket, office, Door.DIRECT_MESSAGE), sentence(SENT, outcome="sent"))


def not_taken(code: str, *, unclear: bool) -> Reply:
    """What is said when Slack did not take it, with Slack's word for why, or perhaps took it."""
    return sentence(UNCLEAR if unclear else WHY.get(code, ELSE), outcome="shared")


async def _words(ticket: Ticket, office: Office, bot: str | None) -> str | None:
    """The question in plain words: those that the button carries, else those that the store has kept."""
    if ticket.question:
        return ticket.question
    asked = await office.find(ticket.key)
    return plain(asked.text, bot) or None if asked and asked.text else None


def _answer(words: str, ticket: Ticket, office: Office, workspace: str) -> Answer:
    """The answer to a question, or the one of the place that its asker picked instead: the ticket's note."""
    index = office.index(workspace)
    return as_picked(route(words, index, office.now()), ticket.note, index)


def _reply(above: Reply, answer: Answer, ticket: Ticket, office: Office, door: Door) -> Reply:
    """The answer under something else, with the controls that belong to the door."""
    place = first_place(answer)
    destination = place.destination if place else None
    blocks = [*above.blocks, *render(answer, office.channels())]
    text = f"{above.text}\n{escape(as_text(answer))}"
    reply = Reply(text, blocks, "shared", destination)
    return with_controls(reply, ticket, door=door, several=isinstance(answer, Several))


def _quote(opening: Sequence[RichTextElement], words: str) -> Reply:
    """The question as it was typed: nothing in it can call anybody."""
    short = clip(words, LONGEST_QUOTE)
    quote = RichTextQuoteElement(elements=[Parts.Text(text=short)])
    block = RichTextBlock(elements=[RichTextSectionElement(elements=list(opening)), quote])
    return Reply(escape(f"“{short}”"), [block], "shared")
