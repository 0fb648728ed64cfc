"""An export is whole or not there."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import pytest

from answerable.errors import Corrupt, Invalid, NotFound
from answerable.ledger.archive.export import export_to_path, verify_export
from answerable.ledger.archive.export_format import ExportReader
from answerable.ledger.integrity.chain import START
from answerable.ledger.integrity.head import Head
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Entry
from tests.ledger.damage import CLOCK, everything

pytestmark = pytest.mark.server


async def fill(ledger: Ledger, prefix: str, events: int) -> None:
    """Write events of every length, an empty one among them."""
    await ledger.append([Entry(f"{prefix}.{n}", bytes(range(n % 256)), 0) for n in range(events)])


async def test_round_trip(ledger: Ledger, fresh_name: str, tmp_path: Path) -> None:
    """The export has every event's sequence, subject and bytes; it is private, and it verifies."""
    await fill(ledger, fresh_name, 300)
    path = tmp_path / "ledger.export"
    told: list[tuple[int, int]] = []

    report = await export_to_path(
        ledger, path, head=None, progress=lambda done, total: told.append((done, total))
    )

    with path.open("rb") as file:
        assert list(ExportReader(file, "export").events()) == await everything(ledger)
    assert verify_export(path) == report
    assert (report.ledger, report.events) == ((await ledger.status()).identity, 300)
    assert told[-1] == (300, 300)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


async def test_empty(ledger: Ledger, tmp_path: Path) -> None:
    """An empty ledger has an export too."""
    report = await export_to_path(ledger, tmp_path / "export", head=None)

    assert (report.events, report.chain) == (0, START.chain.hex())
    assert verify_export(tmp_path / "export") == report


async def test_up_to(ledger: Ledger, fresh_name: str, tmp_path: Path) -> None:
    """An export may end before the ledger does, not behind it."""
    await fill(ledger, fresh_name, 5)
    path = tmp_path / "export"

    assert (await export_to_path(ledger, path, head=None, up_to=3)).events == 3
    with pytest.raises(Invalid, match="there is no event 6: the ledger ends at 5"):
        await export_to_path(ledger, path, head=None, up_to=6)
    assert verify_export(path).events == 3


async def test_interrupted(ledger: Ledger, fresh_name: str, tmp_path: Path) -> None:
    """An export that is cancelled leaves no file, and the earlier one as it was."""
    await fill(ledger, fresh_name, 10)
    path = tmp_path / "export"
    path.write_bytes(b"earlier")

    def cancel(_done: int, _total: int) -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await export_to_path(ledger, path, head=None, progress=cancel)

    assert path.read_bytes() == b"earlier"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("sequence", "said"), [(4, "events up to 4 are not all as they were written"), (12, "events 11 to 12")]
)
async def test_of_another_history(
    ledger: Ledger, fresh_name: str, tmp_path: Path, sequence: int, said: str
) -> None:
    """A ledger that is not the one that was written is not exported as if it were."""
    await fill(ledger, fresh_name, 10)
    head = Head(
        ledger="a",
        sequence=sequence,
        chain="00" * 32,
        anchor_sequence=0,
        anchor_chain=START.chain.hex(),
        written_at=CLOCK.now(),
    )

    with pytest.raises(Corrupt, match=said):
        await export_to_path(ledger, tmp_path / "export", head=head)
    assert list(tmp_path.iterdir()) == []


def test_no_file(tmp_path: Path) -> None:
    """A file that is not there is an error of ours."""
    with pytest.raises(NotFound, match=r"none\.export cannot be read"):
        verify_export(tmp_path / "none.export")


def test_no_export(tmp_path: Path) -> None:
    """Some other file is told as such."""
    path = tmp_path / "table.csv"
    path.write_text("a,b\n")

    with pytest.raises(Corrupt, match=r"table\.csv is not an export of a ledger"):
        verify_export(path)


async def test_a_file_that_cannot_be_written_is_named(ledger: Ledger, tmp_path: Path) -> None:
    """By the name that was asked for, and as what is wrong with the question."""
    path = tmp_path / "missing" / "ledger.export"

    with pytest.raises(Invalid, match=f"^{path} cannot be written: No such file or directory; name a file"):
        await export_to_path(ledger, path, head=None)
