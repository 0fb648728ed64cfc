"""The sheet of a month: what its events make of it, for the writer's decisions and for the register alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

from answerable.events.base import Event
from answerable.people import is_of_the_staff
from answerable.streams.hazmatbook import events as e
from answerable.streams.hazmatbook.entries import Entry, EntryKind, balance_at
from answerable.streams.hazmatbook.flow import BookStage


class Fate(StrEnum):
    """Where a drawing or a lending stands."""

    ASKED = "asked_for"
    PERMITTED = "permitted"
    OUT = "with_user"
    LENT = "lent_out"
    BACK = "settled"
    REFUSED = "not_allowed"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Drawing:
    """What somebody asked for.

    Arguments:
        number: its number on the sheet.
        amount: how much.
        purpose: what for.
        by: who uses it.
        asked_by: they, and who had it recorded for them.
        at: when it was asked for, or handed out.
        fate: where it stands.
        approved_by: who handed it out.
        used: how much was used.
    """

    number: int
    amount: int
    purpose: str
    by: str
    asked_by: tuple[str, ...]
    at: datetime
    fate: Fate = Fate.ASKED
    approved_by: str | None = None
    used: int | None = None


@dataclass(frozen=True, slots=True)
class Lending:
    """What may leave, or left, the site.

    Arguments:
        number: its number; one that was lent on an earlier sheet keeps it.
        amount: how much.
        borrower: which firm or department gets it.
        back_by: the day it has to be back.
        at: when it was permitted, or left.
        permitted_by: who permitted it, and who had that recorded for them; nobody on this sheet where it
            was lent on an earlier one.
        fate: where it stands.
    """

    number: int
    amount: int
    borrower: str
    back_by: date
    at: datetime
    permitted_by: tuple[str, ...] = ()
    fate: Fate = Fate.PERMITTED


@dataclass(frozen=True, slots=True)
class Incident:
    """Something abnormal.

    Arguments:
        number: its number on the sheet.
        what: what happened.
        at: when it was reported.
        reported_by: who did, and who had it recorded for them.
        is_over: whether somebody dealt with it.
    """

    number: int
    what: str
    at: datetime
    reported_by: tuple[str, ...]
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Stocktaking:
    """The last count.

    Arguments:
        counted: how much there was.
        at: when.
        by: who counted, and who had it recorded for them.
    """

    counted: int
    at: datetime
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet of a good's month.

    Arguments:
        hazmat: the good.
        month: the month.
        carried: what the store held by the last sheet.
        opened_at: when it was begun.
        stage: whether it is open.
        entries: its movements, by number.
        drawings: what was asked for.
        lendings: what was lent, or may be.
        incidents: what was abnormal.
        stocktaking: the last count.
        closed_by: who closed it, and who had that recorded for them.
        closed_at: when, where it is closed.
    """

    hazmat: str
    month: str
    carried: int
    opened_at: datetime
    stage: BookStage = BookStage.OPEN
    entries: tuple[Entry, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    lendings: tuple[Lending, ...] = ()
    incidents: tuple[Incident, ...] = ()
    stocktaking: Stocktaking | None = None
    closed_by: tuple[str, ...] = ()
    closed_at: datetime | None = None

    @property
    def is_closed(self) -> bool:
        """Whether it was closed."""
        return self.stage is BookStage.CLOSED

    @property
    def balance(self) -> int:
        """What the store holds, by the book."""
        return balance_at(self.carried, self.entries)

    @property
    def difference(self) -> int:
        """How much more the last count had than the book has for that moment; nought where nobody counted.

        A movement that was forgotten or wrong and is entered or put right later may be all of it.
        """
        if self.stocktaking is None:
            return 0
        return self.stocktaking.counted - balance_at(self.carried, self.entries, self.stocktaking.at)

    @property
    def is_counted(self) -> bool:
        """Whether the last count lies behind every movement."""
        counted = self.stocktaking
        return counted is not None and all(one.at <= counted.at for one in self.entries)

    @property
    def outside(self) -> tuple[Lending, ...]:
        """What is lent out."""
        return tuple(one for one in self.lendings if one.fate is Fate.LENT)

    @property
    def next_entry(self) -> int:
        """The number of the next movement."""
        return len(self.entries) + 1

    def entry(self, number: int) -> Entry | None:
        """Give a movement; None where there is none of that number."""
        return numbered(self.entries, number)

    def drawing(self, number: int) -> Drawing | None:
        """Give a drawing; None where there is none of that number."""
        return numbered(self.drawings, number)

    def lending(self, number: int) -> Lending | None:
        """Give a lending; None where there is none of that number."""
        return numbered(self.lendings, number)

    def incident(self, number: int) -> Incident | None:
        """Give an incident; None where there is none of that number."""
        return numbered(self.incidents, number)


N = TypeVar("N", Entry, Drawing, Lending, Incident)


def numbered(of: tuple[N, ...], number: int) -> N | None:
    """Give the one of a number; None where there is none."""
    return next((one for one in of if one.number == number), None)


def next_number(of: tuple[N, ...]) -> int:
    """Give the number behind all of those there are."""
    return max((one.number for one in of), default=0) + 1


def _with(of: tuple[N, ...], number: int, **now: Any) -> tuple[N, ...]:
    return tuple(replace(one, **now) if one.number == number else one for one in of)


def made_by(event: Event) -> tuple[str, ...]:
    """Give who did it and who had it recorded, people only: an import brings in what several did."""
    return tuple(one for one in (event.actor, event.entered_by) if one is not None and is_of_the_staff(one))


Fold = Callable[[Any, Any], Sheet]
FOLDS: dict[type[Event], Fold] = {}
"""What each event makes of a sheet."""


def _folds(event: type[Event]) -> Callable[[Fold], Fold]:
    def register(fold: Fold) -> Fold:
        FOLDS[event] = fold
        return fold

    return register


def _moved(sheet: Sheet, event: Any, kind: EntryKind, sign: int, of: int | None = None, **more: Any) -> Sheet:
    entry = Entry(event.line, kind, event.occurred_at, event.amount, sign, made_by(event), of)
    return replace(sheet, entries=(*sheet.entries, entry), **more)


@_folds(e.Opened)
def _opened(_: None, event: e.Opened) -> Sheet:
    lent = tuple(
        Lending(one.number, one.amount, one.borrower, one.back_by, event.occurred_at, fate=Fate.LENT)
        for one in event.lent
    )
    return Sheet(event.hazmat, event.month, event.carried, event.occurred_at, lendings=lent)


@_folds(e.TakenIn)
def _taken_in(sheet: Sheet, event: e.TakenIn) -> Sheet:
    return _moved(sheet, event, EntryKind.TAKEN_IN, 1)


@_folds(e.Asked)
def _asked(sheet: Sheet, event: e.Asked) -> Sheet:
    said = (event.drawing, event.amount, event.purpose, event.actor, made_by(event), event.occurred_at)
    return replace(sheet, drawings=(*sheet.drawings, Drawing(*said)))


@_folds(e.Issued)
def _issued(sheet: Sheet, event: e.Issued) -> Sheet:
    now = {"fate": Fate.OUT, "at": event.occurred_at, "approved_by": event.actor, "amount": event.amount}
    drawings = _with(sheet.drawings, event.drawing, **now)
    return _moved(sheet, event, EntryKind.ISSUED, -1, event.drawing, drawings=drawings)


@_folds(e.Refused)
def _refused(sheet: Sheet, event: e.Refused) -> Sheet:
    return replace(sheet, drawings=_with(sheet.drawings, event.drawing, fate=Fate.REFUSED))


@_folds(e.Returned)
def _returned(sheet: Sheet, event: e.Returned) -> Sheet:
    drawings = _with(sheet.drawings, event.drawing, fate=Fate.BACK, used=event.used)
    return _moved(sheet, event, EntryKind.RETURNED, 1, event.drawing, drawings=drawings)


@_folds(e.IncidentReported)
def _incident_reported(sheet: Sheet, event: e.IncidentReported) -> Sheet:
    incident = Incident(event.incident, event.what, event.occurred_at, made_by(event))
    return replace(sheet, incidents=(*sheet.incidents, incident))


@_folds(e.IncidentSettled)
def _incident_settled(sheet: Sheet, event: e.IncidentSettled) -> Sheet:
    return replace(sheet, incidents=_with(sheet.incidents, event.incident, is_over=True))


@_folds(e.LendingPermitted)
def _lending_permitted(sheet: Sheet, event: e.LendingPermitted) -> Sheet:
    said = (event.lending, event.amount, event.borrower, event.back_by, event.occurred_at)
    return replace(sheet, lendings=(*sheet.lendings, Lending(*said, made_by(event))))


@_folds(e.PermissionWithdrawn)
def _permission_withdrawn(sheet: Sheet, event: e.PermissionWithdrawn) -> Sheet:
    return replace(sheet, lendings=_with(sheet.lendings, event.lending, fate=Fate.REVOKED))


@_folds(e.Lent)
def _lent(sheet: Sheet, event: e.Lent) -> Sheet:
    lendings = _with(sheet.lendings, event.lending, fate=Fate.LENT, at=event.occurred_at)
    return _moved(sheet, event, EntryKind.LENT, -1, event.lending, lendings=lendings)


@_folds(e.GivenBack)
def _given_back(sheet: Sheet, event: e.GivenBack) -> Sheet:
    lendings = _with(sheet.lendings, event.lending, fate=Fate.BACK)
    return _moved(sheet, event, EntryKind.GIVEN_BACK, 1, event.lending, lendings=lendings)


@_folds(e.Counted)
def _counted(sheet: Sheet, event: e.Counted) -> Sheet:
    return replace(sheet, stocktaking=Stocktaking(event.counted, event.occurred_at, made_by(event)))


@_folds(e.Explained)
def _explained(sheet: Sheet, event: e.Explained) -> Sheet:
    at = event.occurred_at if sheet.stocktaking is None else sheet.stocktaking.at
    sign = 1 if event.difference > 0 else -1
    of_it = (event.line, EntryKind.EXPLAINED, at, abs(event.difference), sign, made_by(event))
    return replace(sheet, entries=(*sheet.entries, Entry(*of_it)))


@_folds(e.EntryCorrected)
def _entry_corrected(sheet: Sheet, event: e.EntryCorrected) -> Sheet:
    entry = sheet.entry(event.line)
    now = replace(sheet, entries=_with(sheet.entries, event.line, amount=event.amount))
    if entry is None or entry.of is None:
        return now
    if entry.kind in (EntryKind.LENT, EntryKind.GIVEN_BACK):
        return replace(now, lendings=_lending_corrected(now, entry, event.amount))
    return replace(now, drawings=_drawing_corrected(now, entry, event.amount))


def _drawing_corrected(sheet: Sheet, entry: Entry, amount: int) -> tuple[Drawing, ...]:
    """Let what was used follow; what was never handed out waits as it was asked for."""
    number = entry.of or 0
    issued, back = (moved_of(sheet, number, kind) for kind in (EntryKind.ISSUED, EntryKind.RETURNED))
    if entry.kind is EntryKind.ISSUED and not amount:
        return _with(sheet.drawings, number, fate=Fate.ASKED, approved_by=None, used=None)
    if issued is None:
        return sheet.drawings
    if back is None:
        now = {"fate": Fate.OUT, "approved_by": issued.by[0] if issued.by else None}
        return _with(sheet.drawings, number, amount=issued.amount, **now)
    return _with(sheet.drawings, number, amount=issued.amount, used=issued.amount - back.amount)


def _lending_corrected(sheet: Sheet, entry: Entry, amount: int) -> tuple[Lending, ...]:
    """Let what was never lent be permitted as before; else how much is outside follows."""
    number = entry.of or 0
    if entry.kind is EntryKind.GIVEN_BACK:
        return sheet.lendings
    if not amount:
        return _with(sheet.lendings, number, fate=Fate.PERMITTED)
    back = moved_of(sheet, number, EntryKind.GIVEN_BACK)
    return _with(sheet.lendings, number, amount=amount, fate=Fate.LENT if back is None else Fate.BACK)


def moved_of(sheet: Sheet, of: int, kind: EntryKind) -> Entry | None:
    """Give the last movement of a kind that belongs to a drawing or a lending; None where there is none.

    Arguments:
        sheet: where.
        of: the number of the drawing or the lending.
        kind: of the movement.
    """
    found = [one for one in sheet.entries if one.of == of and one.kind is kind]
    return found[-1] if found else None


@_folds(e.Closed)
def _closed(sheet: Sheet, event: e.Closed) -> Sheet:
    return replace(sheet, closed_by=made_by(event), closed_at=event.occurred_at)


@_folds(e.ClosingWithdrawn)
def _closing_withdrawn(sheet: Sheet, _: e.ClosingWithdrawn) -> Sheet:
    return replace(sheet, closed_by=(), closed_at=None)


def after(sheet: Sheet | None, event: Event) -> Sheet:
    """Give the sheet behind an event; its stage follows from the flow.

    Arguments:
        sheet: as it was; None before it was begun.
        event: what happened.
    """
    return FOLDS[type(event)](sheet, event)
