"""What a button under an answer carries: which question it belongs to and, where it is short, the question itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

# A button's value holds 2,000 characters, and all blocks of a message about 13,000 (slackapi/bolt-js issue 2509): the
# question is in several buttons of each answer.
LONGEST_QUESTION = 500
# A value as it stands in a message: each quotation mark and each new line of a question is up to four characters there.
LONGEST_VALUE = 1_000
# Slack's ids are a tenth of it. Only somebody who forges one makes it longer, and gets buttons that know no question.
LONGEST_KEY = 255


@dataclass(frozen=True, slots=True)
class ButtonValue:
    """`key` is the inquiry's dedupe key. `question` is in plain words, null where it was too long to carry.

    The words travel with the button, so that it works where the store keeps none: they are in Slack anyway. `note` is
    a word of the button's own, such as the step of the ladder that has been shown.
    """

    key: str
    question: str | None = None
    note: str = ""

    def encode(self) -> str:
        """As a button's value."""
        fields = {"k": self.key if len(self.key) <= LONGEST_KEY else "", "q": self.question, "n": self.note}
        value = json.dumps({name: field for name, field in fields.items() if field}, ensure_ascii=False)
        is_short = len(self.question or "") <= LONGEST_QUESTION and _length_as_sent(value) <= LONGEST_VALUE
        return value if is_short or not self.question else replace(self, question=None).encode()

    @classmethod
    def decode(cls, value: str) -> ButtonValue:
        """From a button's value; of an older version's button, or of one that is no ticket, as much as can be read.

        >>> ButtonValue.decode(Ticket("1.2.a", "who owns DNS?", "2").encode())
        Ticket(key='1.2.a', question='who owns DNS?', note='2')
        >>> ButtonValue.decode("[]")
        Ticket(key='', question=None, note='')
        """
        found = carried(value)
        return cls(found.get("k", ""), found.get("q"), found.get("n", ""))


def carried(text: str) -> Mapping[str, str]:
    """What a button or a modal carries, by name, as far as it has words: older versions of us wrote other fields."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return {name: str(field) for name, field in found.items() if field} if isinstance(found, dict) else {}


def _length_as_sent(value: str) -> int:
    """How long a value is in the JSON of a message's blocks."""
    return len(json.dumps(value, ensure_ascii=False))
