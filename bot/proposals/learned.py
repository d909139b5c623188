"""What the store has learned as additions: from places that people picked, and from answers they called right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from bot.insights.gathering import groups_of
from bot.insights.grouping import Text, commonest_form, grouped, is_ordinary, uses_of_unknown
from bot.proposals.additions import Addition, Address, Example, Keyword, addresses, responsibility, team
from bot.store.after_answers import NOBODY
from bot.store.history import Judgement
from routing.answers import Found
from routing.matching.entries import Entry, Kind
from routing.matching.index import Index
from routing.matching.index_builder import KEYWORD
from routing.matching.place_search import pick
from routing.parsing.tokens import RARE
from routing.route import route

# One person may be wrong about a place, or use a word of their own.
PEOPLE_ENOUGH = 2
# An example is read by everybody who edits the registry. A longer message tells its story, not only its question.
LONGEST_EXAMPLE = 200
MOST_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class _Place:
    """A place that people picked. `because` is a whole sentence."""

    address: Address
    entry: Entry
    because: str


def learned(texts: Sequence[Text], judgements: Sequence[Judgement], index: Index, now: datetime) -> list[Addition]:
    """The additions, each once, those with the most behind them first."""
    by_key = {text.kept.key: text for text in texts}
    found = chain(
        _from_wrong_places(by_key, judgements, index, now),
        _from_right_places(by_key, judgements, index),
        _from_unanswered(texts, judgements, index, now),
    )
    once: dict[tuple[Address, str], Addition] = {}
    for one in found:
        once.setdefault((one.entry, one.text.casefold()), one)
    return sorted(once.values(), key=lambda one: (-one.count, one.text))


def _from_wrong_places(
    by_key: Mapping[str, Text], judgements: Iterable[Judgement], index: Index, now: datetime
) -> Iterator[Keyword | Example]:
    """Where at least two people picked the same place instead: their words, and a question of each kind."""
    picked: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for one in judgements:
        if one.verdict == "wrong" and one.instead not in {None, NOBODY}:
            picked[str(one.instead)][one.key].add(one.person)
    for code, people_of in sorted(picked.items()):
        people = set[str]().union(*people_of.values())
        entry = _entry(code, index)
        if entry is None or len(people) < PEOPLE_ENOUGH:
            continue
        texts = [by_key[key] for key in people_of if key in by_key]
        place = _Place(_address(code), entry, f"{len(people)} people were led elsewhere and picked this place.")
        yield from _keywords(place, texts, people_of, index)
        yield from _examples(place, texts, index, now)


def _from_right_places(by_key: Mapping[str, Text], judgements: Iterable[Judgement], index: Index) -> Iterator[Keyword]:
    """Words that the registry lacks, in questions whose answer was called right all the same."""
    right = {one.key for one in judgements if one.verdict == "right"}
    places: dict[Address, list[Text]] = defaultdict(list)
    for key in sorted(right & by_key.keys()):
        text = by_key[key]
        if (address := _address_of(text.kept.team, text.kept.responsibility, index)) is not None:
            places[address].append(text)
    for address, texts in places.items():
        for word, uses in uses_of_unknown(texts, index).items():
            if (people := len({text.kept.asker for text in uses})) >= PEOPLE_ENOUGH:
                because = f"{people} people used it in questions whose answer, this place, was called right."
                yield Keyword(address, word, len(uses), because)


def _from_unanswered(
    texts: Sequence[Text], judgements: Sequence[Judgement], index: Index, now: datetime
) -> Iterator[Example]:
    """Questions that got no place, where somebody picked one."""
    for group in groups_of(texts, judgements):
        (code, times), *others = group.picked or (("", 0),)
        entry = _entry(code, index)
        if entry is None or (others and others[0][1] == times):
            continue
        fitting = (wording for wording in group.questions if _is_worth_adding(wording, entry, index, now))
        if (wording := next(fitting, None)) is not None:
            said = "1 question like it got" if group.count == 1 else f"{group.count} questions like it got"
            because = f"{said} no place, and this one was picked {'once' if times == 1 else f'{times} times'}."
            yield Example(_address(code), wording, group.count, because)


def _keywords(
    place: _Place, texts: Sequence[Text], people_of: Mapping[str, set[str]], index: Index
) -> Iterator[Keyword]:
    """The rarer words that at least two of them used, that the place lacks and no other place has for a keyword."""
    if place.entry.kind is Kind.TEAM:  # which has no keywords
        return
    uses: dict[str, list[Text]] = defaultdict(list)
    for text in texts:
        for name, weight in text.weights.items():
            strengths = index.postings.get(name, {})
            others = (part for number, part in strengths.items() if index.entries[number].kind is not Kind.OFF_TOPIC)
            taken = place.entry.number in strengths or max(others, default=0.0) >= KEYWORD
            if weight >= RARE and not taken and not name.startswith("=") and "." not in name:
                uses[name].append(text)
    for name, listed in sorted(uses.items()):
        people = set[str]().union(*(people_of[text.kept.key] for text in listed))
        said = [word for text in listed for word in text.said[name] if is_ordinary(word)]
        if said and len(people) >= PEOPLE_ENOUGH:
            yield Keyword(place.address, commonest_form(said), len(listed), place.because)


def _examples(place: _Place, texts: Sequence[Text], index: Index, now: datetime) -> Iterator[Example]:
    """A question of each kind that the router does not lead to the place by itself."""
    worth = [text for text in texts if _is_worth_adding(text.plain, place.entry, index, now)]
    for group in grouped(worth)[:MOST_EXAMPLES]:
        yield Example(place.address, group[0].plain, len(group), place.because)


def _is_worth_adding(wording: str, entry: Entry, index: Index, now: datetime) -> bool:
    """Whether it is short enough to be read, and not answered with this place already."""
    if len(wording) > LONGEST_EXAMPLE:
        return False
    answer = route(wording, index, now)
    return not (isinstance(answer, Found) and answer.place.destination == entry.destination)


def _entry(code: str, index: Index) -> Entry | None:
    """What somebody picked; None where the registry does not have it any more."""
    if pick(index, code) is None:
        return None
    address = _address(code)
    kind = Kind.TEAM if code.startswith("team:") else Kind.RESPONSIBILITY
    same = (one for one in index.entries if (one.kind, one.key, one.team) == (kind, address[-1], address[1]))
    return next(same, None)


def _address(code: str) -> Address:
    kind, _, name = code.partition(":")
    team_key, _, key = name.partition("/")
    return team(team_key) if kind == "team" else responsibility(team_key, key)


def _address_of(team_key: str | None, key: str | None, index: Index) -> Address | None:
    """The entry that an answer rested on; None for a team as a whole, which has no keywords, and for none."""
    whole_team = 2
    for address in addresses(index.registry):
        if address[-1] == key and (address[0] != "teams" or (len(address) > whole_team and address[1] == team_key)):
            return address
    return None
