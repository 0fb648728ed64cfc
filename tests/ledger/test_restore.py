"""A restored ledger is the exported one: every sequence, subject and byte; anything less is refused."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from answerable.errors import Corrupt, Halted, Refused
from answerable.events.subjects import subject_of
from answerable.ledger.archive import restore as restoring
from answerable.ledger.archive.export import ExportReport, export_to_path, verify_export
from answerable.ledger.archive.export_format import ExportWriter
from answerable.ledger.archive.restore import restore, unfinished
from answerable.ledger.integrity.boot import examine
from answerable.ledger.integrity.head import HeadFile
from answerable.ledger.server.accounts import User
from answerable.ledger.server.embedded import EmbeddedServer
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Entry, Recorded
from tests.ledger.damage import CLOCK, everything, head_of, hold_meetings, kept, meeting, opened
from tests.ledger.servers import until

pytestmark = pytest.mark.server

EVENTS = 2500


def exported(path: Path, messages: list[Recorded]) -> ExportReport:
    """Write an export by hand, and verify it."""
    with path.open("wb") as file:
        writer = ExportWriter(file, "exported")
        writer.add(messages)
        writer.finish()
    return verify_export(path)


@dataclass(frozen=True)
class Export:
    """An export and what it holds."""

    path: Path
    report: ExportReport
    messages: list[Recorded]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Export:
    """Events of many aggregates and of all sizes, more than two of the server's batches."""
    path = tmp_path_factory.mktemp("whole") / "ledger.export"
    messages = [
        Recorded(n, subject_of("xm01", f"case-{n % 700}"), bytes([n % 256]) * (n % 90))
        for n in range(1, EVENTS + 1)
    ]
    return Export(path, exported(path, messages), messages)


@dataclass(frozen=True)
class Target:
    """An installation with an empty ledger."""

    data: Path
    writer: Ledger

    async def restore(self, export: Export) -> None:
        await restore(self.writer, export.path, export.report, self.data, CLOCK)


@pytest.fixture
async def empty(tmp_path: Path) -> AsyncIterator[Target]:
    data = tmp_path / "data"
    async with EmbeddedServer(data) as endpoint:
        async with opened(endpoint, User.OPERATOR) as operator:
            await operator.install()
        async with opened(endpoint, User.INTAKE) as writer:
            yield Target(data, writer)


async def test_the_same_ledger(empty: Target, whole: Export, tmp_path: Path) -> None:
    """Every event has its sequence, subject and bytes back, the head file fits, and writing goes on."""
    await empty.restore(whole)

    assert await everything(empty.writer) == whole.messages
    assert unfinished(empty.data) is None
    assert head_of(empty.data) == EVENTS
    async with kept(empty.data, empty.writer, empty.writer.guard):
        await empty.writer.append([Entry(subject_of("xm01", "case-new"), b"next", 0)])
        await until(lambda: head_of(empty.data) == EVENTS + 1)
    again = await export_to_path(
        empty.writer, tmp_path / "again", head=HeadFile(empty.data).read(), up_to=EVENTS
    )
    assert again.chain == whole.report.chain


async def test_large_events(empty: Target, tmp_path: Path) -> None:
    """Events of megabytes are cut into batches that the server takes."""
    messages = [
        Recorded(n, subject_of("xm01", "meeting-xm01-2016-03-01"), meeting(n, size=3_000_000))
        for n in range(1, 7)
    ]
    path = tmp_path / "large.export"
    await empty.restore(Export(path, exported(path, messages), messages))

    assert await everything(empty.writer) == messages


async def test_an_empty_export(empty: Target, tmp_path: Path) -> None:
    """The export of an empty ledger restores an empty ledger."""
    path = tmp_path / "empty.export"
    await empty.restore(Export(path, exported(path, []), []))

    assert head_of(empty.data) == 0


@pytest.fixture
async def interrupted(empty: Target, whole: Export, monkeypatch: pytest.MonkeyPatch) -> Target:
    """A restore that was interrupted behind its second batch."""
    batches = restoring._batches

    def two(events: Iterator[Recorded]) -> Iterator[list[Recorded]]:
        for number, batch in enumerate(batches(events)):
            if number == 2:
                raise asyncio.CancelledError
            yield batch

    with monkeypatch.context() as patch:
        patch.setattr(restoring, "_batches", two)
        with pytest.raises(asyncio.CancelledError):
            await empty.restore(whole)
    assert (await empty.writer.status()).last_sequence == 2000
    return empty


async def test_goes_on(interrupted: Target, whole: Export) -> None:
    """An interrupted restore goes on where it stood, when it is run again."""
    await interrupted.restore(whole)

    assert await everything(interrupted.writer) == whole.messages
    assert unfinished(interrupted.data) is None


async def test_nobody_writes_to_a_half(interrupted: Target) -> None:
    """As long as a restore has not ended, nobody takes the part for the whole."""
    with pytest.raises(Halted, match="run `answerable ledger restore` with the same export again"):
        await examine(interrupted.data, interrupted.writer)
    async with kept(interrupted.data, interrupted.writer) as guard:
        assert guard.fault is not None
    assert head_of(interrupted.data) is None


async def test_goes_on_with_the_same_only(interrupted: Target, whole: Export, tmp_path: Path) -> None:
    """Another export does not go on where this one stood, and events that are not its own are refused."""
    path = tmp_path / "other.export"
    messages = [*whole.messages[:-1], whole.messages[-1]._replace(body=b"other")]
    with pytest.raises(Refused, match="the restore of another export, of 2500 events"):
        await interrupted.restore(Export(path, exported(path, messages), messages))

    await interrupted.writer.append([Entry(subject_of("xm01", "case-new"), b"new", 0)])
    with pytest.raises(Refused, match="its event 2001 is not the export's"):
        await interrupted.restore(whole)


async def test_only_into_an_empty_ledger(empty: Target, whole: Export) -> None:
    """A ledger with events is never added to, even where they are the export's own."""
    first = whole.messages[0]
    await empty.writer.append([Entry(first.subject, first.body, 0)])

    with pytest.raises(Refused, match="the directory of a ledger with 1 events"):
        await empty.restore(whole)
    assert (await empty.writer.status()).last_sequence == 1


async def test_not_where_a_ledger_was(empty: Target, whole: Export, tmp_path: Path) -> None:
    """A directory whose head file knows of events is not empty, though the server says so."""
    async with EmbeddedServer(tmp_path / "other") as endpoint:
        async with opened(endpoint, User.OPERATOR) as operator:
            await operator.install()
        async with opened(endpoint, User.INTAKE) as writer, kept(empty.data, writer):
            await hold_meetings(writer, range(1, 4))
            await until(lambda: head_of(empty.data) == 3)

    with pytest.raises(Refused, match="the directory of a ledger with 3 events"):
        await empty.restore(whole)


async def test_a_damaged_export(empty: Target, whole: Export, tmp_path: Path) -> None:
    """A damaged export names its first damaged event, and nothing of it is written."""
    path = tmp_path / "damaged.export"
    last = whole.messages[-3]
    content = whole.path.read_bytes()
    place = content.rindex(last.body)
    path.write_bytes(content[:place] + b"!" + content[place + 1 :])

    with pytest.raises(Corrupt, match=f"damaged at event {last.sequence}"):
        verify_export(path)
    assert (await empty.writer.status()).last_sequence == 0


async def test_an_export_that_changes(empty: Target, whole: Export, tmp_path: Path) -> None:
    """An export that is another one when it is read for writing leaves no ledger that looks restored."""
    path = tmp_path / "changing.export"
    exported(path, whole.messages[:100])

    with pytest.raises(Corrupt, match="was changed while it was restored"):
        await restore(empty.writer, path, whole.report, empty.data, CLOCK)
    assert unfinished(empty.data) is not None


async def test_somebody_else_writes(empty: Target, whole: Export, monkeypatch: pytest.MonkeyPatch) -> None:
    """A writer in between is noticed at once, for every batch must come directly behind the one before."""
    append = empty.writer.append

    async def behind_another(entries: Sequence[Entry]) -> list[int]:
        await empty.writer.client.publish(subject_of("xm01", "meeting-xm01-2016-03-01"), meeting(1))
        return await append(entries)

    monkeypatch.setattr(empty.writer, "append", behind_another)
    with pytest.raises(Refused, match="somebody else writes to the ledger"):
        await empty.restore(whole)
    assert (await empty.writer.status()).last_sequence == 1
