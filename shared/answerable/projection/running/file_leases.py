"""Leases as locked files beside a view's files: the kernel ends them with the process (flock(2))."""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import uuid4

from answerable.errors import Superseded
from answerable.ledger.server.machine import has_locked
from answerable.private import private_directory

if TYPE_CHECKING:
    from pathlib import Path


class FileLeases:
    """Leases in a directory of one machine's own disk.

    Arguments:
        directory: where the locked files are; made where it is not there.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._members = directory / "members"
        self._member: Path | None = None
        self._held: dict[Path, int] = {}

    def _path(self, key: str) -> Path:
        return self._directory / f"{quote(key, safe='')}.lock"

    def join(self) -> None:
        """Count as an instance from now on, until `close` or the end of the process."""
        while self._member is None:
            path = self._members / uuid4().hex
            # Somebody who counts in this moment may take it for one that was left behind, and remove it.
            self._member = path if self._lock(path) else None

    def members(self) -> int:
        """Count the instances that have joined and live; files that the others left behind are removed."""
        return sum(self._lives(path) for path in self._members.glob("*"))

    @staticmethod
    def _lives(path: Path) -> bool:
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        except FileNotFoundError:
            return False
        try:
            # Shared, so that two who count at once do not take each other for the holder.
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        else:
            path.unlink(missing_ok=True)
            return False
        finally:
            os.close(descriptor)

    def acquire(self, key: str) -> bool:
        """Try to take what one instance has at a time; tells whether this one has it now."""
        return self._lock(self._path(key))

    def _lock(self, path: Path) -> bool:
        if path in self._held:
            return True
        private_directory(path.parent)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if has_locked(descriptor) and self._is_there(path, descriptor):
            self._held[path] = descriptor
            return True
        os.close(descriptor)
        return False

    @staticmethod
    def _is_there(path: Path, descriptor: int) -> bool:
        """Tell whether a locked file is still the one that others find by its name."""
        mine = os.fstat(descriptor)
        try:
            found = path.stat()
        except FileNotFoundError:
            return False
        return (found.st_dev, found.st_ino) == (mine.st_dev, mine.st_ino)

    def release(self, key: str) -> None:
        """Give it back; what one does not have changes nothing."""
        descriptor = self._held.pop(self._path(key), None)
        if descriptor is not None:
            os.close(descriptor)

    def check(self) -> None:
        """Make sure that everything acquired is still held: somebody may have removed the files.

        Raises:
            Superseded: a file is gone.
        """
        for path, descriptor in self._held.items():
            if not self._is_there(path, descriptor):
                message = f"the lock {path} was removed; this instance stops what it did under it"
                raise Superseded(message)

    def close(self) -> None:
        """Give everything back and leave."""
        if self._member is not None:
            self._member.unlink(missing_ok=True)
        for descriptor in self._held.values():
            os.close(descriptor)
        self._held.clear()
        self._member = None
