"""`make soak`: real replicas on one database, at least 20,000 questions, and everything breaks now and then."""

from __future__ import annotations

import asyncio
import sys
import time

from tools.soak.options import parse
from tools.soak.report import as_json, lines
from tools.soak.soak import soak


def main() -> int:
    """Run a soak and print its ledger; 1 where a must is broken."""
    options = parse(sys.argv[1:])
    print(
        f"{options.questions:,} questions, {options.rate:g} a second, {options.replicas} replicas on {options.store}."
    )
    print(f"Faults: {', '.join(sorted(options.faults)) or 'none'}. To have this run again: --seed {options.seed}")
    print(flush=True)
    began = time.monotonic()
    ledger = asyncio.run(soak(options))
    for line in lines(ledger):
        print(line)
    seconds = time.monotonic() - began
    print(f"Took {seconds:.0f} seconds.")
    if options.json:
        options.json.write_text(as_json(ledger, options, seconds), encoding="utf-8")
    return 1 if ledger.broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
