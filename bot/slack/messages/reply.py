"""What is sent back to the asker: one reply, as blocks and as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply ready to send: `text` is escaped, and the fallback for the blocks.

    `plainer` makes the blocks to send where Slack refuses the first ones. `outcome` and what follows are recorded in
    the store; `team` and `responsibility` are the registry's keys.
    """

    text: str
    blocks: Sequence[Block] = ()
    outcome: str = "help"
    destination: str | None = None
    team: str | None = None
    responsibility: str | None = None
    plainer: Callable[[], Sequence[Block]] = tuple
