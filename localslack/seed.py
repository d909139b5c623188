"""What a local Slack starts with: plain frozen values, without a word about the app under test."""

from dataclasses import dataclass, field
from typing import Literal

ChannelKind = Literal["public", "private", "im"]
ShortcutKind = Literal["message", "global"]

# Every scope the local Slack knows. Hand `App` fewer of them to see `missing_scope`.
ALL_SCOPES = frozenset(
    {
        "app_mentions:read",
        "assistant:write",
        "channels:history",
        "channels:join",
        "channels:read",
        "chat:write",
        "chat:write.public",
        "commands",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "reactions:read",
        "reactions:write",
        "usergroups:read",
        "users:read",
    }
)
DEFAULT_EVENTS = frozenset({"app_mention", "message.im", "app_home_opened"})


@dataclass(frozen=True, slots=True)
class User:
    """A person, a guest, a person of another team, or another bot.

    Attributes:
        team: the team a person of another workspace belongs to; None is the seed's own team.
        guest: a person with access to some channels only.
        deactivated: their account is closed; Slack refuses to open a direct message with ``user_disabled``.
        online: an ephemeral message to a user who is offline is lost, although Slack answers ok.
    """

    id: str
    name: str
    real_name: str = ""
    team: str | None = None
    is_bot: bool = False
    guest: bool = False
    deactivated: bool = False
    online: bool = True


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel; direct messages (kind ``im``) appear by themselves when a user opens one.

    Attributes:
        members: users by id or name; people are let into a public channel when they write there, the app is not.
        is_ext_shared: shared with another team (Slack Connect).
        user: the person of a direct message.
        purpose: what it is for, as people read it.
    """

    id: str
    name: str
    kind: ChannelKind = "public"
    members: frozenset[str] = frozenset()
    is_archived: bool = False
    is_ext_shared: bool = False
    user: str | None = None
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Usergroup:
    """A user group such as ``@senior-tech``."""

    id: str
    handle: str
    name: str = ""
    members: tuple[str, ...] = ()
    disabled: bool = False


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command.

    Attributes:
        should_escape: Slack turns ``#channel`` and ``@name`` in its text into links.
        hint: what may follow it, as the list of commands shows it.
        description: what it does, likewise.
    """

    name: str
    should_escape: bool = True
    hint: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut, in the menu of a message or among the global ones."""

    callback_id: str
    name: str
    kind: ShortcutKind


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """The app under test, as its manifest would describe it.

    Attributes:
        events: subscriptions by their manifest names, ``message.im`` and the like; others are not delivered.
        commands: when empty, every slash command is the app's, and escaped.
        shortcuts: what the menus of a client list; a test may use others.
        messages_tab: whether people and the app can write to each other directly.
        home_tab: whether the app has a Home tab.
    """

    name: str = "helper"
    app_id: str = "A0SANDBOX"
    bot_id: str = "B0SANDBOX"
    user_id: str = "U0BOT"
    bot_token: str = "xoxb-sandbox"  # noqa: S105 - opens nothing but this local Slack
    app_token: str = "xapp-sandbox"  # noqa: S105 - likewise
    signing_secret: str = "5a" * 16
    client_id: str = "1111111111.2222222222"
    client_secret: str = "c5" * 16
    scopes: frozenset[str] = ALL_SCOPES
    events: frozenset[str] = DEFAULT_EVENTS
    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    messages_tab: bool = True
    home_tab: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """One workspace with one app installed."""

    team: str = "T0SANDBOX"
    domain: str = "sandbox"
    app: App = field(default_factory=App)
    users: tuple[User, ...] = (User("U1", "alice", "Alice Archer"), User("U2", "bob", "Bob Baker"))
    channels: tuple[Channel, ...] = (Channel("C1", "general", members=frozenset({"U0BOT", "U1", "U2"})),)
    usergroups: tuple[Usergroup, ...] = ()
