"""Questions to start with, in the direct messages.

Questions to start with: what Slack offers in an agent's empty conversation.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator

from bot.features.interactions import RequestContext
from bot.slack.client.errors import SlackCallError
from bot.slack.client.retries import RetryPolicy, with_retry
from bot.slack.messages.mrkdwn import clip
from routing.registry.schema import Registry

log = logging.getLogger(__name__)


class Prompter:
    """Offers questions where Slack takes them: not every plan does, and not without the scope `assistant:write`."""

    def __init__(self) -> None:
        self._told = False

    async def offer(self, channel: str, request: RequestContext) -> None:
        """Offer them. A refusal is no fault: it goes into the log once, and not with everybody who looks in."""
        offered = prompts(request.services.index(request.workspace).registry)
        suggest = request.client.assistant_threads_setSuggestedPrompts
        try:
            if offered:
                await with_retry(lambda: suggest(channel_id=channel, prompts=offered), RetryPolicy(attempts=1))
        except SlackCallError as error:
            if not self._told:
                log.info("Slack takes no questions to start with: %s", error.code)
            self._told = True


# https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts: four at most.
MOST_PROMPTS = 4
LONGEST_TITLE = 75


def prompts(registry: Registry) -> list[dict[str, str]]:
    """Questions that the registry gives as examples: of four teams, the first that a person would put like this."""
    chosen = list(_examples(registry))[:MOST_PROMPTS]
    return [{"title": clip(asked, LONGEST_TITLE), "message": asked} for asked in chosen]


def _examples(registry: Registry) -> Iterator[str]:
    """One of each team, a whole question where it has any."""
    for team in registry.teams.values():
        asked = [question for tasks in team.responsibilities.values() for question in tasks.asked]
        whole = [question for question in asked if question.endswith("?")]
        yield from (whole or asked)[:1]
