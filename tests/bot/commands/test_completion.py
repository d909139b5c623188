"""`whoask completion`: what the shells make of the scripts."""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli import main, parser
from bot.commands.completion import SHELLS

COMPLETED = """
source "$1"; shift
function_name=$(complete -p whoask | sed 's/.* -F \\([^ ]*\\).*/\\1/')
COMP_WORDS=(whoask "$@"); COMP_CWORD=$#
$function_name whoask "${COMP_WORDS[-1]}" "${COMP_WORDS[-2]}"
printf '%s\\n' "${COMPREPLY[@]}"
"""


def script(shell: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main(["completion", shell]) == 0
    return capsys.readouterr().out


def names(whole: argparse.ArgumentParser) -> Iterator[str]:
    for action in whole._actions:
        yield from action.option_strings
        if isinstance(action.choices, dict):
            for name, command in action.choices.items():
                yield name
                yield from names(command)


@pytest.mark.parametrize("shell", SHELLS)
def test_every_command_and_option_is_in_every_script(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    written = script(shell, capsys)
    spelt = {name.lstrip("-") if shell == "fish" else name for name in names(parser())}
    assert {name for name in spelt if name not in written} == set()


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_that_is_there_can_read_its_script(
    shell: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"no {shell} here")
    (tmp_path / "script").write_text(script(shell, capsys), encoding="utf-8")
    subprocess.run([program, "-n", tmp_path / "script"], check=True, timeout=50)  # noqa: S603


@pytest.mark.parametrize(
    ("typed", "completed"),
    [
        (["ex"], {"export"}),
        (["db", ""], {"upgrade", "backup", "restore"}),
        (["ask", "--re"], {"--registry"}),
        (["completion", ""], set(SHELLS)),
        (["check", "tea"], {"teams.yaml"}),
        (["ask", "--registry", "tea"], {"teams.yaml"}),
    ],
)
def test_bash_completes_commands_options_and_files(
    typed: list[str], completed: set[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bash = shutil.which("bash")
    assert bash
    (tmp_path / "teams.yaml").touch()
    (tmp_path / "script").write_text(script("bash", capsys), encoding="utf-8")
    done = subprocess.run(  # noqa: S603
        [bash, "-c", COMPLETED, "bash", tmp_path / "script", *typed],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        timeout=50,
    )
    assert set(done.stdout.split()) >= completed
    assert (typed[-1] == "") or set(done.stdout.split()) == completed


def test_another_shell_is_wrong_usage_and_the_ones_it_knows_are_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["completion", "powershell"]) == 2
    told = capsys.readouterr().err
    assert all(shell in told for shell in SHELLS)


def test_every_command_adds_its_arguments_without_a_heavy_import() -> None:
    heavy = {"asyncio", "json", "pydantic", "rich", "shtab", "slack_sdk", "sqlalchemy", "yaml"}
    look = f"import sys, bot.cli; bot.cli.parser(); print(sorted({heavy!r} & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout == "[]\n"
