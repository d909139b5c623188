"""The workspace: its state, and the rules about who may write where. It does no I/O; a callback tells the app."""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import replace

from localslack import events
from localslack.directory import Directory
from localslack.journal import Changes
from localslack.messages import BlockIds, Message, MessageLog, Stamps
from localslack.oauth import OAuth
from localslack.seed import Channel, Seed
from localslack.views import TriggerIds, Views
from localslack.wire import ImpossibleError, Json, RefusedError, flag, text_of


class Workspace:
    """One Slack workspace with one app in it.

    Args:
        seed: what it starts with.
        clock: seconds since the epoch.
        changes: told about every change.
    """

    def __init__(self, seed: Seed, clock: Callable[[], float], changes: Changes) -> None:
        self.seed = seed
        self.app = seed.app
        self.clock = clock
        self.changes = changes
        self.directory = Directory(seed)
        self.stamps = Stamps(clock)
        self.log = MessageLog(changes)
        self.block_ids = BlockIds()
        self.triggers = TriggerIds(clock, seed.team)
        self.oauth = OAuth(seed)
        self.views = Views(self.block_ids, changes)
        self.statuses: dict[tuple[str, str], str] = {}
        self.prompts: dict[str, tuple[Json, ...]] = {}
        self.view_errors: dict[str, Json] = {}
        self.warnings: list[str] = []
        self.on_event: Callable[[Json, str], None] = lambda _event, _about: None
        self._client_ids = itertools.count(1)

    def announce(self, found: Sequence[Json], about: str) -> None:
        """Hand events to the app."""
        for event in found:
            self.on_event(event, about)

    def say(  # noqa: PLR0913 - Slack messages have that much
        self,
        user: str,
        channel: Channel,
        text: str,
        thread_ts: str | None,
        subtype: str | None,
        *,
        attachments: tuple[Json, ...] = (),
        blocks: tuple[Json, ...] = (),
    ) -> Message:
        """A person (or another bot) writes a message; ``text`` is already as Slack encodes it.

        Raises:
            ImpossibleError: the channel is closed to them.
        """
        self.enter(user, channel)
        author = self.directory.users[user]
        message = Message(
            channel=channel.id,
            ts=self.stamps.next(),
            user=user,
            text=text,
            thread_ts=thread_ts,
            subtype=subtype,
            bot_id=f"B{user[1:]}" if author.is_bot else None,
            team=self.directory.team_of(user),
            client_msg_id=None if author.is_bot else f"client-{next(self._client_ids)}",
            attachments=attachments,
            blocks=blocks,
        )
        return self.publish(message)

    def enter(self, user: str, channel: Channel) -> None:
        """Let a person write somewhere: they join a public channel by the way.

        Raises:
            ImpossibleError: the channel is archived, or closed to them.
        """
        if channel.kind == "im" and not self.app.messages_tab:
            raise ImpossibleError(f"{self.app.name} takes no direct messages")
        if channel.is_archived:
            raise ImpossibleError(f"#{channel.name} is archived")
        if not self.directory.sees(user, channel):
            raise ImpossibleError(f"{user} cannot see {channel.id} {channel.name}")
        if not self.directory.is_member(user, channel):
            self.directory.join(user, channel)

    def publish(self, message: Message) -> Message:
        """Put a message up and tell the app, where it listens."""
        self.log.put(message)
        if message.user == self.app.user_id:
            self.statuses.pop((message.channel, message.thread), None)
        self.announce(events.posted(self.directory, message), message.ts)
        return message

    def from_app(self, channel: str, args: Json) -> Message:
        """A message of the app, from the arguments of a call; it is not put up yet."""
        return Message(
            channel=channel,
            ts=self.stamps.next(),
            user=self.app.user_id,
            text=text_of(args, "text"),
            blocks=self.block_ids.fill(args.get("blocks") or ()),
            attachments=tuple(args.get("attachments") or ()),
            thread_ts=text_of(args, "thread_ts") or None,
            subtype="thread_broadcast" if flag(args, "reply_broadcast") and args.get("thread_ts") else None,
            bot_id=self.app.bot_id,
            app_id=self.app.app_id,
            team=self.seed.team,
            metadata=args.get("metadata"),
        )

    def whisper(self, message: Message, recipient: str) -> Message:
        """Show a message to one person alone. A user who is offline never sees it."""
        online = self.directory.users[recipient].online
        return self.log.put(replace(message, recipient=recipient, delivered=online))

    def replace_message(self, old: Message, new: Message) -> Message:
        """An edit."""
        self.log.put(new)
        if not new.is_ephemeral:
            self.announce(events.edited(self.directory, old, new, self.stamps.next()), new.ts)
        return new

    def remove_message(self, message: Message) -> None:
        """A deletion."""
        self.log.remove(message)
        if not message.is_ephemeral:
            self.announce(events.deleted(self.directory, message, self.stamps.next()), message.ts)

    def react(self, message: Message, name: str, user: str) -> Message:
        """Add a user's reaction to a message, and tell the app."""
        new = self.log.react(message, name, user)
        event: Json = {
            "user": user,
            "reaction": name,
            "item_user": new.user,
            "item": {"type": "message", "channel": new.channel, "ts": new.ts},
            "event_ts": self.stamps.next(),
        }
        self.announce(events.simple(self.directory, "reaction_added", event), new.ts)
        return new

    def channel_for_app(self, ref: str) -> Channel:
        """The channel a Web API call names; a private one the app is not in does not exist for it.

        Raises:
            RefusedError: ``channel_not_found``.
        """
        channel = self.directory.find_channel(ref)
        if channel is None or (channel.kind == "private" and not self.app_is_in(channel)):
            raise RefusedError("channel_not_found")
        return channel

    def app_is_in(self, channel: Channel) -> bool:
        """Whether the app is a member."""
        return self.directory.is_member(self.app.user_id, channel)

    def own_message(self, channel: str, ts: str, cannot: str) -> Message:
        """The app's own message that a call names.

        Raises:
            RefusedError: ``message_not_found`` (an ephemeral is never found), or ``cannot`` when it is another's.
        """
        message = self.log.find(channel, ts)
        if message is None or message.is_ephemeral:
            raise RefusedError("message_not_found")
        if message.user != self.app.user_id:
            raise RefusedError(cannot)
        return message
