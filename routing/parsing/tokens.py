"""Text into words: what is compared with what.

A word keeps what the asker typed, so that an answer can say "you said: certs".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

import Stemmer

from routing.english import STOP_WORDS, WEAK_WORDS, common_words

_stem = Stemmer.Stemmer("english").stemWord

# A host name or file name stays whole (data.gov.uk, foo.service.gov.uk); hyphens, underscores and slashes part words,
# so that "on-call" is "on call" and `govuk-user-reviewer` is three words, in the registry as in the question.
_WORD = re.compile(r"[a-z0-9*][a-z0-9\-]{0,62}(?:\.[a-z0-9\-]{1,63})+|[a-z0-9]+(?:'[a-z]+)?|@(?![a-z])", re.IGNORECASE)
_PART = re.compile(r"[a-z0-9]+", re.IGNORECASE)
_DOMAIN = re.compile(r"(?:\*\.)?(?:[a-z0-9\-]+\.)+[a-z]{2,}$")
# Typographic apostrophes and quotes, and what parts words in code.
_CURLY = str.maketrans({"\u2019": "'", "\u2018": "'", "`": " ", "\u201c": '"', "\u201d": '"', "_": " "})
_SCHEME = re.compile(r"\bhttps?://")
_CONTRACTIONS = {
    "can't": "cannot",
    "won't": "will not",
    "n't": " not",
    "'m": " am",
    "'ve": " have",
    "'re": " are",
    "'ll": " will",
    "'d": " would",
}

# How telling a word is before any registry is asked: an ordinary word is weak evidence, a rare one strong.
WEAK, COMMON, RARE = 0.45, 0.75, 1.0


@dataclass(frozen=True, slots=True)
class Term:
    """What is compared: one word, or one phrase that stands for a group. `said` is what was typed.

    A term that stands for a group has a name that starts with `=`. `telling` is 0 for a stop word.
    """

    name: str
    said: str
    telling: float


@dataclass(frozen=True, slots=True)
class Token:
    """One word. `said` is what was typed, `plain` what was meant, in lower case, `stem` what is mostly compared.

    `telling` is how much it can say: 0 for a stop word. `term` is the word as a term, made once for all its uses.
    """

    said: str
    plain: str
    stem: str
    telling: float
    term: Term


def tokens(text: str) -> list[Token]:
    """All words of a text in order, stop words included.

    >>> [word.stem for word in words("Who renews TLS certs for foo.service.gov.uk?")]
    ['who', 'renew', 'tls', 'cert', 'for', 'foo.service.gov.uk']
    """
    text = text.translate(_CURLY)
    if "://" in text:
        text = _SCHEME.sub(" ", text)
    found: list[Token] = []
    for said in _WORD.findall(_expanded(text)):
        if "." in said:
            found += map(token_of, _parts(said))
        else:
            found.append(token_of(said))
    return found


@lru_cache(maxsize=20_000)
def token_of(said: str) -> Token:
    """One word, stemmed and weighed (the stemmer is Snowball's English)."""
    low = said.lower().removesuffix("'s")
    if low in STOP_WORDS:
        return Token(said, low, low, 0.0, Term(low, said, 0.0))
    stem, telling = low if "." in low else _stem(low), _telling(low)
    return Token(said, low, stem, telling, Term(stem, said, telling))


def mended_token(said: str, meant: str) -> Token:
    """The word that was meant, which still says what was typed."""
    word = token_of(meant)
    return replace(word, said=said, term=replace(word.term, said=said))


def _telling(low: str) -> float:
    if low in WEAK_WORDS or len(low) == 1 or low.isdigit():
        return WEAK
    return COMMON if low in common_words() else RARE


def is_domain(stem: str) -> bool:
    """Whether a word is a host name such as `www.gov.uk`, not a version such as `3.3`."""
    return _DOMAIN.fullmatch(stem) is not None


def _expanded(text: str) -> str:
    if "'" not in text:
        return text
    for short, long in _CONTRACTIONS.items():
        text = re.sub(rf"{short}\b", long, text, flags=re.IGNORECASE)
    return text


def _parts(found: str) -> list[str]:
    """A host name stays whole, other dotted words (`check.py`, `e.g.`) fall into their parts."""
    if _DOMAIN.fullmatch(found.lower()) and not found.lower().endswith((".py", ".rb", ".yaml", ".yml", ".json", ".sh")):
        return [found]
    return _PART.findall(found)
