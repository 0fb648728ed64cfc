"""Where views live: each projection has generations, of which one is served.

A generation holds its tables and its position together, so that both change in one transaction.
A rebuild fills a new generation beside the served one and takes over by changing a pointer, in
one step; a generation that was left half filled is never pointed at.
"""

from __future__ import annotations

import asyncio
import os
import re
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.exc import OperationalError

from answerable.errors import Busy, Conflict, Unavailable
from answerable.ledger.host import has_locked
from answerable.projection.generation import Generation, sqlite_engine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy import Connection, MetaData

T = TypeVar("T")


class Store:
    """A projection's generations in SQLite files below one directory.

    Arguments:
        directory: the installation's directory of views.
        name: the projection's name.
        tables: its tables.
    """

    def __init__(self, directory: Path, name: str, tables: MetaData) -> None:
        self.directory = directory / name
        self.name = name
        self._tables = tables
        self._open: dict[int, Generation] = {}
        self._guard = threading.Lock()

    def _path(self, number: int) -> Path:
        return self.directory / f"g{number}.sqlite"

    @property
    def _pointer(self) -> Path:
        return self.directory / "active"

    def active(self) -> int | None:
        """Tell the number of the served generation, or None before the first."""
        try:
            return int(self._pointer.read_text())
        except FileNotFoundError:
            return None

    def generation(self, number: int) -> Generation:
        """Open a generation; any thread may ask."""
        with self._guard:
            if number not in self._open:
                self._open[number] = Generation(number, sqlite_engine(self._path(number)), self._tables)
            return self._open[number]

    def numbers(self) -> list[int]:
        """List the generations that exist, served or not."""
        found = (re.fullmatch(r"g(\d+)\.sqlite", path.name) for path in self.directory.glob("g*.sqlite"))
        return sorted(int(match[1]) for match in found if match)

    def new(self) -> Generation:
        """Make a generation that nobody has written to."""
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        while True:
            number = max([*self.numbers(), self.active() or 0]) + 1
            try:
                self._path(number).touch(exist_ok=False)
            except FileExistsError:
                continue
            return self.generation(number)

    def activate(self, number: int) -> None:
        """Serve this generation from now on, in one step, and drop the others.

        Raises:
            Conflict: somebody dropped it meanwhile.
        """
        if not self._path(number).exists():
            message = (
                f"generation {number} of the view {self.name} was dropped by another process; begin anew"
            )
            raise Conflict(message)
        pending = self._pointer.with_suffix(f".{os.getpid()}")
        with pending.open("w") as file:
            file.write(str(number))
            file.flush()
            os.fsync(file.fileno())
        pending.replace(self._pointer)
        for other in self.numbers():
            if other != number:
                self.drop(other)

    def drop(self, number: int) -> None:
        """Remove a generation that is not served."""
        self.release(number)
        for suffix in ("", "-wal", "-shm"):
            path = self._path(number)
            path.with_name(f"{path.name}{suffix}").unlink(missing_ok=True)

    def release(self, number: int) -> None:
        """Let go of a generation that is no longer served; its file may be gone already."""
        with self._guard:
            generation = self._open.pop(number, None)
        if generation is not None:
            generation.close()

    def serving(self) -> Generation:
        """Give the served generation.

        Raises:
            Unavailable: the view was never built.
        """
        number = self.active()
        if number is None:
            message = (
                f"the view {self.name} does not exist yet; start its service, or wait until it has caught up"
            )
            raise Unavailable(message)
        return self.generation(number)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open the served view for a query; the whole block sees one moment of one generation.

        Raises:
            Unavailable: the view was never built.
        """
        with self._connect() as connection:
            if connection.dialect.name == "sqlite":
                # Python's driver begins no transaction for a query: two of them could see two moments.
                connection.exec_driver_sql("BEGIN")
            yield connection

    def _connect(self) -> Connection:
        """Connect to the served view, also where it is being replaced at this moment."""
        while True:
            generation = self.serving()
            try:
                return generation.engine.connect()
            except OperationalError:
                if self.active() == generation.number:
                    raise
                self.release(generation.number)

    @contextmanager
    def rebuilding(self) -> Iterator[None]:
        """Hold the right to rebuild, which one has at a time.

        Raises:
            Busy: another rebuild is under way, here or in another process.
        """
        self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(self.directory / "rebuild.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            if not has_locked(lock):
                message = f"the view {self.name} is being rebuilt already; wait until that is done"
                raise Busy(message)
            yield
        finally:
            os.close(lock)

    async def read(self, answer: Callable[[Connection], T]) -> T:
        """Answer from the served view in a thread of its own, so that nothing else has to wait.

        Raises:
            Unavailable: the view was never built.
        """

        def reading() -> T:
            with self.reading() as connection:
                return answer(connection)

        return await asyncio.to_thread(reading)

    def close(self) -> None:
        """Let go of every open generation."""
        with self._guard:
            for generation in self._open.values():
                generation.close()
            self._open.clear()
