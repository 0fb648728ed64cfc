"""What the ledger gives back and what it takes: stored messages, and messages to store."""

from __future__ import annotations

from typing import NamedTuple


class Recorded(NamedTuple):
    """One message as the ledger stores it.

    Arguments:
        sequence: its place in the ledger, from 1, without gaps.
        subject: where it was written.
        body: its bytes, exactly as written.
    """

    sequence: int
    subject: str
    body: bytes


class Entry(NamedTuple):
    """One message to be written.

    Arguments:
        subject: where to.
        body: its bytes.
        expected: the sequence that the last message of `scope` must have, 0 for none; not checked
            where it is None, which only the second and later messages of one subject may be.
        scope: the subject or filter that `expected` speaks of; the entry's own subject where None.
    """

    subject: str
    body: bytes
    expected: int | None = None
    scope: str | None = None
