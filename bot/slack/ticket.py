"""What a button under an answer carries: which question it belongs to and, where it is short, the question itself."""

from __future__ import annotations

import json
from dataclasses import dataclass

# A button's value holds 2,000 characters, and all blocks of a message about 13,000 (slackapi/bolt-js issue 2509): the
# question is in several buttons of each answer.
LONGEST_QUESTION = 500


@dataclass(frozen=True, slots=True)
class Ticket:
    """`key` is the inquiry's dedupe key. `question` is in plain words, null where it was too long to carry.

    The words travel with the button, so that it works where the store keeps none: they are in Slack anyway. `note` is
    a word of the button's own, such as the step of the ladder that has been shown.
    """

    key: str
    question: str | None = None
    note: str = ""

    def encode(self) -> str:
        """As a button's value."""
        short = self.question if self.question and len(self.question) <= LONGEST_QUESTION else None
        fields = {"k": self.key, "q": short, "n": self.note}
        return json.dumps({name: field for name, field in fields.items() if field}, ensure_ascii=False)

    @classmethod
    def decode(cls, value: str) -> Ticket:
        """From a button's value; of an older version's button, or of one that is no ticket, as much as can be read.

        >>> Ticket.decode(Ticket("1.2.a", "who owns DNS?", "2").encode())
        Ticket(key='1.2.a', question='who owns DNS?', note='2')
        >>> Ticket.decode("[]")
        Ticket(key='', question=None, note='')
        """
        try:
            found = json.loads(value)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            return cls(key="")
        question = found.get("q")
        return cls(str(found.get("k", "")), str(question) if question else None, str(found.get("n", "")))
