"""`whoask check --slack`: whether Slack has the channels and groups that a registry names.

Needs the optional scopes `channels:read` and `usergroups:read`. Slack has no look-up by name, so the public channels
are listed page by page until all names are found: never while the bot runs, only when somebody asks for this check.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from bot.settings.settings import bot_client_settings
from bot.slack.client.proxy import proxy_for
from routing.errors import SlackRefusalError
from routing.registry.schema import Registry

PAGE = 1_000  # https://docs.slack.dev/reference/methods/conversations.list: at most 1,000 a page
TIMEOUT_SECONDS = 30


def check_names(
    registry: Registry, environ: Mapping[str, str], *, listed: Callable[[int], object] = lambda _: None
) -> list[str]:
    """One sentence for each channel or group that Slack does not have, has archived or has renamed.

    `listed` is told after each page how many channels Slack has listed so far.
    Raises SettingsError without a bot token, SlackRefusalError when Slack refuses the token or a scope is missing.
    """
    token, base_url = bot_client_settings(environ)
    base_url = base_url or WebClient.BASE_URL
    client = WebClient(token=token.reveal(), base_url=base_url, timeout=TIMEOUT_SECONDS)
    client.proxy = proxy_for(base_url)  # the SDK's own choice knows no NO_PROXY
    client.retry_handlers.append(RateLimitErrorRetryHandler(max_retry_count=3))
    try:
        return [*_channel_faults(registry, client, listed), *_group_faults(registry, client)]
    except SlackApiError as error:
        needed = error.response.get("needed")
        scope = f" It needs the scope {needed}." if needed else ""
        raise SlackRefusalError(f"Slack refuses the look-up: {error.response['error']}.{scope}") from error
    except (SlackClientError, OSError) as error:
        raise SlackRefusalError(f"Slack cannot be reached: {type(error).__name__}") from error


def _channel_faults(registry: Registry, client: WebClient, listed: Callable[[int], object]) -> Iterator[str]:
    wanted = channel_names(registry)
    known = _known_channels(wanted.keys(), client, listed)
    for name, where in wanted.items():
        channel = known.get(name)
        if channel is None:
            yield f"{where}: Slack has no public channel {name}"
        elif channel["is_archived"]:
            yield f"{where}: {name} is archived in Slack"
    for key, team in registry.teams.items():
        if team.slack_id:
            yield from _renamed(key, team.slack_id, wanted, client)


def channel_names(registry: Registry) -> dict[str, str]:
    """Every channel of a registry and where it stands."""
    names = {registry.fallback: "fallback"}
    for key, team in registry.teams.items():
        for channel in filter(None, team.channels.model_dump().values()):
            names.setdefault(channel, f"team '{key}'")
    for key, rung in registry.ladder.rungs.items():
        if rung.contact and rung.contact.startswith("#"):
            names.setdefault(rung.contact, f"ladder, rung '{key}'")
    return names


def _known_channels(
    wanted: Collection[str], client: WebClient, listed: Callable[[int], object]
) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    cursor = None
    while True:
        page = client.conversations_list(types="public_channel", exclude_archived=False, limit=PAGE, cursor=cursor)
        found.update({f"#{channel['name']}": channel for channel in page["channels"]})
        listed(len(found))
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor or all(name in found for name in wanted):
            return found


def _renamed(key: str, slack_id: str, wanted: Collection[str], client: WebClient) -> Iterator[str]:
    try:
        name = f"#{client.conversations_info(channel=slack_id)['channel']['name']}"
    except SlackApiError as error:
        if error.response["error"] != "channel_not_found":
            raise
        yield f"team '{key}': Slack has no channel with the id {slack_id}"
        return
    if name not in wanted:
        yield f"team '{key}': the channel {slack_id} is called {name} in Slack now"


def _group_faults(registry: Registry, client: WebClient) -> Iterator[str]:
    wanted = {
        rung.contact: key
        for key, rung in registry.ladder.rungs.items()
        if rung.contact and rung.contact.startswith("@")
    }
    if not wanted:
        return
    groups = {f"@{group['handle']}": group for group in client.usergroups_list(include_disabled=True)["usergroups"]}
    for handle, key in wanted.items():
        if handle not in groups:
            yield f"ladder, rung '{key}': Slack has no user group {handle}"
        elif groups[handle].get("date_delete"):
            yield f"ladder, rung '{key}': the user group {handle} is switched off in Slack"
