"""A proposal as text: what is added and why, the lines that change, and the questions won and lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import unified_diff

from bot.proposals.additions import Addition, in_words
from bot.proposals.effect import Change, Comparison
from bot.proposals.proposal import Proposal
from routing.evaluation import SCORED
from routing.loading.files import RegistryFile

_LINE_END = re.compile(r"\r\n|\n|\r")


def report(proposal: Proposal) -> str:
    """The whole text, for a person who decides whether to write it."""
    return "\n".join(_parts(proposal))


def _parts(proposal: Proposal) -> Iterator[str]:
    if proposal.applied:
        yield f"To add to {' and '.join(before.name for before, _ in proposal.changes)}"
        for addition in proposal.applied:
            yield f"  {_told(addition)}"
            yield f"      {_flat(addition.because)}"
    else:
        yield f"There is nothing to add to {proposal.path}."
    if proposal.refused:
        yield "\nLeft out"
        for refused in proposal.refused:
            yield f"  {_told(refused.addition)}"
            yield f"      {_flat(refused.reason)}"
    if proposal.applied:
        yield "\nThe edit"
        for before, after in proposal.changes:
            yield from _diff(before, after)
        if proposal.questions is not None and proposal.effect.questions is not None:
            yield from _compared(f"The questions of {proposal.questions}", proposal.effect.questions)
        yield from _compared("The registry's own examples, with those to add", proposal.effect.examples)


def _told(addition: Addition) -> str:
    times = "once" if addition.count == 1 else f"{addition.count:,} times"
    return f"{in_words(addition)}, {times}"


def _diff(before: RegistryFile, after: RegistryFile) -> Iterator[str]:
    now, then = (_LINE_END.split(file.data.decode("utf-8-sig")) for file in (before, after))
    names = (f"{before.name} (now)", f"{before.name} (then)")
    return (line.rstrip() for line in unified_diff(now, then, *names, n=1, lineterm=""))


def _compared(title: str, comparison: Comparison) -> Iterator[str]:
    before, after = f"{comparison.right_before:,}", f"{comparison.right_after:,}"
    yield f"\n{title}: {before} → {after} of {comparison.total:,} right"
    yield from _changed("won", comparison.won)
    yield from _changed("lost", comparison.lost)


def _changed(title: str, changes: Iterable[Change]) -> Iterator[str]:
    """The changes, those of the scored part only counted: as in `whoask eval`, so that nobody tunes to it."""
    listed = list(changes)
    shown = [change for change in listed if change.asked.part != SCORED]
    yield f"  {title}: {len(listed) or 'none'}"
    for change in shown:
        yield f"    {_flat(change.asked.id)}  {_flat(change.asked.question)}"
        yield f"      said {change.before}, would say {change.after}, right is {change.expected}"
    if len(shown) < len(listed):
        yield f"    {len(listed) - len(shown)} of them in the scored part, which is not listed."


def _flat(text: str) -> str:
    """A text on one line, without characters that could move a cursor."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in " ".join(text.split()))
