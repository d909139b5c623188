"""Verifies that a request is Slack's: signed with the app's secret, within five minutes, and taken once.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Mapping
from enum import Enum, auto

from cachetools import TTLCache
from slack_sdk.signature import Clock, SignatureVerifier

from bot.settings.secret import Secret

SIGNATURE, TIMESTAMP = "X-Slack-Signature", "X-Slack-Request-Timestamp"
# A request may be signed five minutes ahead of our clock, and is good until five minutes behind it.
REMEMBERED_SECONDS = 600.0


class VerificationResult(Enum):
    """What a request is: genuine, forged, or genuine but sent before."""

    GENUINE = auto()
    FORGED = auto()
    REPLAYED = auto()


class RequestVerifier:
    """Checks signatures in constant time, and remembers each until it has expired.

    What that guarantees: no request is taken twice by this process. Slack's own retries are not held up: they are
    signed anew, or their first attempt failed and was forgotten. Another replica does not know the signature: there
    the store recognises a question by its key, and a click or a form by its signature (http_server.py). Only verified
    signatures are remembered, so that no other sender can fill the memory.
    """

    def __init__(self, secret: Secret, now: Callable[[], float] = time.time) -> None:
        self._verifier = SignatureVerifier(secret.reveal(), clock=_Time(now))
        self._seen: TTLCache[str, None] = TTLCache(math.inf, REMEMBERED_SECONDS, timer=now)

    def verify(self, headers: Mapping[str, str], body: bytes) -> VerificationResult:
        """Verify a request by its headers and its body as it came."""
        signature, timestamp = headers.get(SIGNATURE, ""), headers.get(TIMESTAMP, "")
        # The verifier raises where a timestamp is no number, a signature not ASCII, or a body not UTF-8.
        if not re.fullmatch(r"[0-9]{1,12}", timestamp) or not re.fullmatch(r"v0=[0-9a-f]{64}", signature):
            return VerificationResult.FORGED
        try:
            genuine = self._verifier.is_valid(body, timestamp, signature)
        except UnicodeDecodeError:
            genuine = False
        if not genuine:
            return VerificationResult.FORGED
        if signature in self._seen:
            return VerificationResult.REPLAYED
        self._seen[signature] = None
        return VerificationResult.GENUINE

    def forget(self, headers: Mapping[str, str]) -> None:
        """Forget a request that failed: Slack may repeat it within a second, with the same signature."""
        self._seen.pop(headers.get(SIGNATURE, ""), None)


class _Time(Clock):
    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now

    def now(self) -> float:
        return self._now()
