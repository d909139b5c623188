"""A registry in several files, read by the real loader from a real disk."""

from __future__ import annotations

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from routing.errors import RegistryError
from routing.loading.files import DEEPEST_INCLUDE, MOST_FILES, MOST_NODES, read_files
from routing.loading.loader import load, parse, registry_of
from routing.loading.yaml_source import LARGEST_FILE

REST = """\
organisation: Example Agency
time_zone: Europe/London
fallback: "#help"
ladder:
  when: When you are stuck.
  order: [lead]
  rungs: {lead: {who: Your lead}}
"""
PLATFORM = """\
teams:
  platform:
    name: Platform
    channels: {ask: "#platform"}
    responsibilities:
      tls:
        what: Platform renews certificates.
        keywords: [tls]
"""
DESK = """\
teams:
  desk:
    name: Desk
    channels: {ask: "#desk"}
"""
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes teams.yaml with an include, and other files by their path (`/` is `__` in a name)."""
    monkeypatch.chdir(tmp_path)

    def written(include: str, **files: str) -> Path:
        for name, text in files.items():
            path = Path(f"{name.replace('__', '/')}.yaml")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        Path("teams.yaml").write_text(f"include: {include}\n{REST}", encoding="utf-8")
        return Path("teams.yaml")

    return written


def refusal(path: Path) -> list[str]:
    with pytest.raises(RegistryError) as caught:
        load(path)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    "include",
    [
        "[a/platform.yaml, a/desk.yaml]",
        "\n  - a/platform.yaml\n  - ./a/desk.yaml",
        "a/*.yaml",
        "'a/[dp]*.yaml'",
        '"*/?*.yaml"',
        "all.yaml",
    ],
)
def test_several_files_are_one_registry(write: Write, include: str) -> None:
    path = write(include, a__platform=PLATFORM, a__desk=DESK, all="include: a/*.yaml\n")
    registry = load(path)
    alone = (parse(f"{teams}{REST}".encode(), "") for teams in (PLATFORM, DESK))
    assert registry.teams == {key: team for one in alone for key, team in one.teams.items()}


def test_every_part_may_stand_in_another_file_and_every_group_in_several(write: Write) -> None:
    path = write(
        "[one.yaml, two.yaml]",
        one=f"{PLATFORM}vocabulary: {{tls: [ssl]}}\nsources: {{page: {{title: A page}}}}\n",
        two=f"{DESK}vocabulary: {{laptop: [notebook]}}\nurgent:\n  team: platform\n  say: [Say so.]\n"
        '  hours: {days: [monday], opens: "9:00", closes: "17:00"}\n',
    )
    registry = load(path)
    assert list(registry.vocabulary) == ["tls", "laptop"]
    assert registry.urgent is not None
    assert list(registry.sources) == ["page"]


def test_a_path_is_relative_to_the_file_that_names_it(write: Write) -> None:
    path = write("a/index.yaml", a__index="include: b/desk.yaml\n", a__b__desk=DESK)
    assert [file.name for file in read_files(path).files] == ["teams.yaml", "a/index.yaml", "a/b/desk.yaml"]
    assert list(load(path).teams) == ["desk"]


def test_a_fault_is_told_in_its_own_file_and_all_at_once(write: Write) -> None:
    path = write(
        "[platform.yaml, desk.yaml]",
        platform=PLATFORM.replace('"#platform"', '"#Platform"').replace("keywords:", "keyword:"),
        desk=f"{DESK}    ladder: [leed]\nurgency: 1\n",
    )
    assert refusal(path) == [
        (
            "platform.yaml:4:21: team 'platform': ask '#Platform' is not a channel name "
            "(channels look like '#ask-platform': lower case, no spaces)"
        ),
        "platform.yaml:8:9: team 'platform', responsibility 'tls': unknown field 'keyword' (did you mean 'keywords'?)",
        "desk.yaml:5:14: team 'desk': ladder names unknown rung 'leed' (did you mean 'lead'?)",
        "desk.yaml:6:1: top level: unknown field 'urgency' (did you mean 'urgent'?)",
    ]


def test_a_key_that_two_files_define_names_both_places(write: Write) -> None:
    path = write("[a/one.yaml, two.yaml]", a__one=PLATFORM, two=f"{PLATFORM}organisation: Ours\n")
    assert refusal(path) == [
        "two.yaml:2:3: team 'platform': the key 'platform' is here twice (it is on line 2 of a/one.yaml already)",
        "two.yaml:9:1: top level: the key 'organisation' is here twice (it is on line 2 of teams.yaml already)",
    ]


def test_what_clashes_between_two_files_names_both_places(write: Write) -> None:
    other = PLATFORM.replace("platform", "other").replace("Platform", "Other").replace("      tls:", "      ssl:")
    path = write("[one.yaml, two.yaml]", one=PLATFORM, two=other)
    [told] = refusal(path)
    assert told == (
        "two.yaml:8:20: team 'other', responsibility 'ssl': keyword 'tls' is claimed by team 'platform' too, on line 8 "
        "of one.yaml (settle it under 'tie_breaks', or take it from one of them)"
    )


BELOW = "include only what is in that folder or below it"
REFUSED = {
    "gone": ("desc.yaml", "'desc.yaml' does not exist (did you mean 'desk.yaml'?)"),
    "above": ("../desk.yaml", f"'../desk.yaml' leads out of this file's folder ({BELOW})"),
    "above, in the middle": ("a/../desk.yaml", f"'a/../desk.yaml' leads out of this file's folder ({BELOW})"),
    "absolute": ("/etc/passwd", f"'/etc/passwd' leads out of this file's folder ({BELOW})"),
    "a folder": ("a", "'a' is a directory, not a file"),
    "nothing": ("nowhere/*.yaml", "'nowhere/*.yaml' matches no file"),
    "any depth": ("'**/*.yaml'", "'**/*.yaml' holds '**' (name each folder: 'teams/*.yaml')"),
    "itself": ("teams.yaml", "include goes round in a circle: 'teams.yaml' → 'teams.yaml' (take one of them out)"),
    "too long": ("x" * 300, f"'{'x' * 60}…' cannot be read: file name too long"),
    "too long, with wildcards": (f"{'x' * 300}/*", f"'{'x' * 60}…' matches no file"),
    "below a file": ("desk.yaml/*", "'desk.yaml/*' matches no file"),
    "empty": ("''", "include must be a path or a list of paths (such as 'examples.yaml')"),
    "a group": ("{a: b}", "include must be a path or a list of paths (such as 'examples.yaml')"),
}


@pytest.mark.parametrize(("include", "told"), REFUSED.values(), ids=list(REFUSED))
def test_what_may_not_be_included_is_told_where_it_is_named(write: Write, include: str, told: str) -> None:
    path = write(include, a__one=PLATFORM, desk=DESK)
    assert refusal(path) == [f"teams.yaml:1:10: top level: {told}"]


def test_a_circle_names_its_way(write: Write) -> None:
    path = write("a.yaml", a="include: b.yaml\n", b="include: [a.yaml]\n")
    assert refusal(path) == [
        "b.yaml:1:11: top level: include goes round in a circle: 'a.yaml' → 'b.yaml' → 'a.yaml' (take one of them out)"
    ]


def test_a_file_that_is_included_twice_is_told_at_the_second(write: Write) -> None:
    path = write("[desk.yaml, '*.yaml']", desk=DESK)
    told = refusal(path)
    assert "teams.yaml:1:22: top level: 'desk.yaml' is included already (on line 1)" in told


def test_no_link_leads_out_of_the_folder(write: Write, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "desk.yaml").write_text(DESK)
    path = write("[link.yaml, folder/desk.yaml, folder/*.yaml]", platform=PLATFORM)
    Path("link.yaml").symlink_to(elsewhere / "desk.yaml")
    Path("folder").symlink_to(elsewhere)
    told = refusal(path)
    assert [line.partition(" is a ")[0] for line in told] == [
        "teams.yaml:1:11: top level: 'link.yaml'",
        "teams.yaml:1:22: top level: 'folder/desk.yaml'",
        "teams.yaml:1:40: top level: 'folder/desk.yaml'",
    ]
    assert told[0].endswith(f"is a link that leads out of this file's folder ({BELOW})")


def test_a_link_within_the_folder_is_followed(write: Write) -> None:
    path = write("[now/desk.yaml]", v2__desk=DESK)
    Path("now").symlink_to("v2")
    assert list(load(path).teams) == ["desk"]


def test_the_files_of_a_config_map_are_one_registry(write: Write) -> None:
    """Kubernetes puts every file behind two links, and switches all of them at once."""
    write("desk.yaml", desk=DESK)
    Path("..2026").mkdir()
    for name in ("teams.yaml", "desk.yaml"):
        Path(name).rename(f"..2026/{name}")
        Path(name).symlink_to(f"..data/{name}")
    Path("..data").symlink_to("..2026")
    files = read_files(Path("teams.yaml"))
    assert [file.name for file in files.files] == ["teams.yaml", "desk.yaml"]
    assert list(registry_of(files).teams) == ["desk"]


def test_no_draft_and_no_folder_is_matched(write: Write) -> None:
    path = write("parts/*", parts__desk=DESK, parts__deep__other="no registry")
    Path("parts/.#desk.yaml").symlink_to("nowhere")
    Path("parts/.desk.yaml.swp").write_bytes(b"\0")
    assert list(load(path).teams) == ["desk"]


def test_a_pipe_is_not_waited_for(write: Write) -> None:
    os.mkfifo(write("pipe").parent / "pipe")
    assert refusal(Path("teams.yaml")) == ["teams.yaml:1:10: top level: 'pipe' cannot be read: it is no ordinary file"]


def test_while_one_file_cannot_be_read_the_names_in_it_do_not_seem_unknown(write: Write) -> None:
    path = write("[platform.yaml, desk.yaml]", platform="teams: [", desk=f"{DESK}    ladder: [platform]\n")
    [told] = refusal(path)
    assert told.startswith("platform.yaml:1:9: YAML:")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"\xef\xbb\xbf" + DESK.encode(), None),
        (DESK.replace("\n", "\r\n").encode(), None),
        (DESK.encode("utf-16"), "desk.yaml:1:1: the file: is in UTF-16 or UTF-32 (save it as UTF-8)"),
        (b"", "desk.yaml:1:1: the file: is empty (a registry is made of fields, the first of them 'organisation: …')"),
        (
            b"teams: " + b"[" * 30 + b"]" * 30,
            "desk.yaml:1:27: top level: this is nested more than 20 levels deep (a registry needs fewer than 10)",
        ),
    ],
)
def test_an_included_file_is_read_as_carefully_as_the_first(write: Write, data: bytes, told: str | None) -> None:
    path = write("[platform.yaml, desk.yaml]", platform=PLATFORM)
    Path("desk.yaml").write_bytes(data)
    if told is None:
        assert list(load(path).teams) == ["platform", "desk"]
    else:
        assert refusal(path) == [told]


def test_all_files_together_are_no_larger_than_one_may_be(write: Write) -> None:
    path = write(
        "[one.yaml, two.yaml, three.yaml]", one=DESK, two=f"# {'x' * (LARGEST_FILE - 100)}\na: b\n", three=DESK
    )
    [told] = refusal(path)
    assert told.startswith("teams.yaml:1:21: top level: with 'two.yaml' the registry is larger than 2 MiB")


def test_all_files_together_hold_no_more_values_than_one_may(write: Write) -> None:
    some = f"vocabulary: {{a: [{', '.join(['x'] * (MOST_NODES * 2 // 3))}]}}\n"
    path = write("[one.yaml, two.yaml, three.yaml]", one=some, two=some, three=some)
    [told] = refusal(path)
    assert told.startswith("teams.yaml:1:21: top level: with 'two.yaml' the registry holds more than 100,000 values")


def test_there_are_not_too_many_files(write: Write) -> None:
    path = write("'many/*'", **{f"many__{number}": "sources: {}\n" for number in range(MOST_FILES + 2)})
    told = refusal(path)
    assert len(told) == 3
    assert all(line.endswith(f"is one file too many (a registry has at most {MOST_FILES})") for line in told)


def test_includes_are_not_too_deep(write: Write) -> None:
    chain = {f"f{number}": f"include: f{number + 1}.yaml\n" for number in range(30)}
    [told] = refusal(write("f0.yaml", **chain))
    assert told.endswith(f"'f{DEEPEST_INCLUDE}.yaml' is included more than 20 files deep (name it further up)")


def test_bytes_without_a_folder_include_nothing() -> None:
    with pytest.raises(RegistryError, match=r"teams\.yaml:1:10: top level: include needs a registry in a file"):
        parse(f"include: desk.yaml\n{DESK}{REST}".encode(), "teams.yaml")


def test_the_version_is_that_of_all_files_one_after_the_other(write: Write) -> None:
    files = read_files(write("[desk.yaml]", desk=DESK))
    assert files.version == sha256(Path("teams.yaml").read_bytes() + DESK.encode()).hexdigest()[:12]


def test_the_traces_tell_every_change_of_a_file_that_matters(write: Write) -> None:
    traces = read_files(write("[desk.yaml, gone.yaml, 'more/*.yaml']", desk=DESK, more__one=PLATFORM)).traces
    assert traces.now() == traces
    for change in (
        lambda: Path("desk.yaml").write_text(f"{DESK}# changed"),
        lambda: Path("more/one.yaml").unlink(),
        lambda: Path("more/two.yaml").write_text(""),
        lambda: Path("gone.yaml").write_text(""),
    ):
        before = traces.now()
        change()
        assert traces.now() not in (before, traces)
