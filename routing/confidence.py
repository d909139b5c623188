"""How sure an answer is, as a number that means something.

A logistic curve over four readings of the ranking. Its weights were fitted to the right and wrong answers of
`data/questions.yaml`, so that of the answers given with 0.9, about nine in ten are right (`whoask eval` checks it).
"""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reading:
    """What the ranking looks like: the best place's score, its lead over the next, and how much of the question it covers."""

    score: float
    next_score: float
    mass: float

    @property
    def features(self) -> tuple[float, ...]:
        """The numbers the curve is over: constant, size, lead (0 to 1) and cover (0 to about 1)."""
        lead = (self.score - self.next_score) / self.score if self.score else 0.0
        cover = min(self.score / self.mass, 1.5) if self.mass else 0.0
        return (1.0, math.log(self.score + 0.05), lead, cover)


WEIGHTS = (-0.6, 0.7, 2.0, 2.0)


def confidence(reading: Reading) -> float:
    """The chance, from 0 to 1, that the best place is right."""
    total = sum(weight * feature for weight, feature in zip(WEIGHTS, reading.features, strict=True))
    return 1.0 / (1.0 + math.exp(-total))
