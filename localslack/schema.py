"""Checks one value against one rule, and says what is wrong in Slack's words with a pointer to the place."""

import re
from collections.abc import Iterator, Mapping

from localslack.block_limits import BLOCKS, RICH
from localslack.limits import ELEMENTS
from localslack.rules import Flag, Loose, Many, Number, Rule, Shape, Text, Typed, Words
from localslack.wire import Json

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:\S", re.IGNORECASE)


def wrongs(value: object, rule: Rule, where: str) -> Iterator[str]:  # noqa: PLR0911 - one line a rule
    """Everything that is wrong with a value."""
    match rule:
        case Loose():
            return iter(())
        case Flag():
            return _kind(value, bool, "boolean", where)
        case Words():
            return _words(value, rule, where)
        case Number():
            return _number(value, rule, where)
        case Text():
            return _text(value, rule, where)
        case Many():
            return _many(value, rule, where)
        case Typed():
            return _typed(value, rule, where)
        case Shape():
            return _shape(value, rule, where)


def at(what: str, where: str) -> str:
    """A fault with its place."""
    return f"{what} [json-pointer:{where}]"


def _kind(value: object, kind: type, name: str, where: str) -> Iterator[str]:
    if not isinstance(value, kind):
        yield at(f"must provide a {name}", where)


def _words(value: object, rule: Words, where: str) -> Iterator[str]:
    if not isinstance(value, str):
        yield at("must provide a string", where)
        return
    if rule.most is not None and len(value) > rule.most:
        yield at(f"must be less than {rule.most + 1} characters", where)
    if len(value) < rule.least:
        yield at(f"must be more than {rule.least - 1} characters", where)
    if rule.among and value not in rule.among:
        yield at("must be a valid enum value", where)
    if rule.url and value and not _SCHEME.match(value):
        yield at("must be a valid URL", where)


def _number(value: object, rule: Number, where: str) -> Iterator[str]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield at("must provide a number", where)
    elif (rule.least is not None and value < rule.least) or (rule.most is not None and value > rule.most):
        yield at("must be in the allowed range", where)


def _text(value: object, rule: Text, where: str) -> Iterator[str]:
    """A text object. ``emoji`` belongs to plain_text and ``verbatim`` to mrkdwn."""
    if not isinstance(value, dict):
        yield at("must provide an object", where)
        return
    kind = value.get("type")
    if kind not in rule.kinds:
        yield at(f"must be one of {', '.join(sorted(rule.kinds))}", f"{where}/type")
    own = "emoji" if kind == "plain_text" else "verbatim"
    if "text" not in value:
        yield at("missing required field: text", where)
    else:
        yield from _words(value["text"], Words(rule.most, least=1), f"{where}/text")
    for name in sorted(set(value) - {"type", "text", own}):
        yield at(f"invalid additional property: {name}", where)


def _many(value: object, rule: Many, where: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield at("must provide an array", where)
        return
    if rule.most is not None and len(value) > rule.most:
        yield at(f"no more than {rule.most} items allowed", where)
    if len(value) < rule.least:
        yield at(f"no less than {rule.least} items required", where)
    for number, item in enumerate(value):
        yield from wrongs(item, rule.item, f"{where}/{number}")


def _typed(value: object, rule: Typed, where: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield at("must provide an object", where)
        return
    kind = str(value.get("type"))
    if rule.text and kind in {"plain_text", "mrkdwn"}:
        yield from _text(value, rule.text, where)
    elif kind not in rule.kinds:
        yield at(f"unsupported type: {kind}", f"{where}/type")
    else:
        yield from _shape(value, _named(kind, rule), where, known=frozenset({"type"}))


def _named(kind: str, rule: Typed) -> Shape:
    """The table's entry for a type. ``image`` is a block among blocks and an element elsewhere."""
    among_blocks = bool(rule.kinds & {"divider", "section"})
    tables: tuple[Mapping[str, Shape], ...] = (BLOCKS, ELEMENTS, RICH) if among_blocks else (ELEMENTS, RICH, BLOCKS)
    return next(table[kind] for table in tables if kind in table)


def _shape(value: object, rule: Shape, where: str, known: frozenset[str] = frozenset()) -> Iterator[str]:
    if not isinstance(value, dict):
        yield at("must provide an object", where)
        return
    body: Json = {name: held for name, held in value.items() if held is not None}
    for name in sorted(rule.needs - set(body)):
        yield at(f"missing required field: {name}", where)
    if rule.one_of and not rule.one_of & set(body):
        yield at(f"must provide one of {', '.join(sorted(rule.one_of))}", where)
    if rule.not_both and rule.not_both <= set(body):
        yield at(f"only one of {', '.join(sorted(rule.not_both))} is allowed", where)
    for name, held in body.items():
        if name in rule.fields:
            yield from wrongs(held, rule.fields[name], f"{where}/{name}")
        elif name not in known:
            yield at(f"invalid additional property: {name}", where)
