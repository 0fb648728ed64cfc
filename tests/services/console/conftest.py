"""The console served in this process, asking a stand-in for the services."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from answerable.settings import Settings
from answerable_services.console.app import create_app
from answerable_services.console.live import Notices
from tests.services.console.given.moments import CLOCK
from tests.services.console.sample import FakeCaller


@pytest.fixture
def caller() -> FakeCaller:
    return FakeCaller()


@pytest.fixture
async def browser(caller: FakeCaller) -> AsyncIterator[httpx.AsyncClient]:
    """A client without a screen; errors inside come back as pages, as they do over the network."""
    app = create_app(caller, Notices(), CLOCK, Settings())
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        yield client
