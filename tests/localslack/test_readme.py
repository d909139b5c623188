"""The README tells the truth: every example in it runs, one after the other as a reader would go on."""

import ast
import asyncio
import re
from pathlib import Path
from types import CodeType
from typing import Any

import aiohttp
import pytest

import localslack
from localslack import LocalSlack
from tests.localslack.harness import bolt

FOLDER = Path(localslack.__file__).parent
PATH = FOLDER / "README.md"
README = PATH.read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
BOT, WORKSPACE, APP, ACT, READ, FAULTS, HTTP, PAGE = EXAMPLES


def compiled(example: str) -> CodeType:
    """An example, with the lines of the README, and with `await` at its top level."""
    above = README.partition(example)[0].count("\n")
    code: CodeType = compile("\n" * above + example, PATH, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    return code


async def run(example: str, names: dict[str, Any]) -> None:
    if (waiting := eval(compiled(example), names)) is not None:  # noqa: S307 - our own README
        await waiting


def test_the_bot_in_ten_lines_prints_what_the_readme_says(capsys: pytest.CaptureFixture[str]) -> None:
    (printed,) = re.findall(r"```text\n(.*?)```", README, re.DOTALL)

    exec(compiled(BOT), {})  # noqa: S102 - likewise

    assert capsys.readouterr().out == printed


async def test_a_workspace_of_your_own_starts_with_what_it_says() -> None:
    names: dict[str, Any] = {}
    await run(WORKSPACE.replace("...", "assert slack.messages('#general') == ()"), names)

    assert [channel.name for channel in names["seed"].channels] == ["general", "plans"]


async def test_the_examples_after_it_run_in_their_order() -> None:
    names: dict[str, Any] = {}
    await run(BOT.partition("\n\n\n")[0], names)  # its imports
    await run(APP, names)
    async with LocalSlack.start() as slack:
        names["slack"] = slack
        async with bolt(slack, names["register"]):
            for example in (ACT, READ, FAULTS):
                await run(example, names)
        await run(HTTP, names)

        assert slack.calls("views.open")[-1].ok


async def test_the_page_opens_where_it_says() -> None:
    said: asyncio.Queue[str] = asyncio.Queue()
    names = {"asyncio": asyncio, "print": said.put_nowait}
    example = asyncio.create_task(run(PAGE.replace("port=8765", "port=0"), names))  # no test takes a fixed port
    try:
        url = (await asyncio.wait_for(said.get(), 5)).removeprefix("Open ")
        async with aiohttp.ClientSession() as session, session.get(url) as response:
            assert '<div id="app">' in await response.text()
    finally:
        example.cancel()
        await asyncio.gather(example, return_exceptions=True)


def test_the_map_names_every_file_and_no_other() -> None:
    named = set(re.findall(r"`([a-z_]+\.py)`", README.partition("## Where things are")[2]))

    assert named == {path.name for path in FOLDER.glob("*.py")} - {"__init__.py"}
