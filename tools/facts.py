"""`make facts FACTS=path`: ask every fact of a facts file, as the command line would, and name each miss.

A fact is a mapping with `id`, `ask`, `team` (a destination or None), `team_also` and `answer_must_contain`. It is right
when the reply has every one of those strings (letter case aside), names one of the destinations (where there is one)
and is at most 1,200 characters long.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from bot.commands.ask_output import as_json
from bot.registry.files import registry_file
from bot.slack.messages.wording import LONGEST_ANSWER
from routing.loading.loader import load
from routing.matching.index import Index, build_index
from routing.route import route


def main(path: Path) -> int:
    """Print the misses and the share; returns 1 if there is any miss."""
    facts = yaml.safe_load(path.read_text(encoding="utf-8"))
    index = build_index(load(registry_file(None)))
    misses = [(fact, fault) for fact in facts if (fault := miss(fact, index))]
    for fact, fault in misses:
        print(f"{fact['id']}: {fault}\n      {fact['ask']}")
    print(f"{len(facts) - len(misses)} of {len(facts)} facts right ({(len(facts) - len(misses)) / len(facts):.3f})")
    return 1 if misses else 0


def miss(fact: dict[str, Any], index: Index) -> str | None:
    """What is wrong with the answer to a fact's question, or None."""
    reply = as_json(fact["ask"], route(fact["ask"], index, datetime.now(UTC)))
    text = reply["text"]
    missing = [wanted for wanted in fact["answer_must_contain"] if wanted.lower() not in text.lower()]
    right = {fact["team"], *fact.get("team_also", ())}
    if missing:
        return f"the text lacks {missing} (said {reply['destination']})"
    if fact["team"] is not None and reply["destination"] not in right:
        return f"said {reply['destination']}, right is {' or '.join(sorted(right))}"
    return f"the text has {len(text)} characters" if len(text) > LONGEST_ANSWER else None


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
