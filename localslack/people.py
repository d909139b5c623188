"""What people do with words and channels: the first half of the driver that tests and the demo use."""

from collections.abc import Sequence
from dataclasses import replace

from localslack import composer, events
from localslack.block_rules import check_message
from localslack.deliveries import Delivery
from localslack.dispatch import PAYLOAD_TOKEN, Dispatcher
from localslack.messages import Message
from localslack.seed import Channel, Command
from localslack.wire import ImpossibleError, Json, RefusedError


class People:
    """People write, edit, delete, join and give commands. Users and channels go by id or by name."""

    def __init__(self, dispatcher: Dispatcher) -> None:
        self._dispatcher = dispatcher
        self._ws = dispatcher.workspace

    def dm(self, user: str) -> str:
        """The id of a user's direct message with the app.

        Raises:
            ImpossibleError: they are a bot, or their account is closed.
        """
        try:
            return self._ws.directory.open_im(self._ws.directory.user(user).id).id
        except RefusedError as refusal:
            raise ImpossibleError(f"{user} has no direct messages: {refusal.error}") from None

    async def say(  # noqa: PLR0913 - Slack messages have that much
        self,
        user: str,
        channel: str,
        text: str,
        thread_ts: str | None = None,
        *,
        subtype: str | None = None,
        attachments: Sequence[Json] = (),
        blocks: Sequence[Json] = (),
    ) -> Message:
        """A user writes a message, as they would type it: ``@helper who owns #billing?``.

        Args:
            user: who.
            channel: where; `dm` gives the direct message with the app.
            text: as typed; names become links, ``&`` ``<`` ``>`` are escaped.
            thread_ts: the thread they answer in.
            subtype: ``file_share``, ``me_message``, ``thread_broadcast``, ``bot_message``.
            attachments: what another app hangs on its message, or a message that is forwarded (see `forward`).
            blocks: of another app's message.
        """
        author = self._ws.directory.user(user)
        place = self._ws.directory.channel(channel)
        typed = composer.compose(self._ws.directory, author.id, text)
        hung, drawn = tuple(attachments), tuple(blocks)
        return self._ws.say(author.id, place, typed, thread_ts, subtype, attachments=hung, blocks=drawn)

    async def forward(self, user: str, message: Message, channel: str, text: str = "") -> Message:
        """Somebody forwards a message to a channel, with words of their own or none."""
        author, origin = self._ws.directory.users[message.user], self._ws.directory.channels[message.channel]
        shared: Json = {
            "is_share": True,
            "is_msg_unfurl": True,
            "author_id": author.id,
            "author_name": author.name,
            "channel_id": origin.id,
            "ts": message.ts,
            "text": message.text,
            "fallback": f"[{message.ts}] {author.name}: {message.text}",
            "footer": f"Posted in #{origin.name}",
        }
        return await self.say(user, channel, text, attachments=(shared,))

    async def edit(self, message: Message, text: str) -> Message:
        """The author edits a message."""
        old = self._now(message)
        typed = composer.compose(self._ws.directory, old.user, text)
        new = replace(old, text=typed, edited_by=old.user, edited_ts=self._ws.stamps.next())
        return self._ws.replace_message(old, new)

    async def delete(self, message: Message) -> None:
        """The author deletes a message."""
        self._ws.remove_message(self._now(message))

    async def react(self, user: str, message: Message, name: str) -> Message:
        """A user reacts with an emoji."""
        person = self._ws.directory.user(user)
        return self._ws.react(self._now(message), name, person.id)

    async def join(self, user: str, channel: str) -> Channel:
        """A user joins a channel, or (with the app's own name) the app is invited to it."""
        person = self._ws.directory.user(user)
        place = self._ws.directory.join(person.id, self._ws.directory.channel(channel))
        self._ws.announce(events.joined(self._ws.directory, person.id, place, self._ws.stamps.next()), place.id)
        self._ws.changes.tell()
        return place

    async def leave(self, user: str, channel: str) -> Channel:
        """A user leaves a channel, or the app is removed from it."""
        place = self._ws.directory.channel(channel)
        person = self._ws.directory.user(user)
        return self._change(replace(place, members=place.members - {person.id}))

    async def rename(self, channel: str, name: str) -> Channel:
        """A user renames a channel."""
        place = self._change(replace(self._ws.directory.channel(channel), name=name))
        event: Json = {
            "channel": {"id": place.id, "name": name, "created": 0},
            "event_ts": self._ws.stamps.next(),
        }
        self._ws.announce(events.simple(self._ws.directory, "channel_rename", event), place.id)
        return place

    async def archive(self, channel: str, user: str, *, archived: bool = True) -> Channel:
        """A user archives a channel, or brings it back."""
        place = self._change(replace(self._ws.directory.channel(channel), is_archived=archived))
        event: Json = {
            "channel": place.id,
            "user": self._ws.directory.user(user).id,
            "event_ts": self._ws.stamps.next(),
        }
        name = "channel_archive" if archived else "channel_unarchive"
        self._ws.announce(events.simple(self._ws.directory, name, event), place.id)
        return place

    async def command(self, user: str, channel: str, command: str, text: str = "") -> Delivery:
        """A user gives a slash command; what its acknowledgement says is shown to them.

        Raises:
            ImpossibleError: it is no command of the app, or they come from another team.
        """
        person = self._ws.directory.user(user)
        place = self._ws.directory.channel(channel)
        if person.team not in {None, self._ws.seed.team}:
            raise ImpossibleError(f"{person.name} is of another team: the app's commands are not theirs")
        self._ws.enter(person.id, place)
        known = self._command(command)
        payload: Json = {
            "token": PAYLOAD_TOKEN,
            "team_id": self._ws.seed.team,
            "team_domain": self._ws.seed.domain,
            "channel_id": place.id,
            "channel_name": self._dispatcher.channel_json(place.id)["name"],
            "user_id": person.id,
            "user_name": person.name,
            "command": command,
            "text": composer.compose_command(
                self._ws.directory, person.id, text.strip(), should_escape=known.should_escape
            ),
            "api_app_id": self._ws.app.app_id,
            "is_enterprise_install": "false",
            "response_url": self._dispatcher.urls.mint(person.id, place.id),
            "trigger_id": self._ws.triggers.mint(person.id),
        }
        return self._dispatcher.deliver("slash_commands", payload, command, self._commanded)

    async def open_home(self, user: str, tab: str = "home") -> None:
        """A user opens the app's page on ``home`` or ``messages``."""
        person = self._ws.directory.user(user)
        event: Json = {
            "user": person.id,
            "channel": self.dm(person.id),
            "tab": tab,
            "event_ts": self._ws.stamps.next(),
        }
        home = self._ws.views.home(person.id)
        if home and tab == "home":
            event["view"] = self._dispatcher.view_json(home)
        self._ws.announce(events.simple(self._ws.directory, "app_home_opened", event), person.id)

    def _command(self, name: str) -> Command:
        commands = self._ws.app.commands
        found = next((command for command in commands if command.name == name), None)
        if commands and found is None:
            raise ImpossibleError(f"{name} is not a valid command")
        return found or Command(name)

    def _commanded(self, delivery: Delivery) -> None:
        """Show the person what came of their command."""
        user, channel = delivery.payload["user_id"], delivery.payload["channel_id"]
        if delivery.outcome != "acked":
            self._slackbot(user, channel, f'{delivery.about} failed with the error "{delivery.outcome}"')
            return
        try:
            if delivery.answer.get("text") or delivery.answer.get("blocks"):
                answer = check_message(delivery.answer, self._ws.warnings, where="ack")
                self._dispatcher.urls.post(user, channel, answer)
        except RefusedError as refusal:
            self._slackbot(user, channel, f'{delivery.about} failed with the error "{refusal.error}"')

    def _slackbot(self, user: str, channel: str, text: str) -> None:
        words = Message(channel=channel, ts=self._ws.stamps.next(), user="USLACKBOT", text=text)
        self._ws.whisper(words, user)

    def _now(self, message: Message) -> Message:
        """The message as it is now; the one a test holds may be old."""
        current = self._ws.log.find(message.channel, message.ts)
        if current is None:
            raise ImpossibleError(f"message {message.ts} is gone")
        return current

    def _change(self, channel: Channel) -> Channel:
        self._ws.directory.put(channel)
        self._ws.changes.tell()
        return channel
