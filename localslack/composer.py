"""What a Slack client makes of what a person types: ``&`` ``<`` ``>`` escaped, names turned into live links.

https://docs.slack.dev/messaging/formatting-message-text#escaping
"""

import re
from collections.abc import Callable

from localslack.directory import Directory

BROADCASTS = frozenset({"here", "channel", "everyone"})
# A name holds letters, digits, dots, dashes and underscores; the dot that ends a sentence is no part of it.
_NAME = r"(?P<name>[\w](?:[\w.-]*[\w])?)"
_USER = re.compile(rf"(?<![\w@])@{_NAME}")
_CHANNEL = re.compile(rf"(?<![\w#&])#{_NAME}")
# The text is escaped already: an address ends where a user typed < or >, which stand there as entities, or a bar.
_URL = re.compile(r"(?<![\w<|])(?P<url>https?://(?:(?!&[lg]t;)[^\s<>|])+(?<![.,;:!?)]))")
_BARE = re.compile(
    r"(?<![\w/@.<|])(?P<host>(?:[a-z0-9-]+\.)+(?:uk|com|org|net|io)(?:/[^\s<>]*[^\s<>.,;:!?)])?)(?![\w@-])",
    re.IGNORECASE,
)
_MAIL = re.compile(r"(?<![\w<|])(?P<mail>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)")


def escape(text: str) -> str:
    """Only these three, as Slack does."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def compose(directory: Directory, user: str, typed: str) -> str:
    """The text of a message as its event carries it."""
    text = _MAIL.sub(lambda m: f"<mailto:{m['mail']}|{m['mail']}>", escape(typed))
    text = _outside_links(text, lambda part: _URL.sub(lambda m: f"<{m['url']}>", part))
    text = _outside_links(text, lambda part: _BARE.sub(lambda m: f"<http://{m['host']}|{m['host']}>", part))
    return _outside_links(text, lambda part: link_names(directory, user, part))


def compose_command(directory: Directory, user: str, typed: str, *, should_escape: bool) -> str:
    """The text of a slash command: names become links only where the command asks for it."""
    text = escape(typed)
    return link_names(directory, user, text, named=True) if should_escape else text


def link_names(directory: Directory, user: str, text: str, *, named: bool = False) -> str:
    """Turn @name and #name into links; a name the person cannot see stays as typed.

    Args:
        directory: who and what there is.
        user: who types.
        text: escaped text.
        named: links to people carry their name too, as in a slash command.
    """

    def person(match: re.Match[str]) -> str:
        name = match["name"]
        if name.casefold() in BROADCASTS:
            return f"<!{name.casefold()}>"
        if found := directory.find_user(name):
            return f"<@{found.id}|{found.name}>" if named else f"<@{found.id}>"
        if group := directory.find_usergroup(name):
            return f"<!subteam^{group.id}|@{group.handle}>" if named else f"<!subteam^{group.id}>"
        return match[0]

    def place(match: re.Match[str]) -> str:
        found = directory.find_channel(match["name"])
        if found is None or found.kind == "im" or not directory.sees(user, found):
            return match[0]
        return f"<#{found.id}|{found.name}>"

    return _CHANNEL.sub(place, _USER.sub(person, text))


def _outside_links(text: str, change: Callable[[str], str]) -> str:
    """Apply a change to everything that is not a link yet."""
    return "".join(part if part.startswith("<") else change(part) for part in re.split(r"(<[^<>]*>)", text))
