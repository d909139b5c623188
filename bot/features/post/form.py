"""The modal to post a question with, and its state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from slack_sdk.models.blocks import InputBlock, PlainTextInputElement, RichTextBlock, RichTextSectionElement
from slack_sdk.models.blocks import RichTextElementParts as Parts
from slack_sdk.models.views import View

from bot.features.post.target import Target
from bot.slack.messages.controls import carried
from bot.slack.messages.mrkdwn import clip
from bot.slack.payloads.clicks import Click, Submission

CALLBACK, WORDS = "post_question", "question"
# https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element: max_length is 3,000 at most.
LONGEST_WORDS = 3_000
BORROWED = "These are the words of somebody else's message. Put the question into your own."
NOT_KEPT = "I have not kept the words of your question. Write them again."
BLANK = "Write your question."
Element = Parts.Text | Parts.User | Parts.Channel


@dataclass(frozen=True, slots=True)
class PostForm:
    """The state of the modal: the question, its target, and where the asker clicked. Slack's payload has none of these.

    `note` is the encoded target. `group` is the id of the group to mention: the replica that handles the submission may
    not have looked it up yet.
    """

    key: str
    note: str
    channel: str | None
    thread: str | None
    response_url: str | None
    group: str | None = None

    @classmethod
    def by(cls, click: Click) -> PostForm:
        """The state of a click under an answer."""
        return cls(click.button.key, click.button.note, click.channel, click.thread, click.response_url)

    @classmethod
    def read(cls, metadata: str) -> PostForm:
        """From the modal's private_metadata; as much as can be read of another version's."""
        found = carried(metadata)
        more = (found.get(name) for name in ("channel", "thread", "response_url", "group"))
        return cls(found.get("key", ""), found.get("note", ""), *more)

    @property
    def target(self) -> Target:
        """Where the question is posted."""
        return Target.decode(self.note)


def post_modal(
    form: PostForm, words: str | None, *, user: str, ids: Mapping[str, str], borrowed: bool = False
) -> dict[str, Any]:
    """The modal. `words` is the question, None where it is not kept; `ids` maps channel names to ids.

    `borrowed` says that the words are of another author, such as of the message that a shortcut was used on.
    """
    target = form.target
    group = target.is_group
    what = _mentioning(target, user) if group else _posting(target, user, ids)
    more = [BORROWED] if borrowed else []
    more += [] if words else [NOT_KEPT]
    question = PlainTextInputElement(
        action_id=WORDS,
        multiline=True,
        max_length=LONGEST_WORDS,
        initial_value=clip(words, LONGEST_WORDS) if words else None,
    )
    view = View(
        type="modal",
        callback_id=CALLBACK,
        title="Mention the group" if group else "Post your question",
        submit="Mention them" if group else "Post",
        close="Cancel",
        private_metadata=json.dumps(asdict(form), ensure_ascii=False),
        blocks=[
            RichTextBlock(elements=[_section(*what), *(_section(Parts.Text(text=line)) for line in more)]),
            InputBlock(block_id=WORDS, label="Your question", element=question),
        ],
    )
    return view.to_dict()


def faults(submission: Submission) -> dict[str, str]:
    """The faults of a submission, by block id."""
    return {} if typed(submission) else {WORDS: BLANK}


def typed(submission: Submission) -> str:
    """The question as the asker typed it."""
    return str(submission.values.get(WORDS) or "").strip()


def _section(*elements: Element) -> RichTextSectionElement:
    return RichTextSectionElement(elements=list(elements))


def _posting(target: Target, user: str, ids: Mapping[str, str]) -> list[Element]:
    known = ids.get(target.name)
    place = Parts.Channel(channel_id=known) if known else Parts.Text(text=target.name)
    who = Parts.User(user_id=user)
    return [
        Parts.Text(text="I will post this in "),
        place,
        Parts.Text(text=" as “asked by "),
        who,
        Parts.Text(text="”."),
    ]


def _mentioning(target: Target, user: str) -> list[Element]:
    start = f"This calls everybody in {target.name}. I will mention them where you asked, as “asked by "
    return [Parts.Text(text=start), Parts.User(user_id=user), Parts.Text(text="”.")]
