"""Sealing what the store keeps only for a while, or must never show: an unanswered question, a workspace's tokens.

What is sealed and later removed leaves nothing behind that can be read, in no write-ahead log and no backup: the key is
not in the database.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.service.secret import Secret


class Sealer:
    """Seals with the first key, opens with any of them: a new key is put first, and the old one stays for a while."""

    def __init__(self, keys: Sequence[Secret]) -> None:
        self._box = MultiFernet([_fernet(key) for key in keys])

    def seal(self, text: str) -> str:
        """The text, sealed: about 4/3 of its length in UTF-8 and 100 characters, all of them ASCII."""
        # Half a surrogate pair, which JSON can carry, is no UTF-8.
        return self._box.encrypt(text.encode("utf-8", "surrogatepass")).decode("ascii")

    def open(self, sealed: str) -> str | None:
        """What was sealed; null where it was sealed with a key that is not there any more, or is damaged."""
        try:
            return self._box.decrypt(sealed.encode("ascii", "replace")).decode("utf-8", "surrogatepass")
        except InvalidToken:
            return None


def _fernet(key: Secret) -> Fernet:
    """A key of any length as the 32 bytes that Fernet wants. It has to be random: nothing here slows down guessing."""
    return Fernet(base64.urlsafe_b64encode(sha256(b"whoask sealing " + key.reveal().encode()).digest()))
