"""The contract of the command line (docs/command-line.md), as other tools meet it: processes, exit statuses, JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.builders import SMALL_REGISTRY

FOUND, DONT_KNOW, FAULT, USAGE = 0, 3, 1, 2
QUESTIONS = """\
- {id: q1, question: "who renews our TLS certificates?", expect: ["#govuk-platform-engineering"], urgent: false}
- {id: q2, question: "who mends the printer?", expect: ["#govuk-developers"], urgent: false, note: wrong on purpose}
"""


@pytest.fixture
def registry(tmp_path: Path) -> Path:
    path = tmp_path / "teams.yaml"
    path.write_text(SMALL_REGISTRY)
    return path


def whoask(*words: str | Path, typed: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "WHOASK_"))}
    return subprocess.run(  # noqa: S603
        [sys.executable, "-m", "bot", *words],
        input=typed,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**inherited, "PYTHONIOENCODING": "utf-8", **environ},
        check=False,
    )


def asked(registry: Path, *words: str, typed: str = "") -> tuple[int, dict[str, Any]]:
    done = whoask("ask", "--registry", registry, "--json", *words, typed=typed)
    assert done.stdout.count("\n") == 1, "one object and nothing else on standard output"
    return done.returncode, json.loads(done.stdout)


def test_a_place_that_is_found_has_every_key_of_the_contract(registry: Path) -> None:
    status, answer = asked(registry, "who", "renews our", "TLS certificates?")
    assert status == FOUND
    assert answer["question"] == "who renews our TLS certificates?"
    assert (answer["outcome"], answer["urgent"], answer["fallback"]) == ("found", False, None)
    assert (answer["destination"], answer["team"]) == ("#govuk-platform-engineering", "platform-engineering")
    assert 0.5 <= answer["confidence"] <= 1
    first = answer["because"][0]
    assert first.keys() >= {"responsibility", "text", "matched", "source", "edition"}
    assert (first["responsibility"], first["source"], first["edition"]) == (
        "tls-certificates",
        "ask-for-help",
        "earlier",
    )
    assert "certificates" in first["matched"]
    assert all(other.keys() >= {"destination", "team", "confidence"} for other in answer["alternatives"])
    assert isinstance(answer["guidance"], list)
    assert answer["ladder"] == [
        {"step": 1, "who": "Your tech lead", "contact": None},
        {"step": 2, "who": "Tech leads", "contact": "#govuk-tech-leads"},
        {"step": 3, "who": "Senior tech", "contact": "@govuk-senior-tech-people"},
    ]
    assert len(answer["text"]) <= 1_200
    assert answer["destination"] in answer["text"]


def test_a_dont_know_has_status_3_and_names_the_general_channel_alone(registry: Path) -> None:
    status, answer = asked(registry, typed="who mends\nthe printer?\n")
    assert status == DONT_KNOW
    assert answer["question"] == "who mends\nthe printer?", "all of standard input is one question"
    assert (answer["outcome"], answer["destination"], answer["team"]) == ("nobody", None, None)
    assert answer["fallback"] == "#govuk-developers"
    assert 0.5 <= answer["confidence"] <= 1


def test_without_json_the_answer_is_what_a_person_reads(registry: Path) -> None:
    done = whoask("ask", "--registry", registry, "--explain", "who renews our TLS certificates?")
    assert done.returncode == FOUND
    assert done.stdout.startswith("Ask #govuk-platform-engineering (Platform Engineering)\n")
    assert "How I got there" in done.stdout
    assert done.stderr == ""


def test_a_time_without_an_offset_is_in_the_registrys_own_zone(registry: Path) -> None:
    """In July London is an hour ahead of UTC: 16:45 there is before closing time, 16:45 UTC is after it."""
    question = "the site is down for everyone right now"
    there = asked(registry, "--at", "2026-07-20T16:45", question)[1]
    in_utc = asked(registry, "--at", "2026-07-20T16:45+00:00", question)[1]
    assert there["urgent"]
    assert in_utc["urgent"]
    assert there["destination"] == in_utc["destination"] == "#govuk-2ndline-tech"
    assert "Second line leads." in there["guidance"]
    assert "The on-call engineer leads." in in_utc["guidance"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["ask", "  "], "whoask: Ask a question"),
        (["ask", "--at", "half past nine", "who?"], "whoask: --at 'half past nine' is not a time"),
        (["ask", "--at", "9999-12-31T23:59:59-12:00", "who?"], "is too far from today"),
        (["eval"], "usage: whoask eval"),
        (["eval", "--min-accuracy", "94", "questions.yaml"], "is not a share from 0 to 1"),
        (["eval", "--min-accuracy", "nan", "questions.yaml"], "is not a share from 0 to 1"),
        (["gossip"], "invalid choice"),
    ],
)
def test_wrong_usage_has_status_2_and_says_what_is_right(words: list[str], told: str) -> None:
    done = whoask(*words)
    assert (done.returncode, done.stdout) == (USAGE, "")
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_bad_registry_has_status_1_and_every_fault_its_line_and_column(tmp_path: Path) -> None:
    path = tmp_path / "teams.yaml"
    bad = SMALL_REGISTRY.replace("tie_breaks:\n  outage: second-line", "tie_breaks:\n  outage: second-lime")
    path.write_text(bad.replace("time_zone: Europe/London", "time_zone: London"))
    faults = whoask("check", path)
    assert faults.returncode == FAULT
    lines = faults.stdout.splitlines()
    assert len(lines) == 2, "every fault at once"
    assert lines[0] == f"{path}:2:12: top level: unknown time zone 'London' (did you mean 'Europe/London'?)"
    assert lines[1].startswith(f"{path}:{bad.splitlines().index('  outage: second-lime') + 1}:11: tie break 'outage': ")
    assert lines[1].endswith("(did you mean 'second-line'?)")
    refused = whoask("ask", "--registry", path, "who renews our TLS certificates?")
    assert (refused.returncode, refused.stdout) == (FAULT, "")
    assert refused.stderr.splitlines() == lines


def test_a_sound_registry_has_status_0(registry: Path) -> None:
    done = whoask("check", WHOASK_REGISTRY=str(registry))
    assert (done.returncode, done.stderr) == (0, "")
    assert "no faults" in done.stdout


def test_an_evaluation_fails_below_the_accuracy_that_was_asked_for(registry: Path, tmp_path: Path) -> None:
    questions = tmp_path / "questions.yaml"
    questions.write_text(QUESTIONS)
    enough = whoask("eval", "--registry", registry, "--json", "--min-accuracy", "0.5", questions)
    assert enough.returncode == 0
    figures = json.loads(enough.stdout)
    assert (figures["total"], figures["right"], figures["accuracy"]) == (2, 1, 0.5)
    assert figures["answerable"] == {"total": 2, "right": 1, "accuracy": 0.5}
    assert figures["dont_know"]["total"] == 0
    assert figures["urgent"].keys() == {"total", "recall", "calm", "false_alarms", "false_alarm_rate"}
    assert figures["wrong"] == [
        {"id": "q2", "question": "who mends the printer?", "expect": ["#govuk-developers"], "got": "nobody"}
    ]
    too_few = whoask("eval", "--registry", registry, "--show-wrong", "--min-accuracy", "0.51", questions)
    assert too_few.returncode == FAULT
    assert "said nobody, right is #govuk-developers" in too_few.stdout


def test_a_question_file_that_is_none_has_status_1(tmp_path: Path) -> None:
    done = whoask("eval", tmp_path / "absent.yaml")
    assert (done.returncode, done.stdout) == (FAULT, "")
    assert done.stderr == f"{tmp_path / 'absent.yaml'}: cannot be read: No such file or directory\n"


def test_run_names_every_token_that_is_missing_and_the_demo_that_needs_none() -> None:
    done = whoask("run")
    assert (done.returncode, done.stdout) == (FAULT, "")
    for words in (
        "SLACK_BOT_TOKEN is missing",
        "SLACK_APP_TOKEN is missing",
        "https://api.slack.com/apps",
        "whoask demo",
    ):
        assert words in done.stderr


@pytest.mark.parametrize(
    "command", [["ask", "who renews our TLS certificates?"], ["check"], ["export", "--out", "{folder}"]]
)
def test_asking_checking_and_exporting_load_nothing_of_slack_or_the_store(command: list[str], registry: Path) -> None:
    look = (
        "import sys; from bot.cli import main; status = main(sys.argv[1:]);"
        "never = {'slack_bolt', 'slack_sdk', 'aiohttp', 'sqlalchemy', 'asyncio', 'govuk_bank_holidays', 'requests',"
        "'rich', 'shtab'};"
        "print(sorted(never & sys.modules.keys()), status)"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", look, *(word.format(folder=registry.parent) for word in command)],
        capture_output=True,
        text=True,
        env={**os.environ, "WHOASK_REGISTRY": str(registry)},
        check=False,
    )
    assert done.stdout.splitlines()[-1] == "[] 0", done.stderr


def test_asking_does_not_go_through_the_installed_packages(registry: Path) -> None:
    look = (
        "import atexit; from bot.cli import entry; from pydantic.plugin import _loader;"
        "atexit.register(lambda: print(_loader._plugins)); entry()"
    )
    words = ("ask", "--registry", registry, "who renews certificates?")
    done = subprocess.run([sys.executable, "-c", look, *words], capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == FOUND, done.stderr
    assert done.stdout.splitlines()[-1] == "None", "pydantic has looked for plugins"


def test_the_version_is_that_of_the_package() -> None:
    done = whoask("--version")
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (done.returncode, done.stdout, done.stderr) == (0, f"whoask {project['version']}\n", "")


def test_a_stream_without_arrows_still_gets_the_answer(registry: Path) -> None:
    done = whoask("ask", "--registry", registry, "who renews certificates?", PYTHONIOENCODING="ascii")

    assert done.returncode == 0
    assert "Still stuck? 1 your tech lead ? 2 " in done.stdout
