"""Slack's text into plain words, and anybody's words into text that calls nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.messages.mrkdwn import clip, escape, plain

US = "UBOT"


# The same list as in the docstring of `plain`.
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<@UBOT> who owns DNS?", "who owns DNS?"),
        ("<@UBOT>, who owns DNS?", "who owns DNS?"),
        ("<@UBOT|whoask>: who owns DNS?", "who owns DNS?"),
        ("<@UBOT> <@UBOT> who owns DNS?", "who owns DNS?"),
        ("  <@UBOT>\n who owns DNS?", "who owns DNS?"),
        ("who owns DNS, <@UBOT>?", "who owns DNS,  ?"),
        ("<@UBOT>", ""),
        ("<@UBOT>,", ""),
    ],
)
def test_our_own_name_goes(text: str, words: str) -> None:
    assert plain(text, US) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<@U2> who owns DNS?", "somebody who owns DNS?"),
        ("<@U2|bob> who owns DNS?", "bob who owns DNS?"),
        ("<@UBOTTOM> who owns DNS?", "somebody who owns DNS?"),
        ("@whoask who owns DNS?", "@whoask who owns DNS?"),
        ("&lt;@UBOT&gt; who owns DNS?", "<@UBOT> who owns DNS?"),
        (", who owns DNS?", ", who owns DNS?"),
    ],
)
def test_any_other_name_stays(text: str, words: str) -> None:
    assert plain(text, US) == words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("see <#C1|general>", "see #general"),
        ("see <#C1>", "see a channel"),
        ("see <#C1|>", "see a channel"),
        ("<!here> and <!channel> and <!everyone|everyone>", "here and channel and everyone"),
        ("<!subteam^S1|@leads> or <!subteam^S2>", "@leads or a group"),
        ("<!date^1392734382^{date}|18 February>", "18 February"),
        ("<!date^1392734382^{date}>", "date"),
        ("<https://example.org/a?b=1&amp;c=2>", "https://example.org/a?b=1&c=2"),
        ("<http://example.org|example.org>", "example.org"),
        ("<mailto:a@example.org|a@example.org> <mailto:b@example.org>", "a@example.org b@example.org"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("&amp;lt;", "&lt;"),
        ("1 < 2 > 0", "1 < 2 > 0"),
        ("<>", "<>"),
        ("half a pair \ud83d", "half a pair ?"),
    ],
)
def test_slacks_tokens_become_words(text: str, words: str) -> None:
    assert plain(text, US) == words


def test_without_our_id_nothing_is_ours() -> None:
    assert plain("<@UBOT> hello", None) == "somebody hello"


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("&lt;", "&amp;lt;"),
        ("*bold* _it_ “quote” it's", "*bold* _it_ “quote” it's"),
        ("@here @Channel @everyone @group", "@\u200bhere @\u200bChannel @\u200beveryone @\u200bgroup"),
        ("@hereford and me@channels.org", "@hereford and me@channels.org"),
    ],
)
def test_what_is_sent_shows_as_it_was_written(text: str, sent: str) -> None:
    assert escape(text) == sent


ANYTHING = st.text(alphabet=st.sampled_from("<>&!@#|^;ltgam US1here channl\n") | st.characters())


@given(ANYTHING)
def test_nothing_that_is_sent_is_live(text: str) -> None:
    sent = escape(plain(text, US))

    assert not any(live in sent for live in ("<!", "<@", "<#", "@here", "@channel", "@everyone"))
    assert "<" not in sent
    assert ">" not in sent


@given(ANYTHING)
def test_what_somebody_types_comes_out_as_typed(text: str) -> None:
    encoded = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    assert plain(encoded, US) == text.encode("utf-8", "replace").decode().strip()


@given(st.text(max_size=50), st.integers(min_value=1, max_value=60))
def test_a_clipped_text_fits(text: str, limit: int) -> None:
    def measure(part: str) -> int:
        return len(escape(part))

    assert len(clip(text, limit)) <= limit
    assert measure(clip(text, limit, measure)) <= limit
    assert clip(text, 1_000) == text
