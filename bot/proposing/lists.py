"""Which list of the registry an addition belongs to, and what keeps it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import assert_never

from bot.proposing.additions import Addition, Address, Example, Keyword, Plain, Synonym, at
from routing.loading.checks.findings import quoted, where_in_words

_TEAM_ALONE = 2  # the length of a team's own address


def list_of(addition: Addition, data: Plain, names: Counter[str]) -> Address:
    """The path of the list. `names` counts the entries by their key.

    A question goes to `also_asked` where the file keeps one, for that is what it is for: so the teams stay easy to
    read. That list goes by the entry's key alone, so an entry that shares its key gets the question in `asked`.
    """
    match addition:
        case Keyword():
            return (*addition.entry, "keywords")
        case Synonym():
            return ("vocabulary", _head(addition.head, data))
        case Example():
            key = addition.entry[-1]
            apart = "also_asked" in data and names[key] == 1 and addition.entry[0] != "not_ours"
            return ("also_asked", key) if apart or _is_team(addition) else (*addition.entry, "asked")
        case _:
            assert_never(addition)


def why_not(addition: Addition, path: Address, data: Plain, names: Counter[str]) -> str | None:
    """Why an addition cannot be made or need not be, or None where it can."""
    if not isinstance(addition, Synonym):
        if at(data, addition.entry) is None:
            return f"The registry has no {where_in_words(addition.entry)} any more."
        if _is_team(addition) and isinstance(addition, Keyword):
            return "A team as a whole has no keywords: choose one of its responsibilities."
        if _is_team(addition) and names[addition.entry[-1]] > 1:
            return f"Another entry is called {quoted(addition.entry[-1])} too, so the question would count for both."
    if _folded(addition.text) in map(_folded, _there(addition, path, data)):
        return "The registry has it already."
    return None


def _there(addition: Addition, path: Address, data: Plain) -> Iterator[str]:
    yield from at(data, path) or ()
    match addition:
        case Synonym():
            yield path[-1]
        case Example():
            yield from at(data, (*addition.entry, "asked")) or ()
        case Keyword():
            return
        case _:
            assert_never(addition)


def _is_team(addition: Keyword | Example) -> bool:
    return addition.entry[0] == "teams" and len(addition.entry) == _TEAM_ALONE


def _head(head: str, data: Plain) -> str:
    """The group as the file writes it: `TLS` is meant for `tls`."""
    groups: Plain = data.get("vocabulary", {})
    return next((name for name in groups if _folded(name) == _folded(head)), " ".join(head.split()))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
