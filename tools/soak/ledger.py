"""The ledger: what became of every question, each regime of the store apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tools.soak.book import Book
from tools.soak.delivery import ACK_SECONDS, Delivery
from tools.soak.history import History
from tools.soak.question import Question

UP, LATE, DOWN = "store up", "store late", "store down"
# Why somebody saw a second answer. Only the last one is a fault of ours.
KILLED = "killed before the answer was recorded"
AMBIGUOUS = "Slack broke off after taking it"
STORE_DOWN = "the store was down or late at the claim"
UNEXPLAINED = "unexplained"
SAMPLES = 20
CAUSES = (KILLED, AMBIGUOUS, STORE_DOWN, UNEXPLAINED)


@dataclass(frozen=True, slots=True)
class Spread:
    """Durations in seconds."""

    p50: float
    p99: float
    longest: float


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the questions of one regime. `unanswered` were acknowledged; `apologies` got nothing better.

    `failed` were not acknowledged in time by any delivery: commands that failed before the asker's eyes, and events
    that Slack gave up. `doubles` counts second answers by cause.
    """

    delivered: int
    acknowledged: int
    answered: int
    unanswered: int
    apologies: int
    failed: int
    doubles: dict[str, int]


@dataclass(frozen=True, slots=True)
class Ledger:
    """The whole run. `to_ack` is of deliveries, with `in_time` as the share that Slack had within its three seconds.

    `samples` tells some of the questions that broke a must.
    """

    accounts: dict[str, Account]
    deliveries: int
    duplicates: int
    wrong_asker: int
    nobodys: int
    to_ack: Spread
    in_time: float
    to_answer: Spread
    faults: dict[str, int]
    samples: tuple[str, ...]

    @property
    def broken(self) -> list[str]:
        """The musts that were not kept, in words."""
        found = []
        for regime, account in self.accounts.items():
            if account.unanswered:
                found.append(f"{account.unanswered} acknowledged questions were not answered ({regime})")
            if account.doubles[UNEXPLAINED]:
                found.append(f"{account.doubles[UNEXPLAINED]} second answers are unexplained ({regime})")
        if self.wrong_asker or self.nobodys:
            found.append(f"{self.wrong_asker + self.nobodys} answers went to somebody else")
        return found


def draw_up(book: Book, deliveries: Sequence[Delivery], history: History, duplicates: int) -> Ledger:
    """Count everything that has happened by now."""
    regimes: dict[str, list[Question]] = {UP: [], LATE: [], DOWN: []}
    for question in book.questions:
        regimes[regime_of(question, history)].append(question)
    acks = [delivery.acked_at - delivery.sent_at for delivery in deliveries if delivery.acked_at]
    answers = [question.real[0].at - question.sent[0] for question in book.questions if question.real]
    return Ledger(
        accounts={regime: _account(questions, history) for regime, questions in regimes.items()},
        deliveries=len(deliveries),
        duplicates=duplicates,
        wrong_asker=book.wrong_asker,
        nobodys=book.nobodys,
        to_ack=_spread(acks),
        in_time=sum(ack <= ACK_SECONDS for ack in acks) / max(1, len(deliveries)),
        to_answer=_spread(answers),
        faults=dict(sorted(history.counts.items())),
        samples=tuple(_in_words(one, history) for one in book.questions if _is_wrong(one, history))[:SAMPLES],
    )


def regime_of(question: Question, history: History) -> str:
    """Down where the store may have been so for one of its deliveries: that replica could not tell a duplicate.

    Late where we did not stop the store, and a replica found it too slow all the same.
    """
    if any(map(history.store_down, question.sent)):
        return DOWN
    return LATE if question.key in history.late else UP


def causes(question: Question, history: History) -> Iterable[str]:
    """The cause of each answer after the first."""
    real = question.real
    for earlier, _ in pairwise(real):
        if earlier.ambiguous:
            yield AMBIGUOUS
        elif history.died_before_recording(earlier.life, earlier.at):
            yield KILLED
        else:
            yield UNEXPLAINED if regime_of(question, history) == UP else STORE_DOWN


def _account(questions: Sequence[Question], history: History) -> Account:
    doubles = Counter(cause for question in questions for cause in causes(question, history))
    acknowledged = [question for question in questions if question.acked_at is not None]
    unanswered = [question for question in acknowledged if not question.real]
    return Account(
        delivered=len(questions),
        acknowledged=len(acknowledged),
        answered=sum(bool(question.real) for question in questions),
        unanswered=len(unanswered),
        apologies=sum(bool(question.answers) for question in unanswered),
        failed=len(questions) - len(acknowledged),
        doubles={cause: doubles[cause] for cause in CAUSES},
    )


def _spread(durations: Sequence[float]) -> Spread:
    if not durations:
        return Spread(0.0, 0.0, 0.0)
    ordered = sorted(durations)
    return Spread(ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)], ordered[-1])


def _is_wrong(question: Question, history: History) -> bool:
    unanswered = question.acked_at is not None and not question.real
    return unanswered or UNEXPLAINED in causes(question, history)


def _in_words(question: Question, history: History) -> str:
    """What is known of a question, in seconds from its first delivery."""
    began = question.sent[0]
    sent = ", ".join(f"{at - began:.1f}" for at in question.sent)
    acked = f"{question.acked_at - began:.1f}" if question.acked_at is not None else "never"
    shown = ", ".join(
        f"{one.at - began:.1f} by {one.life}{'' if one.real else ' (apology)'}" for one in question.answers
    )
    what = f"question {question.number} ({question.surface}, {regime_of(question, history)})"
    return f"{what}: delivered at {sent}, acknowledged {acked}, shown {shown or 'never'}"
