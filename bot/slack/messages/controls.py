"""The controls under an answer. Their action ids are what the listeners go by.

Slack draws feedback buttons only in newer clients; where it refuses the block, plain buttons take its place
(https://docs.slack.dev/reference/block-kit/blocks/context-actions-block).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextActionsBlock,
    FeedbackButtonObject,
    FeedbackButtonsElement,
)

from bot.inquiry import Surface
from bot.slack.messages.button_value import ButtonValue
from bot.slack.messages.mrkdwn import clip
from bot.slack.messages.reply import Reply

RIGHT, WRONG = "right", "wrong"
# Action ids. Feedback buttons have one for both sides; the ticket's note says which side it was.
FEEDBACK, FEEDBACK_RIGHT, FEEDBACK_WRONG = "feedback", "feedback_right", "feedback_wrong"
POST_THERE, POST_IN = "Post my question there", "Post in {place}"
LONGEST_BUTTON = 75
STUCK, POST, SHARE, SEND_TO_ME = "still_stuck", "post_question", "share_answer", "send_to_me"


def controls(
    button: ButtonValue, *, destination: str | None, surface: Surface, native: bool = True, post: str = POST_THERE
) -> list[Block]:
    """Whether the answer is right, and what can be done next. `native` draws feedback buttons.

    `destination` is where the answer leads, null for nowhere; `post` is what the button for it says.
    """
    buttons = list(_buttons(button, destination, surface, post))
    if native:
        return [ContextActionsBlock(elements=[_feedback(button)]), ActionsBlock(elements=buttons)]
    return [ActionsBlock(elements=[*_plain_feedback(button), *buttons])]


def with_controls(reply: Reply, button: ButtonValue, *, surface: Surface, several: bool) -> Reply:
    """The reply with its controls beneath. `several` is whether it names more than one place: the button says which."""
    post = POST_IN if several else POST_THERE

    def blocks(*, native: bool) -> list[Block]:
        beneath = controls(button, destination=reply.destination, surface=surface, native=native, post=post)
        return [*reply.blocks, *beneath]

    return replace(reply, blocks=blocks(native=True), plainer=lambda: blocks(native=False))


def next_steps(button: ButtonValue, *, destination: str | None) -> list[Block]:
    """What can be done next with an answer that nobody is asked to judge again."""
    return [ActionsBlock(elements=list(_buttons(button, destination, Surface.MENTION, POST_THERE)))]


def _buttons(button: ButtonValue, destination: str | None, surface: Surface, post: str) -> Iterator[ButtonElement]:
    if destination and destination.startswith("#"):
        words = clip(post.format(place=destination), LONGEST_BUTTON)
        yield _button(POST, words, replace(button, note=destination))
    yield _button(STUCK, "Still stuck?", replace(button, note="0"))
    if surface in {Surface.COMMAND, Surface.SHORTCUT}:
        yield _button(SHARE, "Share in this channel", button)
        yield _button(SEND_TO_ME, "Send to my messages", button)


def _button(action: str, words: str, button: ButtonValue) -> ButtonElement:
    return ButtonElement(action_id=action, text=words, value=button.encode())


def _feedback(button: ButtonValue) -> FeedbackButtonsElement:
    # The words are what a screen reader says; Slack draws a thumb for each.
    return FeedbackButtonsElement(
        action_id=FEEDBACK,
        positive_button=FeedbackButtonObject(text="Right place", value=replace(button, note=RIGHT).encode()),
        negative_button=FeedbackButtonObject(text="Wrong place", value=replace(button, note=WRONG).encode()),
    )


def _plain_feedback(button: ButtonValue) -> list[ButtonElement]:
    return [
        _button(FEEDBACK_RIGHT, "Right place", replace(button, note=RIGHT)),
        _button(FEEDBACK_WRONG, "Wrong place", replace(button, note=WRONG)),
    ]
