"""Checks messages and views against the table of limits, and refuses what Slack would, with Slack's own errors."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from localslack import limits
from localslack.block_limits import BLOCKS, RICH, VIEW_ONLY, VIEWS
from localslack.elements import controls
from localslack.limits import ELEMENTS, Flag, Loose, Many, Number, Rule, Shape, Text, Typed, Words
from localslack.wire import Json, RefusedError

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


_MESSAGE = Many(Typed(frozenset(BLOCKS) - VIEW_ONLY), most=limits.MESSAGE_BLOCKS, least=0)


def check_message(args: Json, warnings: list[str], where: str) -> Json:
    """Check the message in a call's arguments; returns it as Slack takes it.

    Args:
        args: ``text``, ``blocks``, ``attachments`` and ``metadata``.
        warnings: gets what Slack would take, but the app should mend.
        where: the method, for the warnings.

    Raises:
        RefusedError: ``no_text``, ``invalid_blocks`` and their like.
    """
    text, blocks, attachments = args.get("text") or "", args.get("blocks"), args.get("attachments") or []
    if not text and not blocks and not attachments:
        raise RefusedError("no_text")
    if blocks is not None:
        check_blocks(blocks)
    _check_attachments(attachments)
    _check_metadata(args.get("metadata"))
    if where == "chat.update" and len(text) > limits.UPDATE_TEXT:
        raise RefusedError("msg_too_long")
    if blocks and not text:
        warnings.append(f"{where}: blocks without a top-level text: notifications and screen readers get nothing")
    if not blocks and len(text) > limits.TEXT_ADVISED:
        warnings.append(f"{where}: a text of {len(text):,} characters; {limits.TEXT_ADVISED:,} are advised")
    if len(text) > limits.TEXT_CUT:
        warnings.append(f"{where}: the text was cut off after {limits.TEXT_CUT:,} characters")
        return args | {"text": text[: limits.TEXT_CUT]}
    return args


def check_blocks(blocks: object) -> None:
    """Check the blocks of a message.

    Raises:
        RefusedError: ``invalid_blocks_format``, ``invalid_blocks``, ``msg_blocks_too_long``.
    """
    if not isinstance(blocks, list):
        raise RefusedError("invalid_blocks_format")
    found = [*wrongs(blocks, _MESSAGE, "/blocks")]
    if not found:
        found = [*_ids(blocks, "/blocks"), *_totals(blocks), *_contradictions(blocks, "/blocks")]
    if found:
        raise _refusal("invalid_blocks", found)
    costly = sum(limits.BLOCK_COST for block in blocks if block["type"] != "markdown")
    if sum(map(_characters, blocks)) + costly > limits.MESSAGE_CHARACTERS:
        raise RefusedError("msg_blocks_too_long")


def check_view(view: Json) -> None:
    """Check a modal or a Home tab.

    Raises:
        RefusedError: ``invalid_arguments`` or ``view_too_large``.
    """
    rule = VIEWS.get(str(view.get("type")))
    if rule is None:
        raise _refusal("invalid_arguments", [at("must be a valid enum value", "/view/type")])
    found = [*wrongs(view, rule, "/view")]
    if not found:
        blocks = view["blocks"]
        found = [*_ids(blocks, "/view/blocks"), *_contradictions(blocks, "/view/blocks")]
        if view["type"] == "modal" and not view.get("submit") and any(b["type"] == "input" for b in blocks):
            found.append(at("missing required field: submit", "/view"))
    if found:
        raise _refusal("invalid_arguments", found)
    if len(json.dumps(view).encode()) > limits.VIEW_BYTES:
        raise RefusedError("view_too_large")


def check_options(answer: Json) -> None:
    """Check what an app offers in a menu.

    Raises:
        RefusedError: ``invalid_arguments``.
    """
    groups = "option_groups" in answer
    item = limits.GROUP if groups else limits.OPTION
    name = "option_groups" if groups else "options"
    rule = Many(item, most=limits.SUGGESTED_OPTIONS, least=0)
    if found := [*wrongs(answer.get(name), rule, f"/{name}")]:
        raise _refusal("invalid_arguments", found)


def _ids(blocks: Sequence[Json], where: str) -> Iterator[str]:
    """A block_id once in a message, an action_id once in a block."""
    seen = Counter(block.get("block_id") for block in blocks if block.get("block_id"))
    for number, block in enumerate(blocks):
        block_id = block.get("block_id")
        if seen[block_id] > 1:
            yield at(f"`block_id` {block_id} already exists", f"{where}/{number}/block_id")
        actions = Counter(element["action_id"] for _, element in controls([block]))
        for action_id in (action_id for action_id, count in actions.items() if count > 1):
            yield at(f"`action_id` {action_id} already exists", f"{where}/{number}")


def _totals(blocks: Sequence[Json]) -> Iterator[str]:
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if markdown > limits.MARKDOWN_TOTAL:
        yield at(f"markdown blocks must be less than {limits.MARKDOWN_TOTAL + 1} characters in all", "/blocks")
    if sum(block["type"] == "table" for block in blocks) > limits.TABLES:
        yield at("only one table is allowed", "/blocks")


def _contradictions(blocks: Sequence[Json], where: str) -> Iterator[str]:
    """Fields that exclude each other."""
    for number, block in enumerate(blocks):
        if block.get("is_collapsible") and block.get("has_header_divider"):
            yield at("has_header_divider cannot be set when is_collapsible is true", f"{where}/{number}")


def _check_attachments(attachments: object) -> None:
    if not isinstance(attachments, list):
        raise RefusedError("invalid_attachments")
    if len(attachments) > limits.ATTACHMENTS:
        raise RefusedError("too_many_attachments")
    for attachment in attachments:
        if "blocks" in attachment:
            check_blocks(attachment["blocks"])


def _check_metadata(metadata: object) -> None:
    whole = isinstance(metadata, dict) and {"event_type", "event_payload"} <= set(metadata)
    if metadata and not whole:
        raise RefusedError("invalid_metadata_format")


def _characters(value: object) -> int:
    """The characters of every text in a block."""
    if isinstance(value, dict):
        own = sum(len(held) for name, held in value.items() if name == "text" and isinstance(held, str))
        return own + sum(map(_characters, value.values()))
    return sum(map(_characters, value)) if isinstance(value, list) else 0


def _refusal(error: str, found: Sequence[str]) -> RefusedError:
    return RefusedError(
        error, errors=list(found), response_metadata={"messages": [f"[ERROR] {fault}" for fault in found]}
    )
