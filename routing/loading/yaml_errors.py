"""What PyYAML says about a broken file, in plain words. libyaml and the Python parser word most faults differently."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from routing.loading.findings import Finding, Spot, quoted

WHERE = "YAML"
QUESTION_MARK = "an unquoted text in brackets cannot hold '?'"
COMMENT_HINT = "put it in quotes: # starts a comment"
_COMMENT_IN_BRACKETS = re.compile(r"[\[{,:]\s*(#[^\s#!,\]}]+)")
_SPECIAL_START = re.compile(r"[@`%?,\]}]")
_IN_BRACKETS = re.compile(r"while parsing a flow (sequence|mapping|node)")


@dataclass(frozen=True, slots=True)
class _Words:
    """One kind of fault. It is told by its words in PyYAML's message; `from_start` blames where the text began."""

    said: re.Pattern[str]
    what: str
    hint: str
    from_start: bool = False


# The first that fits counts. Both wordings of a fault stand in one pattern: libyaml's, then the Python parser's.
_FAULTS = (
    _Words(
        re.compile(r"while parsing a flow sequence"),
        "a list that starts with '[' is broken or has no ']'",
        "close it, and put texts that hold any of , : ? # [ ] { } in quotes",
        from_start=True,
    ),
    _Words(
        re.compile(r"while parsing a flow mapping"),
        "a group of fields that starts with '{' is broken or has no '}'",
        "close it, and put texts that hold any of , : ? # [ ] { } in quotes",
        from_start=True,
    ),
    _Words(
        re.compile(r"quoted scalar.*unexpected (end of stream|document separator)"),
        "a text in quotes has no closing quote",
        "add the closing quote",
        from_start=True,
    ),
    _Words(
        re.compile(r"quoted scalar"),
        "a backslash in double quotes starts a special character",
        "write \\\\ for a backslash, or use single quotes",
    ),
    _Words(
        re.compile(r"block scalar"),
        "a text cannot start with '>' or '|'",
        "put it in quotes",
        from_start=True,
    ),
    _Words(re.compile(r"scanning an (alias|anchor)"), "a text cannot start with '*' or '&'", "put it in quotes"),
    _Words(
        re.compile(r"(scanning|parsing) a tag|undefined tag handle"),
        "a text cannot start with '!'",
        "put it in quotes",
        from_start=True,
    ),
    _Words(
        re.compile(r"sequence entries are not allowed"),
        "a list cannot start on the line of its field",
        "put each '- ' on a line of its own",
    ),
    _Words(re.compile(r"could not find expected ':'"), "a line has no ':'", "write 'field: value'", from_start=True),
    _Words(
        re.compile(r"expected '-' indicator|parsing a block (sequence|collection)"),
        "a list goes on with a line that does not start with '- '",
        "check the line's indentation",
    ),
    _Words(
        re.compile(r"parsing a block mapping"),
        "this does not fit the lines before it",
        "check the line's indentation, and any quotes within quotes",
    ),
    _Words(re.compile(r"directive|document start"), "this line does not belong in a registry", "delete it"),
)
_SECOND_COLON = _Words(
    re.compile(""), "a text that holds ': ' needs quotes", "put everything after the first ': ' in quotes"
)
_MISFIT = _Words(
    re.compile(""),
    "a field cannot start here",
    "check the line's indentation, and that the line before it has a space after its ':'",
)
_UNKNOWN = _Words(re.compile(""), "this is not YAML", "check the line's indentation and its quotes")


def in_plain_words(error: Exception, lines: Sequence[str]) -> Finding:
    """A fault that PyYAML raised, with the spot to look at. `lines` are the lines of the file."""
    if not isinstance(error, yaml.MarkedYAMLError):
        return Finding(Spot(1, 1), WHERE, _UNKNOWN.what, _UNKNOWN.hint)
    said = f"{error.context or ''} {error.problem or ''}"
    at = _spot(error.problem_mark or error.context_mark, lines)
    start = _spot(error.context_mark or error.problem_mark, lines)
    return _seen_in_the_line(said, at, lines) or _comment_in_brackets(said, start, at, lines) or _told(said, start, at)


def _seen_in_the_line(said: str, at: Spot, lines: Sequence[str]) -> Finding | None:
    """Faults that the line itself shows better than PyYAML's words do."""
    line = lines[at.line - 1] if at.line <= len(lines) else ""
    before, rest = line[: at.column - 1], line[at.column - 1 :]
    if re.search("start any token|node content|mapping keys are not", said) and _SPECIAL_START.match(rest):
        return _special_start(at, rest)
    if _IN_BRACKETS.search(said) and rest.startswith("?"):  # libyaml reads it: builder.py refuses it there
        return Finding(at, WHERE, QUESTION_MARK, "put it in quotes")
    if "mapping values are not allowed" in said:
        words = _SECOND_COLON if re.search(r":\s", before) else _MISFIT
        return Finding(at, WHERE, words.what, words.hint)
    if "parsing a block mapping" in said and before.rstrip()[-1:] in {"'", '"'}:
        hint = "put the other kind of quotes around it"
        return Finding(at, WHERE, "a text goes on behind its closing quote", hint)
    return None


def _told(said: str, start: Spot, at: Spot) -> Finding:
    words = next((words for words in _FAULTS if words.said.search(said)), _UNKNOWN)
    return Finding(start if words.from_start else at, WHERE, words.what, words.hint)


def _special_start(at: Spot, rest: str) -> Finding:
    what = f"a text cannot start with '{rest[0]}'"
    word = quoted(re.split(r"\s|[,\]}]", rest)[0])
    hint = f'put it in quotes: "{word[1:-1]}"' if rest[0] == "@" else "put it in quotes"
    return Finding(at, WHERE, what, hint)


def _comment_in_brackets(said: str, start: Spot, end: Spot, lines: Sequence[str]) -> Finding | None:
    """`[#one, #two]` never ends: the comment swallows the bracket that closes it."""
    if not _IN_BRACKETS.search(said):
        return None
    # Where nothing but the comment stands in the brackets, PyYAML forgets where they began.
    first = 1 if "flow node" in said else start.line
    for number, line in enumerate(lines[first - 1 : end.line], start=first):
        if (comment := _COMMENT_IN_BRACKETS.search(line)) is not None and re.search(r"[\[{]", line):
            return Finding(
                Spot(number, comment.start(1) + 1), WHERE, f"{quoted(comment[1])} is a comment", COMMENT_HINT
            )
    return None


def _spot(mark: object, lines: Sequence[str]) -> Spot:
    """A mark as a spot of the file. At the end of the file libyaml marks a line that is not there: take the last."""
    line, column = int(getattr(mark, "line", 0)), int(getattr(mark, "column", 0))
    if line < len(lines):
        return Spot(line + 1, column + 1)
    return Spot(max(len(lines), 1), (len(lines[-1]) if lines else 0) + 1)
