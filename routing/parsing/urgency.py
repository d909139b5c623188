"""Whether something needs attention now: an outage, a live security exposure, or a call for an engineer at once.

Words that merely sound urgent do not count: what is over, planned, practised or imagined is calm, and so is a fault
that only the asker's own machine or a test environment has. Two things are added up. Signs are phrases written by
hand (english/urgency.txt); what an organisation adds (`urgent.cues` in its registry) counts as a sign of an
outage. Words and pairs of words carry weights that were learned once from examples (english/weights.txt,
`make urgency`). Both are English, and `whoask ask --explain` shows what each of the asker's words added.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from routing.english import phrases, urgency_weights
from routing.parsing.synonyms import Synonyms
from routing.parsing.tokens import Token

# What each sign adds to the sum that the learned weights start from.
_ADDS = {
    "now": 0.9,
    "strong now": 1.3,
    "outage": 1.2,
    "down now": 3.6,  # of whatever: "checkout is down" is urgent though nobody wrote down what a checkout is
    "breadth": 0.8,
    "blocked": 1.9,
    "exposure": 2.0,
    "vulnerability": 1.3,
    "engineer": 1.1,
    "callout": 0.8,
    "calm": -2.5,
}
# The sum is log odds. A false alarm wakes people and a missed one lets them sleep: a little over even odds is asked.
ENOUGH = 0.3
# Two capital words are a name or an abbreviation; from here on it is shouting.
SHORTEST_SHOUT, MOSTLY = 13, 0.7
_MORE_CALM, _SHOUTED = -0.8, 0.7
_LEAST, _MOST = -3.0, 4.0
# Names of the features that are no words.
BIAS, SIGNS, CAPITALS, EXCLAIMED = "(bias)", "(signs)", "(capitals)", "(!!)"


@dataclass(frozen=True, slots=True)
class Urgency:
    """How urgent a message is. It is urgent above ENOUGH. `heard` holds the asker's words and what each added."""

    score: float
    heard: tuple[tuple[str, float], ...]

    @property
    def urgent(self) -> bool:
        """Whether it needs attention now."""
        return self.score > ENOUGH


class Feature(NamedTuple):
    """Something that may carry a weight. `said` is what the asker typed, empty for what is no word of theirs."""

    name: str
    said: str
    amount: float = 1.0


class UrgencyClassifier:
    """Hears how urgent a message is, whatever its words' endings. Made once for a registry."""

    def __init__(self, cues: Iterable[str] = ()) -> None:
        by_sign = dict(phrases("urgency"))
        by_sign["outage"] += tuple(cues)
        self._phrases = Synonyms(by_sign)
        self.typed = frozenset(self._phrases.typed)

    def listen(self, sentences: Sequence[Sequence[Token]], text: str) -> Urgency:
        """Weigh a message, given as the words of its sentences and as it was typed."""
        weights = urgency_weights()
        heard: dict[str, float] = {}
        score = weights[BIAS]
        for feature in self.features(sentences, text, weights):
            added = weights.get(feature.name, 0.0) * feature.amount
            score += added
            if feature.said:  # of a sign, also what it adds to their sum
                added += weights[SIGNS] * _ADDS.get(feature.name.strip("()"), 0.0)
                heard[feature.said] = heard.get(feature.said, 0.0) + added
        return Urgency(score, tuple(sorted(heard.items(), key=lambda item: -abs(item[1]))))

    def features(
        self, sentences: Sequence[Sequence[Token]], text: str, known: Container[str] | None = None
    ) -> list[Feature]:
        """Everything in a message that may carry a weight, each once; of its words and pairs only the known ones."""
        signs = [sign for sentence in sentences for sign in self._signs(sentence)]
        found = dict(signs)
        shouted = _is_shouted(text)
        features = {SIGNS: Feature(SIGNS, "", self._sum(signs, found, loud=shouted or "!!" in text))}
        for sign, said in found.items():
            features[f"({sign})"] = Feature(f"({sign})", said)
        for sentence in sentences:
            before: Token | None = None
            for word in sentence:
                if known is None or word.stem in known:
                    features.setdefault(word.stem, Feature(word.stem, word.said))
                if before is not None:
                    pair = f"{before.stem} {word.stem}"
                    if known is None or pair in known:
                        features.setdefault(pair, Feature(pair, f"{before.said} {word.said}"))
                before = word
        if shouted:
            features[CAPITALS] = Feature(CAPITALS, "")
        if "!!" in text:
            features[EXCLAIMED] = Feature(EXCLAIMED, "")
        return list(features.values())

    def _sum(self, signs: list[tuple[str, str]], found: dict[str, str], *, loud: bool) -> float:
        if {"secret", "spilled"} <= found.keys():
            found.setdefault("exposure", f"{found['secret']} {found['spilled']}")
        counted = set(found)
        if "now" not in found and "strong now" not in found:  # an engineer is only urgent at once
            counted.discard("engineer")
        if {"calm", "down now"} <= counted:  # "pretend the site is down"
            counted.remove("down now")
            counted.add("outage")
        total = sum(_ADDS.get(sign, 0.0) for sign in counted)
        total += _MORE_CALM * max(0, sum(sign == "calm" for sign, _ in signs) - 1)
        total += _SHOUTED * loud
        return min(max(total, _LEAST), _MOST)

    def _signs(self, sentence: Sequence[Token]) -> list[tuple[str, str]]:
        """The signs in one sentence. After an "if", an outage is only imagined."""
        heard: list[tuple[str, str]] = []
        imagined = False
        for start, end, name in self._phrases.spans(sentence):
            sign = name.removeprefix("=")
            if sign == "hypothetical":
                imagined = True
            elif sign != "neutral":
                said = " ".join([word.said for word in sentence[start:end]])
                heard.append(
                    ("calm" if imagined and sign in {"outage", "down now", "blocked", "exposure"} else sign, said)
                )
        return heard


def _is_shouted(text: str) -> bool:
    capitals, smalls = sum(map(str.isupper, text)), sum(map(str.islower, text))
    return capitals + smalls >= SHORTEST_SHOUT and capitals > MOSTLY * (capitals + smalls)
