"""The figures of `whoask eval`, as the command line's contract has them and as a table for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from routing.evaluation import (
    NOBODY,
    SCORED,
    Result,
    Share,
    answerable,
    calibration,
    confusions,
    dont_know,
    false_alarms,
    share,
    urgent_recall,
)


def as_json(results: Sequence[Result]) -> dict[str, Any]:
    """The figures as the command line's contract has them."""
    alarms = false_alarms(results)
    recall = urgent_recall(results)
    return {
        **_share(share(results)),
        "answerable": _share(answerable(results)),
        "dont_know": _share(dont_know(results)),
        "urgent": {
            "total": recall.total,
            "recall": recall.rate,
            "calm": alarms.total,
            "false_alarms": alarms.right,
            "false_alarm_rate": alarms.rate,
        },
        "wrong": [_wrong(result) for result in shown_wrong(results)],
    }


def table(results: Sequence[Result]) -> Iterator[str]:
    """The figures for people."""
    yield _row("All questions", share(results))
    yield _row("Has an answer", answerable(results))
    yield _row("Nobody's (don't-know)", dont_know(results))
    yield _row("Urgent, recognised", urgent_recall(results))
    yield _row("Calm, false alarms", false_alarms(results))
    yield from _section("By part", ((part, _of(results, "part", part)) for part in _values(results, "part")))
    yield from _section("By style", ((style, _of(results, "style", style)) for style in _values(results, "style")))
    destinations = sorted({_expected(result) for result in results})
    yield from _section(
        "By destination", ((name, [r for r in results if _expected(r) == name]) for name in destinations)
    )
    if wrong := confusions(results):
        yield "\nConfused (expected → said)"
        yield from (f"  {count:4}  {expected} → {got}" for expected, got, count in wrong)
    yield "\nConfidence of places named → right"
    for low, high, of in calibration(results):
        yield f"  {low:.1f} to {min(high, 1.0):.1f}  {_figures(of)}"


def wrong_lines(results: Sequence[Result]) -> Iterator[str]:
    """The questions that went wrong, those of the scored part left out."""
    hidden = sum(not result.right and result.asked.part == SCORED for result in results)
    for result in shown_wrong(results):
        question = " ".join(result.asked.question.split())
        yield f"{result.asked.id}  {question}"
        yield f"      said {result.got}, right is {' or '.join(result.asked.expect) or NOBODY}"
    if hidden:
        yield f"{hidden} more in the scored part, which is not listed so that nobody tunes to it."


def shown_wrong(results: Sequence[Result]) -> list[Result]:
    """The wrong results that may be listed."""
    return [result for result in results if not result.right and result.asked.part != SCORED]


def _share(of: Share) -> dict[str, Any]:
    return {"total": of.total, "right": of.right, "accuracy": of.rate}


def _wrong(result: Result) -> dict[str, Any]:
    asked = result.asked
    return {"id": asked.id, "question": asked.question, "expect": list(asked.expect), "got": result.got}


def _section(title: str, rows: Iterator[tuple[str, list[Result]]]) -> Iterator[str]:
    yield f"\n{title}"
    yield from (_row(f"  {name}", share(results)) for name, results in rows)


def _row(name: str, of: Share) -> str:
    return f"{name:46} {_figures(of)}"


def _figures(of: Share) -> str:
    if not of.total:
        return "none"
    low, high = of.interval
    return f"{of.right:4} of {of.total:4}  {of.rate:.3f}  (95%: {low:.2f} to {high:.2f})"


def _expected(result: Result) -> str:
    return result.asked.expect[0] if result.asked.expect else NOBODY


def _values(results: Sequence[Result], field: str) -> list[str]:
    return sorted({getattr(result.asked, field) for result in results})


def _of(results: Sequence[Result], field: str, value: str) -> list[Result]:
    return [result for result in results if getattr(result.asked, field) == value]
