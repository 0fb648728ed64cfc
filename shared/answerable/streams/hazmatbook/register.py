"""The register of the books of hazardous goods: the use register, a row for each month of a good."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import TypeAdapter

from answerable.events.base import Event
from answerable.register import Column, Kind, Register, Row, Setter, moment, said
from answerable.streams.hazmatbook.entries import balances
from answerable.streams.hazmatbook.events import Closed, ClosingWithdrawn, Counted, Opened
from answerable.streams.hazmatbook.flow import FLOW
from answerable.streams.hazmatbook.sheet import FOLDS, Fate, Sheet, after

_KEPT: TypeAdapter[Sheet] = TypeAdapter(Sheet)
"""A sheet as a row keeps it, so that what is shown is folded by what decides."""

Told = Callable[[Sheet], Any]


def _behind(event: Event, row: Row) -> Sheet:
    kept = row.get("sheet")
    return after(_KEPT.validate_python(kept[0]) if kept else None, event)


def _kept(event: Event, row: Row) -> list[Any]:
    return [_KEPT.dump_python(_behind(event, row), mode="json")]


def _told(tell: Told) -> Setter:
    return lambda event, row: tell(_behind(event, row))


def _column(name: str, kind: Kind, tell: Told) -> Column:
    """Make a column that each event may change, as it follows from the sheet."""
    return Column(name, kind, dict.fromkeys(FOLDS, _told(tell)))


def _entries(sheet: Sheet) -> list[dict[str, Any]]:
    return [
        {
            "number": one.number,
            "at": one.at.isoformat(),
            "entry_kind": one.kind.value,
            "change": f"{one.change:+d}",
            "by": one.by[0] if one.by else None,
            "balance": f"= {balance}",
        }
        for one, balance in balances(sheet.carried, sheet.entries)
    ]


def _drawings(sheet: Sheet) -> list[dict[str, Any]]:
    return [
        {
            "number": one.number,
            "by": one.by,
            "amount": one.amount,
            "purpose": one.purpose,
            "fate": one.fate.value,
            "approved_by": one.approved_by,
            "used": None if one.used is None else f"({one.used})",
        }
        for one in sheet.drawings
    ]


def _lendings(sheet: Sheet) -> list[dict[str, Any]]:
    return [
        {
            "number": one.number,
            "borrower": one.borrower,
            "amount": one.amount,
            "back_by": one.back_by.isoformat(),
            "fate": one.fate.value,
        }
        for one in sheet.lendings
    ]


def _incidents(sheet: Sheet) -> list[dict[str, Any]]:
    return [{"number": one.number, "what": one.what} for one in sheet.incidents if not one.is_over]


def _counted_at(sheet: Sheet) -> Any:
    return None if sheet.stocktaking is None else sheet.stocktaking.at


def _counted_by(sheet: Sheet) -> str | None:
    return next(iter(sheet.stocktaking.by), None) if sheet.stocktaking else None


def _has(fate: Fate, *columns: str) -> Callable[[Row], bool]:
    return lambda row: any(one["fate"] == fate for name in columns for one in row[name] or ())


REGISTER = Register(
    opening=(Opened,),
    flow=FLOW,
    columns=(
        said(Opened, "substance"),
        said(Opened, "month"),
        said(Opened, "unit"),
        _column("carried", Kind.NUMBER, lambda sheet: sheet.carried),
        _column("balance", Kind.NUMBER, lambda sheet: sheet.balance),
        _column("difference", Kind.NUMBER, lambda sheet: sheet.difference),
        Column("counted_at", Kind.MOMENT, {Counted: _told(_counted_at)}),
        _column("counted_by", Kind.TEXT, _counted_by),
        said(Opened, "hazmat"),
        moment("opened_at", Opened),
        moment("closed_at", Closed, cleared_by=(ClosingWithdrawn,)),
        Column("drawings", Kind.LIST, dict.fromkeys(FOLDS, _told(_drawings)), is_listed=False),
        Column("lendings", Kind.LIST, dict.fromkeys(FOLDS, _told(_lendings)), is_listed=False),
        Column("incidents", Kind.LIST, dict.fromkeys(FOLDS, _told(_incidents)), is_listed=False),
        Column("entries", Kind.LIST, dict.fromkeys(FOLDS, _told(_entries)), is_listed=False),
        Column("sheet", Kind.LIST, dict.fromkeys(FOLDS, _kept), is_listed=False, is_shown=False),
    ),
    marks={
        "is_asked": _has(Fate.ASKED, "drawings"),
        "is_out": _has(Fate.OUT, "drawings"),
        "is_lent": _has(Fate.LENT, "lendings"),
        "is_amiss": lambda row: bool(row["difference"]) or bool(row["incidents"]),
    },
    newest="opened_at",
    sorts={"substance": ("substance",), "month": ("month",), "state": ("state",)},
    filters=("substance", "hazmat", "month", "counted_by"),
    searched=("month", "hazmat"),
    number="WX",
)
