from __future__ import annotations

import json
from pathlib import Path

from bot.demo.workspace import ASKER, PEOPLE, examples, workspace
from routing.loading.loader import parse
from tests.builders import SMALL_REGISTRY

REGISTRY = parse(SMALL_REGISTRY.encode(), "teams.yaml")


def test_every_channel_of_the_registry_is_there_once_and_former_ones_are_gone() -> None:
    assert [channel.name for channel in workspace(REGISTRY).channels] == [
        "govuk-developers",
        "govuk-platform-engineering",
        "govuk-platform-alerts",
        "govuk-deploys",
        "govuk-2ndline-tech",
        "govuk-2ndline-internal",
        "govuk-tech-leads",
    ]


def test_ids_are_unique_and_a_known_one_is_kept() -> None:
    ids = [channel.id for channel in workspace(REGISTRY).channels]
    assert len(set(ids)) == len(ids)
    assert "C02PLATFORM" in ids


def test_every_group_of_the_registry_is_there() -> None:
    assert [group.handle for group in workspace(REGISTRY).usergroups] == ["govuk-senior-tech-people"]


def test_there_are_two_askers_a_keeper_and_a_guest_who_sees_the_general_channel_only() -> None:
    seed = workspace(REGISTRY)
    assert [person.guest for person in PEOPLE] == [False, False, False, True]
    guest = PEOPLE[-1].id
    assert [channel.name for channel in seed.channels if guest in channel.members] == ["govuk-developers"]
    assert all(ASKER in channel.members for channel in seed.channels)


def test_the_bot_hears_mentions_in_the_general_channel() -> None:
    seed = workspace(REGISTRY)
    assert [channel.name for channel in seed.channels if seed.app.user_id in channel.members] == ["govuk-developers"]


def test_the_examples_are_the_registrys_own_questions() -> None:
    assert examples(REGISTRY) == ("Who renews our TLS certificates?", "The site is down, who leads?")


def test_a_registry_without_examples_gives_none() -> None:
    assert examples(REGISTRY.model_copy(update={"teams": {"developers": REGISTRY.teams["developers"]}})) == ()


def test_it_offers_the_shortcuts_of_the_manifest() -> None:
    manifest = json.loads((Path(__file__).parents[3] / "manifest.json").read_text(encoding="utf-8"))
    offered = [(shortcut.callback_id, shortcut.name, shortcut.kind) for shortcut in workspace(REGISTRY).app.shortcuts]
    features = manifest["features"]
    assert offered == [(one["callback_id"], one["name"], one["type"]) for one in features["shortcuts"]]
