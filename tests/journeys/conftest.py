"""The SDK obeys proxy variables even for loopback, so they go before any journey."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.journeys.harness import PROXIES, Journey, journey


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def trip() -> AsyncIterator[Journey]:
    async with journey() as running:
        yield running
