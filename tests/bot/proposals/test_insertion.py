from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.proposals.additions import Addition, Example, Keyword, Synonym
from tests.bot.proposals.registries import REGISTRY, changed, edited, example, keyword, made, synonym


@pytest.mark.parametrize(
    ("word", "in_brackets", "in_lines"),
    [
        ("no", '"no"', '"no"'),
        ("Yes", '"Yes"', '"Yes"'),
        ("null", '"null"', '"null"'),
        ("~x", "~x", "~x"),
        ("503", '"503"', '"503"'),
        ("0o14", '"0o14"', '"0o14"'),
        ("9:30", '"9:30"', '"9:30"'),
        ("1e3", "1e3", "1e3"),
        ("2026-11-21", '"2026-11-21"', '"2026-11-21"'),
        ("2nd line", "2nd line", "2nd line"),
        ("#x", '"#x"', '"#x"'),
        ("a #x", '"a #x"', '"a #x"'),
        ("c#", "c#", "c#"),
        ("a: b", '"a: b"', '"a: b"'),
        ("@desk", '"@desk"', '"@desk"'),
        ("*all", '"*all"', '"*all"'),
        ("it's", "it's", "it's"),
        ("'it'", "\"'it'\"", "\"'it'\""),
        ('say "x"', 'say "x"', 'say "x"'),
        ('"x" y', r'"\"x\" y"', r'"\"x\" y"'),
        ("a, b", '"a, b"', "a, b"),
        ("who?", '"who?"', "who?"),
        ("a [b]", '"a [b]"', "a [b]"),
        ("- x", '"- x"', '"- x"'),
        ("c:\\x", '"c:\\\\x"', "c:\\x"),
        ("café ☕ 😀", "café ☕ 😀", "café ☕ 😀"),
    ],
)
def test_a_word_is_quoted_where_yaml_needs_it(word: str, in_brackets: str, in_lines: str) -> None:
    assert f"keywords: [tls, padlock, {in_brackets}]" in edited(REGISTRY, keyword(word))
    assert f"\n          - {in_lines}\n" in edited(REGISTRY, example(word))


AWKWARD = st.text(st.one_of(st.sampled_from(" #:,?-[]{}&*!|>'\"%@`\\\n\t=~<./_09abno"), st.characters()), max_size=30)
DRESSED = {
    "brackets": REGISTRY,
    "lines": changed(("[tls, padlock]  # strong", "\n          - tls\n          - padlock  # strong")),
    "brackets in lines": changed(("[tls, padlock]", "[\n          tls,\n          padlock  # x\n        ]")),
    "missing": changed(("        keywords: [tls, padlock]  # strong\n", "")),
}


# Every addition that is refused by the loader costs a reading of the whole file.
@settings(deadline=None, max_examples=50)
@given(st.sampled_from(sorted(DRESSED)), st.sampled_from(["\n", "\r\n"]), st.lists(AWKWARD, min_size=1, max_size=3))
def test_whatever_anybody_types_is_added_whole_or_refused(name: str, line_end: str, texts: list[str]) -> None:
    source = DRESSED[name].replace("\n", line_end)
    additions: list[Addition] = [
        kind
        for text in texts
        for kind in (keyword(text), example(text), synonym(text, "word"), synonym("word", text), synonym("tls", text))
    ]
    edit = made(source, *additions)
    assert len(edit.applied) + len(edit.refused) == len(additions)
    assert _is_source_with_more(source, edit.after.files[0].data.decode())
    entry = edit.new.teams["platform"].responsibilities["tls"]
    for addition in edit.applied:
        said = " ".join(addition.text.split())
        match addition:
            case Keyword():
                assert said in entry.keywords
            case Example():
                assert said in entry.asked
            case Synonym():
                assert any(said in others for others in edit.new.vocabulary.values())


def _is_source_with_more(source: str, after: str) -> bool:
    """Whether the first text can be had from the second by leaving out."""
    letters = iter(after)
    return all(letter in letters for letter in source)
