"""One step of the ladder as people see it: whom to ask, where and how, and the buttons for what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from slack_sdk.models.blocks import ActionsBlock, Block, ButtonElement

from bot.features.post.target import Target
from bot.slack.messages.controls import LONGEST_BUTTON, POST, POST_THERE, STUCK, ButtonValue
from bot.slack.messages.layout import Layout, Line
from bot.slack.messages.mrkdwn import clip
from routing.answers import Step
from routing.registry.directory import rung_at, steps
from routing.registry.schema import Registry, Rung

TEAM_GONE = "The team of this answer is no longer in the registry, so this is the ladder that everybody has."
LAST = "This is the last step."
ASK_NEXT = "Ask {contact} next"
# “Here” is where the asker clicked; a reminder comes in their direct messages.
MENTION_HERE, MENTION, COPY = "Mention {contact} here", "Mention {contact}", "Show the words to copy"


@dataclass(frozen=True, slots=True)
class LadderStep:
    """Step `number`, from 1, of a team's ladder, or of the default ladder for None. It may be past the last one.

    An external user is shown who it is but no contacts.
    """

    registry: Registry
    team: str | None
    number: int
    external_user: bool = False

    @property
    def ladder(self) -> tuple[Step, ...]:
        """The whole ladder."""
        ladder = steps(self.registry, self.team)
        return tuple(replace(step, contact=None) for step in ladder) if self.external_user else ladder

    @property
    def is_there(self) -> bool:
        """Whether the ladder has this step."""
        return self.number <= len(self.ladder)

    def layout(self) -> Layout:
        """Whom to ask, where and how; past the last step, where else to ask."""
        ladder = self.ladder
        gone = [TEAM_GONE] if self.team and self.team not in self.registry.teams else []
        rung = rung_at(self.registry, min(self.number, len(ladder)), self.team)
        known = None if self.external_user else rung
        if not self.is_there:
            left = f"You can ask in {self.registry.fallback}, the general channel."
            return Layout("That was the last step", _lines(*gone, *_mailing_list(known), left))
        how = [known.how] if known and known.how else []
        last = [LAST] if self.number == len(ladder) else []
        headline = f"Step {self.number} of {len(ladder)}: ask {_whom(ladder[self.number - 1], rung)}"
        return Layout(headline, _lines(*gone, *how, *last, *_mailing_list(known)))

    @property
    def target(self) -> Target | None:
        """Where the question can be posted; None where the step has no contact."""
        contact = self.ladder[self.number - 1].contact if self.is_there else None
        return Target(contact, self.number) if contact else None

    def buttons(self, button: ButtonValue, *, post: bool, mention: bool) -> list[Block]:
        """The buttons of the step: with `post` one to post the question there, and one for the next step.

        `mention` says whether a group can be mentioned for the question.
        """
        words = [POST_THERE, MENTION_HERE if mention else COPY]
        buttons = [*(self._post_buttons(button, *words) if post else ()), *self._next_buttons(button)]
        return [ActionsBlock(elements=buttons)] if buttons else []

    def one_button(self, button: ButtonValue, *, mention: bool) -> list[Block]:
        """The one button of a reminder: to post the question there or, where that cannot be, for the next step."""
        words = [ASK_NEXT, MENTION if mention else COPY]
        buttons = [*self._post_buttons(button, *words), *self._next_buttons(button)]
        return [ActionsBlock(elements=buttons[:1])] if buttons else []

    def _post_buttons(self, button: ButtonValue, in_channel: str, for_group: str) -> Iterator[ButtonElement]:
        if target := self.target:
            words = (for_group if target.is_group else in_channel).format(contact=target.name)
            yield _button(POST, words, button, target.encode())

    def _next_buttons(self, button: ButtonValue) -> Iterator[ButtonElement]:
        if self.number < len(self.ladder):
            yield _button(STUCK, "Still stuck?", button, str(self.number))


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


def _button(action: str, words: str, button: ButtonValue, note: str) -> ButtonElement:
    value = replace(button, note=note).encode()
    return ButtonElement(action_id=action, text=clip(words, LONGEST_BUTTON), value=value)
