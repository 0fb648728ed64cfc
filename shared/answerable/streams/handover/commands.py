"""Handover: check the list, carry what is open, sign on both sides."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field

from answerable.commands.base import Command, Count
from answerable.days import WorkedDay
from answerable.events.base import AT_WORK, AtWorkHere, HereOrAbove, Label, OriginatorId, Text, identity
from answerable.streams.handover.events import Book, Countable, Mark, Shift

HandoverId = Annotated[str, identity("handover")]


def handover_id(site: str, on: date, shift: Shift, book: Book = Book.SHIFT) -> str:
    """Name the one handover of a site's day and shift in a book.

    Arguments:
        site: where.
        on: the working day.
        shift: which shift ends.
        book: which book.
    """
    of_shift = f"handover-{site}-{on:%Y%m%d}-{shift}"
    return of_shift if book is Book.SHIFT else f"{of_shift}-{book.replace('_', '-')}"


class Start(Command):
    """Open the handover of a shift: there is one for a site, day, shift and book.

    Arguments:
        on: the working day.
        shift: which shift ends.
        outgoing: who hands over.
        incoming: who takes over.
        checklist: the items to be checked.
        book: which book it stands in; that of the shift where left out.
    """

    on: WorkedDay
    shift: Shift
    outgoing: AtWorkHere
    incoming: AtWorkHere
    checklist: tuple[Label, ...] = Field(min_length=1, max_length=40)
    book: Book = Book.SHIFT

    @property
    def target(self) -> str:
        """The handover of that day and shift."""
        return handover_id(self.site, self.on, self.shift, self.book)


class CheckItem(Command):
    """Check one item (002-r4-2.1).

    Arguments:
        handover: which.
        item: which item of the checklist.
        mark: √ or ×.
        note: what is wrong; required with ×.
    """

    handover: HandoverId
    item: Label
    mark: Mark
    note: Text | None = None


class CountItem(Command):
    """Count what is handed over (002-r7-6); counted anew, both sides have to agree anew.

    Arguments:
        handover: which.
        thing: what.
        number: how many.
    """

    handover: HandoverId
    thing: Countable
    number: Count


class ConfirmCount(Command):
    """Confirm, as the incoming side, that it is as many (002-r7-6).

    Arguments:
        handover: which.
        thing: of what.
    """

    doer = AT_WORK

    handover: HandoverId
    thing: Countable


class DisputeCount(Command):
    """Say, as the incoming side, that it is another number (002-r7-6).

    Arguments:
        handover: which.
        thing: of what.
        found: how many there are.
        note: what is to be said about that.
    """

    doer = AT_WORK

    handover: HandoverId
    thing: Countable
    found: Count
    note: Text


class ReportUrgent(Command):
    """Record that one's own superior was told of something special or urgent (002-r4-3.3).

    Arguments:
        handover: which.
        what: what.
        reported_to: who was told.
    """

    handover: HandoverId
    what: Text
    reported_to: HereOrAbove


class CarryOpenItem(Command):
    """Hand on something unfinished, with a reason.

    Arguments:
        handover: which.
        matter: the case, complaint or fault.
        what: what is open.
        reason: why it could not be finished.
    """

    handover: HandoverId
    matter: OriginatorId | None = None
    what: Label
    reason: Text


class SignOut(Command):
    """Sign for the outgoing side.

    Arguments:
        handover: which.
    """

    doer = AT_WORK

    handover: HandoverId


class SignIn(Command):
    """Sign for the incoming side.

    Arguments:
        handover: which.
    """

    doer = AT_WORK

    handover: HandoverId


class Refuse(Command):
    """Refuse the shift (002-r4-1.6).

    Arguments:
        handover: which.
        reason: why.
    """

    handover: HandoverId
    reason: Text


class UpholdRefusal(Command):
    """Decide that the shift was refused rightly: it is handed over anew (002-r4-1.6).

    Arguments:
        handover: which.
        decision: what has to be put right, and by whom.
    """

    handover: HandoverId
    decision: Text


class OverruleRefusal(Command):
    """Decide that there was no ground to refuse: the handover goes on (002-r4-1.6).

    Arguments:
        handover: which.
        decision: why.
    """

    handover: HandoverId
    decision: Text


class Review(Command):
    """Read and sign the day's record (002-r4-2.3).

    Arguments:
        handover: which.
    """

    handover: HandoverId


class Annul(Command):
    """Take a handover back with all that was checked, carried and signed, so that it is recorded anew.

    Arguments:
        handover: which.
        reason: why.
    """

    handover: HandoverId
    reason: Text
