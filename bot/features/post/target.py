"""Where a question is posted: a channel, or a user group to mention."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.store.questions import QuestionRecord
from routing.registry.directory import places
from routing.registry.schema import Registry


@dataclass(frozen=True, slots=True)
class Target:
    """A place by its name, `#channel` or `@group`. `step` is its step of the ladder, 0 for an answer's own place."""

    name: str
    step: int = 0

    @property
    def is_group(self) -> bool:
        """Whether it is a user group, which has no channel of its own."""
        return self.name.startswith("@")

    @property
    def where(self) -> str:
        """The channel of the post, in words. A group is mentioned where the question was asked."""
        return "the channel where you asked" if self.is_group else self.name

    def encode(self) -> str:
        """As the note of a button's value.

        >>> Target.decode(Target("#leads", 2).encode())
        Target(name='#leads', step=2)
        >>> Target.decode("#platform")
        Target(name='#platform', step=0)
        """
        return f"{self.name} {self.step}" if self.step else self.name

    @classmethod
    def decode(cls, note: str) -> Target:
        """From the note of a button's value."""
        name, _, step = note.partition(" ")
        return cls(name, int(step) if step.isdecimal() else 0)


def post_key(key: str, target: Target) -> str:
    """The key of a question's post: it is posted once in each place, from whichever button."""
    return f"{key} {target.name}"


def place_to_mention(asked: QuestionRecord | None) -> tuple[str, str | None] | None:
    """Where a group can be mentioned: the question's channel and thread; None where the group would not see it."""
    if asked is None or not asked.channel.startswith(("C", "G")):
        return None
    return asked.channel, asked.thread


def is_listed(target: Target, registry: Registry, ids: Mapping[str, str]) -> bool:
    """Whether a place is one of the registry's, or one that Slack has an id for: whatever a button says."""
    return target.name in places(registry) or target.name in ids


def can_mention(group: str, asked: QuestionRecord | None, ids: Mapping[str, str]) -> bool:
    """Whether a group can be mentioned for a question: that takes its id, where `ids` has it."""
    return group in ids and place_to_mention(asked) is not None
