"""Right place, wrong place."""

from __future__ import annotations

from collections.abc import Sequence

from slack_sdk.models.blocks import Option

from bot.followups.controls import WRONG
from bot.followups.feedback import right, wrong
from bot.followups.office import Office
from bot.followups.wrong_place import Judged, place_options, wrong_place_modal
from bot.listeners.interactions import Means
from bot.listeners.modals import open_modal
from bot.slack.click import Click, Payload, Submission
from bot.slack.sending import privately, send


async def on_feedback(click: Click, means: Means) -> None:
    """Right: say thanks. Wrong: ask which place is."""
    if click.ticket.note == WRONG:
        await open_modal(wrong_place_modal(Judged.by(click)), click, means)
        return
    ways = privately(
        means.client, click.user, channel=click.channel, thread=click.thread, response_url=click.response_url
    )
    await send(await right(click, means.office), ways, means.patience)


async def on_wrong_place(submission: Submission, means: Means) -> None:
    """Answer with the place that was picked, to whoever picked it alone."""
    judged = Judged.read(submission.metadata)
    ways = privately(
        means.client,
        submission.user,
        channel=judged.channel,
        thread=judged.thread,
        response_url=judged.response_url,
    )
    await send(await wrong(submission, means.office), ways, means.patience)


def suggest_places(typed: str, _: Payload, office: Office) -> Sequence[Option]:
    """The places that fit what was typed so far."""
    return place_options(typed, office.index())
