"""Whatever a registry says is text: it is escaped, and only web and email addresses become links."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.export.documents import Origin, page, printout
from bot.export.links import addresses, link, linked
from routing.registry.schema import Registry
from tests.builders import small_index


class Tags(HTMLParser):
    """The tags of a piece of HTML and what they link to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]


REGISTRY = small_index().registry
ORIGIN = Origin("teams.yaml", "0123456789ab", datetime(2026, 7, 20, tzinfo=UTC), "Europe/London")
BOTH = pytest.mark.parametrize("draw", [page, printout], ids=["page", "sheet"])


@BOTH
@settings(deadline=None, max_examples=40)
@given(text=st.text())
def test_text_is_text_wherever_it_stands(draw: Callable[[Registry, Origin], str], text: str) -> None:
    html = draw(REGISTRY.model_copy(update={"organisation": text}), replace(ORIGIN, file=text))
    assert Tags(html).tags == Tags(draw(REGISTRY, ORIGIN)).tags
    assert f"<h1>Who to ask at {text}</h1>" in unescape(html)


@given(st.text(alphabet="htps:/.@<>\"'&= javcrilm\u201d", max_size=80))
def test_a_sentence_links_to_nothing_but_web_and_email_addresses(sentence: str) -> None:
    html = Tags(linked(sentence))
    assert set(html.tags) <= {"a"}
    assert all(target.startswith(("https://", "http://", "mailto:")) for target in html.links)


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("Docs are at https://docs.example.org/.", ("https://docs.example.org/",)),
        ("On the board (https://board.example.org/b/1), in a column", ("https://board.example.org/b/1",)),
        ("Write to duty@example.org.", ("duty@example.org",)),
        ("Ping @senior-people in #help", ()),
        ("javascript://example.org/%0Aalert(1)", ()),
    ],
)
def test_a_full_stop_or_bracket_after_an_address_belongs_to_the_sentence(sentence: str, found: tuple[str, ...]) -> None:
    assert addresses(sentence) == found
    assert [target.removeprefix("mailto:") for target in Tags(linked(sentence)).links] == list(found)


def test_an_address_of_another_kind_stays_text() -> None:
    assert link("javascript:alert(1)", "<b>") == "&lt;b&gt;"


def test_an_address_cannot_break_out_of_its_attribute() -> None:
    html = Tags(link('https://example.org/"><script>'))
    assert (html.tags, html.links) == (["a"], ['https://example.org/"><script>'])


@BOTH
def test_a_page_allows_its_own_style_and_nothing_else(draw: Callable[[Registry, Origin], str]) -> None:
    html = draw(REGISTRY.model_copy(update={"organisation": "A & B"}), ORIGIN)
    assert "<title>Who to ask at A &amp; B" in html
    assert "default-src 'none'; style-src 'sha256-" in unescape(html)
    assert "unsafe" not in html
