"""The controls under an answer, and what each carries: the question it belongs to and, where it is short, its words.

Their action ids are what the handlers go by. Slack draws feedback buttons only in newer clients; where it refuses the
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


# A button's value holds 2,000 characters, and all blocks of a message about 13,000 (slackapi/bolt-js issue 2509): the
# question is in several buttons of each answer.
LONGEST_QUESTION = 500
# A value as it stands in a message: each quotation mark and each new line of a question is up to four characters there.
LONGEST_VALUE = 1_000
# Slack's ids are a tenth of it. Only somebody who forges one makes it longer, and gets buttons that know no question.
LONGEST_KEY = 255


@dataclass(frozen=True, slots=True)
class ButtonValue:
    """`key` is the inquiry's dedupe key. `question` is in plain words, null where it was too long to carry.

    The words travel with the button, so that it works where the store keeps none: they are in Slack anyway. `note` is
    a word of the button's own, such as the step of the ladder that has been shown.
    """

    key: str
    question: str | None = None
    note: str = ""

    def encode(self) -> str:
        """As a button's value."""
        fields = {"k": self.key if len(self.key) <= LONGEST_KEY else "", "q": self.question, "n": self.note}
        value = json.dumps({name: field for name, field in fields.items() if field}, ensure_ascii=False)
        is_short = len(self.question or "") <= LONGEST_QUESTION and _length_as_sent(value) <= LONGEST_VALUE
        return value if is_short or not self.question else replace(self, question=None).encode()

    @classmethod
    def decode(cls, value: str) -> ButtonValue:
        """From a button's value; of an older version's button, or of one that is no ticket, as much as can be read.

        >>> ButtonValue.decode(Ticket("1.2.a", "who owns DNS?", "2").encode())
        Ticket(key='1.2.a', question='who owns DNS?', note='2')
        >>> ButtonValue.decode("[]")
        Ticket(key='', question=None, note='')
        """
        found = carried(value)
        return cls(found.get("k", ""), found.get("q"), found.get("n", ""))


def carried(text: str) -> Mapping[str, str]:
    """What a button or a modal carries, by name, as far as it has words: older versions of us wrote other fields."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return {name: str(field) for name, field in found.items() if field} if isinstance(found, dict) else {}


def _length_as_sent(value: str) -> int:
    """How long a value is in the JSON of a message's blocks."""
    return len(json.dumps(value, ensure_ascii=False))
