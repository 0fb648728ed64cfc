"""What has effects is done by one instance of a service, and taken over by another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from answerable.clock import FixedClock
from answerable.errors import NotFound
from answerable.ledger.store.ledger import Ledger
from answerable.service import Service
from answerable.settings import Settings
from tests.ledger.servers import OPERATOR, until
from tests.projection.examples import TEN
from tests.serving import own_ledger, running, service_of, statuses

pytestmark = pytest.mark.server


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path)


@pytest.fixture
async def ledger(tmp_path: Path) -> AsyncIterator[Ledger]:
    async with own_ledger(tmp_path) as opened:
        yield opened


async def test_one_instance_does_what_has_effects(
    ledger: Ledger, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of two instances one does the work with effects, the other does not, and both answer."""
    monkeypatch.setattr("answerable.projection.running.instance.LOOK_EVERY_S", 0.05)
    at_work: list[str] = []

    def instance(name: str) -> Service:
        made = service_of(settings)

        async def work() -> None:
            at_work.append(name)
            try:
                await asyncio.Event().wait()
            finally:
                at_work.remove(name)

        made.works_while_leading(work)
        return made

    async with running(instance("first")) as first:
        await until(lambda: at_work == ["first"])
        async with running(instance("second")):
            await statuses(ledger, 0)
            assert (at_work, first.done()) == (["first"], False)


async def test_another_instance_takes_the_work_over(
    ledger: Ledger, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the instance that leads stops, the one that stood by begins the work."""
    monkeypatch.setattr("answerable.projection.running.instance.LOOK_EVERY_S", 0.05)
    began: list[Service] = []

    def instance() -> Service:
        made = service_of(settings)

        async def work() -> None:
            began.append(made)

        made.works_while_leading(work)
        return made

    first, second = instance(), instance()
    stop = asyncio.Event()
    leading = asyncio.create_task(first.run(stop))
    await until(lambda: began == [first])
    async with running(second):
        await statuses(ledger, 0)
        stop.set()
        await leading
        await until(lambda: began == [first, second])


async def test_work_with_effects_needs_a_view(ledger: Ledger, settings: Settings) -> None:
    """A service without a view has no lease to say which of its instances leads: it says so and ends."""
    service = Service("test", settings, user=OPERATOR, clock=FixedClock(TEN))

    async def work() -> None:
        pytest.fail("nobody leads")

    service.works_while_leading(work)
    with pytest.raises(NotFound, match="service test keeps no view"):
        await asyncio.wait_for(service.run(asyncio.Event()), 20)
