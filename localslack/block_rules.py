"""Checks whole messages and views, and refuses what Slack would refuse, with Slack's own errors."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence

from localslack import limits
from localslack.block_limits import BLOCKS, VIEW_ONLY, VIEWS
from localslack.elements import controls
from localslack.rules import Many, Typed
from localslack.schema import at, wrongs
from localslack.wire import Json, RefusedError

_MESSAGE = Many(Typed(frozenset(BLOCKS) - VIEW_ONLY), most=limits.MESSAGE_BLOCKS, least=0)


def check_message(args: Json, warnings: list[str], where: str) -> Json:
    """Check the message in a call's arguments; returns it as Slack takes it.

    Args:
        args: ``text``, ``blocks``, ``attachments`` and ``metadata``.
        warnings: gets what Slack would take, but somebody should mend.
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
