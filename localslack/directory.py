"""Who and what there is: users, channels, user groups, and who is in which channel."""

from dataclasses import replace

from localslack.seed import Channel, Seed, User, Usergroup
from localslack.wire import ImpossibleError, RefusedError


class Directory:
    """The people and places of one workspace, found by id or by name (with or without ``#`` or ``@``)."""

    def __init__(self, seed: Seed) -> None:
        app = seed.app
        self.app = app
        self.team = seed.team
        itself = User(app.user_id, app.name, app.name, is_bot=True)
        slackbot = User("USLACKBOT", "slackbot", "Slackbot", is_bot=True)
        self.users = {user.id: user for user in (itself, slackbot, *seed.users)}
        self.channels = {channel.id: self._with_ids(channel) for channel in seed.channels}
        self.usergroups = {group.id: group for group in seed.usergroups}

    def find_user(self, ref: str) -> User | None:
        """A user by id, name or @name."""
        name = ref.removeprefix("@").casefold()
        return self.users.get(ref) or next((u for u in self.users.values() if u.name.casefold() == name), None)

    def find_channel(self, ref: str) -> Channel | None:
        """A channel by id, name or #name."""
        name = ref.removeprefix("#").casefold()
        return self.channels.get(ref) or next(
            (c for c in self.channels.values() if c.name.casefold() == name and c.kind != "im"), None
        )

    def find_usergroup(self, ref: str) -> Usergroup | None:
        """A user group by id, handle or @handle."""
        handle = ref.removeprefix("@").casefold()
        return self.usergroups.get(ref) or next(
            (g for g in self.usergroups.values() if g.handle.casefold() == handle), None
        )

    def user(self, ref: str) -> User:
        """The user a test or the page names.

        Raises:
            ImpossibleError: there is no user of that name.
        """
        if found := self.find_user(ref):
            return found
        raise ImpossibleError(f"nobody here is called {ref!r}")

    def channel(self, ref: str) -> Channel:
        """The channel a test or the page names.

        Raises:
            ImpossibleError: there is no such channel.
        """
        if found := self.find_channel(ref):
            return found
        raise ImpossibleError(f"there is no channel {ref!r}")

    def team_of(self, user_id: str) -> str:
        """The team a user belongs to."""
        user = self.users.get(user_id)
        return (user.team if user else None) or self.team

    def is_member(self, user_id: str, channel: Channel) -> bool:
        """Whether a user is in a channel; the app is in every direct message with it."""
        if channel.kind == "im":
            return user_id in {channel.user, self.app.user_id}
        return user_id in channel.members

    def sees(self, user_id: str, channel: Channel) -> bool:
        """Whether a user can see a channel: its members, and for a public one all but guests."""
        user = self.users.get(user_id)
        outsider = user is None or user.guest or user.team not in {None, self.team}
        return self.is_member(user_id, channel) or (channel.kind == "public" and not outsider)

    def join(self, user_id: str, channel: Channel) -> Channel:
        """Make a user a member."""
        return self.put(replace(channel, members=channel.members | {user_id}))

    def put(self, channel: Channel) -> Channel:
        """Add a channel, or put a changed one in its place."""
        self.channels[channel.id] = channel
        return channel

    def _with_ids(self, channel: Channel) -> Channel:
        """A seeded channel with its members by id."""
        return replace(channel, members=frozenset(self.user(member).id for member in channel.members))

    def open_im(self, user_id: str) -> Channel:
        """The direct message between the app and a user.

        Raises:
            RefusedError: ``user_not_found``, ``cannot_dm_bot`` or ``user_disabled``.
        """
        user = self.users.get(user_id)
        if user is None:
            raise RefusedError("user_not_found")
        if user.is_bot:
            raise RefusedError("cannot_dm_bot")
        if user.deactivated:
            raise RefusedError("user_disabled")
        channel_id = f"D{user_id[1:]}"
        return self.channels.get(channel_id) or self.put(Channel(channel_id, "directmessage", kind="im", user=user_id))
