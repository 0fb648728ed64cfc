"""The guard: whether anything may be written to the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from answerable.errors import Halted
from answerable.ledger.integrity.chain import missing


class Cause(StrEnum):
    """What a fault was seen by; one of them being disproved says nothing of the other."""

    LEDGER = "ledger"
    """The ledger itself, compared with its head file."""
    VIEWS = "views"
    """Views that are further than the ledger."""


class Guard:
    """Lets everything be written until the ledger is found damaged; asked once a write, from any thread."""

    def __init__(self) -> None:
        self._faults: dict[Cause, str] = {}
        self.seen = 0
        """The highest sequence that is known to exist."""

    @property
    def fault(self) -> str | None:
        """Why nothing may be written, or None."""
        return next(iter(self._faults.values()), None)

    def fault_of(self, cause: Cause) -> str | None:
        """Give the fault that was seen by one of them, or None."""
        return self._faults.get(cause)

    def halt(self, fault: str, cause: Cause = Cause.LEDGER) -> None:
        """Let nothing be written from now on; the first reason stands.

        Arguments:
            fault: why.
            cause: what it was seen by.
        """
        self._faults = {cause: fault, **self._faults} if cause not in self._faults else self._faults

    def lift(self, cause: Cause = Cause.LEDGER) -> None:
        """Take a fault back: what was suspected is disproved, or confirmed by a person."""
        self._faults = {known: fault for known, fault in self._faults.items() if known is not cause}

    def admit(self) -> int:
        """Let something be written; gives the sequence that it must come behind.

        Raises:
            Halted: nothing may be written.
        """
        if self._faults:
            raise Halted(next(iter(self._faults.values())))
        return self.seen

    def written(self, sequences: Sequence[int], *, behind: int) -> None:
        """Take note of what was written.

        Arguments:
            sequences: as the server acknowledged them.
            behind: what `admit` gave before.

        Raises:
            Halted: the server gave a sequence that another event had; nothing more may be written.
        """
        if sequences and sequences[0] <= behind:
            self.halt(
                f"the server gave the sequence {sequences[0]} a second time: "
                f"{missing(sequences[0], behind)}, lost by the server; {REMEDY}"
            )
            self.admit()


REMEDY = (
    "nothing is written any more, reading goes on: look with `answerable ledger check`, "
    "then restore from an export with `answerable ledger restore`"
)
"""What to do about a damaged ledger."""
