from __future__ import annotations

import logging
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.registry.current import RegistryWatch
from routing.errors import Problem, RegistryError
from routing.loading.files import RegistryFiles, in_memory
from routing.matching.index import Index, build_index
from routing.registry.schema import Registry

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MISTAKES = (
    Problem("teams.yaml", 3, 1, "team 'dns'", "has no channel"),
    Problem("teams.yaml", 9, 5, "the ladder", "names unknown rung 'bos'", "did you mean 'boss'?"),
)


def index_of(organisation: str) -> Index:
    document = {
        "organisation": organisation,
        "time_zone": "Europe/London",
        "fallback": "#general",
        "teams": {"general": {"name": "General", "channels": {"ask": "#general"}}},
        "ladder": {"when": "When stuck.", "order": ["boss"], "rungs": {"boss": {"who": "Your boss"}}},
    }
    return build_index(Registry.model_validate(document))


def compiled(files: RegistryFiles) -> Index:
    """Stands for the loader, which has its own tests: the file holds the organisation's name, or is bad."""
    organisation = files.files[0].data.decode()
    if organisation == "bad":
        raise RegistryError(MISTAKES)
    if organisation == "hit a fault of ours":
        raise ZeroDivisionError
    return index_of(organisation)


def save(file: Path, content: str) -> None:
    file.write_text(content)


def remove(file: Path) -> None:
    file.unlink()


def rename_with_the_same_times(new: Path, file: Path) -> None:
    was = file.stat()
    os.utime(new, ns=(was.st_atime_ns, was.st_mtime_ns))
    new.replace(file)


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "teams.yaml"
    save(path, "one")
    return path


@pytest.fixture
async def watch(file: Path) -> RegistryWatch:
    return await RegistryWatch.start(file, compiled=compiled, now=Clock())


async def organisation_after(watch: RegistryWatch, looks: int = 2) -> str:
    for _ in range(looks):
        await watch.look()
    return watch.current.index.registry.organisation


async def test_a_file_that_does_not_change_is_loaded_once(watch: RegistryWatch) -> None:
    index, loaded_at = watch.current.index, watch.current.loaded_at
    await organisation_after(watch, looks=5)
    assert watch.current.index is index
    assert watch.current.loaded_at == loaded_at


async def test_a_saved_file_is_swapped_in_and_told_to_the_log(
    watch: RegistryWatch, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    save(file, "two")
    assert await organisation_after(watch) == "two"
    assert watch.current.loaded_at == NOON + timedelta(minutes=2)
    assert caplog.messages == [f"Loaded the registry {file}, with 1 teams."]


async def test_the_version_is_that_of_the_file_in_use(watch: RegistryWatch, file: Path) -> None:
    first = watch.current.version
    assert first == in_memory(b"one", "").version
    save(file, "bad")
    await organisation_after(watch)
    assert watch.current.version == first
    save(file, "two")
    await organisation_after(watch)
    assert watch.current.version == in_memory(b"two", "").version


async def test_a_file_is_read_only_when_it_has_kept_still(watch: RegistryWatch, file: Path) -> None:
    for written in ("t", "tw", "two"):
        save(file, written)
        assert await organisation_after(watch, looks=1) == "one"
    assert await organisation_after(watch, looks=1) == "two"


async def test_a_file_renamed_into_place_is_seen_even_with_the_same_size_and_times(
    watch: RegistryWatch, file: Path
) -> None:
    new = file.with_suffix(".new")
    save(new, "two")
    rename_with_the_same_times(new, file)
    assert await organisation_after(watch) == "two"


async def test_a_switched_symbolic_link_is_seen_as_kubernetes_switches_config_maps(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "teams.yaml").write_text(name)
    (tmp_path / "..data").symlink_to("one")
    (tmp_path / "teams.yaml").symlink_to("..data/teams.yaml")
    watch = await RegistryWatch.start(tmp_path / "teams.yaml", compiled=compiled, now=Clock())
    assert await organisation_after(watch) == "one"
    (tmp_path / "..data_new").symlink_to("two")
    (tmp_path / "..data_new").replace(tmp_path / "..data")
    assert await organisation_after(watch) == "two"


async def test_a_bad_registry_leaves_the_last_good_one_and_each_problem_is_a_line_of_the_log(
    watch: RegistryWatch, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    save(file, "bad")
    assert await organisation_after(watch, looks=5) == "one"
    assert watch.current.problems == MISTAKES
    assert watch.current.loaded_at == NOON + timedelta(minutes=1)
    assert caplog.messages == [
        "The new registry is bad. The last good one, of 2026-03-02T12:01:00+00:00, stays in use. Problems: 2",
        "teams.yaml:3:1: team 'dns': has no channel",
        "teams.yaml:9:5: the ladder: names unknown rung 'bos' (did you mean 'boss'?)",
    ]


async def test_a_mended_registry_is_used_and_said_to_be_good_again(
    watch: RegistryWatch, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    save(file, "bad")
    await organisation_after(watch)
    caplog.set_level(logging.INFO)
    save(file, "two")
    assert await organisation_after(watch) == "two"
    assert watch.current.problems == ()
    assert "good again" in caplog.messages[-1]


async def test_a_file_that_is_missing_for_a_moment_is_not_worth_a_word(
    watch: RegistryWatch, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    remove(file)
    await organisation_after(watch, looks=2)
    save(file, "two")
    assert await organisation_after(watch) == "two"
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_a_file_that_stays_missing_is_told_once_and_found_again(
    watch: RegistryWatch, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    remove(file)
    assert await organisation_after(watch, looks=9) == "one"
    assert caplog.messages == [f"The registry {file} is missing. The last good one stays in use."]
    assert [problem.what for problem in watch.current.problems] == ["is missing"], "health warns of it"
    save(file, "two")
    assert await organisation_after(watch) == "two"
    assert not watch.current.problems


async def test_a_file_that_comes_back_as_it_was_is_good_again(watch: RegistryWatch, file: Path, tmp_path: Path) -> None:
    away = tmp_path / "away.yaml"
    file.rename(away)
    await organisation_after(watch, looks=9)
    away.rename(file)
    assert await organisation_after(watch, looks=3) == "one"
    assert not watch.current.problems


async def test_a_fault_of_ours_while_loading_counts_as_a_bad_registry_and_is_a_line_of_the_log(
    watch: RegistryWatch, file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    save(file, "hit a fault of ours")
    assert await organisation_after(watch, looks=5) == "one"
    assert len(watch.current.problems) == 1, "health warns of it"
    assert caplog.messages[1:] == [f"{file}:1:1: the registry: cannot be used: ZeroDivisionError, a fault of whoask"]
    save(file, "two")
    assert await organisation_after(watch) == "two"
    assert not watch.current.problems


async def test_a_registry_that_is_bad_from_the_start_is_refused(file: Path) -> None:
    save(file, "bad")
    with pytest.raises(RegistryError):
        await RegistryWatch.start(file, compiled=compiled)
