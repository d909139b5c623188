"""Slack's payloads of every kind, and the case that they belong to.

Shapes: https://docs.slack.dev/reference/interaction-payloads, https://docs.slack.dev/apis/events-api and
https://docs.slack.dev/interactivity/implementing-slash-commands
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

from tools.fuzz.texts import text

Json = dict[str, Any]
BOT, TEAM, ORGANISATION = "U0BOT", "T1", "E1"
ASKED = "who renews our TLS certificate?"
PLACE, GROUP = "#govuk-platform-engineering", "@govuk-senior-tech-people"


@dataclass(slots=True)
class Case:
    """Payloads that are delivered one after the other. `marker` is a word that stands wherever a person types.

    `good` says that nothing is wrong with them. `public` says that something may be said in `channel` for them all to
    read. `slack` is how Slack answers our calls: "" as it should.
    """

    number: int
    rng: Random = field(default_factory=lambda: Random(0))  # noqa: S311 - nothing secret is made of it
    payloads: list[Any] = field(default_factory=list)
    good: bool = True
    public: bool = False
    silent: bool = False
    slack: str = ""
    base: str = ""

    @property
    def marker(self) -> str:
        """A word that nobody else says."""
        return f"zq{self.number}xw"

    @property
    def user(self) -> str:
        """Who does all this."""
        return f"U{self.number}A"

    @property
    def channel(self) -> str:
        """Where."""
        return f"C{self.number}A"

    @property
    def trigger(self) -> str:
        """The question's own id."""
        return f"{self.number}.1.abc"

    @property
    def ts(self) -> str:
        """The timestamp of the message."""
        return f"17{self.number:08}.000100"

    def words(self) -> str:
        """What the person types."""
        said = ASKED if self.rng.random() < 0.5 else text(self.rng)[:2_000]
        return f"{said} {self.marker}"

    def url(self) -> str:
        """A response_url."""
        return f"{self.base}/commands/{TEAM}/{self.number}/secret{self.number}"


def command(case: Case, words: str | None = None) -> Json:
    """A slash command, as the form that Slack sends becomes an object."""
    return {
        "token": "t",
        "team_id": TEAM,
        "team_domain": "x",
        "channel_id": case.channel,
        "channel_name": "general",
        "user_id": case.user,
        "user_name": "alice",
        "command": "/whoask",
        "text": case.words() if words is None else words,
        "api_app_id": "A1",
        "is_enterprise_install": "false",
        "response_url": case.url(),
        "trigger_id": case.trigger,
    }


def event(case: Case, inner: Json, **more: Any) -> Json:
    """An event in its envelope."""
    ours = {"enterprise_id": None, "team_id": TEAM, "user_id": BOT, "is_bot": True, "is_enterprise_install": False}
    return {
        "token": "t",
        "team_id": TEAM,
        "context_team_id": TEAM,
        "api_app_id": "A1",
        "type": "event_callback",
        "event_id": f"Ev{case.number}",
        "event_time": 1_700_000_000,
        "authorizations": [ours],
        "is_ext_shared_channel": False,
        "event": inner,
        **more,
    }


def message(case: Case, **more: Any) -> Json:
    """A message as its event carries it."""
    said = f"<@{BOT}> {case.words()}"
    block = {"type": "rich_text", "block_id": "b", "elements": [_section(said)]}
    inner = {
        "type": "message",
        "user": case.user,
        "ts": case.ts,
        "client_msg_id": "c",
        "text": said,
        "team": TEAM,
        "blocks": [block],
        "channel": case.channel,
        "event_ts": case.ts,
        "channel_type": "channel",
    }
    return {**inner, **more}


def _section(said: str) -> Json:
    return {"type": "rich_text_section", "elements": [{"type": "user", "user_id": BOT}, {"type": "text", "text": said}]}


def interaction(case: Case, kind: str, **more: Any) -> Json:
    """What every interaction has."""
    return {
        "type": kind,
        "token": "t",
        "api_app_id": "A1",
        "team": {"id": TEAM, "domain": "x"},
        "user": {"id": case.user, "username": "alice", "name": "alice", "team_id": TEAM},
        "enterprise": None,
        "is_enterprise_install": False,
        "action_ts": case.ts,
        "trigger_id": f"{case.number}.2.def",
        **more,
    }


def click(case: Case, action: str, value: str, **more: Any) -> Json:
    """A button under an answer."""
    return interaction(
        case,
        "block_actions",
        actions=[{"type": "button", "action_id": action, "block_id": "b", "value": value, "action_ts": case.ts}],
        container={
            "type": "message",
            "message_ts": case.ts,
            "channel_id": case.channel,
            "is_ephemeral": case.rng.random() < 0.5,
        },
        channel={"id": case.channel, "name": "general"},
        response_url=case.url(),
        state={"values": {}},
        message={"type": "message", "ts": case.ts, "user": BOT, "text": case.words(), "thread_ts": case.ts},
        **more,
    )


def submission(case: Case, callback: str, values: Json, metadata: str = "") -> Json:
    """A modal that is submitted."""
    view = {
        "id": f"V{case.number}",
        "type": "modal",
        "callback_id": callback,
        "private_metadata": metadata,
        "hash": "1.a",
        "state": {"values": values},
        "blocks": [{"type": "input", "block_id": "b"}],
        "title": {"type": "plain_text", "text": "x"},
    }
    return interaction(case, "view_submission", view=view, response_urls=[])
