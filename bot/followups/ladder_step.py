"""One step of the ladder as people see it: whom to ask, where and how, and what can be done next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.followups.controls import POST, STUCK
from bot.followups.target import Target
from bot.replies.mrkdwn import clip
from bot.replies.sheet import Line, Sheet
from bot.slack.ticket import Ticket
from routing.answers import Step
from routing.directory import rung_at, steps
from routing.registry import Registry, Rung

TEAM_GONE = "The team of this answer is no longer in the registry, so this is the ladder that everybody has."
LAST = "This is the last step."
POST_THERE = "Post my question there"
LONGEST_BUTTON = 75


@dataclass(frozen=True, slots=True)
class LadderStep:
    """Step `number`, from 1, of a team's ladder, or of everybody's for null. It may be past the last one.

    A stranger, of another organisation, is shown who it is but not their contacts.
    """

    registry: Registry
    team: str | None
    number: int
    stranger: bool = False

    @property
    def ladder(self) -> tuple[Step, ...]:
        """The whole ladder."""
        ladder = steps(self.registry, self.team)
        return tuple(replace(step, contact=None) for step in ladder) if self.stranger else ladder

    @property
    def is_there(self) -> bool:
        """Whether the ladder goes so far."""
        return self.number <= len(self.ladder)

    def sheet(self) -> Sheet:
        """Whom to ask, where and how; past the last step, what is left."""
        ladder = self.ladder
        gone = [TEAM_GONE] if self.team and self.team not in self.registry.teams else []
        rung = rung_at(self.registry, min(self.number, len(ladder)), self.team)
        known = None if self.stranger else rung
        if not self.is_there:
            left = f"You can ask in {self.registry.fallback}, the general channel."
            return Sheet("That was the last step", _lines(*gone, *_mailing_list(known), left))
        how = [known.how] if known and known.how else []
        last = [LAST] if self.number == len(ladder) else []
        headline = f"Step {self.number} of {len(ladder)}: ask {_whom(ladder[self.number - 1], rung)}"
        return Sheet(headline, _lines(*gone, *how, *last, *_mailing_list(known)))

    def buttons(self, ticket: Ticket, *, post: str | None = POST_THERE, one: bool = False) -> list[Block]:
        """What can be done with it. `post` is what the button for its channel says, null where nobody may post.

        With `one` there is only the first of them.
        """
        if not self.is_there:
            return []
        contact, buttons = self.ladder[self.number - 1].contact, []
        if contact and post:
            words = post.format(contact=contact) if contact.startswith("#") else _mention(contact, post)
            buttons.append(_button(POST, words, ticket, Target(contact, self.number).encode()))
        if self.number < len(self.ladder):
            buttons.append(_button(STUCK, "Still stuck?", ticket, str(self.number)))
        return [ActionsBlock(elements=buttons[:1] if one else buttons)] if buttons else []


def _mention(group: str, post: str) -> str:
    """A button for a group. “Here” is where somebody stands who climbs; a reminder comes to them elsewhere."""
    return f"Mention {group} here" if post == POST_THERE else f"Mention {group}"


def _whom(step: Step, rung: Rung | None) -> str:
    who = f"{step.who[:1].lower()}{step.who[1:]}" if rung else step.who
    if step.contact is None:
        return who
    return f"{who} in {step.contact}" if step.contact.startswith("#") else f"{who} ({step.contact})"


def _mailing_list(rung: Rung | None) -> Iterator[str]:
    if rung and rung.mailing_list:
        name, url = rung.mailing_list.name, rung.mailing_list.url
        yield f"You can also write to the mailing list {name}{f': {url}' if url else '.'}"


def _lines(*sentences: str) -> tuple[Line, ...]:
    return tuple(map(Line, sentences))


def _button(action: str, words: str, ticket: Ticket, note: str) -> ButtonElement:
    value = replace(ticket, note=note).encode()
    return ButtonElement(action_id=action, text=clip(words, LONGEST_BUTTON), value=value)
