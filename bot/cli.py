"""The command line: `whoask ask | eval | check | export | insights | propose | forget | db | demo | run | …`.

What a command needs is imported when it runs: `whoask ask` answers without ever loading Slack's libraries.
Exit status: 0 done, 1 an expected fault (one clear line), 2 wrong usage, 3 an honest don't-know, 130 Ctrl-C.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from bot.commands import database
from routing.errors import UsageError, WhoaskError

DONE, FAULT, USAGE, DONT_KNOW, INTERRUPTED = 0, 1, 2, 3, 130
LONGEST_PERIOD = 3650


def entry() -> None:
    """The console command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # where an arrow cannot be shown, the answer still is
            stream.reconfigure(errors="replace")
    raise SystemExit(main(sys.argv[1:]))


def main(argv: Sequence[str]) -> int:
    """Run one command; returns the exit status."""
    try:
        options = _parser().parse_args(argv)
    except SystemExit as stop:  # argparse has printed the usage
        return int(stop.code or 0)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except UsageError as error:
        print(f"whoask: {error}", file=sys.stderr)
        return USAGE
    except WhoaskError as error:
        print(error, file=sys.stderr)
        return FAULT
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader of our output has gone, as in `whoask eval … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAULT


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="whoask", description="Find the right channel, and who to escalate to.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    ask = commands.add_parser("ask", help="answer a question in the terminal")
    ask.add_argument("question", nargs="*", help="the question; without one, all of standard input is one question")
    _add_registry(ask)
    ask.add_argument("--at", metavar="ISO8601", help="answer as at this time, such as 2026-11-20T02:00")
    ask.add_argument("--json", action="store_true", help="print one JSON object")
    ask.add_argument("--explain", action="store_true", help="show what matched, what came second and why it lost")
    ask.set_defaults(command=_ask)

    evaluate = commands.add_parser("eval", help="ask every question of a file and compare")
    evaluate.add_argument("file", type=Path)
    _add_registry(evaluate)
    evaluate.add_argument("--json", action="store_true", help="print one JSON object")
    evaluate.add_argument("--show-wrong", action="store_true", help="list the questions that went wrong")
    evaluate.add_argument("--min-accuracy", type=_share, metavar="X", help="exit 1 when fewer are right")
    evaluate.set_defaults(command=_eval)

    check = commands.add_parser("check", help="find every fault of a registry at once")
    check.add_argument("path", nargs="?", type=Path, help="the registry file, or a folder of them")
    check.add_argument("--slack", action="store_true", help="also ask Slack whether the channels and groups exist")
    check.set_defaults(command=_check)

    export = commands.add_parser("export", help="write a page and a sheet to print, for when Slack is down")
    _add_registry(export)
    export.add_argument(
        "--out", type=Path, default=Path(), metavar="DIR", help="the folder to write into; the current one by default"
    )
    export.set_defaults(command=_export)

    insights = commands.add_parser("insights", help="say what people asked for and did not find")
    _add_registry(insights)
    _add_days(insights)
    insights.add_argument("--json", action="store_true", help="print one JSON object")
    insights.set_defaults(command=_insights)

    propose = commands.add_parser("propose", help="propose additions to the registry from what people said")
    _add_registry(propose)
    propose.add_argument("--questions", type=Path, metavar="FILE", help="show which of these it wins and loses")
    _add_days(propose)
    propose.add_argument("--write", action="store_true", help="write the additions into the registry file")
    propose.set_defaults(command=_propose)

    forget = commands.add_parser("forget", help="remove what is kept about somebody")
    forget.add_argument("--user", required=True, metavar="U123", help="their id in Slack")
    forget.add_argument("--workspace", metavar="T123", help="the id of the workspace; all of them by default")
    forget.set_defaults(command=_forget)

    database.add_to(commands)

    demo = commands.add_parser("demo", help="try the real bot without Slack")
    _add_registry(demo)
    demo.add_argument(
        "--port", type=int, default=0, metavar="N", help="the port of the local Slack; any free one by default"
    )
    demo.add_argument("--no-browser", action="store_true", help="do not open a browser")
    demo.set_defaults(command=_demo)

    _add_service(commands)
    return parser


def _add_service(commands: Any) -> None:  # noqa: ANN401 - argparse has no public name for it
    run = commands.add_parser("run", help="run the bot")
    run.add_argument("--http", action="store_true", help="take Slack's requests over HTTP instead of Socket Mode")
    run.set_defaults(command=_run)

    manifest = commands.add_parser("manifest", help="print the manifest of the Slack app")
    manifest.add_argument("--http", metavar="URL", help="for HTTP, with the address at which Slack reaches whoask")
    manifest.set_defaults(command=_manifest)

    health = commands.add_parser("health", help="say how the running bot is")
    health.set_defaults(command=_health)


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= 1.0:  # not a number fails it as well
        raise argparse.ArgumentTypeError(f"{text!r} is not a share from 0 to 1, such as 0.9")
    return share


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:5]) <= LONGEST_PERIOD:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of days from 1 to {LONGEST_PERIOD}")
    return int(text)


def _add_days(command: argparse.ArgumentParser) -> None:
    command.add_argument("--days", type=_days, default=30, metavar="N", help="look at the last N days; 30 by default")


def _add_registry(command: argparse.ArgumentParser) -> None:
    command.add_argument("--registry", type=Path, metavar="P", help="the registry file to use")


def _ask(options: argparse.Namespace) -> int:
    from bot.commands.ask import ask

    return ask(options.question, registry=options.registry, at=options.at, json=options.json, explain=options.explain)


def _eval(options: argparse.Namespace) -> int:
    from bot.commands.evaluate import evaluate

    return evaluate(
        options.file,
        registry=options.registry,
        json=options.json,
        show_wrong=options.show_wrong,
        min_accuracy=options.min_accuracy,
    )


def _check(options: argparse.Namespace) -> int:
    from bot.commands.check import check

    return check(options.path, slack=options.slack)


def _export(options: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from bot.commands.export import export

    return export(options.registry, options.out, now=datetime.now(UTC))


def _insights(options: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from bot.commands.insights import insights

    return insights(options.registry, os.environ, days=options.days, json=options.json, now=datetime.now(UTC))


def _propose(options: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from bot.commands.propose import propose

    return propose(
        options.registry,
        os.environ,
        questions=options.questions,
        days=options.days,
        write=options.write,
        now=datetime.now(UTC),
    )


def _forget(options: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from bot.commands.forget import forget

    return forget(options.user, options.workspace, os.environ, now=datetime.now(UTC))


def _demo(options: argparse.Namespace) -> int:
    from bot.commands.demo import main as demo

    return demo(options.registry, options.port, browser=not options.no_browser)


def _run(options: argparse.Namespace) -> int:
    from bot.settings.settings import Settings

    settings = Settings.from_env(os.environ, http=options.http)  # a missing token is told before the heavy imports
    from bot.run import main as run

    return run(settings)


def _manifest(options: argparse.Namespace) -> int:
    from bot.commands.manifest import print_manifest

    return print_manifest(options.http)


def _health(_: argparse.Namespace) -> int:
    from datetime import UTC, datetime

    from bot.monitoring.heartbeat import check
    from bot.settings.settings import heartbeat_path

    healthy, line = check(heartbeat_path(os.environ), datetime.now(UTC))
    print(line)
    return DONE if healthy else FAULT
