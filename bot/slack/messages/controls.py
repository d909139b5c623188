"""The controls under an answer, and the value each carries: the question's key and, where it is short, its words.

Handlers are registered by the action ids. Slack draws feedback buttons only in newer clients; where it refuses the
block, plain buttons take its place
(https://docs.slack.dev/reference/block-kit/blocks/context-actions-block).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ContextActionsBlock,
    FeedbackButtonObject,
    FeedbackButtonsElement,
)

from bot.inquiry import Surface
from bot.slack.messages.mrkdwn import clip
from bot.slack.messages.reply import Reply

RIGHT, WRONG = "right", "wrong"
# Action ids. Feedback buttons share one; the note of the button's value says which side was clicked.
FEEDBACK, FEEDBACK_RIGHT, FEEDBACK_WRONG = "feedback", "feedback_right", "feedback_wrong"
POST_THERE, POST_IN = "Post my question there", "Post in {place}"
LONGEST_BUTTON = 75
STUCK, POST, SHARE, SEND_TO_ME = "still_stuck", "post_question", "share_answer", "send_to_me"
REMIND = "remind_me"  # under the confirmation of a post
# A button's value holds 2,000 characters, and all blocks of a message about 13,000 (slackapi/bolt-js issue 2509): the
# question is in several buttons of each answer.
LONGEST_CARRIED_QUESTION = 500
# A value as it stands in a message: each quotation mark and each new line of a question is up to four characters there.
LONGEST_VALUE = 1_000
# Slack's ids are a tenth of it. Only a forged one is longer: its buttons carry no key.
LONGEST_KEY = 255


def controls(
    button: ButtonValue, *, destination: str | None, surface: Surface, native: bool = True, post: str = POST_THERE
) -> list[Block]:
    """Feedback and the next steps, as blocks. `native` uses Slack's feedback buttons, else plain buttons.

    `destination` is the answer's channel or group, None for neither; `post` is the label of the button to post there.
    """
    buttons = list(_buttons(button, destination, surface, post))
    if native:
        return [ContextActionsBlock(elements=[_feedback(button)]), ActionsBlock(elements=buttons)]
    return [ActionsBlock(elements=[*_plain_feedback(button), *buttons])]


def with_controls(reply: Reply, button: ButtonValue, *, surface: Surface, several: bool) -> Reply:
    """The reply with its controls. With `several` places, the button to post names the one it posts in."""
    post = POST_IN if several else POST_THERE

    def blocks(*, native: bool) -> list[Block]:
        under = controls(button, destination=reply.destination, surface=surface, native=native, post=post)
        return [*reply.blocks, *under]

    return replace(reply, blocks=blocks(native=True), plainer=lambda: blocks(native=False))


def next_steps(button: ButtonValue, *, destination: str | None) -> list[Block]:
    """The next steps without feedback, for an answer that has been judged."""
    return [ActionsBlock(elements=list(_buttons(button, destination, Surface.MENTION, POST_THERE)))]


def _buttons(button: ButtonValue, destination: str | None, surface: Surface, post: str) -> Iterator[ButtonElement]:
    if destination and destination.startswith("#"):
        words = clip(post.format(place=destination), LONGEST_BUTTON)
        yield _button(POST, words, button.noting(destination))
    yield _button(STUCK, "Still stuck?", button.noting("0"))
    if surface in {Surface.COMMAND, Surface.SHORTCUT}:
        yield _button(SHARE, "Share in this channel", button)
        yield _button(SEND_TO_ME, "Send to my messages", button)


def _button(action: str, words: str, button: ButtonValue) -> ButtonElement:
    return ButtonElement(action_id=action, text=words, value=button.encode())


def _feedback(button: ButtonValue) -> FeedbackButtonsElement:
    # The words are what a screen reader says; Slack draws a thumb for each.
    return FeedbackButtonsElement(
        action_id=FEEDBACK,
        positive_button=FeedbackButtonObject(text="Right place", value=button.noting(RIGHT).encode()),
        negative_button=FeedbackButtonObject(text="Wrong place", value=button.noting(WRONG).encode()),
    )


def _plain_feedback(button: ButtonValue) -> list[ButtonElement]:
    return [
        _button(FEEDBACK_RIGHT, "Right place", button.noting(RIGHT)),
        _button(FEEDBACK_WRONG, "Wrong place", button.noting(WRONG)),
    ]


@dataclass(frozen=True, slots=True)
class ButtonValue:
    """The state in a button's value.

    `key` is the inquiry's dedupe key. `question` is in plain words, None where it was too long to carry. The words
    travel with the button, so that it works where the store keeps none: they are in Slack anyway. `note` is what this
    button adds, such as the step of the ladder that was shown. `asker` is the pseudonym of the one user who may use
    the button, "" where everybody who sees it may.
    """

    key: str
    question: str | None = None
    note: str = ""
    asker: str = ""

    def noting(self, note: str) -> ButtonValue:
        """The value of another button under the same answer, for everybody who sees it."""
        return replace(self, note=note, asker="")

    def encode(self) -> str:
        """As a button's value."""
        fields = {"k": self.key if len(self.key) <= LONGEST_KEY else "", "q": self.question, "n": self.note}
        fields["a"] = self.asker
        value = json.dumps({name: field for name, field in fields.items() if field}, ensure_ascii=False)
        is_short = len(self.question or "") <= LONGEST_CARRIED_QUESTION and _length_as_sent(value) <= LONGEST_VALUE
        return value if is_short or not self.question else replace(self, question=None).encode()

    @classmethod
    def decode(cls, value: str) -> ButtonValue:
        """From a button's value; as much as can be read of an older version's value, or of anything else.

        >>> ButtonValue.decode(ButtonValue("1.2.a", "who owns DNS?", "2").encode())
        ButtonValue(key='1.2.a', question='who owns DNS?', note='2', asker='')
        >>> ButtonValue.decode("[]")
        ButtonValue(key='', question=None, note='', asker='')
        """
        found = carried(value)
        return cls(found.get("k", ""), found.get("q"), found.get("n", ""), found.get("a", ""))


def carried(text: str) -> Mapping[str, str]:
    """The fields in a button's value or a modal's metadata that are not empty; older versions wrote other fields."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return {name: str(field) for name, field in found.items() if field} if isinstance(found, dict) else {}


def _length_as_sent(value: str) -> int:
    """How long a value is in the JSON of a message's blocks."""
    return len(json.dumps(value, ensure_ascii=False))
