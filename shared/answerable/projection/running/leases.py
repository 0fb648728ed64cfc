"""Leases: which instance of a service fills what, held as locks in the very database that is filled.

A lock ends with the process, or the connection, that holds it; no clock and no other server has a say.
What a holder writes behind a lock that it lost unnoticed is refused by the position, which it moves
only from where it knows it (`Generation.advance`).
"""

from __future__ import annotations

from typing import Protocol


class Leases(Protocol):
    """One instance's locks on one projection's view; used by one thread at a time."""

    def join(self) -> None:
        """Count as an instance from now on, until `close` or the end of the process."""
        ...

    def members(self) -> int:
        """Count the instances that have joined and live, this one included."""
        ...

    def acquire(self, key: str) -> bool:
        """Try to take what one instance has at a time; tells whether this one has it now."""
        ...

    def release(self, key: str) -> None:
        """Give it back; what one does not have changes nothing."""
        ...

    def check(self) -> None:
        """Make sure that everything acquired is still held.

        Raises:
            Superseded: the locks are lost; whatever was done under them has to stop.
        """
        ...

    def close(self) -> None:
        """Give everything back and leave."""
        ...
