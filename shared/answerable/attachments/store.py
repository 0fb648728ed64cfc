"""The store: files by their digests below one directory, each whole or not there.

A file is written under a name of its own first, flushed to the disk, and renamed to its digest. So what has
a digest's name has been whole once, sending the same bytes again changes nothing, and whoever is killed in
between leaves nothing but an unnamed part, which nobody writes any more and the next sweep removes.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import secrets
import shutil
import time
from collections.abc import Container, Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Self

from answerable.attachments.formats import format_of
from answerable.attachments.kept import Kept
from answerable.errors import Invalid, NotFound, StorageFailed, TooLarge, Unavailable
from answerable.private import private_directory
from answerable.wording import say

UNNAMED_FOR_S = 24 * 3600
"""How long a file is kept that no event names."""

LEAST_FREE_BYTES = 1024**3
"""What is left of the disk for the ledger, which a full one would refuse new events."""

_DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)
_INCOMING, _GOING, _SENT_BY = "incoming", ".going", ".sent"
_CHUNK = 256 * 1024


class Attachments:
    """Files that notes name, and those that were sent a moment ago.

    Arguments:
        folder: where they are; made when the first one comes, readable by its owner only.
        most_bytes: the largest file that is taken.
        least_free: bytes of the disk that are left alone.
    """

    def __init__(self, folder: Path, *, most_bytes: int, least_free: int = LEAST_FREE_BYTES) -> None:
        self.folder = folder
        self.most_bytes = most_bytes
        self._least_free = least_free

    def begin(self, sender: str) -> Upload:
        """Begin to take a file.

        Arguments:
            sender: who sends it.

        Raises:
            StorageFailed: the disk is nearly full, or cannot be written to.
        """
        incoming = self.folder / _INCOMING
        try:
            for folder in (self.folder, incoming):
                private_directory(folder)
            if shutil.disk_usage(incoming).free < self._least_free + self.most_bytes:
                raise StorageFailed(say("error.no_room_for_files"))
            return Upload(self, incoming / secrets.token_hex(16), sender)
        except OSError as error:
            raise StorageFailed(say("error.no_room_for_files")) from error

    def path(self, digest: str) -> Path:
        """Name the file of a digest.

        Raises:
            NotFound: it is no digest.
        """
        if _DIGEST.fullmatch(digest) is None:
            raise NotFound(say("error.no_attachment"))
        return self.folder / digest[:2] / digest

    def mark(self, digest: str, sender: str) -> Path:
        """Name what says that somebody has sent a file; who that is cannot be read in it.

        Raises:
            NotFound: it is no digest.
        """
        path = self.path(digest)
        return path.with_name(path.name + _SENT_BY) / sha256(sender.encode()).hexdigest()

    def look(self, digest: str, sender: str) -> Kept | None:
        """Tell what is known of a file, and keep it for another day; None where they have not sent it.

        Knowing a digest lets nobody have the file: it may be another site's.

        Arguments:
            digest: its own.
            sender: who says that they have sent it.
        """
        if not self.mark(digest, sender).exists():
            return None
        try:
            with (path := self.path(digest)).open("rb") as file:
                os.utime(file.fileno())
                if os.fstat(file.fileno()).st_ino != path.stat().st_ino:
                    return None  # a sweep has set it aside meanwhile
                size = file.seek(0, os.SEEK_END)
                return Kept(digest=digest, size=size, format=format_of(file))
        except FileNotFoundError:
            return None

    def open(self, digest: str) -> BinaryIO:
        """Open a file that has been read through, so that its bytes are those that its digest names.

        Raises:
            Unavailable: it is not there, or not the one that was taken; nothing of it may be given out.
        """
        try:
            file = self.path(digest).open("rb")
        except OSError as error:
            raise Unavailable(say("error.attachment_missing", digest=digest)) from error
        if _digest_of(file) != digest:
            file.close()
            raise Unavailable(say("error.attachment_damaged", digest=digest))
        file.seek(0)
        return file

    def fault_of(self, digest: str) -> str | None:
        """Tell what is wrong with a file that an event names; None where it is there and whole."""
        try:
            self.open(digest).close()
        except (Unavailable, NotFound) as error:
            return error.message
        return None

    def all(self) -> Iterator[str]:
        """Give the digests of all files that are there."""
        for path in sorted(self.folder.glob("[0-9a-f][0-9a-f]/*")):
            if _DIGEST.fullmatch(path.name):
                yield path.name

    def sweep(self, named: Container[str], now: float | None = None) -> int:
        """Remove parts that nobody writes any more, and files that for a day no event has named.

        A file is set aside before it is looked at once more: a note that is written in that moment either has
        touched it, and it is put back, or does not find it, and is refused.

        Arguments:
            named: the digests that events name.
            now: the time in seconds since 1970; the machine's where left out.

        Returns:
            How many files were removed.
        """
        self._end_parts()
        for aside in self.folder.glob(f"[0-9a-f][0-9a-f]/*{_GOING}"):  # of a sweep that was killed
            aside.rename(aside.with_name(aside.name.removesuffix(_GOING)))
        old = (time.time() if now is None else now) - UNNAMED_FOR_S
        return sum(self._remove(digest, old) for digest in list(self.all()) if digest not in named)

    def _remove(self, digest: str, old: float) -> bool:
        path = self.path(digest)
        aside = path.with_name(path.name + _GOING)
        try:
            if path.stat().st_mtime > old:
                return False
            path.rename(aside)
            if aside.stat().st_mtime > old:
                aside.rename(path)
                return False
            aside.unlink()
            shutil.rmtree(path.with_name(path.name + _SENT_BY), ignore_errors=True)
        except FileNotFoundError:  # another sweep has it
            return False
        return True

    def _end_parts(self) -> None:
        for part in self.folder.glob(f"{_INCOMING}/*"):
            with contextlib.suppress(OSError), part.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # whoever writes it holds it
                part.unlink(missing_ok=True)


class Upload:
    """A file that is being taken; as a context it leaves nothing behind unless it was finished.

    Arguments:
        store: where it goes.
        part: the name that it has until it is whole.
        sender: who sends it.
    """

    def __init__(self, store: Attachments, part: Path, sender: str) -> None:
        self._store = store
        self._sender = sender
        self._part = part
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        self._file = os.fdopen(descriptor, "w+b")
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        self._hash = sha256()
        self._size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._part.unlink(missing_ok=True)
        self._file.close()

    def write(self, chunk: bytes) -> None:
        """Take the next bytes.

        Raises:
            TooLarge: with them it is over the limit.
            StorageFailed: the disk does not take them.
        """
        self._size += len(chunk)
        if self._size > self._store.most_bytes:
            raise TooLarge(say("error.file_too_large", most=self._store.most_bytes))
        self._hash.update(chunk)
        try:
            self._file.write(chunk)
        except OSError as error:
            raise StorageFailed(say("error.no_room_for_files")) from error

    def finish(self) -> Kept:
        """Put it where its digest says, on the disk for good; the same bytes may be there already.

        Raises:
            Invalid: it is empty.
            UnsupportedMedia: it has none of the formats that are taken.
            StorageFailed: the disk does not take it.
        """
        if not self._size:
            raise Invalid(say("error.file_empty"), rule="file-empty")
        digest = self._hash.hexdigest()
        path = self._store.path(digest)
        try:
            self._file.flush()
            kept = Kept(digest=digest, size=self._size, format=format_of(self._file))
            os.fsync(self._file.fileno())
            mark = self._store.mark(digest, self._sender)
            for folder in (path.parent, mark.parent):
                folder.mkdir(mode=0o700, exist_ok=True)
            mark.touch(mode=0o600)
            self._part.replace(path)
            for folder in (mark.parent, path.parent, self._store.folder):
                _to_the_disk(folder)
        except OSError as error:
            raise StorageFailed(say("error.no_room_for_files")) from error
        return kept


def _to_the_disk(folder: Path) -> None:
    """Have the names in a directory on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _digest_of(file: BinaryIO) -> str:
    found = sha256()
    while chunk := file.read(_CHUNK):
        found.update(chunk)
    return found.hexdigest()
