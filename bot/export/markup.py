"""HTML from plain functions: the one place where text is escaped and an address becomes a link.

A `str` is always text and is escaped when it is put into an element; only `Markup` goes in as it stands.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from html import escape

_VOID = frozenset({"meta"})
_SCHEMES = ("https://", "http://", "mailto:")
# A full stop or bracket after an address belongs to the sentence, not to the address.
_ADDRESS = re.compile(
    r"(?P<url>https?://[^\s<>]+[^\s<>.,;:!?)\]}'\"\u2019\u201d])|(?P<email>[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+)"
)


@dataclass(frozen=True, slots=True)
class Markup:
    """HTML that is safe as it stands."""

    html: str


Part = Markup | str


def element(tag: str, *inside: Part, **attributes: str) -> Markup:
    """An element. An attribute that is a word of Python's ends in an underscore: `class_`.

    >>> element("p", "Fish & chips", class_="menu").html
    '<p class="menu">Fish &amp; chips</p>'
    """
    start = "".join(f' {name.rstrip("_").replace("_", "-")}="{_html(value)}"' for name, value in attributes.items())
    end = "" if tag in _VOID else f"</{tag}>"
    return Markup(f"<{tag}{start}>{''.join(map(_html, inside))}{end}")


def joined(parts: Iterable[Part], between: str = "\n") -> Markup:
    """Parts one after the other."""
    return Markup(_html(between).join(map(_html, parts)))


def link(address: str, words: str = "") -> Markup:
    """A link to a web or email address. Any other address, such as one that runs a script, stays text."""
    if not address.startswith(_SCHEMES):
        return Markup(_html(words or address))
    return element("a", words or address, href=address)


def link_to(anchor: str, words: str) -> Markup:
    """A link to another place on the page."""
    return element("a", words, href=f"#{anchor}")


def said(sentence: str) -> Markup:
    """A sentence whose web and email addresses are links."""
    return joined(_linked(sentence), "")


def addresses(sentence: str) -> tuple[str, ...]:
    """The web and email addresses in a sentence."""
    return tuple(match[0] for match in _ADDRESS.finditer(sentence))


def document(title: str, style: str, *body: Part) -> str:
    """A whole page that stands alone.

    Its policy allows the one style sheet by its hash and nothing else: no script, no picture, no other style. Should
    an escape ever be missed, what slips through is dead text. `'unsafe-inline'` would let a style attribute in.
    """
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    head = (
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=policy),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="referrer", content="no-referrer"),
        element("title", title),
        element("style", Markup(style)),
    )
    page = (element("head", joined(head)), element("body", joined(body)))
    return f"<!doctype html>\n{element('html', joined(page), lang='en').html}\n"


def _linked(sentence: str) -> Iterator[Part]:
    end = 0
    for match in _ADDRESS.finditer(sentence):
        yield sentence[end : match.start()]
        yield link(f"mailto:{match[0]}" if match["email"] else match[0], match[0])
        end = match.end()
    yield sentence[end:]


def _html(part: Part) -> str:
    return part.html if isinstance(part, Markup) else escape(part)
