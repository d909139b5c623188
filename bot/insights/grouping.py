"""Questions alike: grouped by the words they share, the same way every time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from rapidfuzz import fuzz

from bot.insights.texts import Text, is_telling

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
    """The words that most of a group share, the most telling first."""
    counts = Counter(name for text in group for name in text.telling)
    weight = {name: telling for text in group for name, telling in text.telling.items() if is_telling(telling)}
    shared = sorted((name for name in weight if counts[name] > SHARE * len(group)), key=lambda n: (-weight[n], n))
    return tuple(commonest_form(said for text in group for said in text.said.get(name, ())) for name in shared)[
        :MOST_WORDS
    ]


def commonest_form(said: Iterable[str]) -> str:
    """A word as most people write it, in small letters."""
    counts = Counter(word.lower() for word in said)
    return min(counts, key=lambda word: (-counts[word], word))


def _names(text: Text) -> Mapping[str, float]:
    return text.telling or {text.plain.casefold(): 0.0}


def _likeness(one: Text, other: Text) -> float:
    """0 for questions that are not alike."""
    if fuzz.token_sort_ratio(one.plain.casefold(), other.plain.casefold()) >= SAME_LETTERS:
        return 1.0
    shared = one.telling.keys() & other.telling.keys()
    if not any(is_telling(one.telling[name]) for name in shared):
        return 0.0
    likeness = sum(one.telling[name] for name in shared) / min(sum(one.telling.values()), sum(other.telling.values()))
    return likeness if likeness >= SHARED_ENOUGH else 0.0
