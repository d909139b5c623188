"""A proposal: an edit of a registry file with its effect, to be read first and written then."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.files import appearing
from bot.proposals.additions import Addition
from bot.proposals.edit import Refused, apply
from bot.proposals.effect import Effect, effect
from routing.errors import ProposalError
from routing.evaluation import read_questions
from routing.loading.files import RegistryFile, RegistryFiles, read_files


@dataclass(frozen=True, slots=True)
class Proposal:
    """An edit that nobody has written yet. `questions` names the question file that `effect` is about.

    `path` is the registry's, `before` and `after` are all its files.
    """

    path: Path
    before: RegistryFiles
    after: RegistryFiles
    applied: tuple[Addition, ...]
    refused: tuple[Refused, ...]
    questions: Path | None
    effect: Effect

    @property
    def changes(self) -> tuple[tuple[RegistryFile, RegistryFile], ...]:
        """The files that are different afterwards, before and after."""
        both = zip(self.before.files, self.after.files, strict=True)
        return tuple((before, after) for before, after in both if before.data != after.data)


def propose(path: Path, additions: Iterable[Addition], questions: Path | None, now: datetime) -> Proposal:
    """Work out the edit of a registry's files and what it does to the answers. Writes nothing.

    Raises:
        RegistryError: the registry has faults as it is, or cannot be read.
        QuestionFileError: the question file cannot be read.
    """
    asked = None if questions is None else read_questions(questions)
    edit = apply(read_files(path), additions)
    made = effect(edit.old, edit.new, asked, now)
    return Proposal(path, edit.before, edit.after, edit.applied, edit.refused, questions, made)


def write(proposal: Proposal) -> None:
    """Put the edit in the files' place, each at once and with its mode. A link still leads to its file.

    Raises:
        ProposalError: a file of the registry has changed since it was read, or one cannot be written.
    """
    for file in proposal.before.files:
        if _read(file) != file.data:
            raise ProposalError(f"{file.name}: has changed since it was read, so nothing is written: propose again")
    for _, after in proposal.changes:
        try:
            _replace(after.path.resolve(), after.data)
        except OSError as error:
            raise ProposalError(f"{after.name}: cannot be written: {(error.strerror or str(error)).lower()}") from error


def _read(file: RegistryFile) -> bytes:
    try:
        return file.path.read_bytes()
    except OSError as error:
        raise ProposalError(f"{file.name}: cannot be read: {(error.strerror or str(error)).lower()}") from error


def _replace(path: Path, data: bytes) -> None:
    """A new file takes the old one's name, so that a running bot reads either the one or the other."""
    old = path.stat()
    with appearing(path, mode=old.st_mode & 0o7777) as draft:
        draft.write_bytes(data)
        with suppress(PermissionError):  # only root may give a file away, and only root needs to
            os.chown(draft, old.st_uid, old.st_gid)
