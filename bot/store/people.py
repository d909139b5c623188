"""People in the store: a keyed hash in place of a Slack id, wherever it is enough to tell one asker from another."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from hashlib import sha256

from bot.service.secret import Secret

LENGTH = 32


@dataclass(frozen=True, slots=True)
class People:
    """Hashes people. Without the key nobody can tell who a hash stands for, nor try out all of a workspace's ids.

    The same key has to be used by all replicas, and for as long as the store is kept: with another one, people are
    strangers to their own questions.
    """

    key: Secret

    def pseudonym(self, workspace: str, user: str) -> str:
        """What stands for a person of a workspace, both Slack ids: 32 hexadecimal digits."""
        words = f"{workspace}:{user}".encode("utf-8", "replace")
        return hmac.new(self.key.reveal().encode(), words, sha256).hexdigest()[:LENGTH]
