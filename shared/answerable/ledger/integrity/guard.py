"""The guard: whether anything may be written to the ledger."""

from __future__ import annotations

from collections.abc import Sequence

from answerable.errors import Halted
from answerable.ledger.integrity.chain import missing


class Guard:
    """Lets everything be written until the ledger is found damaged; asked once a write, from any thread."""

    def __init__(self) -> None:
        self._fault: str | None = None
        self.seen = 0
        """The highest sequence that is known to exist."""

    @property
    def fault(self) -> str | None:
        """Why nothing may be written, or None."""
        return self._fault

    def halt(self, fault: str) -> None:
        """Let nothing be written from now on; the first reason stands."""
        self._fault = self._fault or fault

    def lift(self) -> None:
        """Let everything be written again: what was suspected is disproved."""
        self._fault = None

    def admit(self) -> int:
        """Let something be written; gives the sequence that it must come behind.

        Raises:
            Halted: nothing may be written.
        """
        if self._fault is not None:
            raise Halted(self._fault)
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
