"""`python -m tools.fuzz KIND…`: fuzz the router, the handlers or the loader; docs/fuzzing.md."""

from __future__ import annotations

import argparse
import gc
import sys
import time

from bot.commands.terminal import working
from tools.fuzz.rounds import PER_ROUND, SUBJECTS, Subject, run
from tools.fuzz.strings import MADE


def main(arguments: list[str]) -> int:
    """Fuzz one kind after the other; returns 1 where anything was found."""
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz")
    parser.add_argument("kinds", nargs="+", choices=SUBJECTS, metavar="KIND", help=f"of {', '.join(SUBJECTS)}")
    parser.add_argument("--minutes", type=float, default=20.0, metavar="N", help="how long for each kind (20)")
    parser.add_argument("--cases", type=int, metavar="N", help="how many cases of each kind, instead")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="another seed gives other cases (1)")
    parser.add_argument(
        "--round", type=int, metavar="N", help=f"this round of {PER_ROUND} cases alone, to see it again"
    )
    options = parser.parse_args(arguments)
    gc.freeze()
    found = sum([_fuzz(kind, SUBJECTS[kind], options) for kind in options.kinds])
    for kind, count in sorted(MADE.items(), key=lambda item: -item[1]):
        print(f"{count:>10,} {kind}")
    return 1 if found else 0


def _fuzz(kind: str, subject: Subject, options: argparse.Namespace) -> int:
    """Round after round, until the time or the cases are used up; the number of rounds that found something."""
    if options.round is not None:
        return run(subject, options.seed, options.round)
    rounds = -(-options.cases // PER_ROUND) if options.cases else sys.maxsize
    began, found, done = time.monotonic(), 0, 0
    with working(kind, rounds if options.cases else None) as step:
        while done < rounds and (options.cases or time.monotonic() - began < options.minutes * 60):
            found += run(subject, options.seed, done)
            done += 1
            step(f"{kind}: {done * PER_ROUND:,} cases")
    seconds = time.monotonic() - began
    print(f"{kind}: {done * PER_ROUND:,} cases in {seconds:,.0f} seconds, findings in {found} rounds", flush=True)
    return found


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
