"""A registry's faults, each told with its place, and the door to the registry as a whole."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.errors import Problem, RegistryError
from routing.loading.fields import PATTERN_WORDS, field_names
from routing.loading.loader import MOST_PROBLEMS, load, parse
from routing.registry.schema import Registry
from tests.builders import SMALL_REGISTRY

LINES = SMALL_REGISTRY.splitlines(keepends=True)


def refusal(source: str | bytes) -> list[str]:
    data = source if isinstance(source, bytes) else source.encode()
    with pytest.raises(RegistryError) as caught:
        parse(data, "teams.yaml")
    return [str(problem) for problem in caught.value.problems]


def test_a_good_registry_is_read() -> None:
    registry = parse(SMALL_REGISTRY.encode(), "teams.yaml")
    assert registry.organisation == "GOV.UK"
    assert list(registry.teams) == ["platform-engineering", "developers", "second-line"]
    assert registry.teams["platform-engineering"].responsibilities["dns"].exclusions[0].keywords == ("service domain",)
    assert registry.urgent is not None
    assert registry.urgent.hours.opens == "9:30"
    assert registry.zone.key == "Europe/London"


BAD_REGISTRIES = {
    "a channel without its hash": (
        'fallback: "#govuk-developers"',
        "fallback: govuk-developers",
        (
            "3:11: top level: fallback 'govuk-developers' is not a channel name "
            "(channels look like '#ask-platform': lower case, no spaces)"
        ),
    ),
    "a channel with capitals and spaces": (
        'ask: "#govuk-platform-engineering"',
        'ask: "#Platform Engineering"',
        (
            "18:12: team 'platform-engineering': ask '#Platform Engineering' is not a channel name "
            "(channels look like '#ask-platform': lower case, no spaces)"
        ),
    ),
    "a contact that is neither channel nor group": (
        'contact: "#govuk-tech-leads"',
        "contact: tech-leads",
        (
            "93:16: ladder, rung 'tech-leads': contact 'tech-leads' is not a channel or group name "
            "(they look like '#ask-platform' and '@tech-leads': lower case, no spaces)"
        ),
    ),
    "a key with capitals": (
        "  second-line:\n    name",
        "  Second_Line:\n    name",
        (
            "36:25: team 'platform-engineering', responsibility 'tls-certificates': together_with names unknown "
            "team 'second-line' (did you mean 'Second_Line'?)"
        ),
    ),
    "a web address without https": (
        "url: https://docs.example.org/manual/ask-for-help.html",
        "url: docs.example.org",
        (
            "8:10: source 'ask-for-help': url 'docs.example.org' is not a web address "
            "(web addresses start with https:// and have no spaces)"
        ),
    ),
    "a time in words": (
        'opens: "9:30"',
        "opens: half past nine",
        "124:12: urgent: opens 'half past nine' is not a time of day (times look like '9:30' and '17:00')",
    ),
    "a time after midnight": (
        'opens: "9:30"',
        "opens: 25:00",
        "124:12: urgent: opens '25:00' is not a time of day (times look like '9:30' and '17:00')",
    ),
    "a wait in short": (
        "wait: 3 hours",
        "wait: 3h",
        (
            "111:9: ladder: wait '3h' is not a length of time "
            "(waits look like '2 hours' and '90 minutes', in working time)"
        ),
    ),
    "a wait in days": (
        "wait: 30 minutes",
        "wait: 1 day",
        (
            "95:13: ladder, rung 'tech-leads': wait '1 day' is not a length of time "
            "(waits look like '2 hours' and '90 minutes', in working time)"
        ),
    ),
    "no wait at all": (
        "wait: 3 hours",
        "wait: 0 hours",
        (
            "111:9: ladder: wait '0 hours' is not a length of time "
            "(waits look like '2 hours' and '90 minutes', in working time)"
        ),
    ),
    "the bank holidays of a part of a part": (
        "bank_holidays: scotland",
        "bank_holidays: england",
        "113:18: ladder: bank_holidays 'england' is not known (did you mean 'england-and-wales'?)",
    ),
    "the bank holidays of another country": (
        "bank_holidays: scotland",
        "bank_holidays: FR",
        (
            "113:18: ladder: bank_holidays 'FR' is not known "
            "(it is one of england-and-wales, scotland, northern-ireland, none)"
        ),
    ),
    "a weekday with a capital": (
        "days: [monday,",
        "days: [Monday,",
        "123:12: urgent: days 'Monday' is not known (did you mean 'monday'?)",
    ),
    "a weekday that is none": (
        "days: [monday,",
        "days: [bank holidays,",
        (
            "123:12: urgent: days 'bank holidays' is not known "
            "(it is one of monday, tuesday, wednesday, thursday, friday, saturday, sunday)"
        ),
    ),
    "a host name without a dot": (
        'domains: ["*.platform.example.org"]',
        "domains: [Platform]",
        (
            "31:19: team 'platform-engineering', responsibility 'tls-certificates': domains 'Platform' is not a "
            "host name (host names look like 'www.example.org' and '*.example.org': lower case, at least one dot)"
        ),
    ),
    "a Slack ID that is a name": (
        "slack_id: C02PLATFORM",
        "slack_id: platform",
        "21:15: team 'platform-engineering': slack_id 'platform' is not a Slack channel ID (IDs look like 'C02AB3CD4')",
    ),
    "an unknown kind that is near a known one": (
        "kind: owns",
        "kind: own",
        "44:15: team 'platform-engineering', responsibility 'dns': kind 'own' is not known (did you mean 'owns'?)",
    ),
    "an unknown role": (
        "role: ask",
        "role: questions",
        (
            "45:15: team 'platform-engineering', responsibility 'dns': role 'questions' is not known "
            "(it is one of ask, team, alerts, deploys)"
        ),
    ),
    "a date where an edition belongs": (
        "edition: earlier",
        "edition: 2019-99-99",
        (
            "35:18: team 'platform-engineering', responsibility 'tls-certificates': edition '2019-99-99' is not "
            "known (it is one of newest, earlier)"
        ),
    ),
    "a team without a name": (
        "    name: Second line\n",
        "",
        "56:3: team 'second-line': 'name' is missing",
    ),
    "an unknown role among the channels": (
        '      ask: "#govuk-2ndline-tech"\n      team: "#govuk-2ndline-internal"\n',
        '      ask: "#govuk-2ndline-tech"\n      emergencies: "#govuk-2ndline-internal"\n',
        (
            "60:7: team 'second-line': channels has the unknown field 'emergencies' "
            "(the fields here are ask, team, alerts, deploys)"
        ),
    ),
    "a registry without an organisation": (
        "organisation: GOV.UK\n",
        "",
        "1:1: top level: 'organisation' is missing",
    ),
    "an exclusion that does not say what": (
        "          - what: Names under service.example.org, which belong to the services\n            keywords",
        "          - keywords",
        "41:13: team 'platform-engineering', responsibility 'dns', except: 'what' is missing",
    ),
    "a misspelt field that goes by an alias": (
        "        except:",
        "        excpet:",
        "40:9: team 'platform-engineering', responsibility 'dns': unknown field 'excpet' (did you mean 'except'?)",
    ),
    "a mailing list without a name": (
        "        name: senior-tech-people\n",
        "",
        "100:7: ladder, rung 'senior-tech': mailing_list has no 'name'",
    ),
    "a misspelt field of the urgent path": (
        "  in_hours: [Second line leads.]",
        "  in_hour: [Second line leads.]",
        "120:3: urgent: unknown field 'in_hour' (did you mean 'in_hours'?)",
    ),
    "one text where a list belongs": (
        "keywords: [certificate, cert expiry]",
        "keywords: certificate",
        (
            "27:19: team 'platform-engineering', responsibility 'tls-certificates': keywords must be a list, not "
            "a single text (write '- ' before each entry, on lines of their own)"
        ),
    ),
    "a list that is left empty": (
        "keywords: [certificate, cert expiry]",
        "keywords:",
        (
            "27:9: team 'platform-engineering', responsibility 'tls-certificates': keywords is empty "
            "(write something after the ':', or delete the line)"
        ),
    ),
    "a null in a list": (
        "keywords: [certificate, cert expiry]",
        "keywords: [certificate, null]",
        (
            "27:33: team 'platform-engineering', responsibility 'tls-certificates': keywords has an empty entry "
            "(write something after the '-', or delete the line)"
        ),
    ),
    "an empty text in a list": (
        "keywords: [certificate, cert expiry]",
        'keywords: [certificate, ""]',
        (
            "27:33: team 'platform-engineering', responsibility 'tls-certificates': keywords '' is empty "
            "(write something between the quotes)"
        ),
    ),
    "an empty list of keywords": (
        "keywords: [certificate, cert expiry]",
        "keywords: []",
        (
            "27:19: team 'platform-engineering', responsibility 'tls-certificates': keywords is an empty list "
            "(write one, or delete the line)"
        ),
    ),
    "an example question with a colon": (
        "          - Our cert expires on Friday, who do I tell?",
        "          - Our cert: who do I tell?",
        (
            "30:13: team 'platform-engineering', responsibility 'tls-certificates': asked must be a single text, "
            "not a group of fields (put a text that holds ': ' in quotes)"
        ),
    ),
    "a list where a text belongs": (
        "what: Obtains and renews TLS certificates",
        "what: [Obtains]",
        "26:15: team 'platform-engineering', responsibility 'tls-certificates': what must be a single text, not a list",
    ),
    "a text of 5000 digits": (
        "what: Obtains and renews TLS certificates",
        "what: " + "1" * 5_000,
        (
            "26:15: team 'platform-engineering', responsibility 'tls-certificates': what "
            "'111111111111111111111111111111111111111111111111111111111111…' is too long: 5,000 characters "
            "(at most 600)"
        ),
    ),
    "a name that is left empty": (
        "    name: Developers",
        "    name:",
        "48:5: team 'developers': name is empty (write something after the ':', or delete the line)",
    ),
    "a text where fields belong": (
        '    channels:\n      ask: "#govuk-developers"\n',
        '    channels: "#govuk-developers"\n',
        (
            "49:15: team 'developers': channels must be a group of fields, not a single text "
            "(write its fields on the lines below it, indented)"
        ),
    ),
    "a ladder without steps": (
        "order: [tech-lead, tech-leads, senior-tech]",
        "order: []",
        "85:10: ladder: order is an empty list (it needs an entry)",
    ),
    "a source that is a text": (
        "  incidents:\n    title: Incident management",
        "  incidents: Incident management",
        (
            "10:14: source 'incidents': must be a group of fields, not a single text "
            "(write its fields on the lines below it, indented)"
        ),
    ),
    "keywords of others without any": (
        "    keywords: [printer, toner]",
        "    keywords: []",
        "152:15: not ours 'printers': keywords is an empty list (it needs an entry)",
    ),
    "a former name that became a list": (
        "became: platform-engineering",
        "became: [platform-engineering]",
        "73:13: former name 'Replatforming': became must be a single text, not a list",
    ),
    "a misspelt field of a team": (
        "read_more: https://docs.example.org/platform",
        "readmore: https://docs.example.org/platform",
        "23:5: team 'platform-engineering': unknown field 'readmore' (did you mean 'read_more'?)",
    ),
    "a word where a list of words belongs": (
        "vocabulary:\n  tls: [ssl, https]",
        "vocabulary:\n  tls: ssl",
        (
            "144:8: vocabulary 'tls': must be a list, not a single text "
            "(write '- ' before each entry, on lines of their own)"
        ),
    ),
    "a time zone by its city": (
        "time_zone: Europe/London",
        "time_zone: London",
        "2:12: top level: unknown time zone 'London' (did you mean 'Europe/London'?)",
    ),
    "a misspelt time zone": (
        "time_zone: Europe/London",
        "time_zone: Europe/Lodnon",
        "2:12: top level: unknown time zone 'Europe/Lodnon' (did you mean 'Europe/London'?)",
    ),
    "a time zone that is a continent": (
        "time_zone: Europe/London",
        "time_zone: Europe",
        "2:12: top level: unknown time zone 'Europe' (time zones look like 'Europe/London')",
    ),
    "a time zone that is a path": (
        "time_zone: Europe/London",
        "time_zone: ../etc/passwd",
        "2:12: top level: unknown time zone '../etc/passwd' (time zones look like 'Europe/London')",
    ),
    "a time zone in words": (
        "time_zone: Europe/London",
        "time_zone: british summer time",
        "2:12: top level: unknown time zone 'british summer time' (time zones look like 'Europe/London')",
    ),
    "an unquoted channel": (
        'ask: "#govuk-developers"\n    resp',
        "ask: #govuk-developers\n    resp",
        (
            "50:12: team 'developers': ask is empty, because '#govuk-developers' is a comment "
            "(put it in quotes: # starts a comment)"
        ),
    ),
    "an unquoted handle": (
        'contact: "@govuk-senior-tech-people"',
        "contact: @govuk-senior-tech-people",
        "98:16: YAML: a text cannot start with '@' (put it in quotes: \"@govuk-senior-tech-people\")",
    ),
}


@pytest.mark.parametrize(("good", "bad", "first_line"), BAD_REGISTRIES.values(), ids=BAD_REGISTRIES)
def test_every_fault_is_told_with_its_place(good: str, bad: str, first_line: str) -> None:
    assert SMALL_REGISTRY.count(good) == 1
    assert refusal(SMALL_REGISTRY.replace(good, bad))[0] == f"teams.yaml:{first_line}"


def test_every_fault_is_told_at_once_in_the_order_of_the_file() -> None:
    source = (
        SMALL_REGISTRY.replace("Europe/London", "Europe/Lodnon")
        .replace('"#govuk-platform-alerts"', "#govuk-platform-alerts")
        .replace("kind: owns", "kind: own")
        .replace("ladder: [tech-leads,", "ladder: [tech-laeds,")
        .replace("became: Replatforming", "became: Nothing")
        .replace('opens: "9:30"', 'open: "9:30"')
        .replace("tls: [ssl, https]", "tls: [ssl, SSL]")
        .replace("printers:", "printers: &x")
    )
    lines = refusal(source)
    assert [line.split(": ", 1)[1] for line in lines] == [
        "top level: unknown time zone 'Europe/Lodnon' (did you mean 'Europe/London'?)",
        (
            "team 'platform-engineering': alerts is empty, because '#govuk-platform-alerts' is a comment "
            "(put it in quotes: # starts a comment)"
        ),
        "team 'platform-engineering', responsibility 'dns': kind 'own' is not known (did you mean 'owns'?)",
        "team 'second-line': ladder names unknown rung 'tech-laeds' (did you mean 'tech-leads'?)",
        "former name 'Infrastructure': became names unknown team or former name 'Nothing'",
        "urgent: hours has no 'opens'",
        "urgent: hours has the unknown field 'open' (did you mean 'opens'?)",
        "vocabulary 'tls': has 'SSL' twice (it is on line 144 already)",
    ]
    places = [tuple(int(number) for number in line.split(":")[1:3]) for line in lines]
    assert places == sorted(places)


def test_a_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "teams.yaml"
    with pytest.raises(RegistryError, match=re.escape(f"{path}:1:1: the file: does not exist")):
        load(path)


def test_a_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="the file: is a directory, not a file"):
        load(tmp_path)


def test_a_name_that_no_file_can_have_is_refused() -> None:
    with pytest.raises(RegistryError, match="the file: cannot be read"):
        load(Path("a\0b"))


def test_an_endless_file_is_refused() -> None:
    with pytest.raises(RegistryError, match="the file: is larger than 2 MiB"):
        load(Path("/dev/zero"))


def test_a_file_is_told_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "teams.yaml"
    path.write_text(SMALL_REGISTRY.replace("kind: owns", "kind: own"), "utf-8")
    with pytest.raises(RegistryError, match=re.escape(f"{path}:44:15: ")):
        load(path)


@pytest.mark.timeout(20)
def test_a_file_of_nothing_but_faults_is_cut_short() -> None:
    fields = "".join(f"  Team{number}: x\n" for number in range(30_000))
    lines = refusal(SMALL_REGISTRY.replace("teams:\n", f"teams:\n{fields}"))
    assert len(lines) == MOST_PROBLEMS + 1
    assert lines[-1].endswith(f"the file: there are more than {MOST_PROBLEMS} faults: the rest is left out")


def test_values_cannot_move_a_cursor_or_fill_a_screen() -> None:
    lines = refusal(SMALL_REGISTRY.replace("Europe/London", '"' + "x\\u2067" * 2_000 + '"'))
    assert all(line.isprintable() and len(line) < 300 for line in lines)


def patterns_of(schema: Any) -> set[str]:
    if isinstance(schema, list):
        return set().union(*(patterns_of(item) for item in schema))
    if not isinstance(schema, dict):
        return set()
    here = {schema["pattern"]} if isinstance(schema.get("pattern"), str) else set()
    return here | patterns_of(list(schema.values()))


def test_every_pattern_of_the_schema_has_its_own_words() -> None:
    assert patterns_of(Registry.model_json_schema()) <= set(PATTERN_WORDS)
    assert len({what for what, _ in PATTERN_WORDS.values()}) == len(PATTERN_WORDS)


def test_the_fields_of_a_part_go_by_the_names_in_the_file() -> None:
    assert "except" in field_names(("teams", "x", "responsibilities", "y"))
    assert field_names(("urgent", "hours")) == ("days", "opens", "closes")
    assert field_names(("teams", "x", "responsibilities", "y", "except", 0)) == ("what", "keywords", "domains")
    assert field_names(("nowhere", "at", "all")) == ()


NEVER_SAID = re.compile(r"pydantic|Input should|Traceback|_type\b|https://errors|\bNone\b|<class|ctx")


def assert_read_or_refused(data: bytes) -> None:
    problems = problems_of(data)
    assert list(problems) == sorted(problems)
    assert all(problem.line >= 1 and problem.column >= 1 for problem in problems)
    for problem in problems:
        # what the file itself says does not count
        assert not NEVER_SAID.search(re.sub(r"'[^']*'", "''", f"{problem.what} {problem.hint}"))


def problems_of(data: bytes) -> tuple[Problem, ...]:
    """The problems of a file, none where it is read; any other exception goes through."""
    try:
        parse(data, "teams.yaml")
    except RegistryError as error:
        return error.problems or (Problem("nothing is told", 0, 0, "", ""),)
    return ()


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
@settings(deadline=timedelta(seconds=5))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    assert_read_or_refused(data)


SPOILT_LINES = [
    "",
    "  - x",
    "x: y",
    "  teams: [1]",
    "    ask: #x",
    "{",
    "    - {a: [b]}",
    "  who: null",
    "<<: *a",
    "---",
]


@given(st.data())
@settings(deadline=timedelta(seconds=5), max_examples=300)
def test_any_change_of_a_good_registry_is_read_or_refused(data: st.DataObject) -> None:
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 4))):
        number = data.draw(st.integers(0, len(lines) - 1))
        change = data.draw(st.sampled_from(["delete", "repeat", "replace", "indent", "outdent", "cut", "swap"]))
        line = lines[number]
        lines[number : number + 1] = {
            "delete": [],
            "repeat": [line, line],
            "replace": [data.draw(st.sampled_from(SPOILT_LINES)) + "\n"],
            "indent": [f"  {line}"],
            "outdent": [line.removeprefix("  ")],
            "cut": [line[: data.draw(st.integers(0, len(line)))] + "\n"],
            "swap": [data.draw(st.sampled_from(LINES))],
        }[change]
    assert_read_or_refused("".join(lines).encode())


VALUES = st.recursive(
    st.sampled_from(["x", "", "~", '"#x"', "'@x'", "1e3", "2024-99-99", "9" * 700, "platform-engineering", "Ü"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | st.dictionaries(st.sampled_from(["a", "what", "team", "T T"]), inner, max_size=2).map(
            lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items()) + "}"
        )
    ),
    max_leaves=5,
)


@given(st.integers(0, len(LINES) - 1), VALUES)
@settings(deadline=timedelta(seconds=5), max_examples=300)
def test_any_value_of_any_field_is_read_or_refused(number: int, value: str) -> None:
    line = LINES[number]
    field = re.match(r"( *(?:- )?[\w -]+:)", line)
    start = field[1] if field else line[: len(line) - len(line.lstrip())] + "-"
    assert_read_or_refused("".join([*LINES[:number], f"{start} {value}\n", *LINES[number + 1 :]]).encode())


def test_the_loader_needs_nothing_but_yaml_pydantic_and_rapidfuzz() -> None:
    program = "import sys, routing.loading.loader; print(*sorted({name.split('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()  # noqa: S603
    assert not {"slack_bolt", "slack_sdk", "aiohttp", "sqlalchemy", "asyncio", "bot", "numpy", "ruamel"} & set(loaded)
