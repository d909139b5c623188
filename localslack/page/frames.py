"""What a tab sends: one JSON object, and its fields by type. Whatever is wrong with it is said in a sentence."""

import json
import math
from typing import NoReturn

from aiohttp import WSMessage, WSMsgType

from localslack.wire import ImpossibleError, Json

# More than a user types or fills in; what is larger is refused unread.
MAX_FRAME = 256 * 1024


class Frame:
    """One frame.

    Attributes:
        number: its id, which its reply carries; None when it wants none.
    """

    def __init__(self, body: Json) -> None:
        self._body = body
        number = body.get("id")
        self.number = number if isinstance(number, int) and not isinstance(number, bool) else None

    def text(self, name: str) -> str:
        """A text that has to be there."""
        value = self._body.get(name)
        if not isinstance(value, str):
            raise ImpossibleError(f"the frame needs a text called {name!r}")
        return _whole(value)

    def maybe(self, name: str) -> str | None:
        """A text that may be missing."""
        return None if self._body.get(name) is None else self.text(name)

    def switch(self, name: str) -> bool:
        """A yes or no; a missing one is a yes."""
        value = self._body.get(name, True)
        if not isinstance(value, bool):
            raise ImpossibleError(f"{name!r} must be true or false")
        return value

    def count(self, name: str) -> int:
        """A whole number."""
        value = self._body.get(name)
        if not isinstance(value, int) or isinstance(value, bool):
            raise ImpossibleError(f"the frame needs a number called {name!r}")
        return value

    def value(self, name: str) -> object:
        """Anything."""
        return self._body.get(name)

    def inner(self, name: str) -> "Frame":
        """An object within."""
        return Frame(self.record(name))

    def record(self, name: str) -> Json:
        """The same as it came."""
        value = self._body.get(name)
        if not isinstance(value, dict):
            raise ImpossibleError(f"the frame needs an object called {name!r}")
        return value


def read(message: WSMessage) -> Frame:
    """Read a frame.

    Raises:
        ImpossibleError: it is no JSON object, or too large.
    """
    if message.type is not WSMsgType.TEXT:
        raise ImpossibleError("a frame must be text")
    if len(message.data) > MAX_FRAME:
        raise ImpossibleError(f"a frame must be at most {MAX_FRAME // 1024} KB")
    try:
        body = json.loads(message.data, parse_constant=_no_number, parse_float=_finite)
    except (ValueError, RecursionError):
        raise ImpossibleError("the frame is not JSON") from None
    if not isinstance(body, dict):
        raise ImpossibleError("a frame must be a JSON object")
    return Frame(body)


def sentence(error: ImpossibleError) -> str:
    """What a person reads about something that cannot be done."""
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}"


def _whole(text: str) -> str:
    """A text that every encoding can carry: JSON may hold half of a pair of surrogates."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)
