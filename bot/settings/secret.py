"""A value that must not be seen: it stays out of representations, logs, errors and tracebacks' locals."""

from __future__ import annotations


class Secret:
    """Wraps a token. `reveal` is the only way to it, so that every place that uses one can be found by that word.

    >>> Secret("xoxb-1-2-abc")
    Secret(…)
    >>> f"{Secret('xoxb-1-2-abc')}"
    'Secret(…)'
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The token itself, for the client that sends it."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(…)"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        # Pickle would write the token in clear into whatever file or pipe it goes to.
        raise TypeError("a Secret is not pickled")
