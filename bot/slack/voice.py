"""Whom the bot speaks as in a workspace."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient


@dataclass(frozen=True, slots=True)
class Voice:
    """A client with the workspace's bot token, and our own user id there."""

    client: AsyncWebClient
    bot: str | None


# The voice in a workspace, by its id; null where we are not installed there, or any more.
Voices = Callable[[str], Awaitable[Voice | None]]
