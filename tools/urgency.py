"""`make urgency`: learn what words add to the urgency of a message, from examples, and write the weights.

A logistic regression with small weights (L2). Only English is kept: a pair or word counts when everyday English has it,
so that no name of a system becomes a sign of anything. The examples are `data/urgency.yaml` and the open part of
`data/questions.yaml`. It takes some ten seconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from routing.english import known_words
from routing.evaluation import read_questions
from routing.loading.loader import load
from routing.matching.index import Index, build_index
from routing.parsing.tokens import token_of
from routing.parsing.urgency import BIAS, Feature

ROOT = Path(__file__).parents[1]
WEIGHTS = ROOT / "routing" / "english" / "weights.txt"
# A feature of a single example teaches nothing, and a weight that rounds to nothing is not written.
SELDOM, LEAST = 2, 0.005
# How strongly weights are held small: a tenth more or less changes the urgency of none of the questions.
L2 = 0.0025
# A made-up message counts less than a question that was put.
MADE_UP, ASKED = 0.3, 1.0


@dataclass(frozen=True, slots=True)
class Example:
    """A message. `counts` is how much it counts beside the others."""

    text: str
    urgent: bool
    counts: float


def examples() -> Iterator[Example]:
    """Every example that may be learned from."""
    for item in yaml.safe_load((ROOT / "data" / "urgency.yaml").read_text(encoding="utf-8")):
        yield Example(item["text"], item["urgent"], MADE_UP)
    for asked in read_questions(ROOT / "data" / "questions.yaml"):
        if asked.part != "scored":
            yield Example(asked.question, asked.urgent, ASKED)


def learn(told: Sequence[Example], index: Index) -> dict[str, float]:
    """The weight of each feature, the heaviest first; the bias is not held small."""
    rows = [features(example.text, index) for example in told]
    seen = Counter(name for row in rows for name in row)
    table = DictVectorizer()
    matrix = table.fit_transform({name: amount for name, amount in row.items() if seen[name] >= SELDOM} for row in rows)
    counts = [example.counts for example in told]
    regression = LogisticRegression(C=1.0 / (L2 * sum(counts)), max_iter=10_000)
    regression.fit(matrix, [example.urgent for example in told], sample_weight=counts)
    weights = dict(zip(table.get_feature_names_out(), map(float, regression.coef_[0]), strict=True))
    weights = {name: weight for name, weight in weights.items() if abs(weight) >= LEAST}
    weights[BIAS] = float(regression.intercept_[0])
    return dict(sorted(weights.items(), key=lambda item: (-abs(item[1]), item[0])))


def features(text: str, index: Index) -> Mapping[str, float]:
    """The features of a message that may carry a weight."""
    asked = index.parser.parse(text)
    found = index.urgency.features(asked.spoken, text)
    return {feature.name: feature.amount for feature in found if _is_english(feature)}


def _is_english(feature: Feature) -> bool:
    return feature.name.startswith("(") or _english_stems().issuperset(feature.name.split())


@cache
def _english_stems() -> frozenset[str]:
    return frozenset(token_of(word).stem for word in known_words())


def main(told: Sequence[Example], path: Path) -> None:
    """Learn the weights and write them, the heaviest first."""
    weights = learn(told, build_index(load(ROOT / "data" / "teams.yaml")))
    path.write_text("".join(f"{weight:.2f} {name}\n" for name, weight in weights.items()), encoding="ascii")
    print(f"{len(weights)} weights written to {path}")


if __name__ == "__main__":
    main(list(examples()), WEIGHTS)
