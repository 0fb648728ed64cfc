"""The head file: private, signed, replaced in one step, and never believed when it was changed."""

from __future__ import annotations

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from pydantic_core import from_json, to_json

from answerable.errors import Halted
from answerable.ledger.integrity.chain import START
from answerable.ledger.integrity.head import HEAD_FILE, KEY_FILE, Head, HeadFile
from tests.ledger.damage import CLOCK

HEAD = Head(
    ledger="abc",
    sequence=7,
    chain="07" * 32,
    anchor_sequence=0,
    anchor_chain=START.chain.hex(),
    written_at=CLOCK.now(),
)


@pytest.fixture
def file(tmp_path: Path) -> HeadFile:
    file = HeadFile(tmp_path)
    file.write(HEAD)
    return file


def test_round_trip(file: HeadFile) -> None:
    """What was written is read, and replaced by what is written next."""
    assert file.read() == HEAD

    later = HEAD.model_copy(update={"sequence": 8, "fault": "event 3 is missing"})
    file.write(later)
    assert file.read() == later


def test_none(tmp_path: Path) -> None:
    """Where there is no file, nothing is said."""
    assert HeadFile(tmp_path).read() is None
    assert not HeadFile(tmp_path).exists()


def test_private(file: HeadFile, tmp_path: Path) -> None:
    """The file and its key are their owner's only, and no draft of them is left."""
    assert {path.name for path in tmp_path.iterdir()} == {HEAD_FILE, KEY_FILE}
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()} == {0o600}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("ledger", "abd"),
        ("sequence", 6),
        ("chain", "08" * 32),
        ("anchor_sequence", 1),
        ("anchor_chain", "09" * 32),
        ("written_at", "2016-03-10T02:00:01Z"),
        ("fault", "none"),
        ("signature", "00" * 32),
    ],
)
def test_changed(file: HeadFile, tmp_path: Path, field: str, value: Any) -> None:
    """Whatever is changed in the file, its signature is wrong."""
    path = tmp_path / HEAD_FILE
    path.write_bytes(to_json(from_json(path.read_bytes()) | {field: value}))

    with pytest.raises(Halted, match="signature of the head file"):
        file.read()


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff", b'{"format": 2}'])
def test_unreadable(file: HeadFile, tmp_path: Path, content: bytes) -> None:
    """A file that cannot be understood is not believed."""
    (tmp_path / HEAD_FILE).write_bytes(content)

    with pytest.raises(Halted, match="cannot be read"):
        file.read()


def test_without_its_key(file: HeadFile, tmp_path: Path) -> None:
    """Without the key nothing that the file says can be trusted."""
    (tmp_path / KEY_FILE).unlink()

    with pytest.raises(Halted, match=r"key ledger-head\.key is gone"):
        file.read()


@pytest.mark.parametrize("content", [b"", b"zz", b"00", b"\xff"])
def test_a_broken_key(file: HeadFile, tmp_path: Path, content: bytes) -> None:
    """A key that cannot be read is an error that names it, and is not replaced."""
    (tmp_path / KEY_FILE).write_bytes(content)

    for attempt in (file.read, lambda: file.write(HEAD)):
        with pytest.raises(Halted, match=r"the key .* cannot be read"):
            attempt()


def test_one_key(tmp_path: Path) -> None:
    """Processes that make the key at the same time all take the same one."""
    with ThreadPoolExecutor(8) as threads:
        keys = set(threads.map(lambda _: HeadFile(tmp_path)._new_key(), range(8)))

    assert len(keys) == 1
