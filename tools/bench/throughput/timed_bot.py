"""`whoask run` with a stop-watch around the parts of an answer. The file that BENCH_TIMES names gets the times."""

from __future__ import annotations

import functools
import json
import os
import sys
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import bot.answering.answer_service
import bot.answering.responder
from bot.run import main
from bot.settings.settings import Settings
from bot.store.sql import SqlStore

TIMES: dict[str, list[float]] = defaultdict(list)


def computed(part: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """Times a function that only computes."""

    @functools.wraps(function)
    def timed(*args: Any, **named: Any) -> Any:
        began = time.perf_counter()
        try:
            return function(*args, **named)
        finally:
            TIMES[part].append(time.perf_counter() - began)

    return timed


def awaited(part: str, function: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """Times a function that waits, with the waiting."""

    @functools.wraps(function)
    async def timed(*args: Any, **named: Any) -> Any:
        began = time.perf_counter()
        try:
            return await function(*args, **named)
        finally:
            TIMES[part].append(time.perf_counter() - began)

    return timed


TIMED = (
    (bot.answering.answer_service, "route", "route", computed),
    (bot.answering.answer_service.AnswerService, "_answer", "route and render", computed),
    (SqlStore, "claim", "claim", awaited),
    (bot.answering.responder, "send", "post", awaited),
    (SqlStore, "record", "record", awaited),
)

if __name__ == "__main__":
    for owner, name, part, time_it in TIMED:
        setattr(owner, name, time_it(part, getattr(owner, name)))
    try:
        status = main(Settings.from_env(os.environ))
    finally:
        Path(os.environ["BENCH_TIMES"]).write_text(json.dumps(TIMES), encoding="utf-8")
    sys.exit(status)
