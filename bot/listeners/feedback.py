"""Right place, wrong place."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Option

from bot.followups.controls import WRONG
from bot.followups.feedback import right, wrong, wrong_of_stranger
from bot.followups.office import Office
from bot.followups.wrong_place import Judged, place_options, wrong_place_modal
from bot.listeners.interactions import Means
from bot.listeners.modals import open_modal
from bot.slack.click import Click, Submission


async def on_feedback(click: Click, means: Means) -> None:
    """Right: say thanks. Wrong: ask which place is, but nobody of another organisation: they would read our places."""
    if click.ticket.note == WRONG and not click.stranger:
        await open_modal(wrong_place_modal(Judged.by(click)), click, means)
        return
    judge = wrong_of_stranger if click.ticket.note == WRONG else right
    await means.tell(click.user, click, await judge(click, means.office))


async def on_wrong_place(submission: Submission, means: Means) -> None:
    """Answer with the place that was picked, to whoever picked it alone."""
    judged = Judged.read(submission.metadata)
    await means.tell(submission.user, judged, await wrong(submission, means.office))


def suggest_places(typed: str, workspace: str, office: Office) -> Sequence[Option]:
    """The places that fit what was typed so far."""
    return place_options(typed, office.index(workspace))
