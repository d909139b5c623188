"""How sure an answer is, as a number that means something.

Two logistic curves over readings of the ranking, mixed by how much a registry has been fed with example questions. The
one for a registry with many was fitted to the right and wrong answers of `data/questions.yaml`, so that of the answers
given with 0.9, about nine in ten are right (`whoask eval` checks it). The one for a fresh registry was fitted to two of
the worlds (startup, council), to GOV.UK's questions with its examples taken away (all of them, and nineteen of twenty)
and to sixty intents of CLINC150 with five examples each.
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

    `earned` is what each of the asker's words added to the best entry of the best place. `near` is how near the
    question is in meaning to the nearest text of that place, `near_nobodys` to what is nobody's. `fresh` is 1 for a
    registry without example questions and goes to 0 with many.
    """

    score: float
    next_score: float
    not_ours_score: float
    earned: tuple[float, ...]
    near: float = 0.0
    near_nobodys: float = 0.0
    fresh: float = 0.0

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

    @property
    def fresh_features(self) -> tuple[float, ...]:
        """The numbers that the curve of a fresh registry is over.

        Constant, lead, how many words speak for it, how near it is, and how near it is to what is nobody's.
        """
        lead = (self.score - self.next_score) / self.score if self.score else 0.0
        return (1.0, lead, min(len(self.earned), ENOUGH_WORDS), self.near, self.near_nobodys)


WEIGHTS = (-0.26, 0.81, 4.07, 0.41, -2.33, -3.83)
EXPLAINED_ENOUGH, EXPLAINED_OF, EXPLAINED_STEEP = 0.48, 0.5, 8.0
FRESH_WEIGHTS = (-1.99, 1.93, 0.58, 3.40, -0.51)


def confidence(reading: Reading) -> float:
    """The chance, from 0 to 1, that the best place is right."""
    fed = sum(weight * feature for weight, feature in zip(WEIGHTS, reading.features, strict=True))
    fresh = sum(weight * feature for weight, feature in zip(FRESH_WEIGHTS, reading.fresh_features, strict=True))
    return 1.0 / (1.0 + math.exp(-((1.0 - reading.fresh) * fed + reading.fresh * fresh)))


def explained(score: float, mass: float) -> float:
    """The same where a registry is fed with examples alone: by how much of what could be earned was earned.

    Chosen on CLINC150's validation questions: half the way lies where 0.62 of those that are nobody's are below.
    """
    return 1.0 / (1.0 + math.exp(-EXPLAINED_STEEP * (score / (mass + EXPLAINED_OF) - EXPLAINED_ENOUGH)))
