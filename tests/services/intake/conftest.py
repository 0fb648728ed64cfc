"""What intake's tests share: a scenario without a ledger, and applications on a real one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, closing
from itertools import count
from typing import TYPE_CHECKING, cast

import httpx
import pytest

from answerable.clock import FixedClock
from answerable.streams.rulebook import commands as rulebook
from answerable.streams.site import commands as site
from answerable_services.intake.http import CommandApi, create_app
from answerable_services.intake.main import make_intake
from tests.services.conftest import Installation
from tests.services.intake.http_given import BELIEVING, LIMIT, PROOF, Handler
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, THIRD, Scenario, hired, make
from tests.services.intake.waiting import Waiting

if TYPE_CHECKING:
    from answerable_services.intake.papers import Papers

_numbers = count(1)

Open = Callable[[], Waiting]


@pytest.fixture
def desk() -> Scenario:
    """An empty site at ten in the morning."""
    return Scenario()


@pytest.fixture
def fresh() -> str:
    """A word that no other test uses, for ids and keys."""
    return f"fresh{next(_numbers)}"


@pytest.fixture(scope="module")
def ruled(installation: Installation) -> Installation:
    """An installation whose site is opened and bound to the 80-point scheme."""
    with closing(Waiting(make_intake(installation.settings(), FixedClock(TEN)))) as intake:
        intake.carry_out(
            make(site.Open, name_zh="厦门", name_en="Xiamen", occurred_at="2010-01-01T00:00:00Z")
        )
        intake.carry_out(make(rulebook.Bind, rulebook="call-centre-80", effective_from="2016-01-01"))
        for person in (FIRST, SECOND, THIRD, LEAD):
            intake.carry_out(hired(person))
    return installation


@pytest.fixture
def open_intake(ruled: Installation) -> Iterator[Open]:
    """Start intake, as often as a test wants instances of it."""
    with ExitStack() as running:
        yield lambda: running.enter_context(closing(Waiting(make_intake(ruled.settings(), FixedClock(TEN)))))


@pytest.fixture
def intake(open_intake: Open) -> Waiting:
    """One running intake."""
    return open_intake()


@pytest.fixture(scope="module")
def app_and_handler() -> tuple[CommandApi, Handler]:
    """The API, made once: sixty paths take a second."""
    handler = Handler()
    # No file is sent or asked for here: see test_attachments.
    return create_app(handler, BELIEVING, cast("Papers", None), max_body_bytes=LIMIT), handler


@pytest.fixture
def handler(app_and_handler: tuple[CommandApi, Handler]) -> Handler:
    """The handler behind the API, as if nobody had asked it before."""
    _, handler = app_and_handler
    handler.asked, handler.error = [], None
    return handler


@pytest.fixture
async def client(app_and_handler: tuple[CommandApi, Handler]) -> AsyncIterator[httpx.AsyncClient]:
    app, _ = app_and_handler
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    headers = {"Authorization": PROOF()}
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost", headers=headers) as opened:
        yield opened
