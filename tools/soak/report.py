"""The ledger in words, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict

from tools.soak.delivery import ACK_SECONDS
from tools.soak.ledger import CAUSES, Ledger, Spread
from tools.soak.options import Options


def lines(ledger: Ledger) -> Iterator[str]:
    """What `make soak` prints at its end."""
    accounts = list(ledger.accounts.values())
    yield f"{'':44}{''.join(f'{regime:>12}' for regime in ledger.accounts)}"
    rows = {
        "questions delivered": [account.delivered for account in accounts],
        "acknowledged": [account.acknowledged for account in accounts],
        "not acknowledged: failed or given up": [account.failed for account in accounts],
        "answered": [account.answered for account in accounts],
        "acknowledged but unanswered (must be 0)": [account.unanswered for account in accounts],
        "  of these with an apology": [account.apologies for account in accounts],
        "second answers": [sum(account.doubles.values()) for account in accounts],
        **{f"  {_must(cause)}": [account.doubles[cause] for account in accounts] for cause in CAUSES},
    }
    for name, counts in rows.items():
        yield f"{name:<46}{counts[0]:>10,}{''.join(f'{count:>12,}' for count in counts[1:])}"
    yield ""
    share = ledger.duplicates / max(1, ledger.deliveries)
    yield f"deliveries: {ledger.deliveries:,}, of which {ledger.duplicates:,} duplicates ({share:.0%})"
    yield f"answers to the wrong asker (must be 0): {ledger.wrong_asker + ledger.nobodys}"
    yield f"time to acknowledge: {_words(ledger.to_ack)}"
    yield f"  p99 is {ledger.to_ack.p99 / ACK_SECONDS:.1%} of Slack's three seconds; {ledger.in_time:.2%} came in time"
    yield f"time to answer: {_words(ledger.to_answer)}"
    yield f"faults: {', '.join(f'{kind} {count}' for kind, count in ledger.faults.items()) or 'none'}"
    yield from (f"WRONG: {which}" for which in ledger.samples)
    yield from (f"BROKEN: {must}" for must in ledger.broken)
    if not ledger.broken:
        yield "Every must was kept."


def as_json(ledger: Ledger, options: Options, seconds: float) -> str:
    """The ledger for a file, with what it takes to run it again."""
    run = {"questions": options.questions, "rate": options.rate, "replicas": options.replicas, "seed": options.seed}
    whole = {"run": {**run, "seconds": round(seconds, 1)}, **asdict(ledger), "broken": ledger.broken}
    return json.dumps(whole, indent=2) + "\n"


def _must(cause: str) -> str:
    return f"{cause} (must be 0)" if cause == CAUSES[-1] else cause


def _words(spread: Spread) -> str:
    return f"p50 {_time(spread.p50)}, p99 {_time(spread.p99)}, longest {_time(spread.longest)}"


def _time(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.1f} s"
