"""auth.test, users.*, usergroups.*, reactions.*, assistant.threads.* and api.test."""

from collections.abc import Callable

from localslack import events
from localslack.seed import User, Usergroup
from localslack.wire import Json, RefusedError, flag, required, text_of
from localslack.workspace import Workspace

# https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts: a maximum of four prompts.
MAX_PROMPTS = 4


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


def describe(ws: Workspace, user: User) -> Json:
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
    return {"user": describe(ws, user)}


def describe_group(ws: Workspace, group: Usergroup) -> Json:
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
            describe_group(ws, group) | ({"users": list(group.members)} if with_users else {}) for group in shown
        ]
    }


def list_group_users(ws: Workspace, args: Json) -> Json:
    """usergroups.users.list."""
    group = ws.directory.usergroups.get(required(args, "usergroup"))
    if group is None or (group.disabled and not flag(args, "include_disabled")):
        raise RefusedError("no_such_subteam")
    return {"users": list(group.members)}


def add_reaction(ws: Workspace, args: Json) -> Json:
    """reactions.add."""
    channel = ws.channel_for_app(required(args, "channel"))
    message = ws.log.find(channel.id, required(args, "timestamp"))
    name = required(args, "name").strip(":")
    if message is None or message.is_ephemeral:
        raise RefusedError("message_not_found")
    if ws.app.user_id in message.reactions.get(name, ()):
        raise RefusedError("already_reacted")
    ws.log.react(message, name, ws.app.user_id)
    event: Json = {
        "user": ws.app.user_id,
        "reaction": name,
        "item_user": message.user,
        "item": {"type": "message", "channel": channel.id, "ts": message.ts},
        "event_ts": ws.stamps.next(),
    }
    ws.announce(events.simple(ws.directory, "reaction_added", event), message.ts)
    return {}


def set_status(ws: Workspace, args: Json) -> Json:
    """assistant.threads.setStatus: a message of the app in the thread clears it."""
    channel = ws.channel_for_app(required(args, "channel_id"))
    ws.statuses[channel.id, required(args, "thread_ts")] = text_of(args, "status")
    ws.changes.tell()
    return {}


def set_prompts(ws: Workspace, args: Json) -> Json:
    """assistant.threads.setSuggestedPrompts."""
    channel = ws.channel_for_app(required(args, "channel_id"))
    prompts = args.get("prompts")
    whole = isinstance(prompts, list) and all(isinstance(p, dict) and {"title", "message"} <= set(p) for p in prompts)
    if not prompts or not whole or len(prompts) > MAX_PROMPTS:
        raise RefusedError("invalid_arguments", response_metadata={"messages": ["[ERROR] 1 to 4 prompts"]})
    ws.prompts[channel.id] = tuple(prompts)
    ws.changes.tell()
    return {}


METHODS: dict[str, Callable[[Workspace, Json], Json]] = {
    "api.test": api_test,
    "assistant.threads.setStatus": set_status,
    "assistant.threads.setSuggestedPrompts": set_prompts,
    "auth.test": auth_test,
    "reactions.add": add_reaction,
    "usergroups.list": list_groups,
    "usergroups.users.list": list_group_users,
    "users.info": user_info,
}
