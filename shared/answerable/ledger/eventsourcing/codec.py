"""How a stored event becomes a message: the interface, and a compact frame for any application."""

from __future__ import annotations

import re
import struct
from typing import Protocol
from urllib.parse import quote, unquote
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from answerable.errors import Corrupt, Invalid, TooLarge
from answerable.ledger.store.recorded import Recorded

_FORMAT = 1
_HEAD = struct.Struct(">BBqH")
_TEXT_ID, _UUID_ID = 0, 1
_LONGEST_TOPIC = 0xFFFF
_LONGEST_ID = 512
_PLAIN_TOKEN = re.compile(r"[A-Za-z0-9_-]+")


def token_of(name: str) -> str:
    """Give a name as it stands in a subject; percent-encoded unless all letters, digits, ``-`` and ``_``.

    Raises:
        Invalid: it is empty or too long.
    """
    token = name if _PLAIN_TOKEN.fullmatch(name) else quote(name, safe="").replace(".", "%2E")
    if not 0 < len(token) <= _LONGEST_ID:
        raise Invalid(f"{name[:40]!r} as part of a subject: 1 to {_LONGEST_ID} characters, encoded")
    return token


class Codec(Protocol):
    """Turns stored events into messages and back."""

    @property
    def everything(self) -> str:
        """The filter of every subject that `encode` can give."""
        ...

    def scope(self, originator_id: UUID | str) -> str:
        """Give the subject or filter that finds all events of one aggregate."""
        ...

    def encode(self, event: StoredEvent) -> tuple[str, bytes]:
        """Give the subject and the body that store an event.

        Raises:
            Invalid: it cannot be stored by this codec.
        """
        ...

    def decode(self, message: Recorded) -> StoredEvent:
        """Read the event that a message stores.

        Raises:
            Corrupt: the message is not of this codec.
        """
        ...


class FramedCodec:
    """Stores any event as ``<prefix>.<originator_id>`` with a compact binary frame.

    The frame, big-endian: format (1 byte, 1), kind of the id (1 byte: 0 text, 1 UUID), version
    (8 bytes, signed), length of the topic (2 bytes), topic (UTF-8), state (the rest). An id that
    holds more than letters, digits, ``-`` and ``_`` stands percent-encoded in the subject.

    Arguments:
        prefix: the first token of every subject; no other stream may take its subjects.
    """

    def __init__(self, prefix: str) -> None:
        if not _PLAIN_TOKEN.fullmatch(prefix):
            raise Invalid(f"subject prefix {prefix!r}: letters, digits, - and _ only")
        self._prefix = prefix

    @property
    def everything(self) -> str:
        """The filter of every subject that `encode` can give."""
        return f"{self._prefix}.*"

    def scope(self, originator_id: UUID | str) -> str:
        """Give the one subject of an aggregate.

        Raises:
            Invalid: the id is empty or too long.
        """
        return f"{self._prefix}.{token_of(str(originator_id))}"

    def encode(self, event: StoredEvent) -> tuple[str, bytes]:
        """Give the subject and the frame that store an event.

        Raises:
            Invalid: the id cannot stand in a subject, or the version is no 64-bit number.
            TooLarge: the topic has more than 65,535 bytes.
        """
        topic = event.topic.encode()
        if len(topic) > _LONGEST_TOPIC:
            raise TooLarge(f"a topic of {len(topic)} bytes: at most {_LONGEST_TOPIC}")
        kind = _UUID_ID if isinstance(event.originator_id, UUID) else _TEXT_ID
        try:
            head = _HEAD.pack(_FORMAT, kind, event.originator_version, len(topic))
        except struct.error as error:
            raise Invalid(f"version {event.originator_version!r} is not a 64-bit number") from error
        return self.scope(event.originator_id), head + topic + event.state

    def decode(self, message: Recorded) -> StoredEvent:
        """Read the event in a frame.

        Raises:
            Corrupt: it is no such frame.
        """
        body = message.body
        try:
            form, kind, version, length = _HEAD.unpack_from(body)
            if form != _FORMAT:
                raise Corrupt(f"message {message.sequence} has frame format {form}; {_FORMAT} is known")
            token = unquote(message.subject[len(self._prefix) + 1 :])
            state_at = _HEAD.size + length
            return StoredEvent(
                originator_id=UUID(token) if kind == _UUID_ID else token,
                originator_version=version,
                topic=body[_HEAD.size : state_at].decode(),
                state=body[state_at:],
            )
        except (struct.error, ValueError) as error:
            raise Corrupt(
                f"message {message.sequence} on {message.subject} is no framed event: {error}"
            ) from error
