from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.proposals.proposal import Proposal, propose, write
from routing.errors import ProposalError, QuestionFileError, RegistryError
from tests.bot.proposals.registries import REGISTRY, changed, keyword, synonym

NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
AFTER = changed(("[tls, padlock]", "[tls, padlock, new]")).encode()


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    path = tmp_path / "teams.yaml"
    path.write_bytes(REGISTRY.encode())
    return path


def proposal_for(path: Path) -> Proposal:
    return propose(path, [keyword("new"), synonym("tls", "ssl")], None, NOW)


def test_a_proposal_writes_nothing(registry: Path) -> None:
    proposal = proposal_for(registry)
    assert [(before.data, after.data) for before, after in proposal.changes] == [(REGISTRY.encode(), AFTER)]
    assert proposal.applied == (keyword("new"),)
    assert [refused.addition for refused in proposal.refused] == [synonym("tls", "ssl")]
    assert registry.read_bytes() == REGISTRY.encode()


def test_a_proposal_asks_the_question_file(registry: Path, tmp_path: Path) -> None:
    questions = tmp_path / "questions.yaml"
    questions.write_text('- {id: a, question: new one, expect: ["#platform"]}\n', encoding="utf-8")
    made = propose(registry, [keyword("new")], questions, NOW).effect.questions
    assert made is not None
    assert made.total == 1


def test_what_is_written_takes_the_files_place_with_its_mode(registry: Path) -> None:
    registry.chmod(0o640)
    write(proposal_for(registry))
    assert registry.read_bytes() == AFTER
    assert registry.stat().st_mode & 0o7777 == 0o640
    assert list(registry.parent.iterdir()) == [registry], "nothing is left beside it"


def test_a_link_still_leads_to_the_file(registry: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(registry)
    write(proposal_for(link))
    assert link.is_symlink()
    assert registry.read_bytes() == AFTER


def test_a_file_that_changed_meanwhile_is_left_alone(registry: Path) -> None:
    proposal = proposal_for(registry)
    registry.write_bytes(REGISTRY.encode() + b"# mine\n")
    with pytest.raises(ProposalError, match="has changed since it was read"):
        write(proposal)
    assert registry.read_bytes() == REGISTRY.encode() + b"# mine\n"


def test_a_file_that_is_gone_is_told_plainly(registry: Path) -> None:
    proposal = proposal_for(registry)
    registry.unlink()
    with pytest.raises(ProposalError, match="cannot be read: no such file"):
        write(proposal)
    with pytest.raises(RegistryError, match="cannot be read: its name is not a file name"):
        proposal_for(Path("a\0b"))


def test_a_disk_that_is_full_leaves_the_old_file_and_nothing_else(
    registry: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    proposal = proposal_for(registry)
    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ProposalError, match="cannot be written: no space left on device"):
        write(proposal)
    assert registry.read_bytes() == REGISTRY.encode()
    assert list(registry.parent.iterdir()) == [registry]


def test_bad_files_are_told_as_elsewhere(registry: Path, tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError):
        propose(registry, [], tmp_path / "none.yaml", NOW)
    registry.write_bytes(b"teams: [\n")
    with pytest.raises(RegistryError, match=r"teams\.yaml:"):
        proposal_for(registry)
