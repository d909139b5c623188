"""Examples: lists of what people say, put into the entries that they belong to."""

from __future__ import annotations

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from routing.errors import RegistryError
from routing.loading.files import read_files
from routing.loading.loader import load, parse
from routing.loading.yaml_nodes import plain
from routing.matching.entries import Kind
from routing.matching.index import build_index
from tests.builders import SMALL_REGISTRY

SHIPPED = Path(__file__).parents[3] / "data" / "teams.yaml"
EXAMPLES = """\
examples:
  teams:
    platform-engineering:
      asked: [who are the platform people]
      responsibilities:
        dns:
          keywords: [zone file]
          asked:
            - the zone needs a record
  guidance:
    raise-a-ticket: {asked: [how do tickets work]}
  ladder:
    topics: {stuck: {keywords: [chain of command]}}
    rungs: {senior-tech: {topics: {architecture: {asked: [who decides]}}}}
  not_ours:
    printers: {keywords: [scanner]}
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def written(examples: str, registry: str = SMALL_REGISTRY) -> Path:
    Path("teams.yaml").write_text(f"include: examples.yaml\n{registry}", encoding="utf-8")
    Path("examples.yaml").write_text(examples, encoding="utf-8")
    return Path("teams.yaml")


def refusal(examples: str) -> list[str]:
    with pytest.raises(RegistryError) as caught:
        load(written(examples))
    return [str(problem) for problem in caught.value.problems]


def test_they_join_the_lists_of_their_entries_behind_what_is_there() -> None:
    registry, plainly = load(written(EXAMPLES)), parse(SMALL_REGISTRY.encode(), "")
    team, before = registry.teams["platform-engineering"], plainly.teams["platform-engineering"]
    dns, dns_before = team.responsibilities["dns"], before.responsibilities["dns"]
    assert team.asked == ("who are the platform people",)
    assert dns.keywords == (*dns_before.keywords, "zone file")
    assert dns.asked == (*dns_before.asked, "the zone needs a record")
    assert registry.guidance["raise-a-ticket"].asked[-1] == "how do tickets work"
    assert registry.not_ours["printers"].keywords == ("printer", "toner", "scanner")
    assert registry.ladder.topics["stuck"].keywords[-1] == "chain of command"
    assert registry.ladder.rungs["senior-tech"].topics["architecture"].asked[-1] == "who decides"


def test_they_may_stand_in_the_registry_itself() -> None:
    assert parse(f"{SMALL_REGISTRY}{EXAMPLES}".encode(), "") == load(written(EXAMPLES))


def test_a_question_about_a_team_as_a_whole_is_one_of_the_team() -> None:
    entries = build_index(load(written(EXAMPLES))).entries
    [asked] = [one.asked for one in entries if one.kind is Kind.TEAM and one.key == "platform-engineering"]
    assert asked == ("who are the platform people",)


UNKNOWN = {
    "a team": (
        "platform-enginering:",
        3,
        5,
        "unknown team 'platform-enginering' (did you mean 'platform-engineering'?)",
    ),
    "a responsibility": ("dnss:", 6, 9, "unknown responsibility 'dnss'"),
    "guidance": ("raise-ticket:", 11, 5, "unknown guidance 'raise-ticket' (did you mean 'raise-a-ticket'?)"),
    "a rung": ("senior:", 14, 13, "unknown rung 'senior' (did you mean 'senior-tech'?)"),
    "what is not ours": ("printer:", 16, 5, "unknown entry of not_ours 'printer' (did you mean 'printers'?)"),
    "a topic": ("stack:", 13, 14, "unknown topic 'stack' (did you mean 'stuck'?)"),
}
RIGHT = {
    "a team": "platform-engineering:",
    "a responsibility": "dns:",
    "guidance": "raise-a-ticket:",
    "a rung": "senior-tech:",
    "what is not ours": "printers:",
    "a topic": "stuck:",
}


@pytest.mark.parametrize("what", UNKNOWN)
def test_an_entry_that_is_not_there_is_a_fault_at_its_line(what: str) -> None:
    wrong, line, column, told = UNKNOWN[what]
    [fault] = refusal(EXAMPLES.replace(RIGHT[what], wrong))
    assert fault.startswith(f"examples.yaml:{line}:{column}: examples")
    assert told in fault


ZONE, DNS = "keywords: [zone file]", "team 'platform-engineering', responsibility 'dns'"


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        (ZONE, "keyword: [zone file]", f"7:11: examples, {DNS}: unknown field 'keyword'"),
        (ZONE, "keywords: zone file", f"7:21: examples, {DNS}: keywords must be a list"),
        (ZONE, "keywords: [{}]", f"7:22: examples, {DNS}: keywords must be a single text"),
        (ZONE, "keywords: [a, ~]", f"7:25: examples, {DNS}: keywords has an empty entry"),
        (ZONE, f"keywords: [{'x' * 201}]", f"7:22: {DNS}: keywords 'xxx"),
        (ZONE, "keywords: [zone, Zone]", f"7:28: {DNS}: keywords has 'Zone' twice"),
        (ZONE, "keywords: [dns]", f"7:22: {DNS}: keywords has 'dns' twice (it is on line 40 of teams.yaml already)"),
        ("keywords: [scanner]", "keywords: [dns]", "16:27: not ours 'printers': keyword 'dns' is claimed by team"),
    ],
)
def test_a_fault_in_them_is_told_once_at_its_line(right: str, wrong: str, told: str) -> None:
    [fault] = refusal(EXAMPLES.replace(right, wrong))
    assert fault.startswith(f"examples.yaml:{told}")


def test_a_keyword_that_another_team_has_names_both_places() -> None:
    [fault] = refusal(EXAMPLES.replace("keywords: [zone file]", "keywords: [code review]"))
    assert fault == (
        "teams.yaml:55:20: team 'developers', responsibility 'code-review': keyword 'code review' is claimed by team "
        "'platform-engineering' too, on line 7 of examples.yaml "
        "(settle it under 'tie_breaks', or take it from one of them)"
    )


@pytest.mark.parametrize("examples", ["examples: [a]\n", "examples: a\n", "examples:\n", "examples:\n  teams: []\n"])
def test_a_wrong_shape_is_told(examples: str) -> None:
    [fault] = refusal(examples)
    assert fault.startswith(("examples.yaml:1:", "examples.yaml:2:"))


def test_two_files_may_add_to_one_entry() -> None:
    more = "examples: {teams: {platform-engineering: {responsibilities: {dns: {asked: [and the glue records]}}}}}\n"
    path = written(EXAMPLES.replace("examples:", "include: more.yaml\nexamples:", 1))
    Path("more.yaml").write_text(more, encoding="utf-8")
    asked = load(path).teams["platform-engineering"].responsibilities["dns"].asked
    assert asked[-2:] == ("the zone needs a record", "and the glue records")


def test_the_shipped_registry_is_short_and_its_examples_are_where_they_belong() -> None:
    named, examples = read_files(SHIPPED).files
    lines = named.data.decode().splitlines()
    assert len(lines) < 1_100
    assert max(map(len, lines)) <= 160
    registry = load(SHIPPED)
    asked = registry.teams["platform-engineering"].responsibilities["tls-certificates"].asked
    assert len(asked) > 20
    assert examples.data.decode().splitlines()[-1].split(maxsplit=1)[1] in registry.not_ours["trivia-and-chat"].asked


def test_both_readers_of_yaml_read_every_file_of_the_shipped_registry_alike() -> None:
    reader = YAML(typ="safe", pure=True)
    for file in read_files(SHIPPED).files:
        assert file.tree.root is not None
        assert reader.load(file.data) == plain(file.tree.root)
