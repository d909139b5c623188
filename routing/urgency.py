"""Whether something needs attention now: an outage, a live security exposure, or a call for an engineer at once.

Words that merely sound urgent do not count: what is over, planned, practised or imagined is calm, and so is a fault
that only the asker's own machine or a test environment has. The phrases are English (routing/english/urgency.py);
what an organisation adds (`urgent.cues` in its registry) counts as a sign of an outage.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from routing.english.urgency import PHRASES
from routing.vocabulary import Vocabulary
from routing.words import Word

# What each sign adds, once. Two of outage, breadth and now make it urgent; an exposure does so alone.
_ADDS = {
    "now": 0.9,
    "strong now": 1.3,
    "outage": 1.2,
    "breadth": 0.8,
    "blocked": 1.9,
    "exposure": 2.0,
    "vulnerability": 1.3,
    "engineer": 1.1,
    "callout": 0.8,
    "calm": -2.5,
}
_ENOUGH = 1.9
_SHOUTED = 0.7


@dataclass(frozen=True, slots=True)
class Urgency:
    """What was heard. `heard` holds pairs of sign and the asker's words; `score` is what they add up to."""

    urgent: bool
    score: float
    heard: tuple[tuple[str, str], ...]


class Listener:
    """Hears the signs of urgency in a message, whatever its words' endings. Made once for a registry."""

    def __init__(self, cues: Iterable[str] = ()) -> None:
        phrases = {sign: list(listed) for sign, listed in PHRASES.items()}
        phrases["outage"] += cues
        self._phrases = Vocabulary(phrases)
        self.typed = frozenset(self._phrases.typed)

    def listen(self, sentences: Sequence[Sequence[Word]], text: str) -> Urgency:
        """Add up the signs in a message, given as the words of its sentences and as it was typed."""
        heard: list[tuple[str, str]] = []
        for sentence in sentences:
            heard += self._in_sentence(sentence)
        found = dict(heard)
        if {"secret", "spilled"} <= found.keys():
            found.setdefault("exposure", f"{found['secret']} {found['spilled']}")
        if "now" not in found and "strong now" not in found:
            found.pop("engineer", None)
        score = sum(_ADDS.get(sign, 0.0) for sign in found)
        if "calm" in found:
            score -= 0.8 * (sum(sign == "calm" for sign, _ in heard) - 1)
        if _is_shouted(text) or "!!" in text:
            score += _SHOUTED
        return Urgency(score >= _ENOUGH, score, tuple((sign, said) for sign, said in heard if sign in _ADDS))

    def _in_sentence(self, sentence: Sequence[Word]) -> list[tuple[str, str]]:
        """The signs in one sentence. After an "if", an outage is only imagined."""
        heard: list[tuple[str, str]] = []
        imagined = False
        for term in self._phrases.terms(sentence):
            sign = term.name.removeprefix("=")
            if sign == term.name or sign == "neutral":
                continue
            if sign == "hypothetical":
                imagined = True
                continue
            heard.append(("calm" if imagined and sign in {"outage", "blocked", "exposure"} else sign, term.said))
        return heard


def _is_shouted(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 12 and sum(letter.isupper() for letter in letters) > 0.7 * len(letters)
