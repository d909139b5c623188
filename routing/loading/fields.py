"""What pydantic says about a registry, in plain words and with the place of the very node."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, StringConstraints
from pydantic_core import ErrorDetails

from routing.loading.findings import Finding, Positioned, Spot, TreePath, did_you_mean, field_in_words, quoted
from routing.loading.yaml_nodes import ListNode, MapNode, Node, ScalarNode, every_node, value_at
from routing.registry import schema as registry

_Words = tuple[str, str]


def _pattern(text_type: Any) -> str:  # noqa: ANN401 - an Annotated type is a value without a type of its own
    """The pattern of a constrained text type of the registry."""
    constraints: StringConstraints = get_args(text_type)[1]
    return str(constraints.pattern)


# What a text must be that does not fit its pattern, and how such a text looks. A test holds that no pattern is missing.
PATTERN_WORDS: Mapping[str, _Words] = {
    _pattern(registry.Channel): (
        "is not a channel name",
        "channels look like '#ask-platform': lower case, no spaces",
    ),
    _pattern(registry.Group): (
        "is not a group name",
        "groups look like '@tech-leads': lower case, no spaces",
    ),
    _pattern(registry.Contact): (
        "is not a channel or group name",
        "they look like '#ask-platform' and '@tech-leads': lower case, no spaces",
    ),
    _pattern(registry.Key): (
        "is not a key",
        "keys look like 'platform-engineering': lower-case letters, digits and single hyphens",
    ),
    _pattern(registry.Url): ("is not a web address", "web addresses start with https:// and have no spaces"),
    _pattern(registry.ClockTime): ("is not a time of day", "times look like '9:30' and '17:00'"),
    _pattern(registry.Wait): ("is not a length of time", "waits look like '2 hours' and '90 minutes', in working time"),
    _pattern(registry.Domain): (
        "is not a host name",
        "host names look like 'www.example.org' and '*.example.org': lower case, at least one dot",
    ),
    _pattern(registry.SlackId): ("is not a Slack channel ID", "IDs look like 'C02AB3CD4'"),
}


def findings_of(errors: list[ErrorDetails], root: MapNode) -> Iterator[Finding]:
    """Every pydantic error told plainly, and every empty value, which pydantic may take for a field left out."""
    covered: set[TreePath] = set()
    for error in errors:
        finding = _translate(error, root)
        if finding is not None:
            covered.add(error["loc"])
            yield finding
    for place, node in every_node(root):
        if isinstance(node, ScalarNode) and node.empty and not node.told and place not in covered:
            yield _empty(place, node)


def _translate(error: ErrorDetails, root: MapNode) -> Finding | None:
    """One error, or None where it only follows from a fault that is told elsewhere."""
    kind, place = error["type"], error["loc"]
    if kind == "missing":
        return _missing(place, root)
    if kind == "extra_forbidden":
        return _unknown_field(place, root)
    if place and place[-1] == "[key]":
        place = place[:-1]
        return Finding(_key_position(place, root), place, *_value_words(error, str(place[-1]), place))
    node = value_at(root, place)
    return None if node is None else _wrong_node(error, place, node)


def _wrong_node(error: ErrorDetails, place: TreePath, node: Node) -> Finding | None:
    if isinstance(node, ScalarNode):
        if node.told:
            return None
        if node.empty:
            return _empty(place, node)
        if error["type"] in _TEXT_WORDS:
            return Finding(node, place, *_value_words(error, node.text, place))
    return Finding(node, place, *_shape_words(error["type"], node, field_in_words(place)))


def _missing(place: TreePath, root: MapNode) -> Finding:
    parent, name = place[:-1], quoted(str(place[-1]))
    label = field_in_words(parent)
    what = f"{label} has no {name}" if label else f"{name} is missing"
    return Finding(_key_position(parent, root), parent, what)


def _unknown_field(place: TreePath, root: MapNode) -> Finding:
    parent, name = place[:-1], str(place[-1])
    label = field_in_words(parent)
    what = f"{label} has the unknown field {quoted(name)}" if label else f"unknown field {quoted(name)}"
    known = field_names(parent)
    hint = did_you_mean(name, known) or f"the fields here are {', '.join(known)}"
    return Finding(_key_position(place, root), parent, what, hint)


def _empty(place: TreePath, node: ScalarNode) -> Finding:
    label = field_in_words(place)
    if place and isinstance(place[-1], int):
        return Finding(node, place, f"{label} has an empty entry", "write something after the '-', or delete the line")
    return Finding(node, place, f"{label or 'this'} is empty", "write something after the ':', or delete the line")


def _value_words(error: ErrorDetails, text: str, place: TreePath) -> _Words:
    label = field_in_words(place)
    what, hint = _TEXT_WORDS.get(error["type"], _any_fault)(error.get("ctx", {}), text)
    return f"{label} {what}".lstrip(), hint


def _pattern_fault(context: Mapping[str, Any], text: str) -> _Words:
    what, hint = PATTERN_WORDS.get(context["pattern"], ("is not allowed here", ""))
    return f"{quoted(text)} {what}", hint


def _too_long(context: Mapping[str, Any], text: str) -> _Words:
    return f"{quoted(text)} is too long: {len(text):,} characters", f"at most {context['max_length']}"


def _too_short(_: Mapping[str, Any], text: str) -> _Words:
    return f"{quoted(text)} is empty", "write something between the quotes"


def _not_an_option(context: Mapping[str, Any], text: str) -> _Words:
    options = re.findall(r"'([^']+)'", context["expected"])
    hint = did_you_mean(text, options) or f"it is one of {', '.join(options)}"
    return f"{quoted(text)} is not known", hint


def _any_fault(_: Mapping[str, Any], text: str) -> _Words:
    return f"{quoted(text)} is not allowed here", ""


_TEXT_WORDS: Mapping[str, Callable[[Mapping[str, Any], str], _Words]] = {
    "string_pattern_mismatch": _pattern_fault,
    "string_too_long": _too_long,
    "string_too_short": _too_short,
    "literal_error": _not_an_option,
    "bool_type": lambda _, text: (f"{quoted(text)} is neither yes nor no", "write yes or no"),
    "bool_parsing": lambda _, text: (f"{quoted(text)} is neither yes nor no", "write yes or no"),
}


def _shape_words(kind: str, node: Node, label: str) -> _Words:
    """A text where a list should be, and the like."""
    found = {ScalarNode: "a single text", ListNode: "a list", MapNode: "a group of fields"}[type(node)]
    if kind == "too_short":
        return f"{label or 'this'} is {'an empty list' if isinstance(node, ListNode) else 'empty'}", "it needs an entry"
    if kind in {"tuple_type", "list_type"}:
        hint = "write '- ' before each entry, on lines of their own"
        return f"{label} must be a list, not {found}".lstrip(), hint
    if kind in {"dict_type", "model_type", "model_attributes_type", "mapping_type"}:
        hint = "write its fields on the lines below it, indented"
        return f"{label} must be a group of fields, not {found}".lstrip(), hint
    hint = "put a text that holds ': ' in quotes" if isinstance(node, MapNode) else ""
    return f"{label} must be a single text, not {found}".lstrip(), hint


def _key_position(place: TreePath, root: MapNode) -> Positioned:
    """Where the key of a node stands; for an entry of a list the entry; for the top the start of the file."""
    if not place:
        return Spot(1, 1)
    parent = value_at(root, place[:-1])
    if isinstance(parent, MapNode) and (pair := parent.pairs.get(str(place[-1]))) is not None:
        return pair.key
    return value_at(root, place) or Spot(1, 1)


def field_names(place: TreePath) -> tuple[str, ...]:
    """The names, as the file writes them, of the fields that a part of the registry may have."""
    here: Any = registry.Document
    for part in place:
        if isinstance(here, type) and issubclass(here, BaseModel):
            by_name = {field.alias or name: field.annotation for name, field in here.model_fields.items()}
            here = _bare(by_name.get(str(part)))
        else:
            # dict[Key, Value] leads to its value, tuple[Item, ...] to its item
            arguments = get_args(here)
            here = _bare(arguments[0 if get_origin(here) is tuple else 1]) if arguments else None
    if not (isinstance(here, type) and issubclass(here, BaseModel)):
        return ()
    return tuple(field.alias or name for name, field in here.model_fields.items())


def _bare(annotation: Any) -> Any:  # noqa: ANN401 - annotations are values without a type of their own
    """An annotation without its constraints and without `| None`."""
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    options = [option for option in get_args(annotation) if option is not type(None)]
    has_none = len(options) < len(get_args(annotation))
    return _bare(options[0]) if has_none and len(options) == 1 else annotation
