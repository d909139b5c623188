"""`make release-record`: write down how good the shipped registry is, for the next release to be no worse.

The record holds figures of `data/questions.yaml`: how many of the scored part are right, and which questions of the
open part are wrong. tests/routing/test_release.py holds every change against it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import yaml

from routing.evaluation import Result, evaluate, false_alarms, read_questions, share, urgent_recall
from routing.loading.loader import load
from routing.matching.index import Index, build_index
from routing.route import analyse

ROOT = Path(__file__).parents[1]
RECORD = ROOT / "tests" / "routing" / "last_release.yaml"
# The hour at which the questions are asked; only the guidance of urgent answers depends on it.
ASKED_AT = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Record:
    """What the last release did. `open_wrong` are the ids of the open questions that it got wrong."""

    scored_right: int
    urgent_recognised: int
    false_alarms: int
    open_wrong: tuple[str, ...]


def shipped_index() -> Index:
    """The registry that comes with whoask, compiled."""
    return build_index(load(ROOT / "data" / "teams.yaml"))


def results(index: Index) -> tuple[Result, ...]:
    """Every question of the shipped file, asked."""
    return evaluate(read_questions(ROOT / "data" / "questions.yaml"), index, ASKED_AT)


def record_of(asked: Sequence[Result]) -> Record:
    """The figures to hold a change against."""
    return Record(
        scored_right=share(result for result in asked if result.asked.part == "scored").right,
        urgent_recognised=urgent_recall(asked).right,
        false_alarms=false_alarms(asked).right,
        open_wrong=tuple(result.asked.id for result in _open(asked) if not result.right),
    )


def read_record() -> Record:
    """The record of the last release."""
    told = yaml.safe_load(RECORD.read_text(encoding="utf-8"))
    return Record(**{**told, "open_wrong": tuple(told["open_wrong"])})


def lost(asked: Sequence[Result], before: Record, index: Index) -> Iterator[str]:
    """Each open question that was right before and is wrong now, with the words that lost it."""
    for result in _open(asked):
        if not result.right and result.asked.id not in before.open_wrong:
            options = analyse(result.asked.question, index).options
            words = ", ".join(said for said, _ in options[0].matches[0].earned[:5]) if options else "no word"
            right = " or ".join(result.asked.expect) or "nobody"
            yield f"{result.asked.id}: said {result.got} for {words}; right is {right}: {result.asked.question}"


def won(asked: Sequence[Result], before: Record) -> list[str]:
    """The ids of the open questions that were wrong before and are right now."""
    return [result.asked.id for result in _open(asked) if result.right and result.asked.id in before.open_wrong]


def _open(asked: Sequence[Result]) -> list[Result]:
    return [result for result in asked if result.asked.part != "scored"]


def main() -> None:
    """Write the record of today."""
    now = record_of(results(shipped_index()))
    RECORD.write_text(
        "# What the last release did with data/questions.yaml. Written by: make release-record\n"
        + yaml.safe_dump(
            {
                "scored_right": now.scored_right,
                "urgent_recognised": now.urgent_recognised,
                "false_alarms": now.false_alarms,
                "open_wrong": list(now.open_wrong),
            },
            sort_keys=False,
        ),
        encoding="utf-8",
    )
    print(f"{now.scored_right} scored right, {len(now.open_wrong)} open wrong, {now.false_alarms} false alarms")


if __name__ == "__main__":
    main()
