"""Suggested prompts: questions to start with, which Slack shows in the empty direct messages of an agent."""

from __future__ import annotations

import logging
from collections.abc import Iterator

from bot.features.interactions import RequestContext
from bot.slack.client.errors import SlackCallError
from bot.slack.client.retries import RetryPolicy, with_retry
from bot.slack.messages.mrkdwn import clip
from routing.registry.schema import Registry

log = logging.getLogger(__name__)

# https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts: four at most.
MOST_PROMPTS = 4
LONGEST_TITLE = 75


class Prompter:
    """Sets suggested prompts where Slack allows it: not on every plan, and only with the scope `assistant:write`."""

    def __init__(self) -> None:
        self._is_logged = False

    async def offer(self, channel: str, request: RequestContext) -> None:
        """Set the prompts of a conversation. A refusal is no fault, and is logged once."""
        offered = prompts(request.services.index(request.workspace).registry)
        suggest = request.client.assistant_threads_setSuggestedPrompts
        try:
            if offered:
                await with_retry(lambda: suggest(channel_id=channel, prompts=offered), RetryPolicy(attempts=1))
        except SlackCallError as error:
            if not self._is_logged:
                log.info("Slack takes no questions to start with: %s", error.code)
            self._is_logged = True


def prompts(registry: Registry) -> list[dict[str, str]]:
    """Example questions of the registry as prompts: one of each of the first four teams."""
    chosen = list(_examples(registry))[:MOST_PROMPTS]
    return [{"title": clip(asked, LONGEST_TITLE), "message": asked} for asked in chosen]


def _examples(registry: Registry) -> Iterator[str]:
    """One example of each team, a whole question where it has any."""
    for team in registry.teams.values():
        asked = [question for tasks in team.responsibilities.values() for question in tasks.asked]
        whole = [question for question in asked if question.endswith("?")]
        yield from (whole or asked)[:1]
