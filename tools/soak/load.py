"""The load: questions at a steady rate on every surface, and a share of them delivered more than once."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.commands.terminal import each
from routing.evaluation import read_questions
from tools.soak.book import Book
from tools.soak.delivery import Delivery, command, event
from tools.soak.question import Question

QUESTIONS = Path(__file__).parents[2] / "data" / "questions.yaml"
SURFACES = ("command", "mention", "direct message")
# Slack delivers commands once. So that 30 of 100 deliveries are duplicates, of 100 events 64 are delivered twice.
TWICE = 0.643
# Half of the duplicates come at once, the others within this time.
LATE_SECONDS = 5.0

Send = Callable[[Delivery], None]


class Load:
    """Asks questions. `routes` lead to the bot, such as its sockets; each delivery takes one by chance."""

    def __init__(self, book: Book, rng: random.Random, routes: Sequence[Send], base_url: Callable[[], str]) -> None:
        self._book = book
        self._rng = rng
        self._routes = routes
        self._base_url = base_url
        self._texts = [asked.question for asked in read_questions(QUESTIONS) if len(asked.question) < 300]
        self._began = time.time()
        self.deliveries: list[Delivery] = []
        self.duplicates = 0

    async def ask(self, count: int, rate: float) -> None:
        """Ask a number of questions, evenly, and as late as this machine may be never more than ten at once."""
        begin = time.monotonic()
        for number in each(range(count), "Questions asked") if count > 1 else range(count):
            await asyncio.sleep(max(0.0, begin + number / rate - time.monotonic()))
            self.one()
            if time.monotonic() > begin + number / rate + 10 / rate:
                begin = time.monotonic() - number / rate

    async def until(self, stop: asyncio.Event, rate: float) -> None:
        """Ask until told to stop."""
        while not stop.is_set():
            await self.ask(1, rate)
            await asyncio.sleep(1 / rate)

    def one(self) -> Question:
        """Ask one question, and have it delivered again as chance will have it."""
        question = self._question()
        self._book.add(question)
        if question.surface == "command":
            self._deliver(question, command(question, self._base_url()))
            return question
        event_id = f"Ev{question.number}"
        self._deliver(question, event(question, event_id))
        if self._rng.random() < TWICE:
            self.duplicates += 1
            payload = event(question, self._rng.choice([event_id, f"{event_id}again"]))
            pause = self._rng.choice([0.0, self._rng.uniform(0.0, LATE_SECONDS)])
            asyncio.get_running_loop().call_later(pause, self._deliver, question, payload)
        return question

    def _question(self) -> Question:
        number = len(self._book.questions) + 1
        # Slack's timestamps are unique in a channel: here they are everywhere.
        stamp = f"{int(self._began) + number // 1_000_000}.{number % 1_000_000:06}"
        text = f"{self._rng.choice(self._texts)} (case {number})"
        return Question(number, self._rng.choice(SURFACES), text, stamp)

    def _deliver(self, question: Question, payload: dict[str, object]) -> None:
        delivery = Delivery(question, payload)
        question.sent.append(delivery.sent_at)
        self.deliveries.append(delivery)
        self._rng.choice(self._routes)(delivery)
