"""Who is a stranger, at every door: one rule, whatever a payload looks like."""

from __future__ import annotations

from typing import Any

import pytest

from bot.slack.payloads.clicks import read_click, read_submission
from bot.slack.payloads.installation import Installation

ALONE, ENTERPRISE = Installation("T1"), Installation("T1", "E1")


def interaction(user: str | None, team: str | None, **more: Any) -> dict[str, Any]:
    """A click, by somebody of a team, in a payload that names a workspace."""
    who = {"id": "U1"} | ({"team_id": user} if user else {})
    actions = [{"action_id": "a", "value": ""}]
    return {"type": "block_actions", "user": who, "team": team and {"id": team}, "actions": actions, **more}


def event(**more: Any) -> dict[str, Any]:
    return {"type": "event_callback", "team_id": "T1", "is_ext_shared_channel": True, "event": more}


@pytest.mark.parametrize(
    ("here", "body", "external_user"),
    [
        (ALONE, interaction("T1", "T1"), False),
        (ALONE, interaction("T9", "T1"), True),
        # A modal that was opened in the other workspace of a shared channel names that one.
        (ALONE, interaction("T9", "T9"), True),
        (ALONE, interaction(None, "T1"), False),
        (ALONE, interaction("T9", "T9", enterprise={"id": "E9"}), True),
        # A colleague, by the organisation or by another workspace of it.
        (ENTERPRISE, interaction("E1", "T1", enterprise={"id": "E1"}), False),
        (ENTERPRISE, interaction("T2", "T2", enterprise={"id": "E1"}), False),
        (ENTERPRISE, {**interaction("T2", None), "team": {"id": "T2", "enterprise_id": "E1"}}, False),
        (ENTERPRISE, interaction("T9", "T1", enterprise={"id": "E1"}), True),
        (ENTERPRISE, interaction("E9", "T1", enterprise={"id": "E1"}), True),
        (ENTERPRISE, interaction("T9", "T9", enterprise={"id": "E9"}), True),
        (ENTERPRISE, interaction("T9", None), True),
        (ALONE, event(team="T9"), True),
        (ALONE, event(user_team="T9", team="T1"), True),
        (ALONE, event(user_team="E9"), True),
        (ALONE, event(team="T1"), False),
        (ALONE, event(), False),
        # The other side's workspace is not ours because the event names it.
        (ALONE, {**event(team="T9"), "team_id": "T9", "context_team_id": "T9"}, True),
        (ALONE, {**event(team="T9"), "is_ext_shared_channel": False}, False),
        (ENTERPRISE, event(user_team="E1"), False),
        (ENTERPRISE, {**event(team="T2"), "team_id": "T2", "enterprise_id": "E1"}, False),
        (ENTERPRISE, {**event(team="T9"), "enterprise_id": "E1"}, True),
        (ALONE, {"command": "/whoask", "team_id": "T1"}, False),
        (ALONE, {"command": "/whoask", "team_id": "T9"}, True),
        (ENTERPRISE, {"command": "/whoask", "team_id": "T2", "enterprise_id": "E1"}, False),
    ],
)
def test_a_stranger_is_of_another_organisation(
    here: Installation, body: dict[str, Any], *, external_user: bool
) -> None:
    assert here.is_external_user(body) is external_user


@pytest.mark.parametrize("team", ["T1", "T9"])
def test_a_click_and_a_submission_are_kept_under_our_workspace(team: str) -> None:
    body = {**interaction("T9", team), "view": {"id": "V1"}}
    click, submission = read_click(body, ALONE), read_submission(body, ALONE)

    assert (click.workspace, submission.workspace) == ("T1", "T1")
    assert click.external_user
    assert submission.external_user
