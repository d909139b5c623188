"""`make urgency`: learn what words add to the urgency of a message, from examples, and write the weights.

A logistic regression with small weights (L2), fitted by accelerated gradient steps in plain Python: the same examples
give the same weights. Only English is kept: a pair or word counts when everyday English has it, so that no name of a
system becomes a sign of anything. The examples are `data/urgency.yaml` and the open part of `data/questions.yaml`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from routing.english import known_words
from routing.loading.loader import load
from routing.matching.index import Index, build_index
from routing.parsing.tokens import token_of
from routing.parsing.urgency import BIAS, Feature

ROOT = Path(__file__).parents[1]
WEIGHTS = ROOT / "routing" / "english" / "weights.txt"
SELDOM, STEPS, STEP_SIZE, L2 = 2, 300, 0.06, 0.003
Example = tuple[Mapping[str, float], bool, float]


def main() -> None:
    """Learn the weights and write them, the heaviest first."""
    index = build_index(load(ROOT / "data" / "teams.yaml"))
    weights = learn(examples(index))
    kept = {name: weight for name, weight in weights.items() if abs(weight) >= 0.005 or name == BIAS}
    lines = [f"{weight:.2f} {name}" for name, weight in sorted(kept.items(), key=lambda item: (-abs(item[1]), item[0]))]
    WEIGHTS.write_text("\n".join(lines) + "\n", encoding="ascii")
    print(f"{len(lines)} weights written to {WEIGHTS.relative_to(ROOT)}")


def examples(index: Index) -> list[Example]:
    """Every example as features, whether it is urgent, and how much it counts."""
    told = [(item["text"], item["urgent"], 0.3) for item in _read("urgency.yaml")]
    told += [
        (item["question"], item["urgent"], 1.0) for item in _read("questions.yaml") if item.get("part") != "scored"
    ]
    return [(features(text, index), urgent, counts) for text, urgent, counts in told]


def features(text: str, index: Index) -> dict[str, float]:
    """The features of a message that may carry a weight."""
    asked = index.parser.parse(text)
    found = index.urgency.features(asked.spoken, text)
    return {BIAS: 1.0, **{feature.name: feature.amount for feature in found if _is_english(feature)}}


def learn(told: Sequence[Example]) -> dict[str, float]:
    """Weights by Nesterov's accelerated gradient; the bias is not held small."""
    counts = Counter(name for found, _, _ in told for name in found)
    rows = [({n: a for n, a in found.items() if counts[n] >= SELDOM}, urgent, weight) for found, urgent, weight in told]
    whole = sum(weight for _, _, weight in rows)
    weights: dict[str, float] = dict.fromkeys((n for n, count in counts.items() if count >= SELDOM), 0.0)
    ahead, momentum = dict(weights), 1.0
    for _ in range(STEPS):
        slope = dict.fromkeys(weights, 0.0)
        for found, urgent, weight in rows:
            total = sum(ahead[name] * amount for name, amount in found.items())
            error = weight * (1.0 / (1.0 + math.exp(-total)) - urgent) / whole
            for name, amount in found.items():
                slope[name] += error * amount
        stepped = {
            name: ahead[name] - STEP_SIZE * (slope[name] + (0.0 if name == BIAS else L2 * ahead[name]))
            for name in weights
        }
        following = (1.0 + math.sqrt(1.0 + 4.0 * momentum**2)) / 2.0
        ahead = {
            name: stepped[name] + (momentum - 1.0) / following * (stepped[name] - weights[name]) for name in weights
        }
        weights, momentum = stepped, following
    return weights


def _is_english(feature: Feature) -> bool:
    return feature.name.startswith("(") or all(part in _english_stems() for part in feature.name.split())


def _english_stems(cached: set[str] = set()) -> set[str]:  # noqa: B006 -- filled once
    if not cached:
        cached.update(token_of(word).stem for word in known_words())
    return cached


def _read(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load((ROOT / "data" / name).read_text(encoding="utf-8")))


if __name__ == "__main__":
    main()
