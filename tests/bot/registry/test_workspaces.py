from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.registry.workspaces import Registries
from routing.errors import RegistryError
from routing.matching.index import Index

MINE, OTHER = "T0123ABC", "T0456DEF"
BAD = "teams: ["


def registry(organisation: str) -> str:
    return (
        f"organisation: {organisation}\ntime_zone: Europe/London\nfallback: '#general'\n"
        "teams: {general: {name: General, channels: {ask: '#general'}}}\n"
        "ladder: {when: When stuck., order: [boss], rungs: {boss: {who: Your boss}}}\n"
    )


def save(folder: Path, name: str, content: str) -> None:
    new = folder / ".new"
    new.write_text(content)
    new.replace(folder / f"{name}.yaml")


def organisation(index: Index) -> str:
    return index.registry.organisation


async def look(registries: Registries, looks: int = 3) -> Registries:
    for _ in range(looks):
        await registries.look()
    return registries


async def used(registries: Registries) -> tuple[str, str]:
    """Whose registries two workspaces have, once the bot has looked at the folder."""
    await look(registries)
    return organisation(registries.of(MINE).index), organisation(registries.of(OTHER).index)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    save(tmp_path, "teams", registry("all"))
    return tmp_path


async def test_a_workspace_has_its_own_registry_from_the_start_and_the_others_have_the_default(folder: Path) -> None:
    save(folder, MINE, registry("mine"))
    registries = await Registries.start(folder, many=True)
    assert organisation(registries.of(MINE).index) == "mine"
    assert organisation(registries.of(OTHER).index) == organisation(registries.of("").index) == "all"
    assert not registries.of(MINE).lent


async def test_files_are_added_changed_and_removed_while_the_bot_runs(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    registries = await Registries.start(folder, many=True)
    assert await used(registries) == ("all", "all")
    save(folder, MINE, registry("mine"))
    assert await used(registries) == ("mine", "all")
    save(folder, OTHER, registry("other"))
    save(folder, MINE, registry("mine, changed"))
    assert await used(registries) == ("mine, changed", "other")
    save(folder, "teams", registry("all, changed"))
    assert await used(registries) == ("mine, changed", "other")
    (folder / f"{MINE}.yaml").unlink()
    assert await used(registries) == ("all, changed", "other")
    assert caplog.messages[-1] == f"The registry of the workspace {MINE} was removed. It has the default now."


async def test_a_bad_file_leaves_its_workspace_the_last_good_one_and_the_others_theirs(folder: Path) -> None:
    save(folder, MINE, registry("mine"))
    registries = await Registries.start(folder, many=True)
    save(folder, MINE, BAD)
    assert await used(registries) == ("mine", "all")
    assert registries.of(MINE).problems
    assert not registries.of(MINE).lent
    assert not registries.of(OTHER).problems
    assert registries.overall().problems == registries.of(MINE).problems
    assert organisation(registries.overall().index) == "all"


async def test_a_file_that_was_never_good_leaves_the_default_as_it_is_now_until_it_is_mended(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    save(folder, MINE, BAD)
    registries = await Registries.start(folder, many=True)
    assert await used(registries) == ("all", "all")
    assert caplog.messages[0].startswith("The new registry is bad. The default stays in use. Problems: ")
    assert all(str(folder / f"{MINE}.yaml") in line for line in caplog.messages[1:])
    save(folder, "teams", registry("all, changed"))
    assert await used(registries) == ("all, changed", "all, changed")
    assert registries.of(MINE).lent
    assert registries.of(MINE).problems == registries.overall().problems != ()
    assert not registries.of(OTHER).problems
    save(folder, MINE, registry("mine"))
    assert await used(registries) == ("mine", "all, changed")
    assert not registries.of(MINE).lent
    assert not registries.overall().problems


async def test_a_bad_default_is_told_too_and_changes_no_workspace(folder: Path) -> None:
    save(folder, MINE, registry("mine"))
    registries = await Registries.start(folder, many=True)
    save(folder, "teams", BAD)
    assert await used(registries) == ("mine", "all")
    assert registries.overall().problems == registries.of(OTHER).problems != ()
    assert not registries.of(MINE).problems


async def test_a_file_that_is_away_for_a_moment_is_not_removed(folder: Path) -> None:
    save(folder, MINE, registry("mine"))
    registries = await Registries.start(folder, many=True)
    file, away = folder / f"{MINE}.yaml", folder / "away"
    for _ in range(2):
        file.rename(away)
        await look(registries, 2)
        away.rename(file)
        assert await used(registries) == ("mine", "all")


async def test_while_the_whole_folder_is_away_everybody_keeps_what_they_have(tmp_path: Path) -> None:
    mounted = tmp_path / "mounted"
    mounted.mkdir()
    save(mounted, "teams", registry("all"))
    save(mounted, MINE, registry("mine"))
    registries = await Registries.start(mounted, many=True)
    mounted.rename(tmp_path / "away")
    await look(registries, 9)
    assert await used(registries) == ("mine", "all")
    assert [problem.what for problem in registries.overall().problems] == ["is missing"]
    mounted.mkdir()
    assert await used(registries) == ("mine", "all"), "an empty folder is one that nothing is mounted on"


async def test_other_files_of_the_folder_are_nobodys_registry(folder: Path) -> None:
    for name in ("questions", "t0123abc", "T0123ABC-old", "U0123ABC"):
        save(folder, name, BAD)
    registries = await look(await Registries.start(folder, many=True))
    assert not registries.overall().problems


async def test_a_config_map_switches_all_files_at_once(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        save(tmp_path / name, "teams", registry(f"all {name}"))
        save(tmp_path / name, MINE, registry(f"mine {name}"))
    (tmp_path / "..data").symlink_to("one")
    for file in ("teams.yaml", f"{MINE}.yaml"):
        (tmp_path / file).symlink_to(f"..data/{file}")
    registries = await Registries.start(tmp_path, many=True)
    assert await used(registries) == ("mine one", "all one")
    (tmp_path / "..new").symlink_to("two")
    (tmp_path / "..new").replace(tmp_path / "..data")
    assert await used(registries) == ("mine two", "all two")


async def test_a_single_file_is_for_all_and_its_neighbours_are_not_looked_at(folder: Path) -> None:
    save(folder, MINE, registry("mine"))
    registries = await look(await Registries.start(folder / "teams.yaml", many=True))
    assert registries.of(MINE) is registries.of(OTHER) is registries.default
    assert organisation(registries.default.index) == "all"


async def test_a_folder_is_for_many_workspaces_and_needs_a_good_default(folder: Path) -> None:
    with pytest.raises(RegistryError, match="is a directory"):
        await Registries.start(folder, many=False)
    save(folder, "teams", BAD)
    with pytest.raises(RegistryError, match=r"teams\.yaml"):
        await Registries.start(folder, many=True)
    (folder / "teams.yaml").unlink()
    with pytest.raises(RegistryError, match="does not exist"):
        await Registries.start(folder, many=True)
