"""`python -m tools.intents PATH`: how well examples teach, on an intent data set of CLINC150's format.

Every intent becomes a place of a registry that is fed with example questions alone: its name says nothing. The data set
is of Larson et al. 2019, "An Evaluation Dataset for Intent Classification and Out-of-Scope Prediction" (clinc/oos-eval,
CC BY 3.0). Prints, over the test questions: how many in-scope ones are right, how many out-of-scope ones get an honest
don't-know, and how many in-scope ones would be right if a place had to be named.
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path

from routing.answers import first_place
from routing.matching.index import Index, build_index
from routing.registry.schema import Registry
from routing.route import analyse, decide
from tools.worlds import NOW

Asked = list[tuple[str, str]]


def registry(examples: Asked) -> Registry:
    """A registry with a place for every intent, each fed with its examples and nothing else."""
    by_intent: dict[str, list[str]] = {}
    for question, intent in examples:
        by_intent.setdefault(intent, []).append(question)
    teams = {
        f"place-{number}": {
            "name": f"Place {number}",
            "channels": {"ask": channel(intent)},
            "responsibilities": {f"intent-{number}": {"what": f"Place {number}.", "asked": asked}},
        }
        for number, (intent, asked) in enumerate(by_intent.items())
    }
    ladder = {"when": "When stuck.", "order": ["lead"], "rungs": {"lead": {"who": "Your lead"}}}
    whole = {"organisation": "Intents", "time_zone": "Europe/London", "fallback": "#general-questions"}
    return Registry.model_validate({**whole, "teams": teams, "ladder": ladder})


def channel(intent: str) -> str:
    """The channel that stands for an intent."""
    return f"#{intent.replace('_', '-')}"


def figures(index: Index, inside: Asked, outside: Asked) -> tuple[float, float, float]:
    """In scope right, out of scope known, forced: each from 0 to 1."""
    right = forced = known = 0
    for question, intent in inside:
        thought = analyse(question, index)
        place = first_place(decide(thought, index, NOW))
        best = next((option.destination for option in thought.options if option.is_ours), None)
        right += place is not None and place.destination == channel(intent)
        forced += best == channel(intent)
    for question, _ in outside:
        known += first_place(decide(analyse(question, index), index, NOW)) is None
    return right / len(inside), known / len(outside), forced / len(inside)


def main(path: Path, sample: int = 0) -> int:
    """Print the figures; `sample` looks at so many test questions of each kind, or at all."""
    data = json.loads(path.read_text(encoding="utf-8"))
    inside, outside = data["test"], data["oos_test"]
    if sample:
        chosen = random.Random(1)  # noqa: S311 -- the same sample each time
        inside, outside = chosen.sample(inside, sample), chosen.sample(outside, min(sample, len(outside)))
    made = registry(data["train"])
    started = time.perf_counter()
    index = build_index(made)
    compiled = time.perf_counter() - started
    right, known, forced = figures(index, inside, outside)
    took = (time.perf_counter() - started - compiled) / (len(inside) + len(outside))
    print(f"in scope {right:.3f}, out of scope {known:.3f}, forced {forced:.3f}")
    print(f"compiled in {compiled:.1f} s, {took * 1e6:.0f} µs a question")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0))
