"""A running bot and a registry of several files: the real loader, the real watch."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.registry.current import RegistryWatch
from bot.registry.workspaces import Registries
from routing.loading.files import read_files
from routing.registry.schema import Registry

REST = """\
include: [teams/*.yaml, examples.yaml]
organisation: Example Agency
time_zone: Europe/London
fallback: "#help"
ladder:
  when: When you are stuck.
  order: [lead]
  rungs: {lead: {who: Your lead}}
"""
EXAMPLES = "examples: {teams: {desk: {asked: [QUESTION]}}}\n"


def team(key: str) -> str:
    return f'teams: {{{key}: {{name: {key.title()}, channels: {{ask: "#{key}"}}}}}}\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "teams").mkdir()
    (tmp_path / "teams.yaml").write_text(REST)
    (tmp_path / "teams/desk.yaml").write_text(team("desk"))
    (tmp_path / "examples.yaml").write_text(EXAMPLES.replace("QUESTION", "who has a spare mouse"))
    return tmp_path


@pytest.fixture
async def watch(folder: Path) -> RegistryWatch:
    return await RegistryWatch.start(folder / "teams.yaml")


async def after(watch: RegistryWatch, looks: int = 2) -> Registry:
    for _ in range(looks):
        await watch.look()
    return watch.current.index.registry


async def test_a_change_of_any_file_is_taken_in_with_a_version_of_its_own(watch: RegistryWatch, folder: Path) -> None:
    first = watch.current.version
    assert first == read_files(folder / "teams.yaml").version
    (folder / "examples.yaml").write_text(EXAMPLES.replace("QUESTION", "who has a spare keyboard"))
    assert (await after(watch)).teams["desk"].asked == ("who has a spare keyboard",)
    assert watch.current.version == read_files(folder / "teams.yaml").version != first


async def test_files_that_match_come_and_go(watch: RegistryWatch, folder: Path) -> None:
    (folder / "teams/platform.yaml").write_text(team("platform"))
    assert list((await after(watch)).teams) == ["desk", "platform"]
    (folder / "teams/platform.yaml").unlink()
    assert list((await after(watch)).teams) == ["desk"]


async def test_nothing_is_loaded_again_while_no_file_changes(watch: RegistryWatch) -> None:
    index = watch.current.index
    await after(watch, looks=5)
    assert watch.current.index is index


async def test_all_files_change_at_once(watch: RegistryWatch, folder: Path) -> None:
    """A team is renamed in two files: the registry in between, whose examples lead nowhere, is never looked at."""
    (folder / "teams/desk.yaml").write_text(team("helpdesk"))
    assert list((await after(watch, looks=1)).teams) == ["desk"]
    (folder / "examples.yaml").write_text(EXAMPLES.replace("desk", "helpdesk"))
    assert list((await after(watch, looks=1)).teams) == ["desk"]
    assert not watch.current.problems
    assert list((await after(watch, looks=1)).teams) == ["helpdesk"]


async def test_a_bad_file_among_them_leaves_the_last_good_registry_until_it_is_mended(
    watch: RegistryWatch, folder: Path
) -> None:
    (folder / "examples.yaml").write_text(EXAMPLES.replace("desk", "dessk"))
    (folder / "teams/platform.yaml").write_text(team("platform"))
    assert list((await after(watch, looks=5)).teams) == ["desk"]
    [problem] = watch.current.problems
    assert problem.path == str(folder / "examples.yaml")
    (folder / "examples.yaml").write_text(EXAMPLES)
    assert list((await after(watch)).teams) == ["desk", "platform"]
    assert not watch.current.problems


async def test_an_included_file_that_is_gone_is_a_fault_and_its_return_is_seen(
    watch: RegistryWatch, folder: Path
) -> None:
    (folder / "examples.yaml").rename(folder / "away")
    assert (await after(watch, looks=4)).teams["desk"].asked
    assert [problem.what for problem in watch.current.problems] == ["'examples.yaml' does not exist"]
    (folder / "away").rename(folder / "examples.yaml")
    assert (await after(watch)).teams["desk"].asked
    assert not watch.current.problems


async def test_the_registry_of_a_workspace_may_have_several_files_too(folder: Path) -> None:
    (folder / "T0123ABC.yaml").write_text(f"{REST.replace('teams/*.yaml', 'own.yaml')}{team('desk')}")
    (folder / "own.yaml").write_text(team("mine"))
    registries = await Registries.start(folder, many=True)
    assert list(registries.of("T0123ABC").index.registry.teams) == ["desk", "mine"]
    (folder / "own.yaml").write_text(team("ours"))
    for _ in range(2):
        await registries.look()
    assert list(registries.of("T0123ABC").index.registry.teams) == ["desk", "ours"]
    assert list(registries.of("T0456DEF").index.registry.teams) == ["desk"]
