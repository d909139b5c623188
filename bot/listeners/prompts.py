"""Questions to start with, in the direct messages."""

from __future__ import annotations

import logging

from bot.followups.prompts import prompts
from bot.listeners.interactions import Means
from bot.slack.sending import NotTakenError, Patience, patiently

log = logging.getLogger(__name__)


class Prompter:
    """Offers questions where Slack takes them: not every plan does, and not without the scope `assistant:write`."""

    def __init__(self) -> None:
        self._told = False

    async def offer(self, channel: str, means: Means) -> None:
        """Offer them. A refusal is no fault: it goes into the log once, and not with everybody who looks in."""
        offered = prompts(means.office.index(means.workspace).registry)
        suggest = means.client.assistant_threads_setSuggestedPrompts
        try:
            if offered:
                await patiently(lambda: suggest(channel_id=channel, prompts=offered), Patience(attempts=1))
        except NotTakenError as error:
            if not self._told:
                log.info("Slack takes no questions to start with: %s", error.code)
            self._told = True
