"""Where in the text of a registry something is added: insertions between what is there, which stays as it is.

ruamel.yaml reads the file into nodes that know where they begin and end, how they are written and what they share.
It never writes: a round trip would move line breaks and comments that nobody asked to move.

A text as YAML: as it stands where that is safe, in double quotes otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.proposals.additions import Address
from routing.registry.schema import Registry, Topic

# What is to be added: groups of fields, and at their ends the new items of a list.
Growth: TypeAlias = "Mapping[str, Growth] | Sequence[str]"
_LINE_END = re.compile(r"\r\n|\n|\r")
_COMMENT = re.compile(r"#[^\r\n]*")
# Lists of sentences, and all of `examples`, are written one to a line, lists of words in brackets.
_SENTENCES = frozenset({"asked", "also_asked"})


class NoPlaceError(Exception):
    """A text that cannot be added without changing something else; says why."""


@dataclass(frozen=True, slots=True)
class Insertion:
    """A text, and where in the file it goes."""

    at: int
    text: str


class Places:
    """A file, read once to find places in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._root = YAML().compose(text)
        self._step, self._item_step = _indentation(self._root)

    def insertions(self, growth: Growth) -> list[Insertion]:
        """What to insert, in the order of the file; where two go to one place, the first comes first.

        Raises:
            NoPlaceError: a part of the file on the way is shared under an anchor.
        """
        return sorted(self._grow(self._root, growth, ()), key=lambda insertion: insertion.at)

    def _grow(self, node: Node, growth: Growth, path: Address) -> Iterator[Insertion]:
        _refuse_shared(node)
        if isinstance(node, SequenceNode) and not isinstance(growth, Mapping):
            yield from self._more_items(node, growth)
        if isinstance(node, MappingNode) and isinstance(growth, Mapping):
            there = {key.value: value for key, value in node.value}
            for name, more in growth.items():
                if name in there:
                    yield from self._grow(there[name], more, (*path, name))
            fresh = {name: more for name, more in growth.items() if name not in there}
            yield from self._more_fields(node, fresh, path)

    def _more_items(self, node: SequenceNode, texts: Sequence[str]) -> Iterator[Insertion]:
        for item in node.value:
            _refuse_shared(item)
        if not node.flow_style:
            dash = self._text[node.start_mark.index : node.value[0].start_mark.index]
            lead = " " * node.start_mark.column + (dash if re.fullmatch("- +", dash) else "- ")
            end = self._end(node.value[-1])
            yield self._below(end, [lead + written(text, in_brackets=False) for text in texts])
            return
        items = [written(text, in_brackets=True) for text in texts]
        if not node.value:
            yield Insertion(node.start_mark.index + 1, ", ".join(items))
        elif _has_lines_of_its_own(node):
            yield from self._more_lines_in_brackets(node, items)
        else:
            # However long the line is: to break it would touch what is there.
            yield Insertion(self._end(node.value[-1]), "".join(f", {item}" for item in items))

    def _more_lines_in_brackets(self, node: SequenceNode, items: Sequence[str]) -> Iterator[Insertion]:
        """Brackets with an item on each line. A comment behind the last of them stays with it."""
        end, indent = self._end(node.value[-1]), " " * node.value[-1].start_mark.column
        rest = self._text[end : node.end_mark.index]
        if re.match(" *,", rest):
            yield self._below(end, [f"{indent}{item}," for item in items])
        elif "," in _COMMENT.sub("", rest):  # a comma on a line below: behind the last item is safe
            yield Insertion(end, "".join(f", {item}" for item in items))
        else:
            yield Insertion(end, ",")
            *first, last = [indent + item for item in items]
            yield self._below(end, [*(f"{item}," for item in first), last])

    def _more_fields(self, node: MappingNode, fresh: Mapping[str, Growth], path: Address) -> Iterator[Insertion]:
        order = list(Topic.model_fields if path else Registry.model_fields)
        names = sorted(fresh, key=lambda name: order.index(name) if name in order else len(order))
        if not node.value:
            yield Insertion(node.start_mark.index + 1, ", ".join(_in_brackets(name, fresh[name]) for name in names))
            return
        for name in names:
            end = self._end(_field_before(node, name, order))
            if node.flow_style:
                yield Insertion(end, f", {_in_brackets(name, fresh[name])}")
            else:
                lines = self._lines((*path, name), fresh[name], node.value[0][0].start_mark.column)
                yield self._below(end, lines if path else ["", *lines])  # a blank line sets a part of the file apart

    def _lines(self, path: Address, growth: Growth, column: int) -> Iterator[str]:
        """A new field, in lines."""
        name = " " * column + written(path[-1], in_brackets=False) + ":"
        if isinstance(growth, Mapping):
            yield name
            for key, more in growth.items():
                yield from self._lines((*path, key), more, column + self._step)
        elif _SENTENCES.isdisjoint(path) and path[0] != "examples":
            yield f"{name} {_listed(growth)}"
        else:
            yield name
            lead = " " * (column + self._item_step) + "- "
            yield from (lead + written(text, in_brackets=False) for text in growth)

    def _below(self, position: int, lines: Iterator[str] | Sequence[str]) -> Insertion:
        """Lines under the one that a position is in, with line ends like that one's; a last line may have none."""
        here = _LINE_END.search(self._text, position)
        line_end = here or _LINE_END.search(self._text)
        between = line_end[0] if line_end else "\n"
        return Insertion(here.start() if here else len(self._text), "".join(between + line for line in lines))

    def _end(self, node: Node) -> int:
        """Where what a node holds ends. For a block that is the end of its last text, not of the blank lines below."""
        _refuse_shared(node)
        if isinstance(node, ScalarNode) and node.style in {"|", ">"}:
            return len(self._text[: node.end_mark.index].rstrip())
        if isinstance(node, MappingNode) and not node.flow_style:
            return self._end(node.value[-1][1])
        if isinstance(node, SequenceNode) and not node.flow_style:
            return self._end(node.value[-1])
        return int(node.end_mark.index)


def _refuse_shared(node: Node) -> None:
    """What has an anchor may stand in several places, and an alias is the very node that it names."""
    if node.anchor is not None:
        raise NoPlaceError(f"It is shared under the anchor '&{node.anchor}': add it by hand, where you mean it.")


def _has_lines_of_its_own(node: SequenceNode) -> bool:
    """Whether each item in the brackets begins a line, and the closing bracket as well."""
    lines = [node.start_mark.line, *(item.start_mark.line for item in node.value), node.end_mark.line]
    ends = [item.end_mark.line for item in node.value]
    return len(set(lines)) == len(lines) and ends[-1] < node.end_mark.line


def _field_before(node: MappingNode, name: str, order: Sequence[str]) -> Node:
    """The value that a new field comes after: the last of those that come before it in the schema, else of all."""
    earlier = set(order[: order.index(name)]) if name in order else set()
    values: list[Node] = [value for _, value in node.value]
    before: list[Node] = [value for key, value in node.value if key.value in earlier]
    return (before or values)[-1]


def _in_brackets(name: str, growth: Growth) -> str:
    key = written(name, in_brackets=True)
    if not isinstance(growth, Mapping):
        return f"{key}: {_listed(growth)}"
    return f"{key}: {{{', '.join(_in_brackets(inner, more) for inner, more in growth.items())}}}"


def _listed(texts: Sequence[str]) -> str:
    return f"[{', '.join(written(text, in_brackets=True) for text in texts)}]"


def _indentation(root: MappingNode) -> tuple[int, int]:
    """How far the file indents the fields of a group, and the items of a list, below their name."""
    fields = list(_blocks(root))
    steps = {type(value): value.start_mark.column - key.start_mark.column for key, value in reversed(fields)}
    return steps.get(MappingNode, 2), steps.get(SequenceNode, 2)


def _blocks(node: MappingNode) -> Iterator[tuple[ScalarNode, MappingNode | SequenceNode]]:
    """Every field, however deep, whose value is a group or a list written in lines."""
    for key, value in node.value:
        if isinstance(value, (MappingNode, SequenceNode)) and value.value and not value.flow_style:
            yield key, value
            if isinstance(value, MappingNode):
                yield from _blocks(value)


# A number of YAML 1.2 that PyYAML, which follows 1.1, takes for a word.
_OCTAL = re.compile(r"0o[0-7]+")


def written(text: str, *, in_brackets: bool) -> str:
    """The text as an item of a list or as a key. In brackets a comma or a question mark needs quotes as well.

    PyYAML decides what is safe: `no`, `503`, `#x`, `a: b` and `@handle` are not.
    """
    item = _dumped([text], in_brackets=in_brackets)
    alone = f"[{text}]" if in_brackets else f"- {text}"
    return text if item == alone and not _OCTAL.fullmatch(text) else _dumped(text, in_brackets=False, style='"')


def _dumped(value: object, *, in_brackets: bool, style: str | None = None) -> str:
    dumped = yaml.safe_dump(
        value, default_flow_style=in_brackets, default_style=style, allow_unicode=True, width=float("inf")
    )
    return str(dumped).removesuffix("\n")
