"""Converts between Slack's mrkdwn and plain text.

What Slack writes between `<` and `>` and how it escapes the rest:
https://docs.slack.dev/messaging/formatting-message-text
"""

from __future__ import annotations

import re
from collections.abc import Callable

# <@U1|name>, <#C1|name>, <!here>, <!subteam^S1|@name>, <!date^1^{date}|words>, <https://…|label>, <mailto:…|label>.
# A person who types < sends &lt;, so what stands between the brackets is Slack's own. The bound keeps the search
# linear: without it a text of nothing but < costs its length squared.
_TOKEN = re.compile(r"<([@#!]|(?=[A-Za-z][\w+.\-]{0,30}:))([^<>|]{1,4000})(?:\|([^<>]{0,4000}))?>")

# Words that notify a channel or a group. Slack leaves them alone in what we send (parse is "none" and link_names off);
# a response_url takes no such settings, so the words are broken up for it as well.
_CALL = re.compile(r"@(?=(?:channel|here|everyone|group)\b)", re.IGNORECASE)
_ZERO_WIDTH_SPACE = "\u200b"


def plain(text: str, bot_user_id: str | None) -> str:
    """Slack's text as plain words: unescaped once, mentions and links by their names, the bot's own mention removed.

    Matches, and is removed:                Does not match, and stays in words:
        <@UBOT> who owns DNS?                   <@U2> who owns DNS?         (another user)
        <@UBOT>, who owns DNS?                  @whoask who owns DNS?       (typed, not a mention)
        <@UBOT|whoask>: who owns DNS?           &lt;@UBOT&gt; who…          (typed, not a mention)
        <@UBOT> <@UBOT> who owns DNS?           , who owns DNS?             (a comma of their own)
        who owns DNS, <@UBOT>?
    """
    whole = text.encode("utf-8", "replace").decode("utf-8")  # JSON can carry half a surrogate pair
    if bot_user_id:
        us = rf"<@{re.escape(bot_user_id)}(?:\|[^<>]*)?>"
        whole = re.sub(rf"^(?:\s*{us}\s*[,:;]?)+", " ", whole)
        whole = re.sub(us, " ", whole)
    parts, end = [], 0
    for token in _TOKEN.finditer(whole):
        parts += [_unescaped(whole[end : token.start()]), _unescaped(_words(*token.groups()))]
        end = token.end()
    return "".join([*parts, _unescaped(whole[end:])]).strip()


def _words(kind: str, target: str, label: str | None) -> str:
    """One of Slack's tokens as a person would say it."""
    match kind:
        case "@":
            return label or "somebody"
        case "#":
            return f"#{label}" if label else "a channel"
        case "!":
            if target.startswith("subteam^"):
                return label or "a group"
            return label or target.partition("^")[0]
        case _:
            return label or re.sub(r"^(?:mailto|tel):", "", target)


def _unescaped(text: str) -> str:
    """Undo Slack's three escapes, `&amp;` last: `&amp;lt;` was typed as `&lt;`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def escape(text: str) -> str:
    """Any text, safe to send: it shows as it was written, and nothing in it notifies anyone."""
    return _CALL.sub(f"@{_ZERO_WIDTH_SPACE}", encode(text))


def encode(text: str) -> str:
    """Plain text in Slack's encoding, as Slack itself writes what people type in a message.

    Only `&`, `<` and `>` are escaped: Slack shows any other entity as it stands.
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def clip(text: str, limit: int, measure: Callable[[str], int] = len) -> str:
    """The text, or as much of it as fits with an ellipsis. `measure` counts what is sent: `escape` makes it longer."""
    if measure(text) <= limit:
        return text
    low, high = 0, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(text[:middle] + "…") <= limit else (low, middle - 1)
    return text[:low].rstrip() + "…"
