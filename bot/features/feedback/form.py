"""The modal that asks which place is right, the options of its menu, and its state."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from slack_sdk.models.blocks import (
    ExternalDataSelectElement,
    InputBlock,
    Option,
    PlainTextObject,
    RichTextBlock,
    RichTextSectionElement,
)
from slack_sdk.models.blocks import RichTextElementParts as Parts
from slack_sdk.models.views import View

from bot.slack.client.signatures import LONGEST_SIGNATURE
from bot.slack.messages.controls import carried
from bot.slack.messages.mrkdwn import clip
from bot.slack.payloads.clicks import Click
from bot.store.after_answers import NOBODY
from routing.matching.index import Index
from routing.matching.place_search import choices

CALLBACK, PICK, PLACE = "wrong_place", "pick_place", "place"
# https://docs.slack.dev/reference/block-kit/composition-objects/option-object and 100 options in all.
LONGEST_OPTION, MOST_OPTIONS = 75, 100
# https://docs.slack.dev/reference/views/modal-views
# 3,000, less the signature's.
LONGEST_METADATA = 3_000 - LONGEST_SIGNATURE
NOBODY_LISTED = "Nobody in this list"


@dataclass(frozen=True, slots=True)
class FeedbackForm:
    """The state of the modal: the answer that is judged, and where the user clicked. Slack's payload has neither."""

    key: str
    question: str | None
    channel: str | None
    thread: str | None
    response_url: str | None

    @classmethod
    def by(cls, click: Click) -> FeedbackForm:
        """The state of a click under an answer."""
        return cls(click.button.key, click.button.question, click.channel, click.thread, click.response_url)

    @classmethod
    def read(cls, metadata: str) -> FeedbackForm:
        """From the modal's private_metadata; as much as can be read of another version's."""
        found = carried(metadata)
        return cls(
            found.get("key", ""), *(found.get(name) for name in ("question", "channel", "thread", "response_url"))
        )

    def write(self) -> str:
        """As private_metadata; without the question where that is too long."""
        whole = json.dumps(asdict(self), ensure_ascii=False)
        return whole if len(whole) <= LONGEST_METADATA or not self.question else replace(self, question=None).write()


def wrong_place_modal(form: FeedbackForm) -> dict[str, Any]:
    """The modal that asks for the right place."""
    intro = "Tell me which place is right. You get its answer at once, and those who keep the registry can mend it."
    menu = ExternalDataSelectElement(action_id=PICK, placeholder="Search teams and what they do", min_query_length=0)
    view = View(
        type="modal",
        callback_id=CALLBACK,
        title="Wrong place",
        submit="Tell whoask",
        close="Cancel",
        private_metadata=form.write(),
        blocks=[
            RichTextBlock(elements=[RichTextSectionElement(elements=[Parts.Text(text=intro)])]),
            InputBlock(block_id=PLACE, label="The right place", element=menu),
        ],
    )
    return view.to_dict()


def place_options(typed: str, index: Index) -> list[Option]:
    """The options that match the text typed so far, and “Nobody in this list” as the last."""
    found = choices(index, typed, limit=MOST_OPTIONS - 1)
    options = [_option(choice.name, choice.code) for choice in found if len(choice.code) <= LONGEST_OPTION * 2]
    return [*options, _option(NOBODY_LISTED, NOBODY)]


def picked_place(values: Mapping[str, Any]) -> str | None:
    """The code of the place that was picked, or `NOBODY`; None where nothing was."""
    return str(values[PICK]) if values.get(PICK) else None


def _option(words: str, value: str) -> Option:
    return Option(text=PlainTextObject(text=clip(words, LONGEST_OPTION), emoji=False), value=value)
