from __future__ import annotations

import pytest

from bot.proposals.additions import guidance, not_ours, responsibility, rung_topic, team
from bot.proposals.edit import apply
from routing.loading.files import in_memory
from tests.bot.proposals.registries import REGISTRY, TLS, changed, edited, example, keyword, synonym

HEAD, TAIL = REGISTRY.split("        keywords: [tls, padlock]  # strong\n")

# How the keywords of one responsibility are written, what is added, and how they are written then.
STYLES = {
    "in brackets": ("keywords: [tls, padlock]", ["new"], "keywords: [tls, padlock, new]"),
    "two at once": ("keywords: [tls]", ["new", "newer"], "keywords: [tls, new, newer]"),
    "with room in the brackets": ("keywords: [ tls ]", ["new"], "keywords: [ tls, new ]"),
    "with a comma at the end": ("keywords: [tls, ]", ["new"], "keywords: [tls, new, ]"),
    "a comment behind": ("keywords: [tls]  # strong", ["new"], "keywords: [tls, new]  # strong"),
    "quotes in brackets": ("keywords: ['tls', \"a ] b\"]", ["new"], "keywords: ['tls', \"a ] b\", new]"),
    "over two lines": (
        "keywords: [tls, padlock,\n                   green bar]",
        ["new"],
        "keywords: [tls, padlock,\n                   green bar, new]",
    ),
    "an item on each line": (
        "keywords: [\n          tls,  # one\n          padlock  # two\n        ]",
        ["new", "newer"],
        "keywords: [\n          tls,  # one\n          padlock,  # two\n          new,\n          newer\n        ]",
    ),
    "an item on each line, each with a comma": (
        "keywords: [\n          tls,  # one\n          padlock,  # two\n        ]",
        ["new"],
        "keywords: [\n          tls,  # one\n          padlock,  # two\n          new,\n        ]",
    ),
    "an item on each line, with commas in comments": (
        "keywords: [\n          tls,\n          padlock  # a, b\n        ]",
        ["new"],
        "keywords: [\n          tls,\n          padlock,  # a, b\n          new\n        ]",
    ),
    "a comma on a line of its own": (
        "keywords: [\n          tls\n          , padlock\n          ,\n        ]",
        ["new"],
        "keywords: [\n          tls\n          , padlock, new\n          ,\n        ]",
    ),
    "in lines": (
        "keywords:\n          - tls\n          - padlock",
        ["new", "newer"],
        "keywords:\n          - tls\n          - padlock\n          - new\n          - newer",
    ),
    "in lines that are not indented": (
        "keywords:\n        - tls",
        ["new"],
        "keywords:\n        - tls\n        - new",
    ),
    "in lines with wide dashes": (
        "keywords:\n          -   tls",
        ["new"],
        "keywords:\n          -   tls\n          -   new",
    ),
    "comments behind and between the lines": (
        "keywords:\n          - tls  # one\n          # 2\n          - padlock  # 3\n\n          # z",
        ["new"],
        "keywords:\n          - tls  # one\n          # 2\n          - padlock  # 3\n          - new\n\n          # z",
    ),
    "a folded text": (
        "keywords:\n          - >-\n            green\n            padlock\n",
        ["new"],
        "keywords:\n          - >-\n            green\n            padlock\n          - new\n",
    ),
    "a text over two lines": (
        "keywords:\n          - green\n            padlock",
        ["new"],
        "keywords:\n          - green\n            padlock\n          - new",
    ),
    "none at all": ("domains: [example.org]", ["new"], None),
    "a comment where the bracket is": (
        "keywords: [  # a, b ]\n          tls]",
        ["new"],
        "keywords: [  # a, b ]\n          tls, new]",
    ),
}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_list_grows_in_its_own_style(style: str, line_end: str) -> None:
    before, words, after = STYLES[style]
    source = HEAD + f"        {before}\n" + TAIL
    if after is None:
        wanted = HEAD + f"        keywords: [new]\n        {before}\n" + TAIL
    else:
        wanted = HEAD + f"        {after}\n" + TAIL
    told = edited(source.replace("\n", line_end), *(keyword(word) for word in words))
    assert told == wanted.replace("\n", line_end)


def test_comments_and_blank_lines_between_questions_stay() -> None:
    old = "          - who renews it\n"
    assert edited(REGISTRY, example("is it you?")) == changed((old, old + "          - is it you?\n"))


def test_a_list_of_questions_that_is_missing_begins_behind_the_keywords() -> None:
    old = "        keywords: [laptop]\n"
    new = old + "        asked:\n          - mine is broken\n"
    assert edited(REGISTRY, example("mine is broken", responsibility("desk", "laptops"))) == changed((old, new))


def test_both_lists_can_be_missing() -> None:
    source = changed(("        keywords: [laptop]\n", ""))
    old = "        what: Service Desk hands out laptops.\n"
    new = old + "        keywords: [laptop]\n        asked:\n          - mine is broken\n"
    place = responsibility("desk", "laptops")
    assert edited(source, example("mine is broken", place), keyword("laptop", place)) == source.replace(old, new)


def test_a_list_that_is_missing_takes_the_indentation_of_the_file() -> None:
    source = changed(("          - Our", "        - Our"), ("          - who", "        - who"))
    told = edited(source, example("mine is broken", responsibility("desk", "laptops")))
    assert "        asked:\n        - mine is broken\n" in told


def test_an_empty_list_gets_its_first_item() -> None:
    source = changed(("        keywords: [laptop]\n", "        keywords: [laptop]\n        asked: []\n"))
    told = edited(source, example("mine, is broken?", responsibility("desk", "laptops")), example("b", TLS))
    assert '        asked: ["mine, is broken?"]\n' in told


def test_an_entry_in_braces_grows_in_them() -> None:
    source = changed(
        (
            "      laptops:\n        what: Service Desk hands out laptops.\n        keywords: [laptop]\n",
            "      laptops: {what: Service Desk hands out laptops.}\n",
        )
    )
    place = responsibility("desk", "laptops")
    told = edited(source, keyword("laptop", place), example("mine is broken", place))
    assert "{what: Service Desk hands out laptops., keywords: [laptop], asked: [mine is broken]}\n" in told


def test_a_rung_topic_and_guidance_have_keywords_too() -> None:
    source = REGISTRY + "guidance:\n  tickets:\n    what: How to raise a ticket\n    keywords: [ticket]\n"
    told = edited(source, keyword("top", rung_topic("leads", "last-rung")), keyword("zendesk", guidance("tickets")))
    assert told == source.replace("[last rung]", "[last rung, top]").replace("[ticket]", "[ticket, zendesk]")


def test_a_synonym_joins_its_group_however_the_group_is_written() -> None:
    assert edited(REGISTRY, synonym("TLS", "https")) == changed(("[ssl]", "[ssl, https]"))


def test_a_synonym_can_begin_a_group() -> None:
    told = edited(REGISTRY, synonym("laptop", "notebook"), synonym("no", "nope"), synonym("laptop", "MacBook"))
    assert told == REGISTRY + '  laptop: [notebook, MacBook]\n  "no": [nope]\n'


@pytest.mark.parametrize("empty", ["vocabulary: {}\n", ""])
def test_a_synonym_can_begin_the_vocabulary(empty: str) -> None:
    source = changed(("vocabulary:\n  tls: [ssl]\n", empty)) + "\nnot_ours:\n  tea:\n    keywords: [tea]\n"
    told = edited(source, synonym("laptop", "notebook"), synonym("tls", "ssl"))
    begun = "vocabulary: {laptop: [notebook], tls: [ssl]}" if empty else "\nvocabulary:\n  laptop: [notebook]"
    assert begun in told
    assert set(told.splitlines()) >= set(source.splitlines()) - {empty.strip()}


def test_a_last_line_without_a_line_end_stays_without_one() -> None:
    source = REGISTRY + "also_asked:\n  tls:\n    - is it you"
    assert edited(source, example("or you")) == source + "\n    - or you"
    assert edited(source, example("or you", responsibility("desk", "laptops"))) == source + "\n  laptops:\n    - or you"
    cut = REGISTRY.removesuffix("\n")
    assert edited(cut, synonym("laptop", "notebook")) == cut + "\n  laptop: [notebook]"


def test_a_byte_order_mark_stays() -> None:
    edit = apply(in_memory(b"\xef\xbb\xbf" + REGISTRY.encode(), ""), [keyword("new")])
    assert edit.after.files[0].data == b"\xef\xbb\xbf" + changed(("[tls, padlock]", "[tls, padlock, new]")).encode()


def test_a_file_in_braces_grows_in_them() -> None:
    source = (
        '{"organisation": "A", "time_zone": "Europe/London", "fallback": "#help", "teams": {"desk": {"name": "Desk", '
        '"channels": {"ask": "#desk"}}}, "ladder": {"when": "Stuck.", "order": ["l"], "rungs": {"l": {"who": "L"}}}}'
    )
    told = edited(source, synonym("laptop", "notebook"), example("is it you", team("desk")))
    more = ", vocabulary: {laptop: [notebook]}, also_asked: {desk: [is it you]}}"
    assert told == source.removesuffix("}") + more


def test_questions_go_to_also_asked_where_the_file_keeps_them_apart() -> None:
    source = REGISTRY + "\n# more of them\nalso_asked:\n  laptops:\n    - mine is broken\n"
    told = edited(source, example("is it you"), example("a new one", responsibility("desk", "laptops")))
    assert told == source + "    - a new one\n  tls:\n    - is it you\n"


def test_a_question_about_a_team_as_a_whole_begins_also_asked() -> None:
    told = edited(REGISTRY, example("what do they do: all day?", team("desk")))
    assert told == REGISTRY + '\nalso_asked:\n  desk:\n    - "what do they do: all day?"\n'


def test_an_entry_that_shares_its_key_gets_the_question_itself() -> None:
    source = changed(("      laptops:\n", "      tls:\n")) + "also_asked:\n  desk:\n    - is it you\n"
    told = edited(source, example("mine is broken", responsibility("desk", "tls")))
    assert "        asked:\n          - mine is broken\n" in told


def test_a_question_nobody_here_answers_stays_with_what_is_not_ours() -> None:
    source = REGISTRY + "not_ours:\n  tea:\n    keywords: [tea]\nalso_asked:\n  tls:\n    - is it you\n"
    told = edited(source, example("who makes it", not_ours("tea")))
    assert "    keywords: [tea]\n    asked:\n      - who makes it\n" in told


def test_a_question_is_written_on_one_line() -> None:
    assert "          - one two three\n" in edited(REGISTRY, example(" one\n\n two\tthree "))
