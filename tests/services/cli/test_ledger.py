"""`ledger status` and `ledger check`: whether the log is whole, and which event is not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from answerable.events import site
from answerable.events.base import Event
from answerable.events.cloudevents import encode
from answerable.events.subjects import subject_of
from answerable.ledger.accounts import User
from answerable.ledger.ledger import Ledger
from answerable.ledger.server import EmbeddedServer
from tests.services.cli.running import Centre, Outcome, answerable

pytestmark = [pytest.mark.server, pytest.mark.slow]


def meeting(version: int) -> Event:
    """An event of the site's own, sound but for its version."""
    return site.DailyMeetingHeld(
        originator_id="site-xm01",
        originator_version=version,
        site="xm01",
        occurred_at=datetime(2016, 3, 1, 1, tzinfo=UTC),
        recorded_at=datetime(2016, 3, 1, 2, tzinfo=UTC),
        actor="staff-1",
        causation_id="test",
        correlation_id="site-xm01",
    )


@dataclass
class Bare:
    """A ledger without services, and the one who may write to it."""

    data: Path
    writer: Ledger

    async def write(self, body: bytes, subject: str) -> None:
        """Write without any of the care that an append takes."""
        await self.writer.client.publish(subject, body)
        await self.writer.client.flush()

    async def check(self) -> Outcome:
        return await asyncio.to_thread(answerable, "ledger", "check", "--json", "--data", self.data)


@pytest.fixture
async def bare(tmp_path: Path) -> AsyncIterator[Bare]:
    data = tmp_path / "data"
    async with EmbeddedServer(data) as endpoint:
        ledgers = [
            await Ledger.open(endpoint.url, user=user, password=endpoint.passwords[user], name="test")
            for user in (User.OPERATOR, User.INTAKE)
        ]
        await ledgers[0].install()
        try:
            yield Bare(data, ledgers[1])
        finally:
            for ledger in ledgers:
                await ledger.close()


async def test_an_empty_ledger_is_whole(bare: Bare) -> None:
    """Nothing is wrong with a ledger in which nothing happened yet."""
    outcome = await bare.check()

    assert outcome.status == 0
    assert outcome.document == {"events": 0, "aggregates": 0, "faults": [], "fault_count": 0}


async def test_check_names_every_broken_event(bare: Bare) -> None:
    """The check goes on behind a fault, ends with 1, and names the sequence of each event that is wrong."""
    subject = subject_of("xm01", "site-xm01")
    await bare.write(encode(meeting(1)), subject)
    await bare.write(b"not JSON", subject)
    await bare.write(encode(meeting(3)), subject)
    await bare.write(encode(meeting(4)), subject_of("gz02", "site-xm01"))
    await bare.write(encode(meeting(5)).replace(b"daily_meeting_held", b"never_heard_of"), subject)
    await bare.write(encode(meeting(5)), subject)
    await bare.write(b"{}", "ledger.short")

    outcome = await bare.check()

    assert outcome.status == 1
    report = outcome.document
    assert (report["events"], report["fault_count"]) == (7, len(report["faults"]))
    assert sorted({int(fault.split()[1].rstrip(":")) for fault in report["faults"]}) == [2, 3, 4, 5, 7]


def test_status_and_check_agree(sample: Centre) -> None:
    """The sample's ledger is whole: as many events as its status says, none deleted, none deletable."""
    status = sample.ask("ledger", "status", "--json").document
    check = sample.ask("ledger", "check", "--json").document

    assert status["messages"] == status["last_sequence"] == check["events"] == sample.document["events"]
    assert status["aggregates"] == check["aggregates"]
    assert (status["deleted"], status["deny_delete"], status["deny_purge"]) == (0, True, True)
    assert status["differences"] == check["faults"] == []
