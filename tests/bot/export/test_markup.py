"""Whatever a registry says is text: it is escaped, and only web and email addresses become links."""

from __future__ import annotations

from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.export.markup import addresses, document, element, joined, link, said


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


@given(st.text())
def test_text_is_text_wherever_it_stands(text: str) -> None:
    html = element("p", text, title=text).html
    assert Tags(html).tags == ["p"]
    assert unescape(html.partition(">")[2].removesuffix("</p>")) == text


@given(st.text(alphabet="htps:/.@<>\"'&= javcrilm\u201d", max_size=80))
def test_a_sentence_links_to_nothing_but_web_and_email_addresses(sentence: str) -> None:
    page = Tags(said(sentence).html)
    assert set(page.tags) <= {"a"}
    assert all(target.startswith(("https://", "http://", "mailto:")) for target in page.links)


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
    assert [target.removeprefix("mailto:") for target in Tags(said(sentence).html).links] == list(found)


def test_an_address_of_another_kind_stays_text() -> None:
    assert link("javascript:alert(1)", "<b>").html == "&lt;b&gt;"


def test_an_address_cannot_break_out_of_its_attribute() -> None:
    page = Tags(link('https://example.org/"><script>').html)
    assert (page.tags, page.links) == (["a"], ['https://example.org/"><script>'])


def test_a_page_allows_its_own_style_and_nothing_else() -> None:
    html = document("A & B", "p { color: red }", joined(["one", element("p", "two")]))
    assert "<title>A &amp; B</title>" in html
    assert "default-src &#x27;none&#x27;; style-src &#x27;sha256-" in html
    assert "unsafe" not in html
