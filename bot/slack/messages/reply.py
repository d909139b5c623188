"""What goes back to the asker: the same reply twice, as blocks and as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply that is ready to be sent: `text` is escaped and stands for the blocks wherever those are not shown.

    `plainer` makes blocks for a Slack that refuses the first ones. `outcome` and what follows is what the store
    remembers of it; `team` and `responsibility` are the registry's keys.
    """

    text: str
    blocks: Sequence[Block] = ()
    outcome: str = "help"
    destination: str | None = None
    team: str | None = None
    responsibility: str | None = None
    plainer: Callable[[], Sequence[Block]] = tuple
