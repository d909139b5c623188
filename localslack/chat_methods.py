"""chat.*: writing, changing and deleting messages. Errors as on each method's page under https://docs.slack.dev."""

from collections.abc import Callable
from dataclasses import replace

from localslack.block_rules import check_message
from localslack.records import Message
from localslack.seed import Channel
from localslack.wire import Json, RefusedError, required
from localslack.workspace import Workspace


def post_message(ws: Workspace, args: Json) -> Json:
    """chat.postMessage: ``channel`` may be an id, a name, or a user id, which opens the direct message."""
    channel = _where(ws, required(args, "channel"))
    _may_write(ws, channel)
    args = check_message(args, ws.warnings, where="chat.postMessage")
    message = ws.publish(_threaded(ws, ws.from_app(channel.id, args)))
    return {"channel": channel.id, "ts": message.ts, "message": message.to_json()}


def post_ephemeral(ws: Workspace, args: Json) -> Json:
    """chat.postEphemeral: ok only means that Slack took it, never that somebody saw it."""
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


def update(ws: Workspace, args: Json) -> Json:
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


def delete(ws: Workspace, args: Json) -> Json:
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

    A thread whose first message was deleted, and that nobody answered in, is gone: Slack does not refuse the answer but
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


METHODS: dict[str, Callable[[Workspace, Json], Json]] = {
    "chat.delete": delete,
    "chat.getPermalink": get_permalink,
    "chat.postEphemeral": post_ephemeral,
    "chat.postMessage": post_message,
    "chat.update": update,
}
