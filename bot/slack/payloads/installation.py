"""Where the bot is installed, and so who is a stranger: the one place that tells people of ours from others.

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
    """Our workspace and, where that belongs to one, our Enterprise organisation: both are ids, as auth.test says.

    Everybody is kept under our own workspace, whichever one a payload names: in a channel that is shared it can be
    another for the question than for a click under its answer (slackapi/java-slack-sdk issue 1041).
    """

    workspace: str
    organisation: str | None = None

    def is_stranger(self, body: Payload) -> bool:
        """Whether somebody of another organisation wrote, clicked or commanded this (Slack Connect).

        With Enterprise, Slack names the organisation of a colleague, or one of its workspaces. A payload can name the
        organisation that it came from: it is theirs if the workspace is. Who cannot be placed is a stranger; a payload
        that names no team at all is one of our own workspace. A guest belongs to our workspace.
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
    """The workspace or the organisation of whoever did this.

    Channels can be shared between workspaces of one organisation as well: that is not external.
    """
    event, user = body.get("event"), body.get("user")
    if isinstance(event, dict):
        teams = (event.get("user_team"), event.get("source_team"), event.get("team"))
        return next((str(team) for team in teams if team), None) if is_read_by_external_users(body) else None
    theirs = user.get("team_id") if isinstance(user, dict) else body.get("team_id")
    return str(theirs) if theirs else None


def _came_from(body: Payload) -> tuple[object, object]:
    """The workspace that a payload names, and the organisation."""
    team, enterprise = body.get("team"), body.get("enterprise")
    if not isinstance(team, dict):  # an event or a command
        return body.get("team_id"), body.get("enterprise_id")
    organisation = enterprise.get("id") if isinstance(enterprise, dict) else team.get("enterprise_id")
    return team.get("id"), organisation
