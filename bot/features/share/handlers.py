"""Share an answer in the channel, or send it to the asker's direct messages.

Slack does not return the private answer, so it is computed again from the question, with the present registry and the
place that its asker picked instead.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, replace

from slack_sdk.models.blocks import RichTextBlock, RichTextElement, RichTextQuoteElement, RichTextSectionElement
from slack_sdk.models.blocks import RichTextElementParts as Parts

from bot.answering.corrections import as_picked, for_others
from bot.answering.services import Services
from bot.features.interactions import RequestContext
from bot.features.share.idempotency import IdempotencyGuard
from bot.inquiry import Surface
from bot.slack.client.delivery import DeliveryMethod, by_response_url, in_channel, send
from bot.slack.client.errors import SlackCallError
from bot.slack.messages.blocks import answer_blocks
from bot.slack.messages.controls import LONGEST_CARRIED_QUESTION, ButtonValue, with_controls
from bot.slack.messages.external_user import for_external_user
from bot.slack.messages.help_messages import sentence
from bot.slack.messages.mrkdwn import clip, escape, plain
from bot.slack.messages.reply import Reply
from bot.slack.messages.wording import answer_text
from bot.slack.payloads.clicks import Click
from routing.answers import Answer, Several, first_place
from routing.route import route

# The user waits for the result.
LONGEST_WAIT = 4.0
# With the longest answer there is, more would not fit into a message.
LONGEST_QUOTE = 1_000

SHARED = "You shared this answer with everybody here."
SENT = "I sent the answer to your direct messages with me."
NOT_KEPT = (
    "I have not kept the words of your question, so I cannot work out the answer again. "
    f"Ask me again in fewer than {LONGEST_CARRIED_QUESTION} characters."
)
AGAIN = "I am on it, or have done it already. Ask me again if you want it a second time."
UNCLEAR = "Slack broke off, so I do not know whether the answer got there. Look there. I will not send it again."
ELSE = "Slack did not take the answer. Try again in a few minutes."
# Slack's error codes: https://docs.slack.dev/reference/methods/chat.postMessage#errors
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
    """A copy of an answer, and the confirmation: `instead` replaces the private answer, else `done` is sent."""

    message: Reply
    done: Reply
    instead: Reply | None = None


async def on_share(click: Click, request: RequestContext, *, guard: IdempotencyGuard) -> None:
    """Post the answer in the channel; the private answer then loses its buttons to share."""
    where = in_channel(request.client, click.channel or click.user, click.thread)
    await _deliver(share(click, request.services, bot=request.bot), where, click, request, guard)


async def on_send_to_me(click: Click, request: RequestContext, *, guard: IdempotencyGuard) -> None:
    """Post the answer in the direct messages of the user who clicked."""
    where = in_channel(request.client, click.user)
    await _deliver(send_to_me(click, request.services, bot=request.bot), where, click, request, guard)


async def _deliver(
    making: Awaitable[Copy | None],
    where: DeliveryMethod,
    click: Click,
    request: RequestContext,
    guard: IdempotencyGuard,
) -> None:
    """Send the copy once for each answer and button, however often it is clicked; again where Slack refused it."""
    copy, person = await making, request.services.person(click.workspace, click.user)
    key = f"{click.action} {click.button.key or click.message} {person}"
    if copy is None:
        await request.send_privately(click.user, click, sentence(NOT_KEPT, outcome="shared"))
    elif not await guard.begin(key, request.services, person=person, action=click.action):
        await request.send_privately(click.user, click, sentence(AGAIN, outcome="shared"))
    else:
        try:
            retry = replace(request.retry, longest=min(request.retry.longest, LONGEST_WAIT))
            await send(copy.message, [where], retry, allow_duplicates=False)
        except SlackCallError as error:
            if not error.maybe_delivered:
                await guard.undo(key, request.services)
            await request.send_privately(
                click.user, click, not_taken(error.code, maybe_delivered=error.maybe_delivered)
            )
        else:
            await _confirm(copy, click, request)


async def _confirm(copy: Copy, click: Click, request: RequestContext) -> None:
    if copy.instead and click.response_url:
        try:
            await send(copy.instead, [by_response_url(request.client, click.response_url, instead=True)], request.retry)
        except SlackCallError:
            pass  # used up or expired: confirmed by a message instead
        else:
            return
    await request.send_privately(click.user, click, copy.done)


async def share(click: Click, services: Services, *, bot: str | None) -> Copy | None:
    """The copy for a channel; None where the question's words are not kept any more.

    Slack does not say who reads the channel of a command, so contacts and groups are left out.
    """
    words = await _words(click, services, bot)
    if words is None:
        return None
    answer, button = _answer(words, click.button, services, click.workspace), ButtonValue(click.button.key, words)
    ids = services.channel_ids(click.workspace)
    above = _quote([Parts.User(user_id=click.user), Parts.Text(text=" shared this:")], words)
    message = _reply(above, for_external_user(for_others(answer)), button, ids, Surface.MENTION)
    instead = _reply(sentence(SHARED, outcome="shared"), answer, button, ids, Surface.MENTION)
    return Copy(message, sentence(SHARED, outcome="shared"), instead)


async def send_to_me(click: Click, services: Services, *, bot: str | None) -> Copy | None:
    """The copy for the user's direct messages; None as above."""
    words = await _words(click, services, bot)
    if words is None:
        return None
    answer, button = _answer(words, click.button, services, click.workspace), ButtonValue(click.button.key, words)
    ids = services.channel_ids(click.workspace)
    above = _quote([Parts.Text(text="You asked:")], words)
    return Copy(_reply(above, answer, button, ids, Surface.DIRECT_MESSAGE), sentence(SENT, outcome="sent"))


def not_taken(code: str, *, maybe_delivered: bool) -> Reply:
    """The reply where Slack refused it, with its error code, or may have delivered it."""
    return sentence(UNCLEAR if maybe_delivered else WHY.get(code, ELSE), outcome="shared")


async def _words(click: Click, services: Services, bot: str | None) -> str | None:
    """The question in plain words: from the button, else from the store; None where neither has it for this user.

    The answer is for its asker's eyes alone, until they share it.
    """
    if click.button.asker != services.person(click.workspace, click.user):
        return None
    if click.button.question:
        return click.button.question
    asked = await services.find(click.button.key, click.workspace)
    return plain(asked.text, bot) or None if asked and asked.text else None


def _answer(words: str, button: ButtonValue, services: Services, workspace: str) -> Answer:
    """The answer to a question, or of the place that its asker picked instead: the note of the button's value."""
    index = services.index(workspace)
    return as_picked(route(words, index, services.now()), button.note, index)


def _reply(above: Reply, answer: Answer, button: ButtonValue, ids: Mapping[str, str], surface: Surface) -> Reply:
    """The answer under a heading, with the controls of the surface."""
    place = first_place(answer)
    destination = place.destination if place else None
    blocks = [*above.blocks, *answer_blocks(answer, ids)]
    text = f"{above.text}\n{escape(answer_text(answer))}"
    reply = Reply(text, blocks, "shared", destination)
    return with_controls(reply, button, surface=surface, several=isinstance(answer, Several))


def _quote(opening: Sequence[RichTextElement], words: str) -> Reply:
    """The question quoted as it was typed: nothing in it notifies anyone."""
    short = clip(words, LONGEST_QUOTE)
    quote = RichTextQuoteElement(elements=[Parts.Text(text=short)])
    block = RichTextBlock(elements=[RichTextSectionElement(elements=list(opening)), quote])
    return Reply(escape(f"“{short}”"), [block], "shared")
