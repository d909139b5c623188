"""A conversation with the bot from a terminal: what is typed is done in the local Slack, what comes back is drawn."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator

from bot.demo.drawing import Control, draw
from localslack import LocalSlack, Message

REPLY_SECONDS = 10.0


class Conversation:
    """Knows what the person has seen, and what the numbers of the last reply stand for.

    `channel` is where mentions and commands are typed. `finished` waits until the bot has nothing more to do.
    """

    def __init__(
        self, slack: LocalSlack, *, user: str, channel: str, finished: Callable[[], Awaitable[object]]
    ) -> None:
        self._slack = slack
        self._finished = finished
        self._user = user
        self._channel = channel
        self._bot = slack.seed.app
        self._seen: dict[str, Message] = {}
        self._numbered: list[tuple[Message, Control]] = []

    async def take(self, line: str) -> list[str]:
        """Do what the line says and wait for the reply; returns it as lines."""
        self._seen = self._visible()
        if line.isdecimal() and len(line) < 4:  # noqa: PLR2004 - no message has a thousand buttons
            number = int(line)
            if not 1 <= number <= len(self._numbered):
                return ["There is no button with that number. To ask something, type words."]
            await self._press(*self._numbered[number - 1])
        else:
            await self._ask(line)
        return await self._reply()

    async def _ask(self, line: str) -> None:
        first, _, rest = line.partition(" ")
        if first == "/whoask":
            await self._slack.command(self._user, self._channel, first, rest)
        elif first.rstrip(",:").lower() == f"@{self._bot.name}":
            await self._slack.say(self._user, self._channel, line)
        else:
            await self._slack.say(self._user, self._slack.dm(self._user), line)

    async def _press(self, message: Message, control: Control) -> None:
        await self._slack.click(message, control.action_id, self._user, control.value)

    async def _reply(self) -> list[str]:
        try:
            await self._slack.wait_for(lambda: list(self._news()), REPLY_SECONDS)
        except TimeoutError:
            return [f"No reply came within {REPLY_SECONDS:.0f} seconds."]
        await self._finished()  # one press can change a message and send another
        self._numbered = []
        return [line for message in self._news() for line in self._draw(message)]

    def _news(self) -> Iterator[Message]:
        """What the bot, or Slack itself, has said or changed since the line was typed."""
        for ts, message in self._visible().items():
            if message.user != self._user and self._seen.get(ts) != message:
                yield message

    def _visible(self) -> dict[str, Message]:
        """What the person can see of the bot: the channel, the direct message, and what is for them alone."""
        places = (self._channel, self._slack.dm(self._user))
        shared = [message for place in places for message in self._slack.messages(place)]
        return {message.ts: message for message in (*shared, *self._slack.ephemerals(self._user))}

    def _draw(self, message: Message) -> Iterator[str]:
        drawing = draw(message.text, message.blocks, names=self._name, user=self._user, first=len(self._numbered) + 1)
        self._numbered += [(message, control) for control in drawing.controls]
        yield f"{self._bot.name} · {self._place(message)}"
        for line in drawing.lines:
            yield f"  {line}".rstrip()

    def _place(self, message: Message) -> str:
        if message.is_ephemeral:
            return "Only visible to you"
        if message.channel == self._slack.dm(self._user):
            return "direct message"
        return f"{self._name(message.channel)}, in a thread" if message.thread_ts else self._name(message.channel)

    def _name(self, slack_id: str) -> str:
        seed = self._slack.seed
        names = {person.id: f"@{person.name}" for person in seed.users}
        names |= {channel.id: f"#{channel.name}" for channel in seed.channels}
        names |= {group.id: f"@{group.handle}" for group in seed.usergroups}
        return names.get(slack_id, slack_id)
