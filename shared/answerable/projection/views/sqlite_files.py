"""Views in SQLite: a generation is a file, and a small file beside them names the served one."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sqlalchemy import URL, create_engine, event

from answerable.errors import NotFound
from answerable.ledger.server.machine import has_locked
from answerable.private import private_directory
from answerable.projection.running.file_leases import FileLeases
from answerable.projection.views.places import MOST_KEPT
from answerable.queries.views import SetAside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Engine

_BUSY_FOR_S = 30.0
_DAMAGED = "damaged-"


def sqlite_engine(path: Path) -> Engine:
    """Open a database that exists: a generation that was dropped meanwhile must not come back empty."""
    url = URL.create(
        "sqlite", database=f"file:{quote(str(path.absolute()))}", query={"mode": "rw", "uri": "true"}
    )
    engine = create_engine(url, connect_args={"timeout": _BUSY_FOR_S})

    @event.listens_for(engine, "connect")
    def configure(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    return engine


class SqliteFiles:
    """One projection's generations as files of one directory; see `Place`.

    Arguments:
        directory: the projection's.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def _path(self, number: int) -> Path:
        return self.directory / f"g{number}.sqlite"

    @property
    def _pointer(self) -> Path:
        return self.directory / "active"

    def _make_directory(self) -> None:
        private_directory(self.directory)

    def active(self) -> int | None:
        """Tell the number of the served generation; None before the first, and where it is gone."""
        number = self._pointed()
        while number is not None and not self._path(number).exists():
            # Between the two looks another may have taken over, and this one been dropped.
            before, number = number, self._pointed()
            if number == before:
                return None
        return number

    def _pointed(self) -> int | None:
        """Read the small file; one that says no number names none."""
        try:
            return int(self._pointer.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return None

    def numbers(self) -> list[int]:
        """List the generations that exist, served or not, in order."""
        found = (re.fullmatch(r"g(\d+)\.sqlite", path.name) for path in self.directory.glob("g*.sqlite"))
        return sorted(int(match[1]) for match in found if match)

    def make(self) -> int:
        """Make an empty generation that nobody else is given, and tell its number."""
        self._make_directory()
        self._sweep()
        while True:
            number = max([*self.numbers(), self._pointed() or 0]) + 1
            try:
                self._path(number).touch(mode=0o600, exist_ok=False)
            except FileExistsError:
                continue
            return number

    def _sweep(self) -> None:
        """Remove what is left of a generation whose removal was interrupted: a new one may get its number."""
        for path in self.directory.glob("g*.sqlite-*"):
            if not path.with_name(path.name.partition("-")[0]).exists():
                path.unlink(missing_ok=True)

    def activate(self, number: int) -> None:
        """Serve a generation from now on, by replacing the small file.

        Raises:
            NotFound: it does not exist.
        """
        if not self._path(number).exists():
            message = f"there is no file {self._path(number)}"
            raise NotFound(message)
        # One name for all: what a killed process left under it is overwritten, not left behind.
        pending = self._pointer.with_suffix(".next")
        with pending.open("w") as file:
            file.write(str(number))
            file.flush()
            os.fsync(file.fileno())
        pending.replace(self._pointer)

    def drop(self, number: int, *, within_s: float) -> None:
        """Remove a generation; who has it open reads on, and nobody has to wait."""
        del within_s
        for suffix in ("", "-wal", "-shm"):
            path = self._path(number)
            path.with_name(f"{path.name}{suffix}").unlink(missing_ok=True)

    def set_aside(self, number: int, why: str, at: datetime, up_to: int | None = None) -> SetAside:
        """Rename a damaged generation's files so that it is served no more, and write down why."""
        path = self._path(number)
        kept = path.with_name(f"{path.name}.{_DAMAGED}{at:%Y%m%dT%H%M%S%f}")
        for suffix in ("-wal", "-shm", ""):
            with suppress(FileNotFoundError):
                path.with_name(f"{path.name}{suffix}").rename(kept.with_name(f"{kept.name}{suffix}"))
        note = SetAside(at=at, why=why, kept=str(kept), up_to=up_to)
        self._note.write_text(note.model_dump_json(indent=2), encoding="utf-8")
        self._leave_the_newest()
        return note

    def _leave_the_newest(self) -> None:
        """Remove the oldest of what was set aside, so that a failing disk does not fill up as well."""
        all_kept = [
            path
            for path in self.directory.glob(f"g*.sqlite.{_DAMAGED}*")
            if not path.name.endswith(("-wal", "-shm"))
        ]
        all_kept.sort(key=lambda path: path.name.rpartition("-")[2])
        for path in all_kept[:-MOST_KEPT]:
            for suffix in ("-wal", "-shm", ""):
                path.with_name(f"{path.name}{suffix}").unlink(missing_ok=True)

    @property
    def _note(self) -> Path:
        return self.directory / "set-aside.json"

    def last_set_aside(self) -> SetAside | None:
        """Tell what was set aside last, as long as it is kept."""
        try:
            note = SetAside.model_validate_json(self._note.read_bytes())
        except (FileNotFoundError, ValueError):
            return None
        return note if self._kept(note.kept).exists() else None

    def _kept(self, kept: str) -> Path:
        """Find what is kept, also where the data directory was moved."""
        return self.directory / kept.rpartition("/")[2]

    def engine(self, number: int) -> Engine:
        """Open a generation's file."""
        return sqlite_engine(self._path(number))

    def kept_engine(self, kept: str) -> Engine:
        """Open a file that was set aside."""
        return sqlite_engine(self._kept(kept))

    @contextmanager
    def rebuilding(self) -> Iterator[bool]:
        """Try to take the right to rebuild, which one has at a time; tells whether it was free."""
        self._make_directory()
        lock = os.open(self.directory / "rebuild.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            yield has_locked(lock)
        finally:
            os.close(lock)

    def leases(self) -> FileLeases:
        """Open the locks by which the instances of a service share the filling of the view."""
        return FileLeases(self.directory / "leases")

    def close(self) -> None:
        """Nothing is open here."""
