"""The traps of YAML, one by one, through libyaml and through PyYAML's own parser."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from routing.loading import yaml_reader as yaml_tree
from routing.loading.yaml_nodes import ScalarNode, plain, value_at
from tests.builders import SMALL_REGISTRY

DEFAULT_REGISTRY = Path(__file__).parents[3] / "data" / "teams.yaml"
IN_QUOTES = "(put it in quotes)"
BROKEN_LIST = (
    "YAML: a list that starts with '[' is broken or has no ']' "
    "(close it, and put texts that hold any of , : ? # [ ] { } in quotes)"
)
UNLIKE_A_REGISTRY = "(a registry is made of fields, the first of them 'organisation: …')"


@pytest.fixture(params=[yaml.SafeLoader, getattr(yaml, "CSafeLoader", yaml.SafeLoader)], ids=["python", "libyaml"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_tree, "_LOADER", request.param)


def told(data: str | bytes) -> list[str]:
    source = data if isinstance(data, bytes) else data.encode()
    return [str(finding.problem("f")) for finding in yaml_tree.read_yaml(source).findings]


BAD_DOCUMENTS = {
    "an unquoted channel is a comment": (
        "ask: #govuk-developers\n",
        (
            "f:1:6: top level: ask is empty, because '#govuk-developers' is a comment "
            "(put it in quotes: # starts a comment)"
        ),
    ),
    "an unquoted channel in a list is a comment": (
        "names:\n  - #govuk-developers\n  - x\n",
        (
            "f:2:5: top level: names is empty, because '#govuk-developers' is a comment "
            "(put it in quotes: # starts a comment)"
        ),
    ),
    "an unquoted channel in brackets swallows the bracket": (
        "names: [#one, #two]\nb: c\n",
        "f:1:9: YAML: '#one' is a comment (put it in quotes: # starts a comment)",
    ),
    "an unquoted channel in brackets on the last line": (
        "names: [#one, #two]\n",
        "f:1:9: YAML: '#one' is a comment (put it in quotes: # starts a comment)",
    ),
    "a text is cut off by a channel in it": (
        "what: Ask in #govuk-developers about it\n",
        (
            "f:1:14: top level: '#govuk-developers' is a comment, so the text ends before it "
            "(put the text in quotes: # starts a comment)"
        ),
    ),
    "an unquoted handle": (
        "contact: @govuk-senior-tech-people\n",
        "f:1:10: YAML: a text cannot start with '@' (put it in quotes: \"@govuk-senior-tech-people\")",
    ),
    "an unquoted backtick": ("a: `x`\n", f"f:1:4: YAML: a text cannot start with '`' {IN_QUOTES}"),
    "an unquoted percent sign": ("a: %x\n", f"f:1:4: YAML: a text cannot start with '%' {IN_QUOTES}"),
    "an unquoted star": ("a: *\n", f"f:1:5: YAML: a text cannot start with '*' or '&' {IN_QUOTES}"),
    "an unquoted arrow": ("a: >x\n", f"f:1:4: YAML: a text cannot start with '>' or '|' {IN_QUOTES}"),
    "a lone question mark": ("a: ?\n", f"f:1:4: YAML: a text cannot start with '?' {IN_QUOTES}"),
    "a tab that indents": ("a:\n\tb: c\n", "f:2:1: YAML: a tab stands here (use spaces)"),
    "a colon within a text": (
        "what: Note: this\n",
        "f:1:11: YAML: a text that holds ': ' needs quotes (put everything after the first ': ' in quotes)",
    ),
    "a tab behind a value": ("a: b\t\n", "f:1:5: YAML: a tab stands here (use spaces)"),
    "an unquoted channel in braces": (
        "a: {b: #c\n}\n",
        "f:1:8: top level: b is empty, because '#c' is a comment (put it in quotes: # starts a comment)",
    ),
    "a field under a text": (
        "a: b\n  c: d\n",
        (
            "f:2:4: YAML: a field cannot start here "
            "(check the line's indentation, and that the line before it has a space after its ':')"
        ),
    ),
    "a line that is indented less than its neighbours": (
        "a:\n  b: c\n d: e\n",
        (
            "f:3:2: YAML: this does not fit the lines before it "
            "(check the line's indentation, and any quotes within quotes)"
        ),
    ),
    "a quote within quotes": (
        "a: 'it's'\n",
        "f:1:8: YAML: a text goes on behind its closing quote (put the other kind of quotes around it)",
    ),
    "a quote that is never closed": (
        'a: "x\nb: c\n',
        "f:1:4: YAML: a text in quotes has no closing quote (add the closing quote)",
    ),
    "a list in brackets that is never closed": ("a: [b, c\nd: e\n", f"f:1:4: {BROKEN_LIST}"),
    "a line without a colon": ("a: b\nc\nd: e\n", "f:2:1: YAML: a line has no ':' (write 'field: value')"),
    "a list on the line of its field": (
        "a: - b\n",
        "f:1:4: YAML: a list cannot start on the line of its field (put each '- ' on a line of its own)",
    ),
    "a field among the entries of a list": (
        "a:\n  - b\n  c: d\n",
        "f:3:3: YAML: a list goes on with a line that does not start with '- ' (check the line's indentation)",
    ),
    "a key that is there twice": (
        "a: b\nc: d\na: e\n",
        "f:3:1: top level: the key 'a' is here twice (it is on line 1 already)",
    ),
    "a team that is there twice": (
        "teams:\n  a: {}\n  a: {}\n",
        "f:3:3: team 'a': the key 'a' is here twice (it is on line 2 already)",
    ),
    "a merge key": (
        "a: &a {b: c}\nd:\n  <<: *a\n",
        "f:3:3: top level: merge keys (<<) are not allowed (write the fields themselves)",
    ),
    "a tag": ("a: !foo b\n", "f:1:4: top level: tags such as '!foo' are not allowed (delete it)"),
    "a tag of YAML's own": (
        "a: !!python/object:os.system b\n",
        "f:1:4: top level: tags such as 'tag:yaml.org,2002:python/object:os.system' are not allowed (delete it)",
    ),
    "a list as a key": (
        "? [a]\n: b\n",
        "f:1:3: top level: a list or a group of fields cannot be a key (write a word before the ':')",
    ),
    "a value without a key": ("'': a\n", "f:1:1: top level: a ':' has no key before it (write a word before the ':')"),
    "two documents": (
        "a: b\n---\nc: d\n",
        "f:2:1: top level: a second document starts here (a registry is one document: delete '---')",
    ),
    "an alias to nothing": (
        "a: *b\n",
        "f:1:4: top level: the alias '*b' names an anchor that is not in the file above it (write the thing itself)",
    ),
    "an alias to itself": (
        "a: &a [*a]\n",
        "f:1:8: top level: the alias '*a' refers to itself (write the thing itself)",
    ),
    "an anchor that is there twice": (
        "a: &x b\nc: &x d\n",
        "f:2:4: top level: the anchor '&x' is here twice (rename one of them)",
    ),
    "an empty file": ("", f"f:1:1: the file: is empty {UNLIKE_A_REGISTRY}"),
    "a file of comments": ("# nothing\n", f"f:1:1: the file: is empty {UNLIKE_A_REGISTRY}"),
    "a list at the top": ("- a\n", f"f:1:1: the file: is a list {UNLIKE_A_REGISTRY}"),
    "a text at the top": ("organisation\n", f"f:1:1: the file: is a single text {UNLIKE_A_REGISTRY}"),
    "an escape that brings in a control character": (
        'a: "\\e[31m"\n',
        "f:1:4: top level: a text holds an invisible character, written as \\… (delete it)",
    ),
}


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize(("document", "first_line"), BAD_DOCUMENTS.values(), ids=BAD_DOCUMENTS)
def test_every_trap_is_told_in_plain_words(document: str, first_line: str) -> None:
    assert told(document)[0] == first_line


@pytest.mark.usefixtures("parser")
@pytest.mark.parametrize("document", ["a: [who?, what]\n", "a: [who? what]\n", "a: {b: who?}\n"])
def test_an_unquoted_question_in_brackets_is_refused_because_parsers_differ(document: str) -> None:
    assert "an unquoted text in brackets cannot hold '?' (put it in quotes)" in told(document)[0]


BAD_BYTES = {
    "UTF-16 with a mark": ("a: b".encode("utf-16"), "f:1:1: the file: is in UTF-16 or UTF-32 (save it as UTF-8)"),
    "UTF-16 without a mark": (
        "a: b".encode("utf-16-le"),
        "f:1:2: the file: holds a NUL character, so it is not plain UTF-8 text (save it as UTF-8)",
    ),
    "Latin-1": (
        "a: b\nwhat: café\n".encode("latin-1"),
        "f:2:10: the file: is not UTF-8: byte 0xe9 stands for no letter (save it as UTF-8)",
    ),
    "a control character": (
        b"a: b\nc: \x07\n",
        "f:2:4: the file: holds the invisible character U+0007 (delete it, or type this line again)",
    ),
    "a control character after lines that end as on an old Mac": (
        b"a: b\r\rc: d\re: \x07\n",
        "f:4:4: the file: holds the invisible character U+0007 (delete it, or type this line again)",
    ),
    "a tab after lines that end in both ways": (
        b"a: b\n\rc: d\r\ne:\tf\n",
        "f:4:3: YAML: a tab stands here (use spaces)",
    ),
    "a byte of Latin-1 after lines that end as on an old Mac": (
        "a: b\rwhat: café\r".encode("latin-1"),
        "f:2:10: the file: is not UTF-8: byte 0xe9 stands for no letter (save it as UTF-8)",
    ),
    "a line separator": (
        "a: b\u2028c: d\n".encode(),
        "f:1:5: the file: holds the invisible character U+2028 (delete it, or type this line again)",
    ),
    "a zero-width space": (
        "a: b\u200b\n".encode(),
        "f:1:5: the file: holds the invisible character U+200B (delete it, or type this line again)",
    ),
    "a large file": (
        b"# " + b"x" * 2 * 1024 * 1024,
        "f:1:1: the file: is larger than 2 MiB (is it really a registry?)",
    ),
}


@pytest.mark.parametrize(("data", "first_line"), BAD_BYTES.values(), ids=BAD_BYTES)
def test_bytes_that_are_not_plain_text_are_refused(data: bytes, first_line: str) -> None:
    assert told(data)[0] == first_line


HOSTILE_DOCUMENTS = {
    "open brackets": ("[" * 100_000, "nested more than 20 levels deep"),
    "open braces": ("{a: " * 100_000, "nested more than 20 levels deep"),
    "lists in lists": ("- " * 100_000, "nested more than 20 levels deep"),
    "keys in keys": ("? " * 100_000, "nested more than 20 levels deep"),
    "steps": ("\n".join(" " * depth + "a:" for depth in range(1_000)), "nested more than 20 levels deep"),
    "aliases of aliases": (
        "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 12)),
        "stand for more than 10,000 values",
    ),
    "depth by aliases": (
        "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 40)),
        "nested more than 20 levels deep",
    ),
    "a million values": ("a: [" + "x," * 1_000_000 + "]", "holds more than 100,000 values"),
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize(("document", "words"), HOSTILE_DOCUMENTS.values(), ids=HOSTILE_DOCUMENTS)
def test_a_hostile_file_is_refused_soon(document: str, words: str) -> None:
    tree = yaml_tree.read_yaml(document.encode())
    assert tree.root is None
    assert words in told(document)[-1]


def test_several_faults_are_told_together() -> None:
    document = "a: #one\nb: !x y\na: z\nc: *nowhere\nd: @e\n"
    assert [line.split(":")[1] for line in told(document)] == ["1", "2", "3", "4", "5"]


def test_a_real_comment_is_no_fault() -> None:
    document = '# top\na: b # "quoted"\nc: # behind a key\n  d: "#e"  # and a value\nf: g#h\ni: "x" #!\n'
    tree = yaml_tree.read_yaml(document.encode())
    assert tree.findings == ()
    assert tree.root is not None
    assert plain(tree.root) == {"a": "b", "c": {"d": "#e"}, "f": "g#h", "i": "x"}


@pytest.mark.usefixtures("parser")
def test_every_scalar_stays_the_text_it_is() -> None:
    texts = ["no", "Yes", "9:30", "1e3", "0o17", "010", "2024-02-30", "1_000", ".inf", "=", "0x1F", "1" * 5_000]
    tree = yaml_tree.read_yaml("".join(f"k{n}: {text}\n" for n, text in enumerate(texts)).encode())
    assert tree.root is not None
    assert [pair.value for pair in tree.root.pairs.values()] == [
        ScalarNode(text, number + 1, len(f"k{number}: ") + 1) for number, text in enumerate(texts)
    ]


@pytest.mark.parametrize("nothing", ["", "~", "null", "NULL"])
def test_nothing_is_known_as_empty_and_stands_at_its_key(nothing: str) -> None:
    tree = yaml_tree.read_yaml(f"a:\n  b: {nothing}\n".encode())
    assert tree.root is not None
    assert value_at(tree.root, ("a", "b")) == ScalarNode(nothing, 2, 3, empty=True)


def test_a_quoted_null_is_a_text() -> None:
    tree = yaml_tree.read_yaml(b"a: 'null'\nb: ''\n")
    assert tree.root is not None
    assert plain(tree.root) == {"a": "null", "b": ""}


def test_a_byte_order_mark_and_windows_lines_are_read() -> None:
    tree = yaml_tree.read_yaml(b"\xef\xbb\xbfa: b\r\nc: d\r\n")
    assert tree.root is not None
    assert plain(tree.root) == {"a": "b", "c": "d"}
    assert value_at(tree.root, ("c",)) == ScalarNode("d", 2, 4)


def test_an_alias_stands_for_what_it_names() -> None:
    tree = yaml_tree.read_yaml(b"a: &a [x, y]\nb: *a\nc: &c z\nd: *c\n")
    assert tree.findings == ()
    assert tree.root is not None
    assert plain(tree.root) == {"a": ["x", "y"], "b": ["x", "y"], "c": "z", "d": "z"}
    assert value_at(tree.root, ("d",)) == ScalarNode("z", 4, 4)


def by_ruamel(source: str) -> object:
    loaded: object = YAML(typ="base", pure=True).load(source)
    return loaded


@pytest.mark.parametrize("source", [SMALL_REGISTRY, DEFAULT_REGISTRY.read_text("utf-8")], ids=["small", "default"])
def test_pyyaml_and_ruamel_read_the_same_registry(source: str) -> None:
    tree = yaml_tree.read_yaml(source.encode())
    assert [str(finding.problem("f")) for finding in tree.findings] == []
    assert tree.root is not None
    assert plain(tree.root) == by_ruamel(source) == yaml.load(source, yaml.BaseLoader)  # noqa: S506 - texts only


@given(st.text(alphabet="ab:-#@&*![]{}?|>'\"\\%, \n", max_size=60))
def test_what_libyaml_reads_the_python_parser_and_ruamel_read_alike(source: str) -> None:
    tree = yaml_tree.read_yaml(source.encode())
    if tree.root is None or tree.findings:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_tree, "_LOADER", yaml.SafeLoader)
        assert yaml_tree.read_yaml(source.encode()) == tree
    assert without_nulls(by_ruamel(source)) == without_nulls(plain(tree.root))


def without_nulls(value: object) -> object:
    """Nothing is None to this project and "" or "null" to a parser that reads texts only."""
    if isinstance(value, dict):
        return {key: without_nulls(item) for key, item in value.items()}
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    return None if value in {"", "~", None} else value


@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_any_bytes_give_a_tree_or_a_finding(data: bytes) -> None:
    tree = yaml_tree.read_yaml(data)
    assert (tree.root is not None) or tree.findings
