"""What this program writes down is nobody else's to read, whatever the umask."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from answerable.private import private_directory
from answerable.projection.views.sqlite_files import SqliteFiles


@pytest.fixture(autouse=True)
def _open_umask() -> Iterator[None]:
    """Of a process that keeps nothing from anybody."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_every_directory_that_is_made_is_its_owners(tmp_path: Path) -> None:
    """Those above it too; one that was there stays as whoever made it wanted it."""
    (tmp_path / "there").mkdir(mode=0o755)
    private_directory(tmp_path / "there" / "views" / "desk")
    private_directory(tmp_path / "there" / "views" / "desk")
    assert mode(tmp_path / "there") == 0o755
    assert mode(tmp_path / "there" / "views") == 0o700
    assert mode(tmp_path / "there" / "views" / "desk") == 0o700


def test_a_views_file_is_its_owners(tmp_path: Path) -> None:
    """From the moment that it is made: whoever opens it then reads nothing later either."""
    number = SqliteFiles(tmp_path / "views" / "desk").make()
    assert mode(tmp_path / "views") == 0o700
    assert mode(tmp_path / "views" / "desk" / f"g{number}.sqlite") == 0o600
