"""Throughput and time to answer: whoask on SQLite and on Postgres beside a bare Bolt app that only echoes, in one run.

Each contender is a process of its own, and gets the same questions over Socket Mode from the same Slack, which is this
process. They are asked in turn, several times, so that a hiccup of the machine is nobody's property.
"""

from __future__ import annotations

import asyncio
import json
import math
import os
import random
import signal
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from routing.evaluation import read_questions
from tools.bench.measure import duration
from tools.soak.book import Book
from tools.soak.database import database
from tools.soak.delivery import Delivery, event
from tools.soak.gateway import Gateway
from tools.soak.load import QUESTIONS
from tools.soak.moments import Moments
from tools.soak.options import Options
from tools.soak.question import Question
from tools.soak.slack import Slack
from tools.soak.stage import environment_of, upgrade
from tools.soak.troubles import Troubles

CONTENDERS = ECHO, SQLITE, POSTGRES = "bare Bolt, echo", "whoask, SQLite", "whoask, Postgres"
SLACKS_SECONDS = 3.0
COLUMNS = ("a second", "x", "processor", "x", "answer", "p99", "ack p99", "of 3 s")
PARTS = ("claim", "route", "render", "post", "record")
WARM_UP = 100
START_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one contender: seconds from delivery to acknowledgement and to the answer, and in all.

    `busy` is the processor time of its process; `parts` are seconds for each part of an answer, where it tells.
    """

    acks: tuple[float, ...]
    answers: tuple[float, ...]
    elapsed: float
    busy: float
    parts: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class AnsweredBook(Book):
    """Tells the waiting when a question is answered."""

    waiting: dict[int, asyncio.Future[float]] = field(default_factory=dict)

    def shown(self, address: str, body: str, *, at: float, life: str | None, ambiguous: bool) -> None:
        Book.shown(self, address, body, at=at, life=life, ambiguous=ambiguous)
        question = self._by_address.get(address)
        if question and question.answers and (future := self.waiting.pop(question.number, None)):
            future.set_result(at)


@dataclass(slots=True)
class Contest:
    """A Slack for one contender, and the questions that it is asked."""

    book: AnsweredBook
    gateway: Gateway
    slack: Slack
    texts: Sequence[str]

    async def ask(self, count: int, together: int) -> list[Question]:
        """Ask so many questions, so many at a time; returns when each has been answered."""
        turns, asked = asyncio.Semaphore(together), list[Question]()

        async def one() -> None:
            async with turns:
                question = self._question()
                asked.append(question)
                self.book.waiting[question.number] = future = asyncio.get_running_loop().create_future()
                delivery = Delivery(question, event(question, f"Ev{question.number}"))
                question.sent.append(delivery.sent_at)
                self.gateway.submit(delivery)
                await future

        await asyncio.gather(*(one() for _ in range(count)))
        return asked

    def _question(self) -> Question:
        number = len(self.book.questions) + 1
        text = f"{self.texts[number % len(self.texts)]} (case {number})"
        question = Question(number, "mention", text, f"{int(time.time())}.{number:06}")
        self.book.add(question)
        return question


async def compare(contenders: Sequence[str], *, rounds: int, count: int, together: int) -> dict[str, list[Run]]:
    """Measure contenders in turn, several times."""
    runs: dict[str, list[Run]] = {contender: [] for contender in contenders}
    for _ in range(rounds):
        for contender in contenders:
            runs[contender].append(await measure(contender, count=count, together=together))
    return runs


async def measure(contender: str, *, count: int, together: int) -> Run:
    """Start a contender, ask it, and stop it."""
    async with _contest() as contest, _process(contender, contest) as (process, times):
        await contest.ask(WARM_UP, together)
        busy, began = _busy(process.pid), time.monotonic()
        asked = await contest.ask(count, together)
        elapsed, busy = time.monotonic() - began, _busy(process.pid) - busy
        process.send_signal(signal.SIGTERM)
        await process.wait()
        answers = tuple(question.answers[0].at - question.sent[0] for question in asked)
        acks = tuple((question.acked_at or math.inf) - question.sent[0] for question in asked)
        return Run(acks, answers, elapsed, busy, _parts(times))


def lines(runs: dict[str, list[Run]]) -> Iterator[str]:
    """The table: each contender's middle run, and its ratio to the bare app's."""
    yield "".join(f"{column:>10}" for column in ("", "", *COLUMNS))[2:]
    bare_rate, bare_busy = _rate(runs[ECHO]), _processor(runs[ECHO])
    for contender, theirs in runs.items():
        answers, acks = ([time for run in theirs for time in times(run)] for times in (_answers, _acks))
        ack = _p99(acks)
        yield (
            f"{contender:<18}{_rate(theirs):>10.0f}{bare_rate / _rate(theirs):>10.2f}"
            f"{duration(_processor(theirs)):>10}{_processor(theirs) / bare_busy:>10.2f}"
            f"{duration(statistics.median(answers)):>10}{duration(_p99(answers)):>10}"
            f"{duration(ack):>10}{ack / SLACKS_SECONDS:>10.1%}"
        )


def lines_of_parts(runs: dict[str, list[Run]]) -> Iterator[str]:
    """What an answer is made of, in the median; claim, post and record with their waiting."""
    yield f"{'':<18}" + "".join(f"{part:>10}" for part in PARTS)
    for contender, theirs in runs.items():
        if parts := theirs[-1].parts:
            yield f"{contender:<18}" + "".join(f"{duration(parts[part]):>10}" for part in PARTS)


def _answers(run: Run) -> tuple[float, ...]:
    return run.answers


def _acks(run: Run) -> tuple[float, ...]:
    return run.acks


def _rate(runs: Sequence[Run]) -> float:
    return statistics.median(len(run.answers) / run.elapsed for run in runs)


def _processor(runs: Sequence[Run]) -> float:
    return statistics.median(run.busy / len(run.answers) for run in runs)


def _p99(times: Sequence[float]) -> float:
    return sorted(times)[math.ceil(0.99 * len(times)) - 1]


def _parts(times: Path) -> dict[str, float]:
    if not times.exists():
        return {}
    found = {part: statistics.median(each) for part, each in json.loads(times.read_text()).items() if each}
    return {**found, "render": found["route and render"] - found["route"]}


def _busy(pid: int) -> float:
    """Processor seconds of a process so far, its threads included."""
    columns = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(columns[11]) + int(columns[12])) / os.sysconf("SC_CLK_TCK")


@asynccontextmanager
async def _contest() -> AsyncIterator[Contest]:
    rng, moments, book = random.Random(0), Moments(), AnsweredBook()  # noqa: S311
    gateway = Gateway(rng, moments)
    slack = Slack(book, gateway, Troubles(rng, frozenset(), Counter()), moments, lambda _: None)
    await slack.open()
    try:
        yield Contest(book, gateway, slack, [asked.question for asked in read_questions(QUESTIONS)])
    finally:
        await slack.close()


@asynccontextmanager
async def _process(contender: str, contest: Contest) -> AsyncIterator[tuple[asyncio.subprocess.Process, Path]]:
    """A contender that is connected."""
    with tempfile.TemporaryDirectory(prefix="whoask-bench-") as folder:
        async with database("postgres" if contender == POSTGRES else "sqlite") as store:
            times = Path(folder) / "times.json"
            heartbeat = Path(folder) / "heartbeat.json"
            settings = environment_of(Options(lease=30), store, contest.slack.api_url("bench"), heartbeat)
            settings |= {"BENCH_TIMES": str(times), "PYTHONPATH": str(Path.cwd()), "WHOASK_LOG_LEVEL": "warning"}
            await upgrade(settings)
            module = "echo" if contender == ECHO else "timed_bot"
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", f"tools.bench.throughput.{module}", env=settings
            )
            try:
                async with asyncio.timeout(START_SECONDS):
                    while not contest.gateway.connections_of("bench"):  # noqa: ASYNC110
                        await asyncio.sleep(0.05)  # the process tells nobody
                yield process, times
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
