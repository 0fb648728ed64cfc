"""`ledger status` and `ledger check`: whether the log is whole, and which event is not."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from answerable.errors import Corrupt, NotInstalled
from answerable.events.base import Event
from answerable.events.cloudevents import encode
from answerable.events.subjects import subject_of
from answerable.ledger.archive.export_format import ExportWriter
from answerable.ledger.ends import Ahead, Ends, EndsFile
from answerable.ledger.integrity.boot import examine
from answerable.ledger.integrity.head import HEAD_FILE, Head, HeadFile
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer, Endpoint
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Recorded
from answerable.streams.meeting import events as meetings
from answerable_services.cli import installation
from tests.ledger.damage import (
    SUBJECT,
    blocks,
    everything,
    flip_bit,
    hold_meetings,
    lose_index,
    opened,
    write,
)
from tests.ledger.damage import meeting as meeting_body
from tests.services.cli.running import COMMAND, Centre, CommandResult, answerable, environment, inside

pytestmark = [pytest.mark.server, pytest.mark.slow]


def meeting(version: int) -> Event:
    """An event of a daily meeting, sound but for its version."""
    return meetings.Held(
        originator_id="meeting-xm01-2016-03-01",
        originator_version=version,
        site="xm01",
        occurred_at=datetime(2016, 3, 1, 1, tzinfo=UTC),
        recorded_at=datetime(2016, 3, 1, 2, tzinfo=UTC),
        actor="staff-1",
        causation_id="test",
        correlation_id="meeting-xm01-2016-03-01",
        on=date(2016, 3, 1),
    )


@dataclass
class Bare:
    """A ledger without services, and the one who may write to it."""

    data: Path
    writer: Ledger
    endpoint: Endpoint

    async def ask(self, *arguments: str | Path) -> CommandResult:
        """Run a command of the ledger on this installation."""
        return await asyncio.to_thread(inside, "ledger", *arguments, "--data", self.data)

    async def write(self, body: bytes, subject: str) -> None:
        """Write without any of the care that an append takes."""
        await self.writer.client.publish(subject, body)
        await self.writer.client.flush()

    async def check(self) -> CommandResult:
        return await self.ask("check", "--json")


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
            yield Bare(data, ledgers[1], endpoint)
        finally:
            for ledger in ledgers:
                await ledger.close()


async def test_an_empty_ledger_is_whole(bare: Bare) -> None:
    """Nothing is wrong with a ledger in which nothing happened yet."""
    outcome = await bare.check()

    assert outcome.status == 0
    assert outcome.document == {"events": 0, "aggregates": 0, "head": None, "faults": [], "fault_count": 0}


async def test_check_names_every_broken_event(bare: Bare) -> None:
    """The check goes on behind a fault, ends with 1, and names the sequence of each event that is wrong."""
    subject = subject_of("xm01", "meeting-xm01-2016-03-01")
    await bare.write(encode(meeting(1)), subject)
    await bare.write(b"not JSON", subject)
    await bare.write(encode(meeting(3)), subject)
    await bare.write(encode(meeting(4)), subject_of("gz02", "meeting-xm01-2016-03-01"))
    await bare.write(encode(meeting(5)).replace(b"meeting.held", b"meeting.never_heard_of"), subject)
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
    said = sample.ask("ledger", "status").out
    assert f"✓ the ledger is the one that was written: {status['messages']:,} events, none missing" in said
    check = sample.ask("ledger", "check", "--json").document

    assert status["messages"] == status["last_sequence"] == check["events"] == sample.document["events"]
    assert status["aggregates"] == check["aggregates"]
    assert (status["deleted"], status["deny_delete"], status["deny_purge"]) == (0, True, True)
    assert status["differences"] == check["faults"] == []


async def verified(data: Path) -> tuple[str, list[Recorded], CommandResult]:
    """Start the server of a directory, and give its ledger's id, its events, and what its check finds."""
    async with EmbeddedServer(data) as endpoint:
        async with opened(endpoint) as reader:
            identity = (await reader.status()).identity
            messages = await everything(reader)
        return (
            identity,
            messages,
            await asyncio.to_thread(inside, "ledger", "check", "--json", "--data", data),
        )


async def test_export_and_restore(bare: Bare, tmp_path: Path) -> None:
    """What is exported verifies without a server, is the same on standard output, and restores the ledger."""
    await hold_meetings(bare.writer, range(1, 1501))
    path, restored = tmp_path / "ledger.export", tmp_path / "restored"

    exported = await bare.ask("export", "-o", path, "--json")
    checked = inside("ledger", "check", "--file", path, "--json")
    again = await asyncio.to_thread(inside, "ledger", "restore", path, "--data", restored, "--json")
    piped = subprocess.run(
        [*COMMAND, "ledger", "export", "-o", "-", "--data", bare.data],
        env=environment(),
        capture_output=True,
        timeout=60,
        check=True,
    )

    assert (exported.status, checked.status, again.status) == (0, 0, 0), again.err
    assert exported.document == checked.document == again.document
    assert exported.document["events"] == 1500
    assert piped.stdout == path.read_bytes()
    identity, messages, check = await verified(restored)
    assert identity == exported.document["ledger"]
    assert messages == await everything(bare.writer)
    assert check.document | {"faults": []} == check.document
    assert (check.document["events"], check.document["head"]) == (1500, 1500)


async def test_restore_is_refused(bare: Bare, tmp_path: Path) -> None:
    """Nothing is restored over a ledger, beside a running server, or from a damaged export."""
    await hold_meetings(bare.writer, range(1, 4))
    path, damaged = tmp_path / "ledger.export", tmp_path / "damaged.export"
    await bare.ask("export", "-o", path)
    damaged.write_bytes(path.read_bytes().replace(b"meeting-xm01-2016-03-01.3", b"meeting-xm01-2016-03-01.4"))
    restored = tmp_path / "restored"
    assert (await asyncio.to_thread(inside, "ledger", "restore", path, "--data", restored)).status == 0

    running = await asyncio.to_thread(inside, "ledger", "restore", path, "--data", bare.data)
    filled = await asyncio.to_thread(inside, "ledger", "restore", path, "--data", restored)
    broken = await asyncio.to_thread(inside, "ledger", "restore", damaged, "--data", tmp_path / "new")

    assert [outcome.status for outcome in (running, filled, broken)] == [1, 1, 1]
    assert "another server runs" in running.err
    assert "a ledger with 3 events" in filled.err
    assert "damaged at event 3" in broken.err
    assert not (tmp_path / "new").exists()


async def test_restore_to_a_server_that_is_named(bare: Bare, tmp_path: Path) -> None:
    """Where a server is named, its empty ledger is filled, and the head file is in the data directory."""
    path, data = tmp_path / "ledger.export", tmp_path / "intake"
    with path.open("wb") as file:
        writer = ExportWriter(file, "elsewhere")
        writer.add(Recorded(n, SUBJECT, meeting_body(n)) for n in range(1, 4))
        writer.finish()
    passwords = json.dumps({User.INTAKE.value: bare.endpoint.passwords[User.INTAKE]})

    outcome = await asyncio.to_thread(
        answerable,
        "ledger",
        "restore",
        path,
        "--data",
        data,
        ANSWERABLE_NATS_URL=bare.endpoint.url,
        ANSWERABLE_NATS_PASSWORDS=passwords,
    )

    assert outcome.status == 0, outcome.err
    assert [message.sequence for message in await everything(bare.writer)] == [1, 2, 3]
    assert await examine(data, bare.writer) is not None


async def test_damage_is_shown(tmp_path: Path) -> None:
    """Status, check, doctor and export end with 1 on a damaged ledger, each naming the events."""
    data = (await write(tmp_path / "data", 40, 0)).data
    flip_bit(blocks(data)[-1])
    lose_index(data)
    async with EmbeddedServer(data):
        status = await asyncio.to_thread(inside, "ledger", "status", "--json", "--data", data)
        check = await asyncio.to_thread(inside, "ledger", "check", "--json", "--data", data)
        export = await asyncio.to_thread(inside, "ledger", "export", "-o", tmp_path / "e", "--data", data)
        (data / "installation.json").write_text('{"installed_at": "2016-03-01T00:00:00Z"}')
        doctor = await asyncio.to_thread(inside, "doctor", "--json", "--data", data)

    missing = f"events {status.document['last_sequence'] + 1} to 40 are missing"
    head = next(one for one in doctor.document["findings"] if one["what"] == "ledger head")
    assert [outcome.status for outcome in (status, check, export, doctor)] == [1, 1, 1, 1]
    assert missing in status.document["fault"]
    assert check.document["faults"] == [missing]
    assert missing in export.err
    assert (head["is_well"], missing in head["detail"]) == (False, True)
    assert not (tmp_path / "e").exists()


async def test_a_head_file_that_is_not_believed(tmp_path: Path) -> None:
    """The check goes on without it, and says so."""
    data = (await write(tmp_path / "data", 3, 0)).data
    (data / HEAD_FILE).write_text("{}")
    async with EmbeddedServer(data):
        check = await asyncio.to_thread(inside, "ledger", "check", "--json", "--data", data)

    assert check.status == 1
    assert (check.document["events"], check.document["head"], check.document["fault_count"]) == (3, None, 1)
    assert "cannot be read" in check.document["faults"][0]


async def test_a_confirmed_end_that_the_head_file_disputes(bare: Bare) -> None:
    """Confirming says that commands stay refused, and why, where the head file too knows of more events."""
    await bare.write(encode(meeting(1)), subject_of("xm01", "meeting-xm01-2016-03-01"))
    found, now = await bare.writer.status(), datetime.now(UTC)
    HeadFile(bare.data).write(
        Head(
            ledger=found.identity,
            sequence=3,
            chain="00" * 32,
            anchor_sequence=0,
            anchor_chain="00" * 32,
            written_at=now,
        )
    )
    EndsFile(bare.data).write(Ends(ahead={"desk": Ahead(position=3, end=1, found_at=now)}))

    confirmed = await bare.ask("confirm-end", "--reason", "a test", "--by", "staff-xm01-lead-1")

    assert confirmed.status == 1
    assert "✓ the ledger's end, event 1, is confirmed" in confirmed.out
    assert "✗ commands are still refused: events 2 to 3 are missing" in confirmed.out


async def test_never_a_second_ledger(tmp_path: Path) -> None:
    """Where a head file says that there was a ledger, none is made, even if all else is forgotten."""
    HeadFile(tmp_path).write(
        Head(
            ledger="a",
            sequence=3,
            chain="00" * 32,
            anchor_sequence=0,
            anchor_chain="00" * 32,
            written_at=datetime(2016, 3, 1, tzinfo=UTC),
        )
    )
    async with EmbeddedServer(tmp_path) as endpoint:
        with pytest.raises(Corrupt, match="had a ledger"):
            await installation.ensure(tmp_path, endpoint, clock_start=None)
        async with opened(endpoint) as reader:
            with pytest.raises(NotInstalled):
                await reader.status()
