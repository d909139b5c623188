"""What an entry is expressly not about."""

from __future__ import annotations

from routing.matching.entries import Entry
from routing.matching.index import Index
from routing.matching.matcher import under
from routing.parsing.question import Question
from routing.parsing.tokens import tokens
from routing.registry.schema import Exclusion


def excluded_by(entry: Entry, question: Question, index: Index) -> Exclusion | None:
    """The exclusion that a question runs into, if any: by a host name, or by all the words of one of its keywords."""
    for exclusion in entry.topic.exclusions:
        if any(under(domain, pattern) for domain in question.domains for pattern in exclusion.domains):
            return exclusion
        for keyword in exclusion.keywords:
            wanted = {term.name for term in index.parser.synonyms.terms(tokens(keyword)) if term.telling}
            if any(wanted <= {term.name for term in segment.terms} for segment in question.segments):
                return exclusion
    return None
