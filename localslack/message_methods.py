"""The Web API of what people see: chat.*, reactions.*, assistant.threads.* and views.*.

Errors as on each method's page under https://docs.slack.dev.
"""

from collections.abc import Callable
from dataclasses import replace

from localslack.block_rules import check_message, check_view
from localslack.messages import Message
from localslack.seed import Channel
from localslack.views import View
from localslack.wire import Json, RefusedError, required, text_of
from localslack.workspace import Workspace

# https://docs.slack.dev/reference/methods/assistant.threads.setSuggestedPrompts: a maximum of four prompts.
MAX_PROMPTS = 4


def post_message(ws: Workspace, args: Json) -> Json:
    """chat.postMessage: ``channel`` may be an id, a name, or a user id, which opens the direct message."""
    channel = _where(ws, required(args, "channel"))
    _may_write(ws, channel)
    args = check_message(args, ws.warnings, where="chat.postMessage")
    message = ws.publish(_threaded(ws, ws.from_app(channel.id, args)))
    return {"channel": channel.id, "ts": message.ts, "message": message.to_json()}


def post_ephemeral(ws: Workspace, args: Json) -> Json:
    """chat.postEphemeral: ok only means that Slack took it, never that the user saw it."""
    channel = _where(ws, required(args, "channel"))
    user = required(args, "user")
    if channel.is_archived:
        raise RefusedError("is_archived")
    if not ws.app_is_in(channel):
        raise RefusedError("not_in_channel")  # chat:write.public opens chat.postMessage only
    if user not in ws.directory.users or not ws.directory.is_member(user, channel):
        raise RefusedError("user_not_in_channel")
    args = check_message(args, ws.warnings, where="chat.postEphemeral")
    message = ws.whisper(ws.from_app(channel.id, args), user)
    return {"message_ts": message.ts}


def update_message(ws: Workspace, args: Json) -> Json:
    """chat.update: the app's own messages only, and never an ephemeral.

    Text without blocks takes the old blocks away; attachments stay unless new ones come; only an update without blocks
    shows as edited.
    """
    channel = ws.channel_for_app(required(args, "channel"))
    old = ws.own_message(channel.id, required(args, "ts"), "cant_update_message")
    args = check_message(args, ws.warnings, where="chat.update")
    fresh = ws.from_app(channel.id, args)
    new = replace(
        old,
        text=fresh.text,
        blocks=fresh.blocks if "blocks" in args or fresh.text else old.blocks,
        attachments=fresh.attachments if "attachments" in args else old.attachments,
        edited_by=old.edited_by if fresh.blocks else ws.app.user_id,
        edited_ts=old.edited_ts if fresh.blocks else fresh.ts,
    )
    ws.replace_message(old, new)
    return {"channel": channel.id, "ts": new.ts, "text": new.text, "message": new.to_json()}


def delete_message(ws: Workspace, args: Json) -> Json:
    """chat.delete: the app's own messages only."""
    channel = ws.channel_for_app(required(args, "channel"))
    message = ws.own_message(channel.id, required(args, "ts"), "cant_delete_message")
    ws.remove_message(message)
    return {"channel": channel.id, "ts": message.ts}


def get_permalink(ws: Workspace, args: Json) -> Json:
    """chat.getPermalink."""
    channel = ws.channel_for_app(required(args, "channel"))
    message = ws.log.find(channel.id, required(args, "message_ts"))
    if message is None or message.is_ephemeral:
        raise RefusedError("message_not_found")
    return {"channel": channel.id, "permalink": permalink(ws, message)}


def permalink(ws: Workspace, message: Message) -> str:
    """The address of a message, as a person would copy it."""
    link = f"https://{ws.seed.domain}.slack.com/archives/{message.channel}/p{message.ts.replace('.', '')}"
    return f"{link}?thread_ts={message.thread_ts}&cid={message.channel}" if message.thread_ts else link


def _where(ws: Workspace, ref: str) -> Channel:
    return ws.directory.open_im(ref) if ref in ws.directory.users else ws.channel_for_app(ref)


def _threaded(ws: Workspace, message: Message) -> Message:
    """Put an answer into the thread it names.

    A thread whose first message was deleted, and that has no answers, is gone: Slack does not refuse the answer but
    puts it into the channel for all to see (slack-go 1571, python-slack-events-api 87).
    """
    if message.thread_ts is None:
        return message
    named = ws.log.find(message.channel, message.thread_ts)
    thread = named.thread if named else message.thread_ts
    if named or ws.log.in_thread(message.channel, thread):
        return replace(message, thread_ts=thread)
    ws.warnings.append(
        f"chat.postMessage: thread {thread} is gone: the answer stands in {message.channel} for all to see"
    )
    return replace(message, thread_ts=None, subtype=None)


def _may_write(ws: Workspace, channel: Channel) -> None:
    if channel.kind == "im" and not ws.app.messages_tab:
        raise RefusedError("messages_tab_disabled")
    if channel.is_archived:
        raise RefusedError("is_archived")
    if not ws.app_is_in(channel) and "chat:write.public" not in ws.app.scopes:
        raise RefusedError("not_in_channel")


def add_reaction(ws: Workspace, args: Json) -> Json:
    """reactions.add."""
    channel = ws.channel_for_app(required(args, "channel"))
    message = ws.log.find(channel.id, required(args, "timestamp"))
    name = required(args, "name").strip(":")
    if message is None or message.is_ephemeral:
        raise RefusedError("message_not_found")
    if ws.app.user_id in message.reactions.get(name, ()):
        raise RefusedError("already_reacted")
    ws.react(message, name, ws.app.user_id)
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


def open_view(ws: Workspace, args: Json) -> Json:
    """views.open: within three seconds of what a user did."""
    body = _modal(args)
    return _shown(ws, ws.views.open(ws.triggers.use(required(args, "trigger_id")), body))


def push_view(ws: Workspace, args: Json) -> Json:
    """views.push."""
    body = _modal(args)
    return _shown(ws, ws.views.push(ws.triggers.use(required(args, "trigger_id")), body))


def update_view(ws: Workspace, args: Json) -> Json:
    """views.update: needs no trigger."""
    body = _modal(args)
    view = ws.views.named(text_of(args, "view_id"), text_of(args, "external_id"))
    return _shown(ws, ws.views.update(view, body, text_of(args, "hash")))


def publish_view(ws: Workspace, args: Json) -> Json:
    """views.publish."""
    user = required(args, "user_id")
    if user not in ws.directory.users:
        raise RefusedError("user_not_found")
    body = _body(args)
    if body.get("type") != "home":
        raise RefusedError("invalid_arguments", response_metadata={"messages": ["[ERROR] view type must be home"]})
    return _shown(ws, ws.views.publish(user, body, text_of(args, "hash")))


def _modal(args: Json) -> Json:
    body = _body(args)
    if body.get("type") != "modal":
        raise RefusedError("invalid_arguments", response_metadata={"messages": ["[ERROR] view type must be modal"]})
    return body


def _body(args: Json) -> Json:
    view = args.get("view")
    if not isinstance(view, dict):
        raise RefusedError(
            "invalid_arguments", response_metadata={"messages": ["[ERROR] missing required field: view"]}
        )
    check_view(view)
    return view


def _shown(ws: Workspace, view: View) -> Json:
    return {"view": view.to_json(ws.seed.team, ws.app.app_id, ws.app.bot_id)}


METHODS: dict[str, Callable[[Workspace, Json], Json]] = {
    "assistant.threads.setStatus": set_status,
    "assistant.threads.setSuggestedPrompts": set_prompts,
    "chat.delete": delete_message,
    "chat.getPermalink": get_permalink,
    "chat.postEphemeral": post_ephemeral,
    "chat.postMessage": post_message,
    "chat.update": update_message,
    "reactions.add": add_reaction,
    "views.open": open_view,
    "views.publish": publish_view,
    "views.push": push_view,
    "views.update": update_view,
}
