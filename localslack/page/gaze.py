"""What one tab looks at: as whom, which room, and which thread in it."""

from dataclasses import dataclass

from localslack.local_slack import LocalSlack
from localslack.seed import Channel
from localslack.wire import ImpossibleError


@dataclass(frozen=True, slots=True)
class Gaze:
    """One person's view of the workspace.

    Attributes:
        user: whose eyes.
        room: the channel or direct message, None for the app's Home tab.
        thread: the ts of the thread that is open beside it.
    """

    user: str
    room: str | None = None
    thread: str | None = None


def look(slack: LocalSlack, user: str, room: str | None, thread: str | None) -> Gaze:
    """Look through somebody's eyes, without a name through those of the first person; nobody sees a room they cannot.

    Raises:
        ImpossibleError: there is no such person.
    """
    user = user or next((one.id for one in slack.seed.users if not (one.is_bot or one.deactivated)), "")
    person = slack.workspace.directory.users.get(user)
    if person is None or person.is_bot or person.deactivated:
        raise ImpossibleError(f"nobody can look as {user!r}")
    slack.dm(user)
    return Gaze(user, room, thread)


def visible(slack: LocalSlack, user: str, room: str | None) -> Channel | None:
    """The room, if it is there and somebody can see it."""
    directory = slack.workspace.directory
    channel = directory.channels.get(room or "")
    return channel if channel and directory.sees(user, channel) else None
