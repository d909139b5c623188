"""`whoask eval`: every question of a file, asked and compared."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bot.commands.evaluation_table import as_json, table, wrong_lines
from bot.service.registry_file import named_registry, registry_file
from routing.evaluation import evaluate as evaluated
from routing.evaluation import share
from routing.index import build_index
from routing.loading.loader import load
from routing.question_file import read_questions

DONE, TOO_FEW = 0, 1


def evaluate(path: Path, *, registry: Path | None, json: bool, show_wrong: bool, min_accuracy: float | None) -> int:
    """Print the figures; returns 1 when fewer than `min_accuracy` (0 to 1) are right.

    Raises QuestionFileError for a bad question file, RegistryError for a bad registry.
    """
    questions = read_questions(path)
    index = build_index(load(registry_file(registry or named_registry())))
    results = evaluated(questions, index, datetime.now(UTC))
    if json:
        from json import dumps

        print(dumps(as_json(results), ensure_ascii=False))
    else:
        print("\n".join(table(results)))
        if show_wrong:
            print("\nWrong\n" + "\n".join(wrong_lines(results)))
    return TOO_FEW if min_accuracy is not None and share(results).rate < min_accuracy else DONE
