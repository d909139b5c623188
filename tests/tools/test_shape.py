"""The shape of the code: the walk that CONTRIBUTING.md tells is the one that a question takes."""

from __future__ import annotations

import asyncio
import re

import pytest

from tools.shape import CONTRIBUTING, ROOT, Walk, circles, figures, sources, walk

TOLD = re.findall(r"^(bot/\S+\.py) {2,}\S", CONTRIBUTING.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.fixture(scope="module")
def walked() -> Walk:
    return asyncio.run(walk())


def test_the_files_of_the_walk_exist() -> None:
    assert len(TOLD) > 10
    assert not [file for file in TOLD if not (ROOT / file).is_file()]


def test_a_mention_goes_through_the_files_in_the_order_that_is_told(walked: Walk) -> None:
    assert [file for file in walked.files if file in TOLD] == TOLD


def test_the_figures_count_what_there_is(walked: Walk) -> None:
    lines = "\n".join(figures(walked))
    assert "| `bot/answering/` |" in lines
    assert f"in {len(walked.files)} files of `bot/`" in lines


def test_no_rooms_import_each_other_in_a_circle_and_one_would_be_seen() -> None:
    code = sources()
    assert circles(code) == 0
    assert circles({**code, "bot/store/x.py": "from bot.answering.leases import LeaseManager\n"}) == 1
