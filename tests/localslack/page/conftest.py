"""A local Slack with its page, and a small app on it."""

from collections.abc import AsyncIterator

import pytest

from localslack import LocalSlack
from tests.localslack.harness import bolt
from tests.localslack.page.harness import Helper, Tab, paged, tab


@pytest.fixture
async def slack() -> AsyncIterator[LocalSlack]:
    async with paged() as running:
        yield running


@pytest.fixture
async def page(slack: LocalSlack) -> AsyncIterator[Tab]:
    async with tab(slack) as opened:
        yield opened


@pytest.fixture
async def helper(slack: LocalSlack) -> AsyncIterator[Helper]:
    helped = Helper()
    async with bolt(slack, helped.register):
        yield helped
