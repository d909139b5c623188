"""Questions grouped by the words they share, and the words that people use and the registry lacks.

The words are those that the router reads, without names of people. The same questions always give the same groups.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.slack.messages.mrkdwn import plain
from bot.store.history import KeptText
from routing.matching.index import Index
from routing.parsing.tokens import RARE, WEAK

# A mention of a person, group or channel, and an address: none of them says what a question is about.
_MENTION = re.compile(r"<[@!#][^<>]*>|<?(?:https?://|mailto:)[^\s<>]*>?|\S+@\S+\.\S+")
_CAPITALISED = re.compile(r"[A-Z][a-z]")
LONGEST_NAME_WITH_DIGITS = 4  # k8s, ec2, 2fa; what is longer is an id


@dataclass(frozen=True, slots=True)
class UnknownWord:
    """A word of people's that the registry lacks."""

    word: str
    count: int
    people: int


@dataclass(frozen=True, slots=True)
class Text:
    """A kept question as the router reads it. `weights` has the weight of each word, by its stem or its group.

    `said` has the words as they were typed, by the same.
    """

    kept: KeptText
    plain: str
    weights: Mapping[str, float]
    said: Mapping[str, tuple[str, ...]]


def text_of(kept: KeptText, index: Index) -> Text:
    """Read a kept question."""
    silent = _MENTION.sub(" ", kept.text)
    weights: dict[str, float] = {}
    said: dict[str, tuple[str, ...]] = {}
    for segment in index.parser.parse(plain(silent, None)).segments:
        for term in segment.terms:
            if term.telling:
                weights[term.name] = max(term.telling, weights.get(term.name, 0.0))
                said[term.name] = (*said.get(term.name, ()), term.said)
    return Text(kept, " ".join(plain(_without_us(kept), None).split()), weights, said)


def is_ordinary(said: str) -> bool:
    """Whether a word is written as words are: not like a name (Priya), a number, an id or a host name.

    A product may be written like a name too (Grafana). Others will write it small.
    """
    if not said.isascii() or not said.replace("-", "").isalnum():
        return False
    if any(letter.isdigit() for letter in said):
        return not said.isdigit() and len(said) <= LONGEST_NAME_WITH_DIGITS
    return len(said) > 1 and not _CAPITALISED.match(said)


def is_telling(weight: float) -> bool:
    """Whether a word says something of a topic."""
    return weight > WEAK


def _without_us(kept: KeptText) -> str:
    """The text without the mention of the bot that it begins with: whose id that is, the store does not say."""
    return re.sub(r"^(?:\s*<@[^<>]*>\s*[,:;]?)+", "", kept.text)


# The shared words weigh this much of the shorter question's, or both are nearly letter for letter the same.
SHARED_ENOUGH = 0.55
SAME_LETTERS = 90
# Only the groups that share the most words are looked at closely.
NEAREST = 10
# A group is called by words that more than half of its questions have.
MOST_WORDS, SHARE = 4, 0.5


def grouped(texts: Iterable[Text]) -> list[list[Text]]:
    """The questions in groups, the largest first. A question joins the group whose first question it is most like."""
    groups: list[list[Text]] = []
    with_word: dict[str, list[int]] = defaultdict(list)
    for text in texts:
        shared: dict[int, float] = defaultdict(float)
        for name, weight in _names(text).items():
            for number in with_word[name]:
                shared[number] += weight
        near = sorted(shared, key=lambda number: (-shared[number], number))[:NEAREST]
        likeness, best = max(((_likeness(text, groups[number][0]), -number) for number in near), default=(0.0, 0))
        if likeness > 0:
            groups[-best].append(text)
            continue
        for name in _names(text):
            with_word[name].append(len(groups))
        groups.append([text])
    return sorted(groups, key=len, reverse=True)


def shared_words(group: Sequence[Text]) -> tuple[str, ...]:
    """The words that most of a group share, the weightiest first."""
    counts = Counter(name for text in group for name in text.weights)
    weights = {name: weight for text in group for name, weight in text.weights.items() if is_telling(weight)}
    shared = sorted((name for name in weights if counts[name] > SHARE * len(group)), key=lambda n: (-weights[n], n))
    return tuple(commonest_form(said for text in group for said in text.said.get(name, ())) for name in shared)[
        :MOST_WORDS
    ]


def commonest_form(said: Iterable[str]) -> str:
    """A word as most people write it, in small letters."""
    counts = Counter(word.lower() for word in said)
    return min(counts, key=lambda word: (-counts[word], word))


def _names(text: Text) -> Mapping[str, float]:
    return text.weights or {text.plain.casefold(): 0.0}


def _likeness(one: Text, other: Text) -> float:
    """0 for questions that are not alike."""
    if fuzz.token_sort_ratio(one.plain.casefold(), other.plain.casefold()) >= SAME_LETTERS:
        return 1.0
    shared = one.weights.keys() & other.weights.keys()
    if not any(is_telling(one.weights[name]) for name in shared):
        return 0.0
    likeness = sum(one.weights[name] for name in shared) / min(sum(one.weights.values()), sum(other.weights.values()))
    return likeness if likeness >= SHARED_ENOUGH else 0.0


def unknown_words(texts: Iterable[Text], index: Index) -> tuple[UnknownWord, ...]:
    """The rarer words that no entry has, those of most people first. A mended slip of the fingers is none."""
    found = [
        UnknownWord(word, len(uses), len({text.kept.asker for text in uses}))
        for word, uses in uses_of_unknown(texts, index).items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.people, -one.count, one.word)))


def uses_of_unknown(texts: Iterable[Text], index: Index) -> dict[str, Sequence[Text]]:
    """The questions that use each such word, by the word as most people write it."""
    uses: dict[str, list[Text]] = defaultdict(list)
    for text in texts:
        for name in unknown_names(text, index):
            uses[name].append(text)
    found: dict[str, Sequence[Text]] = {}
    for name, listed in uses.items():
        said = [word for text in listed for word in text.said[name]]
        if ordinary := [word for word in said if is_ordinary(word)]:
            found[commonest_form(ordinary)] = listed
    return found


def unknown_names(text: Text, index: Index) -> Iterator[str]:
    """The stems of a question's rarer words that the registry has nowhere."""
    for name, weight in text.weights.items():
        known = name.startswith("=") or "." in name or name in index.own_terms or name in index.parser.spelling
        if weight >= RARE and not known:
            yield name
