"""Intake on a damaged ledger: it runs, it answers questions, and it refuses every command, saying why."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from answerable.clock import FixedClock
from answerable.commands.base import BulkRequest
from answerable.errors import Halted, Unavailable
from answerable.ledger.archive.export import verify_export
from answerable.ledger.archive.restore import restore
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer
from answerable.queries.intake import Writing
from answerable.streams.site import commands as site
from tests.ledger.damage import (
    SUBJECT,
    blocks,
    everything,
    flip_bit,
    head_of,
    lose_index,
    opened,
    write,
)
from tests.ledger.servers import until
from tests.services.conftest import Installation
from tests.services.intake.scenario import TEN, make
from tests.services.intake.test_bulk import item
from tests.services.intake.test_main import Ways, running, said

pytestmark = pytest.mark.server

OPEN = said(site="gz02", name_zh="广州", name_en="Guangzhou")
FILLED = 40


async def test_damaged(tmp_path: Path) -> None:
    """By every way in a command gets the same error, with its events and the remedy; nothing is written."""
    data = (await write(tmp_path / "data", FILLED, 0)).data
    flip_bit(blocks(data)[-1])
    lose_index(data)

    async with EmbeddedServer(data) as endpoint, opened(endpoint) as reader:
        end = (await reader.status()).last_sequence
        assert end < FILLED
        async with running(Installation(data, endpoint)) as ways:
            answers = [await ways.by_http("site.open", OPEN), await ways.by_nats("site.open", OPEN)]
            opening = item("key", site.Open, site="gz02", name_zh="广州", name_en="Guangzhou")
            with pytest.raises(Halted, match=f"events {end + 1} to {FILLED} are missing"):
                await ways.caller.bulk(BulkRequest(items=(opening,)))
            state = await ways.caller.query(Writing())
        assert (await reader.status()).last_sequence == end

    assert [(status, problem["type"]) for status, problem in answers] == [
        (503, "urn:answerable:problem:halted")
    ] * 2
    assert {problem["detail"] for _, problem in answers} == {state.fault}
    assert "answerable ledger restore" in str(state.fault)


async def test_a_gap_is_found_at_the_start(tmp_path: Path) -> None:
    """A ledger with a gap in the middle does not keep intake from starting, and answering."""
    data = (await write(tmp_path / "data", 200, 60_000)).data
    flip_bit(blocks(data)[0])
    lose_index(data)

    async with EmbeddedServer(data) as endpoint, running(Installation(data, endpoint)) as ways:
        status, problem = await ways.by_http("site.open", OPEN)

    assert (status, problem["type"]) == (503, "urn:answerable:problem:halted")


async def test_restored(tmp_path: Path) -> None:
    """On a ledger restored from an export intake starts, writes behind its last event, and notes that."""
    written = await write(tmp_path / "data", FILLED, 0)
    data = tmp_path / "restored"
    async with EmbeddedServer(data) as endpoint:
        async with opened(endpoint, User.OPERATOR) as operator:
            await operator.install()
        async with opened(endpoint, User.INTAKE) as writer:
            export = verify_export(written.export)
            await restore(writer, written.export, export, data, FixedClock(TEN))
        async with running(Installation(data, endpoint)) as ways:
            receipt = await ways.caller.command(make(site.Open, site="gz02", name_zh="广州", name_en="GZ"))
            await until(lambda: head_of(data) == FILLED + 1)
        async with opened(endpoint) as reader:
            kept = await everything(reader)

    assert [event.sequence for event in receipt.events] == [FILLED + 1]
    assert kept[:FILLED] == list(written.messages)
    assert {message.subject for message in written.messages} == {SUBJECT}


async def fault_of(ways: Ways) -> str | None:
    """Ask intake why it does not write, once it is there again."""
    try:
        return (await ways.caller.query(Writing())).fault
    except Unavailable:
        return None


async def test_halted_while_it_runs(tmp_path: Path) -> None:
    """A server that loses events while intake runs is noticed, and from then on nothing is written."""
    data = (await write(tmp_path / "data", FILLED, 0)).data
    server = EmbeddedServer(data)
    endpoint = await server.start()
    try:
        async with running(Installation(data, endpoint)) as ways:
            await server.stop()
            flip_bit(blocks(data)[-1])
            lose_index(data)
            await server.start()
            async with asyncio.timeout(20):
                while await fault_of(ways) is None:
                    await asyncio.sleep(0.05)
            status, problem = await ways.by_http("site.open", OPEN)
    finally:
        await server.stop()

    assert (status, problem["type"]) == (503, "urn:answerable:problem:halted")
