"""Edits of a registry in several files: each addition goes into the file that holds its entry, or into the examples."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.proposals.additions import Addition, guidance, not_ours, responsibility, team
from bot.proposals.proposal import Proposal, propose, write
from bot.proposals.report import report
from routing.errors import ProposalError
from routing.loading.loader import load
from tests.bot.proposals.registries import REGISTRY, TLS, example, keyword, synonym

NOW = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
DESK = """\
teams:
  front:
    name: Front Office
    channels: {ask: "#front"}
    responsibilities:
      keys:
        what: Front Office hands out keys.
        keywords: [key]
"""
FRONT = responsibility("front", "keys")
EXAMPLES = """\
# written by tools
examples:
  teams:
    platform:
      responsibilities:
        tls:
          asked:
            - is it you
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def proposed(*additions: Addition, **files: str) -> Proposal:
    names = ", ".join(f"{name}.yaml" for name in files)
    Path("teams.yaml").write_text(f"include: [{names}]\n{REGISTRY}", encoding="utf-8")
    for name, text in files.items():
        Path(f"{name}.yaml").write_text(text, encoding="utf-8")
    return propose(Path("teams.yaml"), additions, None, NOW)


def changed(proposal: Proposal) -> dict[str, list[str]]:
    """The lines that each file gains or loses."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in report(proposal).splitlines():
        if line.startswith("+++ "):
            found[line.split()[1]] = lines = []
        elif found and line.startswith(("+", "-")) and not line.startswith("--- "):
            lines.append(line)
    return found


def test_without_examples_an_addition_goes_into_the_file_of_its_entry() -> None:
    proposal = proposed(keyword("fob", FRONT), keyword("ssl certificate"), example("lost my key", FRONT), desk=DESK)
    assert changed(proposal) == {
        "teams.yaml": [
            "-        keywords: [tls, padlock]  # strong",
            "+        keywords: [tls, padlock, ssl certificate]  # strong",
        ],
        "desk.yaml": [
            "-        keywords: [key]",
            "+        keywords: [key, fob]",
            "+        asked:",
            "+          - lost my key",
        ],
    }


def test_with_examples_what_people_say_goes_there() -> None:
    proposal = proposed(
        *(keyword("fob", FRONT), keyword("x509"), example("or you"), example("what is Platform", team("platform"))),
        desk=DESK,
        examples=EXAMPLES,
    )
    assert list(changed(proposal)) == ["examples.yaml"]
    write(proposal)
    assert Path("examples.yaml").read_text() == EXAMPLES + (
        "            - or you\n          keywords:\n            - x509\n      asked:\n        - what is Platform\n"
        "    front:\n      responsibilities:\n        keys:\n          keywords:\n            - fob\n"
    )
    registry = load(Path("teams.yaml"))
    assert registry.teams["front"].responsibilities["keys"].keywords == ("key", "fob")
    assert registry.teams["platform"].asked == ("what is Platform",)


def test_a_synonym_goes_to_its_group_or_where_the_vocabulary_is() -> None:
    rest = EXAMPLES + "vocabulary:\n  key: [fob]\n"
    proposal = proposed(synonym("key", "latchkey"), synonym("laptop", "notebook"), desk=DESK, examples=rest)
    assert changed(proposal) == {
        "teams.yaml": ["+  laptop: [notebook]"],
        "examples.yaml": ["-  key: [fob]", "+  key: [fob, latchkey]"],
    }


def test_of_two_files_with_examples_the_last_that_has_some_of_the_entry_grows() -> None:
    empty = "examples:\n  teams: {}\n"
    proposal = proposed(example("or you"), a=EXAMPLES, b=EXAMPLES.replace("is it you", "is it me"), c=empty)
    assert changed(proposal) == {"b.yaml": ["+            - or you"]}


def test_examples_take_every_kind_of_entry() -> None:
    rest = f"{DESK}guidance:\n  tickets: {{what: How to raise one., keywords: [ticket]}}\n"
    rest += "not_ours:\n  tea: {keywords: [teapot]}\n"
    kinds = (guidance("tickets"), not_ours("tea"), ("ladder", "rungs", "leads", "topics", "last-rung"))
    proposal = proposed(
        *(kind(f"zzz {number}", entry) for number, entry in enumerate(kinds) for kind in (keyword, example)),
        desk=rest,
        examples=EXAMPLES,
    )
    assert not proposal.refused
    assert list(changed(proposal)) == ["examples.yaml"]


def test_what_any_file_has_already_is_not_added_again() -> None:
    proposal = proposed(example("Is it you"), keyword("KEY", FRONT), desk=DESK, examples=EXAMPLES)
    assert [refused.reason for refused in proposal.refused] == ["The registry has it already."] * 2
    assert report(proposal).startswith("There is nothing to add to teams.yaml.")


def test_a_keyword_that_another_team_has_is_left_out_and_the_rest_is_written() -> None:
    proposal = proposed(keyword("padlock", FRONT), keyword("fob", FRONT), desk=DESK, examples=EXAMPLES)
    assert proposal.applied == (keyword("fob", FRONT),)
    [refused] = proposal.refused
    assert "'padlock' is claimed by team" in refused.reason


def test_nothing_is_written_when_any_of_the_files_has_changed() -> None:
    proposal = proposed(example("or you", TLS), desk=DESK, examples=EXAMPLES)
    Path("desk.yaml").write_text(f"{DESK}# mine\n")
    with pytest.raises(ProposalError, match=r"desk\.yaml: has changed since it was read"):
        write(proposal)
    assert Path("examples.yaml").read_text() == EXAMPLES
