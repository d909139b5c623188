"""response_url: five uses in thirty minutes, also where the app is not a member.

https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass, replace

from localslack.block_rules import check_message
from localslack.messages import Message
from localslack.wire import Json, RefusedError, flag
from localslack.workspace import Workspace

USES = 5
SECONDS = 30 * 60


@dataclass(slots=True)
class ResponseUrl:
    """One URL.

    Attributes:
        source: channel and ts of the message that was clicked; None for a command or a shortcut.
    """

    key: str
    user: str
    channel: str
    source: tuple[str, str] | None
    expires: float
    thread_ts: str | None = None
    uses: int = 0


class ResponseUrls:
    """The URLs given out and what may still be done with them."""

    def __init__(self, workspace: Workspace, url: Callable[[], str]) -> None:
        self._workspace = workspace
        self._url = url
        self._numbers = itertools.count(1)
        self._given: dict[str, ResponseUrl] = {}

    def mint(self, user: str, channel: str, source: Message | None = None) -> str:
        """A new URL for what a user just did."""
        key = f"r{next(self._numbers)}"
        self._given[key] = ResponseUrl(
            key,
            user,
            channel,
            source=(source.channel, source.ts) if source else None,
            expires=self._workspace.clock() + SECONDS,
            thread_ts=source.thread_ts if source else None,
        )
        return f"{self._url()}/respond/{key}"

    def respond(self, key: str, body: Json) -> None:
        """What a POST to the URL does.

        Raises:
            RefusedError: ``used_url``, ``expired_url``, or what is wrong with the message.
        """
        given = self._given.get(key)
        if given is None:
            raise RefusedError("invalid_url")
        if self._workspace.clock() > given.expires:
            raise RefusedError("expired_url")
        if given.uses >= USES:
            raise RefusedError("used_url")
        original = self._original(given)
        if not flag(body, "delete_original"):
            body = check_message(body, self._workspace.warnings, where="response_url")
        given.uses += 1
        if flag(body, "delete_original"):
            if original:
                self._workspace.remove_message(original)
        elif flag(body, "replace_original") and original:
            self._replace(original, body)
        else:
            self.post(given.user, given.channel, body, given.thread_ts)

    def post(self, user: str, channel: str, body: Json, thread_ts: str | None = None) -> Message:
        """A new message: for one person alone unless it says ``in_channel``."""
        message = self._workspace.from_app(channel, body)
        message = replace(message, thread_ts=message.thread_ts or thread_ts)
        if body.get("response_type") == "in_channel":
            return self._workspace.publish(message)
        return self._workspace.whisper(message, user)

    def _original(self, given: ResponseUrl) -> Message | None:
        return self._workspace.log.find(*given.source) if given.source else None

    def _replace(self, original: Message, body: Json) -> None:
        fresh = self._workspace.from_app(original.channel, body)
        new = replace(original, text=fresh.text, blocks=fresh.blocks, attachments=fresh.attachments)
        self._workspace.replace_message(original, new)
