"""Pseudonyms: a keyed hash in place of a Slack id, wherever it is enough to tell one asker from another.

Encryption of what the store keeps only for a while, or must never show: an unanswered question, a workspace's tokens.

What is encrypted and later removed leaves nothing behind that can be read, in no write-ahead log and no backup: the key
is not in the database.

Retention: the words of a question are kept for as long as the operator says, and with 0 days not at all. With 0 they
are not even written in clear until the question is answered: what was on the disk until then would stay in SQLite's
write-ahead log after it. What an answer takes is kept encrypted until then.

What is kept are the asker's own words, without the ids of people.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.inquiry import Inquiry, Surface
from bot.settings.secret import Secret
from routing.parsing.segments import LONGEST_QUESTION

LENGTH = 32


class Pseudonyms:
    """Hashes user ids. Without the key a hash cannot be traced to a user, not even by trying all ids of a workspace.

    The same key has to be used by all replicas, and for as long as the store is kept: with another one, people are
    strangers to their own questions.
    """

    def __init__(self, key: Secret) -> None:
        self._key = key.reveal().encode()

    def pseudonym(self, workspace: str, user: str) -> str:
        """The pseudonym of a user of a workspace, both Slack ids: 32 hexadecimal digits."""
        words = f"{workspace}:{user}".encode("utf-8", "replace")
        return hmac.new(self._key, words, sha256).hexdigest()[:LENGTH]

    def signature(self, text: str) -> str:
        """What proves that a text came from the bot, and so from any replica: 22 characters.

        No pseudonym is one: what they hash has a colon where this has a blank.
        """
        words = b"whoask signature " + text.encode("utf-8", "surrogatepass")
        return base64.urlsafe_b64encode(hmac.new(self._key, words, sha256).digest()[:16]).decode().rstrip("=")


class Encryptor:
    """Encrypts with the first key and decrypts with any: a new key is put first, and the old one stays for a while."""

    def __init__(self, keys: Sequence[Secret]) -> None:
        self._box = MultiFernet([_fernet(key) for key in keys])

    def encrypt(self, text: str) -> str:
        """The text, encrypted: about 4/3 of its length in UTF-8 and 100 characters, all of them ASCII."""
        # Half a surrogate pair, which JSON can carry, is no UTF-8.
        return self._box.encrypt(text.encode("utf-8", "surrogatepass")).decode("ascii")

    def decrypt(self, encrypted: str) -> str | None:
        """What was encrypted; None where that was with a key that is not there any more, or is damaged."""
        try:
            return self._box.decrypt(encrypted.encode("ascii", "replace")).decode("utf-8", "surrogatepass")
        except InvalidToken:
            return None


def _fernet(key: Secret) -> Fernet:
    """A key of any length as the 32 bytes that Fernet wants. It has to be random: nothing here slows down guessing."""
    return Fernet(base64.urlsafe_b64encode(sha256(b"whoask sealing " + key.reveal().encode()).digest()))


def kept_until(since: datetime, retention: timedelta) -> datetime:
    """When to forget a text: it is kept from the answer on, or from the claim as long as there is no answer."""
    return since + retention


_PERSON = re.compile(r"<@[^<>]{1,100}>")
# A message that mentions the bot nearly always begins so. The bot's name is left out when the words are read: it stays.
_US = re.compile(r"(?:\s*<@[^<>|]{1,100}(?:\|[^<>]{0,100})?>\s*[,:;]?)?")
SOMEBODY = "<@somebody>"


def kept(inquiry: Inquiry) -> str | None:
    """What is kept of an inquiry's text: as much as is read of it, and nothing of another user's message.

    That is not the asker's, and its author could not have it forgotten.

    >>> from datetime import datetime, UTC
    >>> kept(Inquiry("k", Surface.MENTION, "<@UBOT> does <@U2|bob> own DNS?", "U1", "T1", "C1", datetime.now(UTC)))
    '<@UBOT> does <@somebody> own DNS?'
    """
    if inquiry.surface is Surface.SHORTCUT:
        return None
    is_addressed = inquiry.surface in {Surface.MENTION, Surface.DIRECT_MESSAGE}
    us = _US.match(inquiry.text) if is_addressed else None
    begins = us.end() if us else 0
    return (inquiry.text[:begins] + _PERSON.sub(SOMEBODY, inquiry.text[begins:]))[:LONGEST_QUESTION]
