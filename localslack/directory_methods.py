"""The Web API of who and what there is: auth.test, users.*, usergroups.*, conversations.* and api.test."""

from collections.abc import Callable, Sequence

from localslack import events
from localslack.messages import Message
from localslack.seed import Channel, User, Usergroup
from localslack.wire import Json, RefusedError, flag, required, text_of
from localslack.workspace import Workspace

DEFAULT_PAGE = 100
LARGEST_PAGE = 1000


def api_test(_ws: Workspace, args: Json) -> Json:
    """api.test: says back what it was told, and fails when asked to."""
    if error := text_of(args, "error"):
        raise RefusedError(error, args=args)
    return {"args": args}


def auth_test(ws: Workspace, _args: Json) -> Json:
    """auth.test."""
    return {
        "url": f"https://{ws.seed.domain}.slack.com/",
        "team": ws.seed.domain,
        "user": ws.app.name,
        "team_id": ws.seed.team,
        "user_id": ws.app.user_id,
        "bot_id": ws.app.bot_id,
        "is_enterprise_install": False,
    }


def user_json(ws: Workspace, user: User) -> Json:
    """The user object of Slack's payloads."""
    team = ws.directory.team_of(user.id)
    return {
        "id": user.id,
        "team_id": team,
        "name": user.name,
        "real_name": user.real_name or user.name,
        "deleted": user.deactivated,
        "is_bot": user.is_bot,
        "is_restricted": user.guest,
        "is_ultra_restricted": False,
        "is_stranger": team != ws.seed.team,
        "profile": {"real_name": user.real_name or user.name, "display_name": user.name, "team": team},
    }


def user_info(ws: Workspace, args: Json) -> Json:
    """users.info."""
    user = ws.directory.users.get(required(args, "user"))
    if user is None:
        raise RefusedError("user_not_found")
    return {"user": user_json(ws, user)}


def group_json(ws: Workspace, group: Usergroup) -> Json:
    """The user group object of Slack's payloads."""
    return {
        "id": group.id,
        "team_id": ws.seed.team,
        "is_usergroup": True,
        "name": group.name or group.handle,
        "handle": group.handle,
        "description": "",
        "date_delete": 1 if group.disabled else 0,
        "user_count": len(group.members),
    }


def list_groups(ws: Workspace, args: Json) -> Json:
    """usergroups.list."""
    shown = [g for g in ws.directory.usergroups.values() if flag(args, "include_disabled") or not g.disabled]
    with_users = flag(args, "include_users")
    return {
        "usergroups": [
            group_json(ws, group) | ({"users": list(group.members)} if with_users else {}) for group in shown
        ]
    }


def list_group_users(ws: Workspace, args: Json) -> Json:
    """usergroups.users.list."""
    group = ws.directory.usergroups.get(required(args, "usergroup"))
    if group is None or (group.disabled and not flag(args, "include_disabled")):
        raise RefusedError("no_such_subteam")
    return {"users": list(group.members)}


def channel_json(ws: Workspace, channel: Channel) -> Json:
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
    shown = channel_json(ws, channel) if flag(args, "return_im") else brief
    return {"no_op": existed, "already_open": existed, "channel": shown}


def channel_info(ws: Workspace, args: Json) -> Json:
    """conversations.info."""
    return {"channel": channel_json(ws, ws.channel_for_app(required(args, "channel")))}


def list_channels(ws: Workspace, args: Json) -> Json:
    """conversations.list, page by page."""
    kinds = {kind.removesuffix("_channel") for kind in (text_of(args, "types") or "public_channel").split(",")}
    shown = [
        channel_json(ws, channel)
        for channel in ws.directory.channels.values()
        if channel.kind in kinds
        and (channel.kind == "public" or ws.app_is_in(channel))
        and not (flag(args, "exclude_archived") and channel.is_archived)
    ]
    page, cursor = paged(shown, args)
    return {"channels": page, "response_metadata": {"next_cursor": cursor}}


def join_channel(ws: Workspace, args: Json) -> Json:
    """conversations.join: public channels only."""
    channel = ws.channel_for_app(required(args, "channel"))
    if channel.kind != "public":
        raise RefusedError("method_not_supported_for_channel_type")
    if channel.is_archived:
        raise RefusedError("is_archived")
    if ws.app_is_in(channel):
        return {"channel": channel_json(ws, channel), "warning": "already_in_channel"}
    channel = ws.directory.join(ws.app.user_id, channel)
    ws.announce(events.joined(ws.directory, ws.app.user_id, channel, ws.stamps.next()), channel.id)
    return {"channel": channel_json(ws, channel)}


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
    "api.test": api_test,
    "auth.test": auth_test,
    "conversations.history": history,
    "conversations.info": channel_info,
    "conversations.join": join_channel,
    "conversations.list": list_channels,
    "conversations.open": open_im,
    "conversations.replies": replies,
    "usergroups.list": list_groups,
    "usergroups.users.list": list_group_users,
    "users.info": user_info,
}
