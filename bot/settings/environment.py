"""The environment, read variable by variable. What is wrong is collected, so that all of it is told at once."""

from __future__ import annotations

import difflib
import re
import string
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from bot.settings.secret import Secret, TokenKind, where_tokens_are
from routing.errors import SettingsError

HIGHEST_PORT = 65_535
# An editor on Windows puts the mark before a file's first character; with it a key would be another key.
BLANK = "\ufeff" + string.whitespace
Choice = TypeVar("Choice", bound=str)
Unset = TypeVar("Unset", int, None)


class Environment:
    """Reads one variable each time. `faults` has a plain sentence for each that is wrong, and never a secret."""

    def __init__(self, variables: Mapping[str, str]) -> None:
        self.variables = variables
        self.faults: list[str] = []

    def text(self, name: str) -> str:
        """The value without spaces around it and a byte order mark before it; empty where it is not set."""
        return self.variables.get(name, "").strip(BLANK)

    def matching(self, name: str, pattern: str, hint: str, *, required: bool = False, shown: int = 20) -> str:
        """A value of this form, or empty. `hint` says what to write, `shown` how much of a wrong value is repeated."""
        text = self.text(name)
        if (not text and not required) or re.fullmatch(pattern, text):
            return text
        self.faults.append(f"{name} is {repr(text[:shown]) if text else 'missing'}: {hint}")
        return ""

    def choice(self, name: str, choices: Sequence[Choice], hint: str, *, unset: Choice) -> Choice:
        """One of a few words, in capitals or not; `unset` where it is not set or is a fault."""
        text = self.text(name).lower()
        if text and text not in choices:
            self.faults.append(f"{name} is {text[:20]!r}: {hint}")
        return next((choice for choice in choices if choice == text), unset)

    def listed(self, name: str, values: Iterable[str], pattern: str, hint: str) -> frozenset[str]:
        """The values of a list, each of this form."""
        listed = list(values)
        self.faults += [f"{name} has {one[:20]!r}: {hint}" for one in listed if not re.fullmatch(pattern, one)]
        return frozenset(listed)

    def number(self, name: str, least: int, most: int, hint: str, *, unset: Unset) -> int | Unset:
        """A whole number; `unset` where it is not set or is a fault."""
        text = self.text(name)
        # Few digits: int() of 5,000 of them raises. [0-9], because \d also takes other scripts' digits.
        if re.fullmatch(rf"[0-9]{{1,{len(str(most))}}}", text) and least <= int(text) <= most:
            return int(text)
        if text:
            self.faults.append(f"{name} is {text[:20]!r}: {hint}")
        return unset

    def secret(self, name: str, *, required: bool = False) -> tuple[str, str]:
        """A secret from its variable, or from the file that NAME_FILE names; and what told it, in words.

        It is empty where there is none. An empty file is a fault, and so is nothing at all where it is `required`.
        """
        file_name = f"{name}_FILE"
        value, path = self.text(name), self.text(file_name)
        if not path:
            if required and not value:
                self.faults.append(f"{name} is missing.")
            return value, name
        told_by = f"The file that {file_name} names"
        if value:
            self.faults.append(f"{name} and {file_name} are both set: keep one of them.")
            return value, name
        try:
            value = Path(path).read_text(encoding="utf-8").strip(BLANK)
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not a text file"
            self.faults.append(f"{file_name} names {path}, which cannot be read: {reason}.")
            return "", told_by
        if not value:
            self.faults.append(f"{told_by} is empty.")
        return value, told_by

    def token(self, kind: TokenKind) -> Secret:
        """A token of Slack's, checked for what people paste in its place."""
        before = len(self.faults)
        value, told_by = self.secret(kind.variable, required=True)
        if len(self.faults) == before and (fault := kind.fault(value, told_by=told_by)):
            self.faults.append(fault)
        return Secret(value)

    def unknown(self, known: Collection[str]) -> Iterator[str]:
        """A sentence for each variable that begins with WHOASK_ and is not known, most likely by a slip."""
        for name in sorted(self.variables):
            if name.startswith("WHOASK_") and name.removesuffix("_FILE") not in known:
                near = difflib.get_close_matches(name, known, n=1)
                yield f"{name} is not a setting of whoask.{f' Did you mean {near[0]}?' if near else ''}"

    def check(self) -> None:
        """Raise SettingsError with every fault so far."""
        if self.faults:
            raise SettingsError("\n".join(self.faults))

    def check_start(self, tokens: Sequence[TokenKind]) -> None:
        """Raise SettingsError with every fault so far, and with where to get `tokens`."""
        if self.faults:
            lines = ["whoask cannot start:", *(f"  {fault}" for fault in self.faults)]
            raise SettingsError("\n".join([*lines, *(where_tokens_are(tokens) if tokens else ())]))
