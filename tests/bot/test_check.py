"""`whoask check`: sound or faulty, every fault on its own line and their number beside them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.check import FAULTY, SOUND, check
from routing.errors import WhoaskError
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


def test_asking_slack_needs_a_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLACK_BOT_TOKEN", raising=False)

    with pytest.raises(WhoaskError, match="SLACK_BOT_TOKEN"):
        check(written(tmp_path, SMALL_REGISTRY), slack=True)
