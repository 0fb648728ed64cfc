"""The flow of a sheet: open for a month's movements, then closed; and who may take which of them."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any

from answerable.flow import Flow, Party, Step
from answerable.streams.hazmatbook import events as e


class BookStage(StrEnum):
    """Whether a sheet is open."""

    OPEN = "sheet_open"
    CLOSED = "sheet_closed"


DRAWING = "002-r11-2"
"""Foremen and above alone take from the store; time and amount are written down."""
ISSUE = "002-r11-3b"
"""Whoever approves a use hands it out in person."""
RETURN = "002-r11-4"
"""What is drawn is what is used; the rest comes back, and all of it is written down."""
INCIDENT = "002-r11-5"
LENDING = "002-r11-6"
"""Nothing is lent outside without permission."""


def _of(found: Callable[[Any, Any], Any], people: str) -> Callable[[Any, Any], tuple[str, ...]]:
    """Give who has a part in the one that an event names; nobody where there is none."""

    def of(sheet: Any, event: Any) -> tuple[str, ...]:
        one = found(sheet, event)
        return () if one is None else tuple(getattr(one, people))

    return of


def _barred(name: str, people: Callable[[Any, Any], Any], article: str) -> Party:
    return Party(name, people, article, named_in=("actor", "entered_by"), is_barred=True)


_DRAWN = _of(lambda sheet, event: sheet.drawing(event.drawing), "asked_by")

ISSUER = _barred("who asked for it", _DRAWN, ISSUE)
TAKER_BACK = _barred("who asked for it", _DRAWN, RETURN)
LENDER = _barred(
    "who permitted it", _of(lambda sheet, event: sheet.lending(event.lending), "permitted_by"), LENDING
)
SETTLER = _barred(
    "who reported it", _of(lambda sheet, event: sheet.incident(event.incident), "reported_by"), INCIDENT
)
EXPLAINER = _barred("who counted", _of(lambda sheet, _: sheet.stocktaking, "by"), RETURN)
CORRECTOR = _barred("who entered it", _of(lambda sheet, event: sheet.entry(event.line), "by"), RETURN)
REOPENER = _barred("who closed it", lambda sheet, _: sheet.closed_by, RETURN)

_OPEN = (BookStage.OPEN,)


def _line(event: type, article: str, by: Party | None = None) -> Step[BookStage]:
    """Make the step of a line on the open sheet: lines are entered in any order, and kept in that of time."""
    return Step(event, _OPEN, None, article, by, is_note=True)


FLOW = Flow(
    BookStage,
    (
        Step(e.Opened, (), BookStage.OPEN, RETURN),
        _line(e.TakenIn, RETURN),
        _line(e.Asked, DRAWING),
        _line(e.Issued, ISSUE, ISSUER),
        _line(e.Refused, ISSUE, ISSUER),
        _line(e.Returned, RETURN, TAKER_BACK),
        _line(e.IncidentReported, INCIDENT),
        Step(e.IncidentSettled, (BookStage.OPEN, BookStage.CLOSED), None, INCIDENT, SETTLER, is_note=True),
        _line(e.LendingPermitted, LENDING),
        _line(e.PermissionWithdrawn, LENDING),
        _line(e.Lent, LENDING, LENDER),
        _line(e.GivenBack, LENDING),
        _line(e.Counted, RETURN),
        _line(e.Explained, RETURN, EXPLAINER),
        _line(e.EntryCorrected, RETURN, CORRECTOR),
        Step(e.Closed, _OPEN, BookStage.CLOSED, RETURN),
        Step(e.ClosingWithdrawn, (BookStage.CLOSED,), BookStage.OPEN, RETURN, REOPENER, is_note=True),
    ),
    article=RETURN,
    rests=_OPEN,
)
