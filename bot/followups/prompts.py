"""Questions to start with: what Slack offers in an agent's empty conversation."""

from __future__ import annotations

from collections.abc import Iterator

from bot.replies.mrkdwn import clip
from routing.registry import Registry

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
        asked = [question for work in team.responsibilities.values() for question in work.asked]
        whole = [question for question in asked if question.endswith("?")]
        yield from (whole or asked)[:1]
