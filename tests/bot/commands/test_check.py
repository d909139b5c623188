"""`whoask check`: sound or faulty, every fault on its own line and their number beside them."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest

from bot.commands.check import FAULTY, SOUND, check
from bot.commands.check_slack import channel_names
from localslack import Channel, LocalSlack, Seed, Usergroup
from routing.errors import UsageError, WhoaskError
from routing.loading.loader import load
from tests.builders import SMALL_REGISTRY


def written(folder: Path, text: str) -> Path:
    path = folder / "teams.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sound_registry_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, SMALL_REGISTRY)

    assert check(path, slack=False) == SOUND
    out, err = capsys.readouterr()
    assert out == f"{path}: 3 teams and 6 things to ask about, no faults.\n"
    assert err == ""


@pytest.mark.parametrize(
    ("changes", "count"),
    [
        ([("kind: owns", "kind: own")], "1 fault"),
        ([("kind: owns", "kind: own"), ("Europe/London", "London")], "2 faults"),
    ],
)
def test_faults_are_told_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: list[tuple[str, str]], count: str
) -> None:
    source = SMALL_REGISTRY
    for before, after in changes:
        source = source.replace(before, after)
    path = written(tmp_path, source)

    assert check(path, slack=False) == FAULTY
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == len(changes)
    assert all(line.startswith(f"{path}:") for line in out.splitlines())
    assert err == f"{count} in {path}.\n"


def test_without_a_path_the_environment_names_the_registry(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WHOASK_REGISTRY", str(tmp_path / "absent.yaml"))

    assert check(None, slack=False) == FAULTY
    assert "does not exist" in capsys.readouterr().out


def test_every_file_of_a_folder_is_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    default, own = written(tmp_path, SMALL_REGISTRY), tmp_path / "T0123ABC.yaml"
    own.write_text(SMALL_REGISTRY, encoding="utf-8")
    (tmp_path / "README.md").write_text("Ours.")

    assert check(tmp_path, slack=False) == SOUND
    sound = "3 teams and 6 things to ask about, no faults."
    assert capsys.readouterr().out.splitlines() == [f"{default}: {sound}", f"{own}: {sound}"]

    own.write_text(SMALL_REGISTRY.replace("kind: owns", "kind: own"), encoding="utf-8")
    assert check(tmp_path, slack=False) == FAULTY
    out, err = capsys.readouterr()
    assert [line.partition(":")[0] for line in out.splitlines()] == [str(default), str(own)]
    assert err == f"1 fault in {own}.\n"


def test_a_folder_without_a_default_is_a_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check(tmp_path, slack=False) == FAULTY
    assert f"{tmp_path / 'teams.yaml'}:1:1: the file: does not exist" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["t0123abc.yaml", "T0123ABC.yml", "teams.yml"])
def test_a_file_of_a_folder_that_nobody_is_answered_from_is_a_fault(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    written(tmp_path, SMALL_REGISTRY)
    (tmp_path / name).write_text(SMALL_REGISTRY, encoding="utf-8")

    assert check(tmp_path, slack=False) == FAULTY
    told = "its name is neither teams.yaml nor a workspace's id with .yaml, so nobody is answered from it."
    assert capsys.readouterr().out.splitlines()[0] == f"{tmp_path / name}: {told}"


def test_a_fault_of_an_included_file_is_told_in_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, f"include: words.yaml\n{SMALL_REGISTRY}")
    (tmp_path / "words.yaml").write_text("examples:\n  teams:\n    plumbers: {asked: [who mends the tap]}\n")

    assert check(path, slack=False) == FAULTY
    out, err = capsys.readouterr()
    assert out == f"{tmp_path / 'words.yaml'}:3:5: examples: unknown team 'plumbers'\n"
    assert err == f"1 fault in {path}.\n"


def test_what_a_registry_of_a_folder_includes_is_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, f"include: words.yaml\n{SMALL_REGISTRY}")
    (tmp_path / "words.yaml").write_text("examples: {teams: {developers: {asked: [who codes]}}}\n")

    assert check(tmp_path, slack=False) == SOUND
    assert capsys.readouterr().out == f"{path}: 3 teams and 6 things to ask about, no faults.\n"


def test_slack_is_asked_about_one_registry(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="name that file"):
        check(tmp_path, slack=True)


def test_asking_slack_needs_a_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLACK_BOT_TOKEN", raising=False)

    with pytest.raises(WhoaskError, match="SLACK_BOT_TOKEN"):
        check(written(tmp_path, SMALL_REGISTRY), slack=True)


async def test_names_that_slack_lacks_are_faults(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    path = written(tmp_path, SMALL_REGISTRY.replace("    slack_id: C02PLATFORM\n", ""))
    registry = load(path)
    channels = tuple(Channel(id=f"C{at:04}", name=name[1:]) for at, name in enumerate(channel_names(registry)))
    groups = (Usergroup(id="S0001", handle="govuk-senior-tech-people", name="Senior"),)
    for there, status in ((channels, SOUND), (channels[1:], FAULTY)):
        async with LocalSlack.start(Seed(channels=there, usergroups=groups)) as slack:
            monkeypatch.setenv("SLACK_BOT_TOKEN", slack.bot_token)
            monkeypatch.setenv("WHOASK_SLACK_API_URL", slack.api_url)
            assert await asyncio.to_thread(partial(check, path, slack=True)) == status
    told = capsys.readouterr().out.splitlines()
    assert [f"Slack has no public channel #{channels[0].name}" in line for line in told] == [False, True]
