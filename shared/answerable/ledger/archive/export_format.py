"""The export's format: every event's sequence, subject and bytes, each verifiable, in one stream of bytes.

Numbers are big-endian and unsigned::

    header    magic, 8 bytes: 89 41 4E 53 4C 47 0D 0A
              version, 2 bytes: 1
              length of the ledger's id, 2 bytes; the id, UTF-8
    event     kind, 1 byte: 1
              sequence, 8 bytes
              length of the subject, 2 bytes; the subject, UTF-8
              length of the body, 4 bytes; the body
              mark, 8 bytes: the first of the hash chain behind this event
    trailer   kind, 1 byte: 0
              count of the events, 8 bytes
              the hash chain behind the last, 32 bytes

Sequences begin at 1 and leave none out. The chain is that of `answerable.ledger.integrity.chain`. The magic bytes are
made as PNG's are (PNG specification, section 5.2): a transfer that changes line ends or drops the eighth bit
is found at once. Nothing stands behind the trailer, and without it an export is not whole.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from answerable.errors import Corrupt, Invalid
from answerable.ledger.integrity.chain import START, Checkpoint
from answerable.ledger.store.recorded import Recorded

MAGIC = b"\x89ANSLG\r\n"
VERSION = 1
LONGEST_SUBJECT = 0xFFFF
"""Bytes."""

LONGEST_BODY = 64 * 1024 * 1024
"""Bytes; nats-server takes no larger message."""

_EVENT, _TRAILER = b"\x01", b"\x00"
_SHORT = struct.Struct(">H")
_NUMBER = struct.Struct(">Q")
_SEQUENCE_AND_SUBJECT = struct.Struct(">QH")
_BODY = struct.Struct(">I")
_MARK = 8
_CHAIN = 32
_CHUNK = 1024 * 1024


class ExportWriter:
    """Writes an export.

    Arguments:
        file: where to.
        ledger: which ledger's events they are.
    """

    def __init__(self, file: BinaryIO, ledger: str) -> None:
        self._file = file
        self.checkpoint = START
        name = ledger.encode()
        file.write(MAGIC + _SHORT.pack(VERSION) + _SHORT.pack(len(name)) + name)

    def add(self, messages: Iterable[Recorded]) -> None:
        """Write the events that come next.

        Raises:
            Invalid: a sequence is left out, or a subject or body is longer than the format can hold.
        """
        for message in messages:
            subject = message.subject.encode()
            if message.sequence != self.checkpoint.sequence + 1:
                raise Invalid(f"event {message.sequence} does not follow {self.checkpoint.sequence}")
            if len(subject) > LONGEST_SUBJECT or len(message.body) > LONGEST_BODY:
                raise Invalid(f"event {message.sequence} is longer than an export can hold")
            self.checkpoint = self.checkpoint.then(message)
            self._file.write(
                b"".join(
                    (
                        _EVENT,
                        _SEQUENCE_AND_SUBJECT.pack(message.sequence, len(subject)),
                        subject,
                        _BODY.pack(len(message.body)),
                        message.body,
                        self.checkpoint.chain[:_MARK],
                    )
                )
            )

    def finish(self) -> None:
        """Write the trailer, which makes the export whole."""
        self._file.write(_TRAILER + _NUMBER.pack(self.checkpoint.sequence) + self.checkpoint.chain)


class ExportReader:
    """Reads an export, checking each event.

    Arguments:
        file: where from, at its beginning.
        name: what it is called in errors.

    Raises:
        Corrupt: it does not begin as an export does.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name
        self.checkpoint: Checkpoint = START
        if file.read(len(MAGIC)) != MAGIC:
            raise Corrupt(f"{name} is not an export of a ledger")
        (version,) = _SHORT.unpack(self._read(_SHORT.size))
        if version != VERSION:
            raise Corrupt(f"{name} is an export of version {version}; this program reads version {VERSION}")
        (length,) = _SHORT.unpack(self._read(_SHORT.size))
        self.ledger = self._text(length)

    def events(self) -> Iterator[Recorded]:
        """Give the events; at the end of the last one, the whole export was checked.

        Raises:
            Corrupt: the export is damaged or cut off; the message names the first event that is.
        """
        while (kind := self._read(1)) == _EVENT:
            yield self._event()
        if kind != _TRAILER:
            raise self._damaged("begins with neither an event's nor the end's byte")
        (count,) = _NUMBER.unpack(self._read(_NUMBER.size))
        chain = self._read(_CHAIN)
        if (count, chain) != self.checkpoint:
            raise self._damaged(f"is missing, or the end of the file is damaged, which says {count} events")
        if self._file.read(1):
            raise Corrupt(f"{self._name} has bytes behind its end")

    def _event(self) -> Recorded:
        sequence, length = _SEQUENCE_AND_SUBJECT.unpack(self._read(_SEQUENCE_AND_SUBJECT.size))
        if sequence != self.checkpoint.sequence + 1:
            raise self._damaged(f"says sequence {sequence}")
        subject = self._text(length)
        (length,) = _BODY.unpack(self._read(_BODY.size))
        if length > LONGEST_BODY:
            raise self._damaged(f"says a length of {length} bytes")
        message = Recorded(sequence, subject, self._read(length))
        mark = self._read(_MARK)
        after = self.checkpoint.then(message)
        if after.chain[:_MARK] != mark:
            raise self._damaged("is not as it was written")
        self.checkpoint = after
        return message

    def _text(self, length: int) -> str:
        try:
            return self._read(length).decode()
        except UnicodeDecodeError as error:
            raise self._damaged("is not text where text must be") from error

    def _read(self, length: int) -> bytes:
        """Read so many bytes; never asks for much more memory than the file fills."""
        found = self._file.read(min(length, _CHUNK))
        while len(found) < length:
            more = self._file.read(min(length - len(found), _CHUNK))
            if not more:
                raise self._damaged("is cut off")
            found += more
        return found

    def _damaged(self, what: str) -> Corrupt:
        sequence = self.checkpoint.sequence
        return Corrupt(
            f"{self._name} is damaged at event {sequence + 1}, which {what}; "
            f"the {sequence:,} events before it are whole: use another copy"
        )
