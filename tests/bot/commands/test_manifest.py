"""manifest.json asks for what the code uses, and for nothing else."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.answering.handlers import ErrorHandler, QuestionHandler
from bot.cli import main
from bot.commands.manifest import http_manifest
from bot.features.handlers import register
from bot.features.interactions import Interactions
from bot.slack.auth.install_pages import SCOPES as ASKED_FOR
from bot.slack.client.retries import RetryPolicy
from bot.tasks import BackgroundTasks
from tests.journeys.harness import PROXIES, QUESTION, RIGHT, journey, seed

ROOT = Path(__file__).parents[3]
MANIFEST: dict[str, Any] = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
SCOPES = frozenset(MANIFEST["oauth_config"]["scopes"]["bot"])
EVENTS = frozenset(MANIFEST["settings"]["event_subscriptions"]["bot_events"])

# https://docs.slack.dev/reference/events: what Slack calls a message in each kind of conversation. Only direct
# messages are answered (payloads/questions.py), so that is the one subscription that the listener for `message` needs.
SUBSCRIPTIONS = {
    "app_home_opened": {"app_home_opened"},
    "app_mention": {"app_mention"},
    "message": {"message.im"},
}
EVENT_SCOPES = {"app_home_opened": None, "app_mention": "app_mentions:read", "message.im": "im:history"}
# https://docs.slack.dev/reference/methods. None: no scope, or that of the app-level token.
METHOD_SCOPES = {
    "auth_test": None,
    "apps_connections_open": None,
    "chat_getPermalink": None,
    "chat_postMessage": "chat:write",
    "chat_postEphemeral": "chat:write",
    "views_open": None,
    "views_publish": None,
}
# "Post my question there" posts in public channels that the bot is not in.
BEYOND_METHODS = {"chat:write.public"}
# Optional: without these scopes the bot, or `whoask check --slack`, says what to do instead (docs/operations.md).
OPTIONAL = {
    "assistant_threads_setSuggestedPrompts": {"assistant:write"},
    "conversations_replies": {"channels:history", "groups:history"},
    "conversations_list": {"channels:read"},
    "conversations_info": {"channels:read"},
    "usergroups_list": {"usergroups:read"},
}


class Recorder:
    """Stands in for Bolt's app and writes down what is listened to: `heard["event"]` has patterns of events' names."""

    def __init__(self) -> None:
        self.heard: dict[str, set[str]] = {}

    def __getattr__(self, kind: str) -> Callable[..., Callable[..., None]]:
        def listen(name: object, *_: object, **__: object) -> Callable[..., None]:
            pattern = name.pattern if isinstance(name, re.Pattern) else f"^{re.escape(str(name))}$"
            self.heard.setdefault(kind, set()).add(pattern)
            return lambda *_, **__: None

        return listen


@pytest.fixture
def heard() -> dict[str, set[str]]:
    recorder = Recorder()
    bolt, tasks, nothing = cast("AsyncApp", recorder), BackgroundTasks(), cast("Any", None)
    errors = ErrorHandler(nothing, AsyncWebClient())
    questions = QuestionHandler(nothing, errors, tasks)
    register(bolt, questions, errors, Interactions(bolt, errors, tasks, nothing, RetryPolicy()))
    recorder.heard.pop("error")
    return recorder.heard


def test_it_lists_the_commands_that_the_code_answers(heard: dict[str, set[str]]) -> None:
    commands = [command["command"] for command in MANIFEST["features"]["slash_commands"]]
    (pattern,) = heard["command"]
    assert commands == ["/whoask"]
    assert re.search(pattern, "/whoask")


def test_names_in_a_command_come_as_links_because_the_code_reads_them_as_such() -> None:
    assert all(command["should_escape"] for command in MANIFEST["features"]["slash_commands"])


def test_it_subscribes_to_the_events_that_the_code_answers(heard: dict[str, set[str]]) -> None:
    assert heard["event"] == {f"^{name}$" for name in SUBSCRIPTIONS}
    assert set().union(*SUBSCRIPTIONS.values()) == EVENTS


def test_it_offers_no_buttons_shortcuts_or_pages_that_nothing_listens_to(heard: dict[str, set[str]]) -> None:
    interactive = {"action", "shortcut", "view", "options", "global_shortcut", "message_shortcut"} & heard.keys()
    assert set(heard) - {"command", "event"} == interactive, "a kind of listener this test does not know"
    assert MANIFEST["settings"]["interactivity"]["is_enabled"] is bool(interactive)
    shortcuts = [shortcut["callback_id"] for shortcut in MANIFEST["features"]["shortcuts"]]
    assert {f"^{re.escape(callback)}$" for callback in shortcuts} == heard["shortcut"]
    assert MANIFEST["features"]["app_home"]["home_tab_enabled"] is ("app_home_opened" in EVENTS)
    assert {"agent_view", "assistant_view"}.isdisjoint(MANIFEST["features"])


def test_people_can_write_to_the_bot() -> None:
    home = MANIFEST["features"]["app_home"]
    assert home["messages_tab_enabled"]
    assert not home["messages_tab_read_only_enabled"]


def test_it_is_for_socket_mode() -> None:
    settings = MANIFEST["settings"]
    assert settings["socket_mode_enabled"]
    assert not settings["token_rotation_enabled"], "bot/slack/client/errors.py tells people to switch it off"
    assert "request_url" not in json.dumps(MANIFEST)


def test_the_manifest_for_http_sends_everything_to_one_address_and_differs_in_nothing_else() -> None:
    made = http_manifest(MANIFEST, "https://whoask.example.org/")
    requests = "https://whoask.example.org/slack/events"
    settings = made["settings"]
    assert [command.pop("url") for command in made["features"]["slash_commands"]] == [requests]
    assert settings["event_subscriptions"].pop("request_url") == requests
    assert settings["interactivity"].pop("request_url") == requests
    assert settings["interactivity"].pop("message_menu_options_url") == requests
    assert made["oauth_config"].pop("redirect_urls") == ["https://whoask.example.org/slack/oauth_redirect"]
    assert set(settings["event_subscriptions"]["bot_events"]) == EVENTS | {"app_uninstalled", "tokens_revoked"}
    assert settings["socket_mode_enabled"] is False
    settings["event_subscriptions"]["bot_events"] = MANIFEST["settings"]["event_subscriptions"]["bot_events"]
    settings["socket_mode_enabled"] = True
    assert made == MANIFEST


def test_the_manifest_for_http_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["manifest", "--http", "https://whoask.example.org"]) == 0
    assert json.loads(capsys.readouterr().out) == http_manifest(MANIFEST, "https://whoask.example.org")
    assert main(["manifest"]) == 0
    assert json.loads(capsys.readouterr().out) == MANIFEST


@pytest.mark.parametrize("address", ["whoask.example.org", "http://whoask.example.org", "https://a.example/b", ""])
def test_an_address_that_slack_does_not_take_is_refused(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["manifest", "--http", address]) == 1
    assert "is not an address" in capsys.readouterr().err


def test_an_installation_asks_for_the_same_scopes() -> None:
    assert set(ASKED_FOR) == SCOPES


def test_its_scopes_are_those_that_events_commands_and_methods_need() -> None:
    called = _methods_called()
    assert called <= METHOD_SCOPES.keys() | OPTIONAL.keys(), "a method whose scope this test does not know"
    wanted = {EVENT_SCOPES[event] for event in EVENTS} | {"commands"} | {METHOD_SCOPES.get(name) for name in called}
    wanted |= BEYOND_METHODS
    assert wanted - {None} == SCOPES


def test_each_optional_scope_is_explained_to_the_operator() -> None:
    guide = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    assert all(scope in guide for name in _methods_called() & OPTIONAL.keys() for scope in OPTIONAL[name])


def test_its_texts_fit_into_slack() -> None:
    """https://docs.slack.dev/reference/app-manifest"""
    assert len(MANIFEST["display_information"]["name"]) <= 35
    assert len(MANIFEST["display_information"]["description"]) <= 140
    assert re.fullmatch(r"[a-z0-9._-]{1,80}", MANIFEST["features"]["bot_user"]["display_name"])
    assert all(len(command["command"]) <= 32 for command in MANIFEST["features"]["slash_commands"])
    # Slack refuses a longer name: https://github.com/agentconnect-md/agentconnect/pull/179
    assert all(len(shortcut["name"]) <= 24 for shortcut in MANIFEST["features"]["shortcuts"])
    assert all(len(shortcut["description"]) <= 150 for shortcut in MANIFEST["features"]["shortcuts"])


async def test_with_these_scopes_and_events_every_door_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
    async with journey(workspace=seed(scopes=SCOPES, events=EVENTS)) as trip:
        assert RIGHT in (await trip.ask(QUESTION)).text
        assert RIGHT in (await trip.mention(f"@whoask {QUESTION}")).text
        assert RIGHT in (await trip.dm(QUESTION)).text
        thread = await trip.slack.say("bob", "#general", "anybody?")
        assert "cannot read" in (await trip.mention("@whoask", thread=thread.ts)).text


def _methods_called() -> set[str]:
    """The Web API methods that the bot calls, by the names that slack_sdk gives them."""
    files = (ROOT / "bot").rglob("*.py")
    names = {
        node.attr
        for path in files
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
    }
    return {name for name in names if "_" in name and _is_method(name)}


def _is_method(name: str) -> bool:
    """Whether slack_sdk's client has it and calls Slack with it: those are coroutines named after a family."""
    family = name.partition("_")[0]
    known = {"admin", "api", "apps", "assistant", "auth", "bookmarks", "bots", "calls", "canvases", "chat"}
    known |= {"conversations", "dialog", "dnd", "emoji", "entity", "files", "functions", "oauth", "openid", "pins"}
    known |= {"reactions", "reminders", "rtm", "search", "slackLists", "stars", "team", "tooling", "usergroups"}
    known |= {"users", "views", "workflows"}
    return family in known and hasattr(AsyncWebClient, name) and name != "api_call"  # any of them
