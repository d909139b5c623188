"""conversations.*: channels and what was said in them."""

from collections.abc import Callable, Sequence

from localslack import events
from localslack.records import Message
from localslack.seed import Channel
from localslack.wire import Json, RefusedError, flag, required, text_of
from localslack.workspace import Workspace

DEFAULT_PAGE = 100
LARGEST_PAGE = 1000


def describe(ws: Workspace, channel: Channel) -> Json:
    """The channel object of Slack's payloads."""
    body: Json = {
        "id": channel.id,
        "is_channel": channel.kind == "public",
        "is_group": channel.kind == "private",
        "is_im": channel.kind == "im",
        "is_private": channel.kind != "public",
        "is_archived": channel.is_archived,
        "is_ext_shared": channel.is_ext_shared,
        "is_shared": channel.is_ext_shared,
        "is_member": ws.app_is_in(channel),
        "context_team_id": ws.seed.team,
    }
    if channel.kind == "im":
        return body | {"user": channel.user}
    return body | {
        "name": channel.name,
        "name_normalized": channel.name,
        "num_members": len(channel.members),
        "creator": "USLACKBOT",
        "topic": {"value": ""},
        "purpose": {"value": channel.purpose},
    }


def open_im(ws: Workspace, args: Json) -> Json:
    """conversations.open: the direct message with one person."""
    if args.get("channel"):
        return {"channel": {"id": ws.channel_for_app(text_of(args, "channel")).id}}
    people = args.get("users") or ""
    names = people if isinstance(people, list) else [name for name in str(people).split(",") if name]
    if not names:
        raise RefusedError("users_list_not_supplied")
    if len(names) > 1:
        raise RefusedError("not_enabled")  # group messages are beyond the local Slack
    existed = f"D{names[0][1:]}" in ws.directory.channels
    channel = ws.directory.open_im(names[0])
    brief: Json = {"id": channel.id}
    shown = describe(ws, channel) if flag(args, "return_im") else brief
    return {"no_op": existed, "already_open": existed, "channel": shown}


def info(ws: Workspace, args: Json) -> Json:
    """conversations.info."""
    return {"channel": describe(ws, ws.channel_for_app(required(args, "channel")))}


def list_channels(ws: Workspace, args: Json) -> Json:
    """conversations.list, page by page."""
    kinds = {kind.removesuffix("_channel") for kind in (text_of(args, "types") or "public_channel").split(",")}
    shown = [
        describe(ws, channel)
        for channel in ws.directory.channels.values()
        if channel.kind in kinds
        and (channel.kind == "public" or ws.app_is_in(channel))
        and not (flag(args, "exclude_archived") and channel.is_archived)
    ]
    page, cursor = paged(shown, args)
    return {"channels": page, "response_metadata": {"next_cursor": cursor}}


def join(ws: Workspace, args: Json) -> Json:
    """conversations.join: public channels only."""
    channel = ws.channel_for_app(required(args, "channel"))
    if channel.kind != "public":
        raise RefusedError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise RefusedError("is_archived")
    if ws.app_is_in(channel):
        return {"channel": describe(ws, channel), "warning": "already_in_channel"}
    channel = ws.directory.join(ws.app.user_id, channel)
    ws.announce(events.joined(ws.directory, ws.app.user_id, channel, ws.stamps.next()), channel.id)
    return {"channel": describe(ws, channel)}


def history(ws: Workspace, args: Json) -> Json:
    """conversations.history: newest first, without the replies in threads."""
    channel = _readable(ws, args)
    top = [m for m in ws.log.in_channel(channel.id) if m.thread == m.ts or m.subtype == "thread_broadcast"]
    return _page_of_messages(ws, list(reversed(top)), args)


def replies(ws: Workspace, args: Json) -> Json:
    """conversations.replies: a thread with its first message, oldest first."""
    channel = _readable(ws, args)
    found = ws.log.find(channel.id, required(args, "ts"))
    if found is None or found.is_ephemeral:
        raise RefusedError("thread_not_found")
    return _page_of_messages(ws, list(ws.log.in_thread(channel.id, found.thread)), args)


def paged(items: Sequence[Json], args: Json) -> tuple[list[Json], str]:
    """One page and the cursor of the next; the cursor is the position, as text."""
    cursor = text_of(args, "cursor")
    if cursor and not cursor.isdigit():
        raise RefusedError("invalid_cursor")
    limit = min(int(text_of(args, "limit") or DEFAULT_PAGE), LARGEST_PAGE)
    if limit < 1:
        raise RefusedError("invalid_limit")
    start = int(cursor or 0)
    more = start + limit < len(items)
    return list(items[start : start + limit]), str(start + limit) if more else ""


def _readable(ws: Workspace, args: Json) -> Channel:
    channel = ws.channel_for_app(required(args, "channel"))
    if not ws.app_is_in(channel):
        raise RefusedError("not_in_channel")
    return channel


def _page_of_messages(ws: Workspace, messages: list[Message], args: Json) -> Json:
    oldest, latest = float(text_of(args, "oldest") or 0), float(text_of(args, "latest") or "inf")
    inclusive = flag(args, "inclusive")
    chosen = [
        _with_replies(ws, m)
        for m in messages
        if oldest < float(m.ts) < latest or (inclusive and float(m.ts) in {oldest, latest})
    ]
    page, cursor = paged(chosen, args)
    return {"messages": page, "has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}


def _with_replies(ws: Workspace, message: Message) -> Json:
    """A message that started a thread says how many answered."""
    count = len(ws.log.in_thread(message.channel, message.ts)) - 1
    started = message.thread == message.ts and count > 0
    return message.to_json() | ({"thread_ts": message.ts, "reply_count": count} if started else {})


METHODS: dict[str, Callable[[Workspace, Json], Json]] = {
    "conversations.history": history,
    "conversations.info": info,
    "conversations.join": join,
    "conversations.list": list_channels,
    "conversations.open": open_im,
    "conversations.replies": replies,
}
