from __future__ import annotations

import asyncio
import os
from pathlib import Path

from bot.demo.terminal import lines


async def read_all(file: int) -> list[str]:
    return [line async for line in lines(file)]


async def test_lines_of_a_pipe_come_one_by_one_and_a_last_one_needs_no_end() -> None:
    reading, writing = os.pipe()
    task = asyncio.create_task(read_all(reading))
    for part in (b"one\ntw", b"o\n\nna\xc3", b"\xafve\r\n", b"last"):
        os.write(writing, part)
        await asyncio.sleep(0)
    os.close(writing)
    assert await task == ["one", "two", "", "naïve", "last"]
    os.close(reading)


async def test_lines_of_a_file_are_read_too(tmp_path: Path) -> None:
    (tmp_path / "questions").write_bytes(b"one\nno utf-8: \xff\n")
    with (tmp_path / "questions").open("rb") as file:
        assert await read_all(file.fileno()) == ["one", "no utf-8: \N{REPLACEMENT CHARACTER}"]


async def test_waiting_for_a_line_can_be_called_off() -> None:
    reading, writing = os.pipe()
    task = asyncio.create_task(read_all(reading))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
    os.close(writing)
    os.close(reading)


async def test_an_empty_input_has_no_lines() -> None:
    with open(os.devnull, "rb") as nothing:  # noqa: PTH123
        assert await read_all(nothing.fileno()) == []
