"""Where a projection's generations are kept: what every kind of database has to offer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import datetime

    from sqlalchemy import Engine

    from answerable.projection.running.leases import Leases
    from answerable.queries.views import SetAside


MOST_KEPT = 3
"""Damaged generations of a view that are kept for a person to look at; the oldest go first."""


class Place(Protocol):
    """One projection's generations, of which one is served, in one database.

    Any thread may call any of this. What cannot be reached raises the database's own error; `Store` tells
    it to those who ask.
    """

    def active(self) -> int | None:
        """Tell the number of the served generation; None before the first, and where it is gone."""
        ...

    def numbers(self) -> list[int]:
        """List the generations that exist, served or not, in order."""
        ...

    def make(self) -> int:
        """Make an empty generation that nobody else is given, and tell its number."""
        ...

    def activate(self, number: int) -> None:
        """Serve a generation from now on, in one step.

        Raises:
            NotFound: it does not exist.
        """
        ...

    def drop(self, number: int, *, within_s: float) -> None:
        """Remove a generation; one that is read for longer than that stays until the next try.

        Arguments:
            number: which.
            within_s: seconds to wait for its readers, where they hold it.
        """
        ...

    def set_aside(self, number: int, why: str, at: datetime, up_to: int | None = None) -> SetAside:
        """Rename a damaged generation so that it is served no more, and write down why; the oldest go.

        Arguments:
            number: which.
            why: what is wrong with it.
            at: when.
            up_to: the last event of which decisions may be taken over; of all where None.
        """
        ...

    def last_set_aside(self) -> SetAside | None:
        """Tell what was set aside last, as long as it is kept."""
        ...

    def engine(self, number: int) -> Engine:
        """Open a generation's database; the caller disposes of it."""
        ...

    def kept_engine(self, kept: str) -> Engine:
        """Open what was set aside, by the name it is kept as; the caller disposes of it."""
        ...

    def rebuilding(self) -> AbstractContextManager[bool]:
        """Try to take the right to rebuild, which one has at a time; tells whether it was free."""
        ...

    def leases(self) -> Leases:
        """Open the locks by which the instances of a service share the filling of the view."""
        ...

    def close(self) -> None:
        """Let go of the database."""
        ...
