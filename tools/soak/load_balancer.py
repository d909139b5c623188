"""HTTP delivery: signed requests to the replicas in HTTP mode in turn, and again where one was not acknowledged.

https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import Callable, Sequence
from urllib.parse import urlencode

import aiohttp
from slack_sdk.signature import SignatureVerifier

from tools.soak.delivery import ACK_SECONDS, Delivery
from tools.soak.moments import ACKNOWLEDGED, Moments


class LoadBalancer:
    """Stands before the replicas in HTTP mode: `alive` has the address and the life of each."""

    def __init__(self, secret: str, alive: Callable[[], Sequence[tuple[str, str]]], moments: Moments) -> None:
        self._verifier = SignatureVerifier(secret)
        self._alive = alive
        self._moments = moments
        self._turn = itertools.count()
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        timeout = aiohttp.ClientTimeout(total=ACK_SECONDS)
        self._session = aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session:
            await self._session.close()

    def submit(self, delivery: Delivery) -> None:
        task = asyncio.create_task(self._deliver(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, delivery: Delivery) -> None:
        body, headers = self._signed(delivery)
        if await self._post(body, headers):
            delivery.acknowledged()
        else:
            delivery.again(self.submit)

    async def _post(self, body: str, headers: dict[str, str]) -> bool:
        """Whether a replica acknowledged. A port without a listener is passed over, as a load balancer does."""
        assert self._session is not None
        alive, first = self._alive(), next(self._turn)
        for number in range(len(alive)):
            address, life = alive[(first + number) % len(alive)]
            try:
                async with self._session.post(f"{address}/slack/events", data=body, headers=headers) as response:
                    if response.ok:
                        self._moments.come(ACKNOWLEDGED, life)
                    return response.ok
            except aiohttp.ClientConnectorError:
                continue
            except (aiohttp.ClientError, TimeoutError):
                return False
        return False

    def _signed(self, delivery: Delivery) -> tuple[str, dict[str, str]]:
        kind = "application/x-www-form-urlencoded" if delivery.is_command else "application/json"
        body = urlencode(delivery.payload) if delivery.is_command else json.dumps(delivery.payload)
        at = str(int(time.time()))
        signature = self._verifier.generate_signature(timestamp=at, body=body) or ""
        headers = {"Content-Type": kind, "X-Slack-Request-Timestamp": at, "X-Slack-Signature": signature}
        if delivery.retry:
            headers |= {"X-Slack-Retry-Num": str(delivery.retry), "X-Slack-Retry-Reason": "http_timeout"}
        return body, headers
