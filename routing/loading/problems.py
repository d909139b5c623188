"""A fault in a registry file, said so that whoever edits the file can mend it at once."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault. `line` and `column` count from 1; `hint` says how to mend it.

    >>> str(Problem("data/teams.yaml", 14, 7, "team 'payments'", "ladder names unknown team 'platfrom'",
    ...             "did you mean 'platform'?"))
    "data/teams.yaml:14:7: team 'payments': ladder names unknown team 'platfrom' (did you mean 'platform'?)"
    """

    path: str
    line: int
    column: int
    where: str
    what: str
    hint: str = ""

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.path}:{self.line}:{self.column}: {self.where}: {self.what}{hint}"
