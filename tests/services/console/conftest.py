"""The console served in this process, asking a stand-in for the services."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.services.console.entered import entered
from tests.services.console.sample import FakeCaller


@pytest.fixture
def caller() -> FakeCaller:
    return FakeCaller()


@pytest.fixture
async def browser(caller: FakeCaller) -> AsyncIterator[httpx.AsyncClient]:
    """A client of somebody who may see everything; errors inside come back as pages, as over the network."""
    transport = httpx.ASGITransport(entered(caller), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client
