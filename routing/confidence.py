"""How sure an answer is, as a number that means something.

A logistic curve over four readings of the ranking. Its weights were fitted to the right and wrong answers of
`data/questions.yaml`, so that of the answers given with 0.9, about nine in ten are right (`whoask eval` checks it).
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """What the ranking looks like: the best place's score, the next one's, and what each of the words earned."""

    score: float
    next_score: float
    earned: tuple[float, ...]

    @property
    def features(self) -> tuple[float, ...]:
        """The numbers the curve is over: constant, size, lead (0 to 1), how many words, how much hangs on one word."""
        if not self.score or not self.earned:
            return (1.0, math.log(0.05), 0.0, 0.0, 1.0)
        lead = (self.score - self.next_score) / self.score
        return (1.0, math.log(self.score + 0.05), lead, min(len(self.earned), 5), max(self.earned) / self.score)


WEIGHTS = (-0.35, 0.54, 5.66, 0.25, -1.34)


def confidence(reading: Reading) -> float:
    """The chance, from 0 to 1, that the best place is right."""
    total = sum(weight * feature for weight, feature in zip(WEIGHTS, reading.features, strict=True))
    return 1.0 / (1.0 + math.exp(-total))
