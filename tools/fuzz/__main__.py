"""`python -m tools.fuzz KIND…`: fuzz the router, the handlers or the loader; docs/fuzzing.md."""

from __future__ import annotations

import argparse
import gc
import sys
from pathlib import Path

from tools.fuzz.campaign import State, Subject, carry_out
from tools.fuzz.document_checks import Documents
from tools.fuzz.payload_checks import Payloads
from tools.fuzz.text_checks import Texts


def subjects() -> dict[str, Subject]:
    """What can be fuzzed, by name."""
    return {one.name: one for one in (Texts(), Payloads(), Documents())}


def main(arguments: list[str]) -> int:
    """Carry out campaigns; returns 1 where there are findings."""
    known = subjects()
    parser = argparse.ArgumentParser(prog="python -m tools.fuzz")
    parser.add_argument("kinds", nargs="+", choices=known, metavar="KIND", help=f"one of {', '.join(known)}")
    parser.add_argument("--count", type=int, help="how many cases (each kind has its own)")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other cases (1)")
    parser.add_argument("--only", type=int, metavar="CASE", help="show one case and check it alone")
    parser.add_argument("--resume", action="store_true", help="go on where the last run ended")
    parser.add_argument("--state", type=Path, default=Path("build/fuzz"), help="where that is kept (build/fuzz)")
    options = parser.parse_args(arguments)
    gc.freeze()
    found = [_one(known[kind], options) for kind in options.kinds]
    return 1 if any(found) else 0


def _one(subject: Subject, options: argparse.Namespace) -> bool:
    """One campaign, or one case; says whether anything was found."""
    if options.only is not None:
        print(subject.show(options.only, options.seed))
        findings = list(subject.run([options.only], options.seed))
        print(*([finding.what for finding in findings] or ["Nothing found."]), sep="\n\n")
        return bool(findings)
    path = options.state / f"{subject.name}-{options.seed}.json"
    state = (State.read(path) if options.resume else None) or State(options.seed)
    carry_out(subject, state, options.count or subject.count, path)
    speed = f"{state.next_case:,} in {state.seconds:,.0f} seconds"
    print(f"{subject.name}: {speed}, {sum(state.kinds.values()):,} findings of {len(state.kinds)} kinds")
    for kind, count in sorted(state.kinds.items(), key=lambda one: -one[1]):
        print(f"  {count:,} times: {kind}")
    return bool(state.kinds)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
