"""The registry compiled for look-up: from a term to the entries it speaks for, and how strongly.

Compiled once when the registry is loaded. A question then touches only the entries that share a term with it, so
its cost grows with the words of the question and hardly with the size of the registry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from routing.matching.entries import Entry, Kind, entries
from routing.matching.index_builder import IndexBuilder, Phrase
from routing.matching.learned import Learned
from routing.matching.near import Nearness
from routing.matching.off_topic import off_topic
from routing.parsing.ladder_rung import LadderRungFinder
from routing.parsing.mentions import MentionFinder
from routing.parsing.question import Parser
from routing.parsing.rejections import Rejections
from routing.parsing.spelling import Spelling
from routing.parsing.synonyms import Synonyms, with_shared
from routing.parsing.tokens import tokens
from routing.parsing.urgency import UrgencyClassifier
from routing.registry.schema import Registry


@dataclass(frozen=True)
class Index:
    """A compiled registry.

    `postings` leads from a term's name to entry numbers with strengths, `pairs` likewise from two neighbouring terms;
    `phrases` from the two rarest parts of a keyword phrase to the phrase; `telling` says how much a term narrows things
    down. `own_terms` are the names of the terms that the registry itself has, without those that are off its topic.
    """

    registry: Registry
    entries: tuple[Entry, ...]
    parser: Parser
    postings: Mapping[str, Mapping[int, float]]
    pairs: dict[tuple[str, str], Mapping[int, float]]
    turns: dict[tuple[str, str], tuple[tuple[int, float], ...]]
    phrases: dict[str, dict[str, tuple[Phrase, ...]]]
    telling: dict[str, float]
    leanings: dict[str, tuple[tuple[str, float], ...]]
    own_terms: frozenset[str]
    domains: tuple[tuple[str, int], ...]
    urgency: UrgencyClassifier
    ladder_rungs: LadderRungFinder
    rejections: Rejections
    named_entries: dict[str, Entry]
    nearness: Nearness
    learned: Learned


def build_index(registry: Registry) -> Index:
    """Compile a registry. Takes tens of milliseconds for a hundred entries; the result is shared and read only."""
    # Everything here is about the organisation, so its name, however it is written, tells nothing apart.
    ours = (registry.organisation, registry.organisation.replace(".", ""))
    own = entries(registry)
    said = {word.plain for entry in own for text in entry.texts for word in tokens(text)}
    synonyms = Synonyms(with_shared(registry.vocabulary, said), silent=ours)
    builder = IndexBuilder(synonyms, registry.tie_breaks)
    for entry in own:
        builder.add(entry)
    own_terms = builder.terms
    typed = frozenset(builder.typed)  # a typing mistake is taken for a word of the registry, not for one off its topic
    shared = tuple(off_topic(builder.has, len(own)))
    for entry in shared:
        builder.add(entry)
    everything = (*own, *shared)
    urgency = UrgencyClassifier(registry.urgent.cues if registry.urgent else ())
    spelling = Spelling(typed | synonyms.typed | urgency.typed)
    return Index(
        registry=registry,
        entries=everything,
        parser=Parser(synonyms, spelling, MentionFinder(registry)),
        postings=builder.postings(len(everything)),
        pairs=builder.pair_postings(),
        turns=builder.turn_postings(len(everything)),
        phrases=builder.phrase_table(),
        telling=builder.telling(len(everything)),
        leanings=builder.leanings(everything),
        own_terms=own_terms,
        domains=tuple((domain, entry.number) for entry in everything for domain in _all_domains(entry)),
        urgency=urgency,
        ladder_rungs=LadderRungFinder(registry),
        rejections=Rejections(registry),
        named_entries=_named_entries(everything),
        nearness=Nearness(everything),
        learned=Learned(everything),
    )


def _named_entries(everything: Iterable[Entry]) -> dict[str, Entry]:
    """What speaks for a destination that is only named: the team as a whole, or the first topic of a rung."""
    named: dict[str, Entry] = {}
    for entry in everything:
        if entry.kind in {Kind.TEAM, Kind.RUNG}:
            named.setdefault(entry.destination, entry)
    return named


def _all_domains(entry: Entry) -> Iterable[str]:
    yield from entry.topic.domains
    for exclusion in entry.topic.exclusions:
        yield from exclusion.domains
