"""The book of a hazardous good: a sheet for each month, with every movement and the balance (002-r11).

Amounts are whole numbers in the good's unit. A balance is what the store holds behind the movement, as the
machine works it out.
"""

from __future__ import annotations

from datetime import date

from pydantic import BaseModel, ConfigDict, NonNegativeInt, PositiveInt

from answerable.events.base import Event, Label, MonthName, OriginatorId, StaffId, Text
from answerable.streams.hazmat.events import Substance, Unit


class StillLent(BaseModel):
    """What was lent on an earlier sheet and is not back.

    Arguments:
        number: the lending's.
        amount: how much.
        borrower: which firm or department has it.
        back_by: the day it has to be back.
    """

    model_config = ConfigDict(frozen=True)

    number: PositiveInt
    amount: PositiveInt
    borrower: Label
    back_by: date


class Opened(Event):
    """The sheet of a month was begun, with what the last one closed with.

    Arguments:
        hazmat: which good.
        month: which month.
        substance: what it is.
        unit: what it is measured in.
        carried: how much the store holds by the last sheet.
        lent: what is lent out by it.
    """

    hazmat: OriginatorId
    month: MonthName
    substance: Substance
    unit: Unit
    carried: NonNegativeInt
    lent: tuple[StillLent, ...]


class TakenIn(Event):
    """Stock came into the store.

    Arguments:
        line: the movement's number.
        amount: how much.
        source: from where: a purchase, another store.
        balance: what the store holds now.
    """

    line: PositiveInt
    amount: PositiveInt
    source: Label
    balance: NonNegativeInt


class Asked(Event):
    """Somebody asked for some of it, for a use (002-r11-2).

    Arguments:
        drawing: its number.
        amount: how much.
        purpose: what for.
    """

    drawing: PositiveInt
    amount: PositiveInt
    purpose: Text


class Issued(Event):
    """Whoever approved the use handed it out in person (002-r11-3b): the approval and the issue are one.

    Arguments:
        drawing: which.
        line: the movement's number.
        amount: how much, as it was asked for.
        user: who has it now: who asked.
        balance: what the store holds now.
    """

    drawing: PositiveInt
    line: PositiveInt
    amount: PositiveInt
    user: StaffId
    balance: NonNegativeInt


class Refused(Event):
    """The use was not approved.

    Arguments:
        drawing: which.
        reason: why.
    """

    drawing: PositiveInt
    reason: Text


class Returned(Event):
    """What was not used came back into the store (002-r11-4).

    Arguments:
        drawing: which.
        line: the movement's number.
        amount: how much came back; nothing where all was used.
        used: how much was used.
        balance: what the store holds now.
    """

    drawing: PositiveInt
    line: PositiveInt
    amount: NonNegativeInt
    used: NonNegativeInt
    balance: NonNegativeInt


class IncidentReported(Event):
    """Something abnormal was reported to a foreman or supervisor (002-r11-5).

    Arguments:
        incident: its number.
        what: what happened.
        reported_to: who was told.
    """

    incident: PositiveInt
    what: Text
    reported_to: StaffId


class IncidentSettled(Event):
    """A foreman or superior dealt with an incident (002-r11-5).

    Arguments:
        incident: which.
        settlement: what was done.
    """

    incident: PositiveInt
    settlement: Text


class LendingPermitted(Event):
    """A superior permitted that some of it is lent outside (002-r11-6).

    Arguments:
        lending: its number.
        amount: how much.
        borrower: which firm or department gets it.
        back_by: the day it has to be back.
        reason: why.
    """

    lending: PositiveInt
    amount: PositiveInt
    borrower: Label
    back_by: date
    reason: Text


class PermissionWithdrawn(Event):
    """A lending that has not been made is permitted no more.

    Arguments:
        lending: which.
        reason: why.
    """

    corrects = (LendingPermitted,)

    lending: PositiveInt
    reason: Text


class Lent(Event):
    """It was lent outside, as it was permitted (002-r11-6).

    Arguments:
        lending: which.
        line: the movement's number.
        amount: how much, as it was permitted.
        balance: what the store holds now.
    """

    lending: PositiveInt
    line: PositiveInt
    amount: PositiveInt
    balance: NonNegativeInt


class GivenBack(Event):
    """What was lent came back.

    Arguments:
        lending: which.
        line: the movement's number.
        amount: how much came back.
        kept: how much did not.
        balance: what the store holds now.
    """

    lending: PositiveInt
    line: PositiveInt
    amount: NonNegativeInt
    kept: NonNegativeInt
    balance: NonNegativeInt


class Counted(Event):
    """The store was counted against the book.

    Arguments:
        counted: how much there was.
        booked: how much there should have been at that moment, by the book.
    """

    counted: NonNegativeInt
    booked: NonNegativeInt


class Explained(Event):
    """Somebody else than who counted explained why the count differs; the book follows the count.

    Arguments:
        line: the movement's number.
        difference: how much more the count had than the book; below nought where it had less.
        explanation: why.
        balance: what the store holds now.
    """

    line: PositiveInt
    difference: int
    explanation: Text
    balance: NonNegativeInt


class EntryCorrected(Event):
    """A movement had been recorded wrongly; the balance follows.

    Arguments:
        line: which.
        amount: how much it was in truth; nothing where it never happened.
        reason: why.
        balance: what the store holds now.
    """

    corrects = (TakenIn, Issued, Returned, Lent, GivenBack, Explained)

    line: PositiveInt
    amount: NonNegativeInt
    reason: Text
    balance: NonNegativeInt


class Closed(Event):
    """The sheet was closed: it was counted behind its last movement, and adds up.

    Arguments:
        balance: what goes on to the next sheet.
    """

    balance: NonNegativeInt


class ClosingWithdrawn(Event):
    """The sheet had been closed by mistake or too early.

    Arguments:
        hazmat: which good's.
        month: of which month.
        reason: why.
    """

    corrects = (Closed,)

    hazmat: OriginatorId
    month: MonthName
    reason: Text
