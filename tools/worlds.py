"""`make worlds WORLDS=path`: how good whoask is for organisations that it has never seen, one line a world.

A world is a folder with a `registry.yaml` and a `questions.yaml`, such as those of `tests/worlds/`. A question with
`all: true` asks two things of two teams, and both belong in the answer. "Forced" is what would be named first if there
were no don't-know; "named" is whether the right place is among the places that the reply names, at most three.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from routing.answers import Answer, Found, Nobody, Several
from routing.evaluation import LabelledQuestion, read_questions
from routing.loading.loader import load
from routing.matching.index import Index, build_index
from routing.route import analyse, decide

# A working day, so that the figures do not change with the day they are made on.
NOW = datetime(2026, 11, 24, 11, 0, tzinfo=UTC)
MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Count:
    """How many questions of a kind there are, and with how many whoask does right."""

    right: int = 0
    total: int = 0

    def __add__(self, other: Count) -> Count:
        """Both counts together."""
        return Count(self.right + other.right, self.total + other.total)

    def __str__(self) -> str:
        """For a table: 0.83 of 50."""
        return f"{self.right / self.total:.3f} of {self.total:<5}" if self.total else "-"


@dataclass(frozen=True, slots=True)
class Figures:
    """One line of the table. Of `false_alarms`, few is good."""

    overall: Count = Count()
    answerable: Count = Count()
    dont_know: Count = Count()
    forced: Count = Count()
    named: Count = Count()
    both_parts: Count = Count()
    urgent_heard: Count = Count()
    false_alarms: Count = Count()

    def __add__(self, other: Figures) -> Figures:
        """The line under two lines."""
        return Figures(*(mine + theirs for mine, theirs in zip(astuple_of(self), astuple_of(other), strict=True)))


def astuple_of(figures: Figures) -> tuple[Count, ...]:
    """The counts of a line, in the order of the table."""
    return tuple(getattr(figures, field.name) for field in fields(figures))


def places(answer: Answer) -> list[str]:
    """The places that a reply names, the likeliest first."""
    if isinstance(answer, Found):
        named = (answer.place, *answer.alternatives)
    else:
        named = answer.places if isinstance(answer, Several) else answer.nearest
    return [place.destination for place in named][:MOST_NAMED]


def figures(asked: LabelledQuestion, index: Index) -> Figures:
    """What one question adds to the table."""
    thought = analyse(asked.question, index)
    answer = decide(thought, index, NOW)
    named = places(answer)
    forced = next((option.destination for option in thought.options if option.is_ours), None)
    got = None if isinstance(answer, Nobody) else named[0]
    right = Count(got in asked.expect if asked.expect else got is None, 1)
    told = named if isinstance(answer, Several) else []
    return Figures(
        overall=right,
        answerable=right if asked.expect else Count(),
        dont_know=Count() if asked.expect else right,
        forced=Count(forced in asked.expect, 1) if asked.expect else Count(),
        named=Count(any(place in asked.expect for place in named), 1) if asked.expect else Count(),
        both_parts=Count(set(asked.expect) <= set(told), 1) if asked.all else Count(),
        urgent_heard=Count(answer.urgent, 1) if asked.urgent else Count(),
        false_alarms=Count() if asked.urgent else Count(answer.urgent, 1),
    )


def world(folder: Path) -> Figures:
    """The line of one world."""
    index = build_index(load(folder / "registry.yaml"))
    return sum((figures(asked, index) for asked in read_questions(folder / "questions.yaml")), Figures())


def main(folder: Path) -> int:
    """Print a line for each world and one for all of them."""
    lines = {found.parent.name: world(found.parent) for found in sorted(folder.glob("*/registry.yaml"))}
    lines["all"] = sum(lines.values(), Figures())
    print("".join(f"{title:16}" for title in ("", *(field.name.replace("_", " ") for field in fields(Figures)))))
    for name, line in lines.items():
        print("".join(f"{cell!s:16}" for cell in (name, *astuple_of(line))))
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "tests/worlds")))
