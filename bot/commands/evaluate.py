"""`whoask eval`: every question of a file, asked and compared."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path

from bot.commands.arguments import Commands, Options, add_json, add_registry
from bot.commands.terminal import TITLES, Styles, each, show, working

DONE, TOO_FEW = 0, 1
TABLE: Styles = (*TITLES, (r"\(95%: [^)]*\)", "dim"), (r"[01]\.\d{3}(?=  \()", "bold"))
WRONG: Styles = ((r"\A\n.*", "bold"), (r"(?m)^      said .*", "dim"))


def add_to(commands: Commands) -> None:
    """Add `eval` to the commands."""
    command = commands.add_parser("eval", help="ask every question of a file and compare")
    command.add_argument("file", type=Path)
    add_registry(command)
    add_json(command)
    command.add_argument("--show-wrong", action="store_true", help="list the questions that went wrong")
    command.add_argument("--min-accuracy", type=_share, metavar="X", help="exit 1 when fewer are right")
    command.set_defaults(command=_run)


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= 1.0:  # not a number fails it as well
        raise argparse.ArgumentTypeError(f"{text!r} is not a share from 0 to 1, such as 0.9")
    return share


def _run(options: Options) -> int:
    return evaluate(
        options.file,
        registry=options.registry,
        json=options.json,
        show_wrong=options.show_wrong,
        min_accuracy=options.min_accuracy,
    )


def evaluate(path: Path, *, registry: Path | None, json: bool, show_wrong: bool, min_accuracy: float | None) -> int:
    """Print the figures; returns 1 when fewer than `min_accuracy` (0 to 1) are right.

    Raises QuestionFileError for a bad question file, RegistryError for a bad registry.
    """
    with working("Reading the registry"):
        from bot.commands.evaluate_output import as_json, table, wrong_lines
        from bot.registry.files import named_registry, registry_file
        from routing import evaluation
        from routing.loading.loader import load
        from routing.matching.index import build_index

        questions = evaluation.read_questions(path)
        index = build_index(load(registry_file(registry or named_registry())))
    results = evaluation.evaluate(each(questions, "Asking"), index, datetime.now(UTC))
    if json:
        from json import dumps

        print(dumps(as_json(results), ensure_ascii=False))
    else:
        show("\n".join(table(results)), TABLE)
        if show_wrong:
            show("\nWrong\n" + "\n".join(wrong_lines(results)), WRONG)
    return TOO_FEW if min_accuracy is not None and evaluation.share(results).rate < min_accuracy else DONE
