"""Still stuck: the next step of the ladder, one with each click."""

from __future__ import annotations

from bot.followups.ladder_step import POST_THERE, LadderStep
from bot.followups.office import Office
from bot.replies.blocks import drawn, written
from bot.replies.reply import Reply
from bot.slack.click import Click


async def climb(click: Click, office: Office) -> Reply:
    """The step after the one that the button was shown with.

    A button shows the same step however often it is clicked: two clicks at once climb one step, and somebody whose
    messages are gone, because only they could see them, can climb again from the answer.
    """
    ticket, registry = click.ticket, office.index().registry
    seen = int(ticket.note) if ticket.note.isdecimal() else 0
    person = office.person(click.workspace, click.user)
    asked = await office.find(ticket.key)
    step = LadderStep(registry, asked.team if asked else None, seen + 1, click.stranger)
    if ticket.key and step.is_there:
        await office.store.climbs.climb(key=ticket.key, person=person, seen=seen, at=office.now())
    theirs = asked is None or asked.asker == person
    sheet, buttons = step.sheet(), step.buttons(ticket, post=POST_THERE if theirs else None)
    return Reply(written(sheet), [*drawn(sheet, office.channels()), *buttons], "stuck")
