"""The faults whoask expects, each told in plain words.

    WhoaskError                 one clear line on standard error, exit status 1
    ├── RegistryError           a registry that cannot be used; carries every problem found, with its place
    ├── QuestionFileError       a question file that `whoask eval` cannot read
    ├── SettingsError           a missing or wrong setting (bot/settings/settings.py)
    ├── ExportError             a folder that `whoask export` cannot write to
    ├── ProposalError           an edit of the registry that `whoask propose` cannot write
    ├── StoreError              a store that is not there or cannot be read, told by `whoask insights` and its like
    ├── UsageError              wrong usage that argparse cannot see, such as a blank question: exit status 2
    └── SlackRefusalError       Slack refuses the bot itself: a revoked token, Socket Mode switched off (bot/app.py)

Anything else that is raised is a fault of ours and keeps its traceback.

A fault in a registry file, said so that whoever edits the file can mend it at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


class WhoaskError(Exception):
    """A fault that a person can mend, told in words that say how."""


class RegistryError(WhoaskError):
    """A registry that cannot be used. `problems` holds every fault found, in the order of the file."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


class QuestionFileError(WhoaskError):
    """A question file that is missing, is not YAML or is not a list of questions."""


class SettingsError(WhoaskError):
    """A setting that is missing or wrong. The message names every one of them at once."""


class ExportError(WhoaskError):
    """A folder that the export cannot be written to."""


class ProposalError(WhoaskError):
    """An edit of the registry that cannot be read for or written: the file is not there, not ours or has changed."""


class StoreError(WhoaskError):
    """A store that is not there, cannot be reached or was never used by this version."""


class UsageError(WhoaskError):
    """A command used in a way that cannot work."""


class SlackRefusalError(WhoaskError):
    """Slack refuses the bot itself, so that trying again cannot help."""


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
