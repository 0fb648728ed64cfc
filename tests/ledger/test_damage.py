"""Bits turned over in the server's block files: found, named, survived, and undone from an export.

What the server does with them is its own (nats-server issue 7549): it may end the ledger early and give the
lost sequences to other events, leave a gap, or say nothing at all and skip the event it cannot read.
"""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest

from answerable.errors import Corrupt, Halted
from answerable.ledger.archive.export import export_to_path
from answerable.ledger.integrity import chain
from answerable.ledger.integrity.boot import examine
from answerable.ledger.integrity.check import check_ledger
from answerable.ledger.integrity.head import HeadFile
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.stream import differences
from tests.ledger.damage import (
    LARGE,
    Written,
    blocks,
    everything,
    flip_bit,
    hold_meetings,
    kept,
    lose_index,
    opened,
    write,
)
from tests.ledger.servers import until

pytestmark = pytest.mark.server

EVENTS = 330


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Three of the server's block files, with a checkpoint of the head file in the last."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chain, "ANCHOR_EVERY", 25)
        made = asyncio.run(write(tmp_path_factory.mktemp("written") / "data", EVENTS, LARGE))
    assert len(blocks(made.data)) == 3
    return made


@pytest.fixture
def data(written: Written, tmp_path: Path) -> Path:
    """A copy of the directory, to damage."""
    return written.copy(tmp_path / "data")


async def named(data: Path) -> list[str]:
    """Start the server on a damaged directory, and give what the check names; reading must go on."""
    async with EmbeddedServer(data) as endpoint, opened(endpoint) as reader:
        found = await reader.verify(may_lack=True)
        assert not differences(found.configuration, reader.design)
        report = await check_ledger(reader, head=HeadFile(data).read())
        left = await everything(reader)
    assert report.events == len(left)
    return list(report.faults)


async def passed_over(reader: Ledger) -> int:
    """Tell how many messages a feed saw that the server passed over."""
    async with reader.follow() as feed, aclosing(feed.batches()) as batches:
        async for batch in batches:
            if batch[-1].sequence == EVENTS:
                break
    return feed.lacking


async def test_the_last_block_after_a_crash(written: Written, data: Path) -> None:
    """The ledger ends early: nothing is written, so no sequence is given twice, and the loss is named."""
    flip_bit(blocks(data)[-1])
    lose_index(data)
    async with EmbeddedServer(data) as endpoint, opened(endpoint) as reader:
        end = (await reader.status()).last_sequence
        assert end < EVENTS
        async with opened(endpoint, User.INTAKE) as writer, kept(data, reader, writer.guard):
            with pytest.raises(Halted, match=f"events {end + 1} to {EVENTS} are missing"):
                await hold_meetings(writer, [end + 1])
        assert await everything(reader) == list(written.messages[:end])

    assert await named(data) == [f"events {end + 1} to {EVENTS} are missing"]


async def test_the_last_block_after_a_stop(written: Written, data: Path) -> None:
    """The server counts all events and skips the one that it cannot read: reading the tail finds it."""
    flip_bit(blocks(data)[-1], at=0.97)
    async with EmbeddedServer(data) as endpoint, opened(endpoint) as reader:
        status = await reader.status()
        assert (status.messages, status.lacking) == (EVENTS, 0)
        async with kept(data, reader) as guard:
            with pytest.raises(Halted, match=r"event \d+ is missing, lost by the server"):
                guard.admit()

    fault = (await named(data))[0]
    assert fault in str(guard.fault)


async def test_an_older_block_after_a_crash(written: Written, data: Path) -> None:
    """The server leaves a gap: the start names it, before anything is written."""
    flip_bit(blocks(data)[0])
    lose_index(data)
    async with EmbeddedServer(data) as endpoint, opened(endpoint) as reader:
        assert (await reader.status()).lacking
        async with kept(data, reader) as guard:
            with pytest.raises(Halted, match=r"events \d+ to \d+ are missing, lost by the server"):
                guard.admit()

    fault = (await named(data))[0]
    assert fault in str(guard.fault)


async def test_an_older_block_after_a_stop(written: Written, data: Path) -> None:
    """What no count shows is found by the patrol, remembered over a restart, and forgotten when mended."""
    block = blocks(data)[0]
    sound = block.read_bytes()
    flip_bit(block)
    async with EmbeddedServer(data) as endpoint, opened(endpoint) as reader:
        assert (await reader.status()).lacking == 0
        assert await passed_over(reader) == 1
        async with kept(data, reader) as guard:
            await until(lambda: guard.fault is not None)
        fault = (await check_ledger(reader, head=HeadFile(data).read())).faults[0]
        assert fault in str(guard.fault)
        async with kept(data, reader) as again:
            assert again.fault == guard.fault

    block.write_bytes(sound)
    async with EmbeddedServer(data) as endpoint, opened(endpoint) as reader:
        async with kept(data, reader) as mended:
            await until(lambda: mended.fault is None)
        assert await examine(data, reader) is not None


async def test_no_export_of_a_damaged_ledger(written: Written, data: Path, tmp_path: Path) -> None:
    """An export would not be whole: none is written, but what stands before the damage can be saved."""
    flip_bit(blocks(data)[1])
    lose_index(data)
    path = tmp_path / "late.export"
    async with EmbeddedServer(data) as endpoint, opened(endpoint) as reader:
        head = HeadFile(data).read()
        with pytest.raises(Corrupt, match="an export of this ledger would not be whole") as refused:
            await export_to_path(reader, path, head=head)
        assert not path.exists()
        good = int(refused.value.message.rpartition(" ")[2])
        report = await export_to_path(reader, path, head=head, up_to=good)
        assert report.events == good
        with pytest.raises(Corrupt):
            await export_to_path(reader, path, head=head, up_to=good + 1)
    assert 100 < good < EVENTS
