"""Where the bot is installed, and so who is an external user: decided here alone.

Shapes: https://docs.slack.dev/reference/interaction-payloads/block_actions-payload and
https://docs.slack.dev/apis/events-api/#callback-field
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Payload = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Installation:
    """The bot's workspace and its Enterprise organisation, None without one: both are ids, as auth.test says.

    Records are kept under the bot's workspace, whichever one a payload names: in a shared channel that can be another
    for the question than for a click under its answer (slackapi/java-slack-sdk issue 1041).
    """

    workspace: str
    organisation: str | None = None

    def is_external_user(self, body: Payload) -> bool:
        """Whether the user of a payload belongs to another organisation (Slack Connect).

        With Enterprise, Slack names a colleague's organisation, or one of its workspaces. A payload can name the
        organisation that it came from: that is the user's if the workspace is. A user who cannot be placed is external;
        a payload that names no team is of the bot's own workspace. A guest belongs to the bot's workspace.
        """
        theirs = _team_of_person(body)
        if theirs is None or theirs in {self.workspace, self.organisation}:
            return False
        workspace, organisation = _came_from(body)
        return not (self.organisation and organisation == self.organisation and workspace == theirs)


def is_read_by_external_users(body: Payload) -> bool:
    """Whether an event is from a channel that is shared with another organisation."""
    return bool(body.get("is_ext_shared_channel"))


def _team_of_person(body: Payload) -> str | None:
    """The id of the user's workspace or organisation, None where the payload names none.

    Channels can be shared between workspaces of one organisation as well: that is not external.
    """
    event, user = body.get("event"), body.get("user")
    if isinstance(event, dict):
        teams = (event.get("user_team"), event.get("source_team"), event.get("team"))
        return next((str(team) for team in teams if team), None) if is_read_by_external_users(body) else None
    theirs = user.get("team_id") if isinstance(user, dict) else body.get("team_id")
    return str(theirs) if theirs else None


def _came_from(body: Payload) -> tuple[object, object]:
    """The ids of the workspace and the organisation that a payload names."""
    team, enterprise = body.get("team"), body.get("enterprise")
    if not isinstance(team, dict):  # an event or a command
        return body.get("team_id"), body.get("enterprise_id")
    organisation = enterprise.get("id") if isinstance(enterprise, dict) else team.get("enterprise_id")
    return team.get("id"), organisation
