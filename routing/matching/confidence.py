"""How sure an answer is, as a number that means something.

A logistic curve over five readings of the ranking. Its weights were fitted to the right and wrong answers of
`data/questions.yaml`, so that of the answers given with 0.9, about nine in ten are right (`whoask eval` checks it).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

# Keeps the logarithm of a score of nothing finite.
SMALLEST = 0.05
# A sixth word adds no certainty.
ENOUGH_WORDS = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """What the ranking looks like: the scores of the best place, of the next and of what is not ours.

    `earned` is what each of the asker's words added to the best entry of the best place.
    """

    score: float
    next_score: float
    not_ours_score: float
    earned: tuple[float, ...]

    @property
    def features(self) -> tuple[float, ...]:
        """The numbers the curve is over.

        Constant, size, lead (0 to 1), how many words speak for it, how much hangs on one of them, and how near it
        comes to being nobody's business.
        """
        if not self.score or not self.earned:
            return (1.0, math.log(SMALLEST), 0.0, 0.0, 1.0, 0.0)
        return (
            1.0,
            math.log(self.score + SMALLEST),
            (self.score - self.next_score) / self.score,
            min(len(self.earned), ENOUGH_WORDS),
            max(self.earned) / self.score,
            self.not_ours_score / self.score,
        )


WEIGHTS = (-0.26, 0.81, 4.07, 0.41, -2.33, -3.83)


def confidence(reading: Reading) -> float:
    """The chance, from 0 to 1, that the best place is right."""
    total = sum(weight * feature for weight, feature in zip(WEIGHTS, reading.features, strict=True))
    return 1.0 / (1.0 + math.exp(-total))
