"""The book of a hazardous good: begin a month's sheet, enter what moves, count, explain, close."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from answerable.calendar import Month
from answerable.commands.base import Command, Count
from answerable.days import FoundMonth, PlannedDay
from answerable.events.base import AT_WORK, HereOrAbove, Label, Text, identity
from answerable.streams.hazmat.commands import HazmatId, book_id

HazmatBookId = Annotated[str, identity("hazmatbook")]

Amount = Annotated[Count, Field(ge=1)]
"""How much of a good, in its unit; something at least."""

Number = Annotated[int, Field(ge=1, le=100_000)]
"""The number of a drawing, a lending, an incident or a movement on its sheet."""


def _beside(command: _OfSheet, months: int) -> str:
    """Name the sheet of a month before or behind."""
    return book_id(command.hazmat, str(Month.parse(command.month).plus(months)))


class _OfSheet(Command):
    """A command about the sheet of a good's month.

    Arguments:
        hazmat: which good.
        month: which month, by the site's own calendar.
    """

    hazmat: HazmatId
    month: FoundMonth

    @property
    def target(self) -> str:
        """The good's one sheet of that month."""
        return book_id(self.hazmat, self.month)


class Open(_OfSheet):
    """Begin the sheet of a month: the last one has to be counted and closed, and its balance goes on."""

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The good, and its sheet of the month before."""
        return (self.hazmat, _beside(self, -1))


class WithdrawClosing(_OfSheet):
    """Open a sheet again that was closed by mistake or too early; never by who closed it.

    Arguments:
        reason: why.
    """

    reason: Text

    @property
    def depends_on(self) -> tuple[str, ...]:
        """The sheet of the month behind, which would rest on this one."""
        return (_beside(self, 1),)


class _OnSheet(Command):
    """A command about what stands, or shall stand, on a sheet.

    Arguments:
        hazmatbook: which sheet.
    """

    hazmatbook: HazmatBookId


class TakeIn(_OnSheet):
    """Enter stock that came into the store.

    Arguments:
        amount: how much, in the good's unit.
        source: from where.
    """

    amount: Amount
    source: Label


class Ask(_OnSheet):
    """Ask for some of it, for a use (002-r11-2).

    Arguments:
        amount: how much, in the good's unit.
        purpose: what for.
    """

    amount: Amount
    purpose: Text


class Issue(_OnSheet):
    """Approve a use and hand it out in person (002-r11-3b); never by who asked.

    Arguments:
        drawing: which.
    """

    doer = AT_WORK

    drawing: Number


class Refuse(_OnSheet):
    """Do not approve a use; never by who asked.

    Arguments:
        drawing: which.
        reason: why.
    """

    drawing: Number
    reason: Text


class TakeBack(_OnSheet):
    """Take the unused rest back into the store (002-r11-4); never by who used it.

    Arguments:
        drawing: which.
        amount: how much came back; nothing where all was used.
    """

    drawing: Number
    amount: Count


class ReportIncident(_OnSheet):
    """Report something abnormal to a foreman or supervisor (002-r11-5).

    Arguments:
        what: what happened.
        reported_to: who was told.
    """

    what: Text
    reported_to: HereOrAbove


class SettleIncident(_OnSheet):
    """Record what was done about an incident (002-r11-5); never by who reported it.

    Arguments:
        incident: which.
        settlement: what was done.
    """

    incident: Number
    settlement: Text


class PermitLending(_OnSheet):
    """Permit that some of it is lent outside (002-r11-6).

    Arguments:
        amount: how much, in the good's unit.
        borrower: which firm or department gets it.
        back_by: the day it has to be back.
        reason: why.
    """

    amount: Amount
    borrower: Label
    back_by: PlannedDay
    reason: Text


class WithdrawPermission(_OnSheet):
    """Permit a lending no more that has not been made.

    Arguments:
        lending: which.
        reason: why.
    """

    lending: Number
    reason: Text


class Lend(_OnSheet):
    """Lend it outside, as it was permitted (002-r11-6); never by who permitted it.

    Arguments:
        lending: which.
    """

    doer = AT_WORK

    lending: Number


class TakeLoanBack(_OnSheet):
    """Take back what was lent.

    Arguments:
        lending: which.
        amount: how much came back.
    """

    lending: Number
    amount: Count


class CountStock(_OnSheet):
    """Count the store against the book.

    Arguments:
        counted: how much there is, in the good's unit.
    """

    counted: Count


class Explain(_OnSheet):
    """Explain why the count differs from the book, which then follows the count; never by who counted.

    Arguments:
        explanation: why.
    """

    explanation: Text


class CorrectEntry(_OnSheet):
    """Put a movement right that was recorded wrongly; never by who entered it.

    Arguments:
        line: which, by its number.
        amount: how much it was in truth; nothing where it never happened.
        reason: why.
    """

    line: Number
    amount: Count
    reason: Text


class Close(_OnSheet):
    """Close the sheet: counted behind its last movement, and the count adds up."""
