"""The hash chain: one value that stands for every event up to a sequence, their order and their bytes.

The chain begins with ``C(0) = SHA-256("answerable ledger chain v1")``. The event with sequence *n* makes
``C(n) = SHA-256(C(n-1) || n || length of subject || subject || length of body || body)``; *n* has 8 bytes,
the lengths have 4, all big-endian and unsigned, and the subject is UTF-8. The lengths stand before what they
measure, so no two different events give the same bytes; behind a sequence without an event there is no chain.

Source: FIPS 180-4 (SHA-256); the construction is that of linked time-stamping (Haber and Stornetta, 1991).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from hashlib import sha256
from typing import NamedTuple

from answerable.errors import Corrupt
from answerable.ledger.store.recorded import Recorded

ANCHOR_EVERY = 10_000
"""Events between two checkpoints that are kept: what is read again at a start is at most twice as much."""

_SEQUENCE_AND_LENGTH = struct.Struct(">QI")
_LENGTH = struct.Struct(">I")


class Checkpoint(NamedTuple):
    """What the chain says at a sequence.

    Arguments:
        sequence: of the last event it stands for, 0 for none.
        chain: 32 bytes.
    """

    sequence: int
    chain: bytes

    def then(self, message: Recorded) -> Checkpoint:
        """Give the checkpoint one event further; the caller has seen to it that it is the next one."""
        subject = message.subject.encode()
        return Checkpoint(
            message.sequence,
            sha256(
                b"".join(
                    (
                        self.chain,
                        _SEQUENCE_AND_LENGTH.pack(message.sequence, len(subject)),
                        subject,
                        _LENGTH.pack(len(message.body)),
                        message.body,
                    )
                )
            ).digest(),
        )


START = Checkpoint(0, sha256(b"answerable ledger chain v1").digest())
"""The chain of a ledger in which nothing happened yet."""


class Trail:
    """Follows the chain, and keeps a checkpoint some way behind its end.

    Arguments:
        anchor: the older checkpoint.
        head: where it stands.
    """

    def __init__(self, anchor: Checkpoint = START, head: Checkpoint = START) -> None:
        self.anchor = anchor
        self.head = head
        self._next_anchor = head

    def take(self, messages: Iterable[Recorded]) -> None:
        """Go on over the events that come next; stands behind the last good one where that fails.

        Raises:
            Corrupt: a sequence is missing.
        """
        for message in messages:
            if message.sequence != self.head.sequence + 1:
                raise Corrupt(missing(self.head.sequence + 1, message.sequence - 1))
            self.head = self.head.then(message)
            if self.head.sequence - self._next_anchor.sequence >= ANCHOR_EVERY:
                self.anchor, self._next_anchor = self._next_anchor, self.head


def missing(first: int, last: int) -> str:
    """Say which events are missing."""
    return f"event {first} is missing" if first == last else f"events {first} to {last} are missing"
