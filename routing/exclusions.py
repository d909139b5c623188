"""What an entry is expressly not about."""

from __future__ import annotations

from routing.entries import Entry
from routing.index import Index
from routing.matcher import under
from routing.reading.question import Question
from routing.reading.words import words
from routing.registry import Exclusion


def excluded_by(entry: Entry, question: Question, index: Index) -> Exclusion | None:
    """The exclusion that a question runs into, if any: by a host name, or by all the words of one of its keywords."""
    for exclusion in entry.topic.exclusions:
        if any(under(domain, pattern) for domain in question.domains for pattern in exclusion.domains):
            return exclusion
        for keyword in exclusion.keywords:
            wanted = {term.name for term in index.vocabulary.terms(words(keyword)) if term.telling}
            if any(wanted <= {term.name for term in stretch.terms} for stretch in question.stretches):
                return exclusion
    return None
