"""HTTP: requests to the app's request URL, signed, and sent again as Slack does.

https://docs.slack.dev/authentication/verifying-requests-from-slack, https://docs.slack.dev/apis/events-api#retries
"""

import asyncio
import hashlib
import hmac
import itertools
import json
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal
from urllib.parse import urlencode

import aiohttp

from localslack.deliveries import Ack, Attempt, Delivery, Outcome
from localslack.journal import Changes, Journal
from localslack.wire import ImpossibleError, Json

# Slack's, from the last failure on: nearly at once, after a minute, after five.
RETRY_AFTER = (0.0, 60.0, 300.0)
HISTORY = 10_000
# aiohttp's own: a request that is sent while the app closes the connection.
BROKEN = (aiohttp.ClientError, ConnectionError)

Reason = Literal["", "http_timeout", "http_error", "connection_failed"]


@dataclass(frozen=True, slots=True)
class Sent:
    """One request as it was sent: to send it again is a replay."""

    url: str
    headers: dict[str, str]
    body: bytes
    delivery: Delivery


class HttpMode:
    """Carries deliveries to a request URL.

    Attributes:
        url: where they go; without one they go over the sockets.
        signing_secret: what they are signed with.
        retry_after: seconds until each further attempt of an event.
        ack_timeout: seconds until an attempt has failed; Slack waits 3.
        sent: the last requests, in the order they were sent.
        acks: the last answers with status 200.
    """

    def __init__(self, clock: Callable[[], float], changes: Changes, journal: Journal, signing_secret: str) -> None:
        self._clock = clock
        self._changes = changes
        self._journal = journal
        self._numbers = itertools.count(1)
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        self.url = ""
        self.signing_secret = signing_secret
        self.retry_after: tuple[float, ...] = RETRY_AFTER
        self.ack_timeout = 3.0
        self.sent: deque[Sent] = deque(maxlen=HISTORY)
        self.acks: deque[Ack] = deque(maxlen=HISTORY)

    async def use(self, url: str) -> None:
        """Take a request URL as an app's page does: it has to give back a challenge.

        Raises:
            ImpossibleError: it does not.
        """
        challenge = secrets.token_hex()
        body = json.dumps({"type": "url_verification", "token": "t", "challenge": challenge}).encode()
        headers = self.signed(body, "application/json")
        try:
            async with self._open().post(url, data=body, headers=headers) as response:
                answer = await response.text()
        except BROKEN as error:
            raise ImpossibleError(f"your URL did not respond: {type(error).__name__}") from error
        given = json.loads(answer).get("challenge") if answer.startswith("{") else answer
        if response.status != HTTPStatus.OK or given != challenge:
            raise ImpossibleError(f"your URL did not give back the challenge, but {response.status} {answer[:80]}")
        self.url = url

    def carry(self, delivery: Delivery, settle: Callable[[Delivery, Outcome], None]) -> None:
        """Send a payload to the app until it takes it, or Slack would give up."""
        task = asyncio.create_task(self._carry(delivery, settle))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def signed(self, body: bytes, content_type: str, ahead: int = 0) -> dict[str, str]:
        """The headers of a request with this body, sent now or some seconds ahead."""
        timestamp = str(int(self._clock()) + ahead)
        base = f"v0:{timestamp}:".encode() + body
        signature = hmac.new(self.signing_secret.encode(), base, hashlib.sha256).hexdigest()
        return {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": f"v0={signature}",
        }

    async def close(self) -> None:
        """Stop every attempt."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    async def _carry(self, delivery: Delivery, settle: Callable[[Delivery, Outcome], None]) -> None:
        reason = await self._attempt(delivery, 0, "", settle)
        if delivery.kind != "events_api":
            if reason:
                settle(delivery, "operation_timeout" if reason == "http_timeout" else "dispatch_failed")
            return
        for number, wait in enumerate(self.retry_after, start=1):
            if not reason:
                return
            await asyncio.sleep(wait)
            reason = await self._attempt(delivery, number, reason, settle)
        if reason:
            settle(delivery, "given_up")

    async def _attempt(
        self, delivery: Delivery, retry: int, before: Reason, settle: Callable[[Delivery, Outcome], None]
    ) -> Reason:
        """Send it once; says why that failed, empty where it did not."""
        body, content_type = _encoded(delivery)
        headers = self.signed(body, content_type, ahead=_later(retry, before))
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": before}
        attempt = self._note(delivery, retry, headers)
        self.sent.append(Sent(self.url, headers, body, delivery))
        self._changes.tell()
        try:
            how: Json = {"timeout": aiohttp.ClientTimeout(total=self.ack_timeout), "allow_redirects": False}
            async with self._open().post(self.url, data=body, headers=headers, **how) as response:
                text = await response.text()
        except TimeoutError:
            return "http_timeout"
        except BROKEN:
            return "connection_failed"
        if not HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
            return "http_error"
        self._take(delivery, attempt, _payload(text, response.content_type))
        settle(delivery, "acked")
        return ""

    def _note(self, delivery: Delivery, retry: int, headers: dict[str, str]) -> Attempt:
        request_id = f"request-{next(self._numbers)}"
        told: Json = {"type": delivery.kind, "request_id": request_id, "headers": headers, "payload": delivery.payload}
        entry = self._journal.write("frame_out", delivery.kind, told)
        attempt = Attempt(envelope_id=request_id, connection=0, retry=retry, sent_at=self._clock(), entry=entry)
        delivery.attempts.append(attempt)
        return attempt

    def _take(self, delivery: Delivery, attempt: Attempt, payload: Json) -> None:
        attempt.acked_at, attempt.acked_on = self._clock(), 0
        self._journal.acknowledged(attempt.entry)
        self.acks.append(Ack(attempt.envelope_id, 0, attempt.acked_at, "matched", payload))
        delivery.answer = payload if delivery.accepts_payload else {}

    def _open(self) -> aiohttp.ClientSession:
        """One for all requests: Slack keeps connections open too. It obeys no proxy variables of ours."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self.ack_timeout))
        return self._session


def _later(retry: int, before: Reason) -> int:
    """How much later than the first an attempt is signed at least, in seconds, where a test shortens Slack's times.

    Only the first retry of a request that failed at once can come within the same second.
    """
    return retry if retry > 1 or before == "http_timeout" else 0


def _encoded(delivery: Delivery) -> tuple[bytes, str]:
    """A payload as Slack sends its kind, and the content type."""
    form = "application/x-www-form-urlencoded"
    match delivery.kind:
        case "events_api":
            return json.dumps(delivery.payload).encode(), "application/json"
        case "slash_commands":
            return urlencode(delivery.payload).encode(), form
        case "interactive":
            return urlencode({"payload": json.dumps(delivery.payload)}).encode(), form


def _payload(text: str, content_type: str) -> Json:
    """What an answer carries: JSON, or a text for the user who gave a command."""
    if not text:
        return {}
    if content_type == "application/json":
        found: Json = json.loads(text)
        return found
    return {"text": text}
