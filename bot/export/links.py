"""What in a sentence is a web or email address, and the sentence as HTML with links to them.

Nothing else of a registry becomes HTML: the templates escape it.
"""

from __future__ import annotations

import re

from markupsafe import Markup, escape

_SCHEMES = ("https://", "http://", "mailto:")
# A full stop or bracket after an address belongs to the sentence, not to the address.
_ADDRESS = re.compile(
    r"(?P<url>https?://[^\s<>]+[^\s<>.,;:!?)\]}'\"\u2019\u201d])|(?P<email>[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+)"
)


def addresses(sentence: str) -> tuple[str, ...]:
    """The web and email addresses in a sentence."""
    return tuple(match[0] for match in _ADDRESS.finditer(sentence))


def link(address: str, words: str = "") -> Markup:
    """A link to a web or email address. Any other address, such as one that runs a script, stays text.

    >>> link("https://example.org/?a&b", "Fish & chips")
    Markup('<a href="https://example.org/?a&amp;b">Fish &amp; chips</a>')
    """
    if not address.startswith(_SCHEMES):
        return escape(words or address)
    return Markup('<a href="{}">{}</a>').format(address, words or address)


def linked(sentence: str) -> Markup:
    """A sentence whose web and email addresses are links."""
    html, end = Markup(), 0
    for match in _ADDRESS.finditer(sentence):
        html += sentence[end : match.start()]
        html += link(f"mailto:{match[0]}" if match["email"] else match[0], match[0])
        end = match.end()
    return html + sentence[end:]
