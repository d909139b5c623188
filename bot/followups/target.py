"""Where a question is taken to: a channel to post it in, or a user group to mention."""

from __future__ import annotations

from dataclasses import dataclass

from bot.store.asked import Asked


@dataclass(frozen=True, slots=True)
class Target:
    """A place by its name, `#channel` or `@group`. `step` is its step of the ladder, 0 for the place of an answer."""

    name: str
    step: int = 0

    @property
    def is_group(self) -> bool:
        """Whether it is a user group, which has no messages of its own."""
        return self.name.startswith("@")

    def encode(self) -> str:
        """As a ticket's note.

        >>> Target.decode(Target("#leads", 2).encode())
        Target(name='#leads', step=2)
        >>> Target.decode("#platform")
        Target(name='#platform', step=0)
        """
        return f"{self.name} {self.step}" if self.step else self.name

    @classmethod
    def decode(cls, note: str) -> Target:
        """From a ticket's note."""
        name, _, step = note.partition(" ")
        return cls(name, int(step) if step.isdecimal() else 0)


def post_key(key: str, asked: Asked | None, target: Target) -> str:
    """What a question's post is kept under: one for the answer's place, and one for each place of the ladder.

    So a question is posted once in each place, from whichever button. Of a question that the store does not know any
    more nobody can say which place was the answer's, so it is posted once in all.
    """
    return key if asked is None or asked.destination == target.name else f"{key} {target.name}"
