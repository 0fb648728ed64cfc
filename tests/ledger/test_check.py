"""The check of the whole ledger compares it with the head file, and ends whatever the server cannot give."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from answerable.ledger.integrity.chain import Trail
from answerable.ledger.integrity.check import check_ledger
from answerable.ledger.integrity.head import Head
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.stream import StreamDesign
from tests.ledger.damage import CLOCK, everything, hold_meetings
from tests.ledger.servers import OpenServer, delete_stream, open_ledger

pytestmark = pytest.mark.server


@pytest.fixture
async def meetings(shared_server: OpenServer, tmp_path: Path) -> AsyncIterator[Ledger]:
    """A ledger of five sound events."""
    async with open_ledger(shared_server, StreamDesign()) as ledger:
        await ledger.install()
        try:
            await hold_meetings(ledger, range(1, 6))
            yield ledger
        finally:
            await delete_stream(ledger, shared_server.data)


async def head_of(ledger: Ledger, /, **changes: object) -> Head:
    """The head file's document for the ledger as it is, or changed."""
    trail = Trail()
    trail.take(await everything(ledger))
    anchor = Trail()
    anchor.take((await everything(ledger))[:2])
    head = Head(
        ledger=(await ledger.status()).identity,
        sequence=trail.head.sequence,
        chain=trail.head.chain.hex(),
        anchor_sequence=anchor.head.sequence,
        anchor_chain=anchor.head.chain.hex(),
        written_at=CLOCK.now(),
    )
    return Head.model_validate(head.model_dump() | changes)


async def test_whole(meetings: Ledger) -> None:
    """A sound ledger that fits its head has no faults, and the head is named; progress is told to the end."""
    told: list[tuple[int, int]] = []
    report = await check_ledger(
        meetings, head=await head_of(meetings), progress=lambda done, total: told.append((done, total))
    )

    assert (report.events, report.aggregates, report.head, report.faults) == (5, 1, 5, ())
    assert told[-1] == (5, 5)


async def test_without_a_head(meetings: Ledger) -> None:
    """Where there is no head file, the events are checked alone."""
    report = await check_ledger(meetings)

    assert (report.events, report.head, report.faults) == (5, None, ())


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"sequence": 9}, "events 6 to 9 are missing"),
        (
            {"chain": "00" * 32},
            "events 3 to 5 are not all as they were written: one or more of them are others",
        ),
        (
            {"anchor_chain": "00" * 32},
            "events 1 to 2 are not all as they were written: one or more of them are others",
        ),
        ({"ledger": "other"}, "the head file is of ledger other, the server has ledger "),
    ],
)
async def test_does_not_fit(meetings: Ledger, changes: dict[str, object], fault: str) -> None:
    """What departs from the head file is named by its sequences."""
    report = await check_ledger(meetings, head=await head_of(meetings, **changes))

    assert report.fault_count == 1
    assert report.faults[0].startswith(fault)
