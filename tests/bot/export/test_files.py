"""Files that are there whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.commands.export import write_all
from routing.errors import ExportError


def test_files_are_written_under_their_names_and_nothing_else_is_left(tmp_path: Path) -> None:
    written = write_all(tmp_path, {"a.html": "é\n", "b.html": "two"})
    assert written == (tmp_path / "a.html", tmp_path / "b.html")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.html": "é\n".encode(), "b.html": b"two"}


def test_a_file_name_that_is_not_utf_8_is_no_reason_to_write_nothing(tmp_path: Path) -> None:
    write_all(tmp_path, {"a.html": "from te\udce9ms.yaml"})
    assert (tmp_path / "a.html").read_bytes() == b"from te?ms.yaml"


def test_a_folder_that_does_not_exist_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"absent: the folder does not exist \(make it first") as caught:
        write_all(tmp_path / "absent", {"a.html": "a"})
    assert "\n" not in str(caught.value)


def test_a_file_in_place_of_the_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ExportError, match="file: is a file, not a folder"):
        write_all(tmp_path / "file", {"a.html": "a"})


def test_when_one_cannot_be_written_the_older_files_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_all(tmp_path, {"a.html": "old", "b.html": "old"})

    def full(_: int) -> None:
        if len(list(tmp_path.glob(".*"))) == 2:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ExportError, match="cannot be written: no space left on device"):
        write_all(tmp_path, {"a.html": "new", "b.html": "new"})
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"a.html": "old", "b.html": "old"}
