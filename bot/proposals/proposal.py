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


@dataclass(frozen=True, slots=True)
class Proposal:
    """An edit that nobody has written yet. `questions` names the question file that `effect` is about."""

    path: Path
    before: bytes
    after: bytes
    applied: tuple[Addition, ...]
    refused: tuple[Refused, ...]
    questions: Path | None
    effect: Effect


def propose(path: Path, additions: Iterable[Addition], questions: Path | None, now: datetime) -> Proposal:
    """Work out the edit of a registry file and what it does to the answers. Writes nothing.

    Raises:
        RegistryError: the registry has faults as it is.
        QuestionFileError: the question file cannot be read.
        ProposalError: the registry cannot be read.
    """
    asked = None if questions is None else read_questions(questions)
    edit = apply(_read(path), additions, str(path))
    made = effect(edit.old, edit.new, asked, now)
    return Proposal(path, edit.before, edit.after, edit.applied, edit.refused, questions, made)


def write(proposal: Proposal) -> None:
    """Put the edit in the file's place, at once and with the file's mode. A link still leads to the file.

    Raises:
        ProposalError: the file has changed since it was read, or cannot be written.
    """
    path = proposal.path
    if _read(path) != proposal.before:
        raise ProposalError(f"{path}: has changed since it was read, so nothing is written: propose again")
    try:
        _replace(path.resolve(), proposal.after)
    except OSError as error:
        raise ProposalError(f"{path}: cannot be written: {(error.strerror or str(error)).lower()}") from error


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise ProposalError(f"{path}: cannot be read: {(reason or 'its name is not a file name').lower()}") from error


def _replace(path: Path, data: bytes) -> None:
    """A new file takes the old one's name, so that a running bot reads either the one or the other."""
    old = path.stat()
    with appearing(path, mode=old.st_mode & 0o7777) as draft:
        draft.write_bytes(data)
        with suppress(PermissionError):  # only root may give a file away, and only root needs to
            os.chown(draft, old.st_uid, old.st_gid)
