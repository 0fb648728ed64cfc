"""The register of duty logs (值班记录)."""

from __future__ import annotations

from typing import Any

from answerable.register import Column, Kind, Register, Row, given, moment, no_more, one_more, said
from answerable.streams.dutylog.events import (
    Area,
    AreaChecked,
    Entered,
    EntryWithdrawn,
    LeftOpen,
    LightsChecked,
    LightsWithdrawn,
    LogKind,
    Opened,
    Settled,
    SignedOff,
)
from answerable.streams.dutylog.flow import FLOW, DutylogStage

_VOID = DutylogStage.WITHDRAWN

Checked = AreaChecked | LightsChecked
ListOf = list[Any]


def _line(entry: int, text: str) -> str:
    return f"{entry}. {text}"


def _without(lines: ListOf, entry: int) -> ListOf:
    return [line for line in lines if not line.startswith(f"{entry}. ")]


def _taken_over(event: Opened, _: Row) -> ListOf:
    return [_line(number, one.what) for number, one in enumerate(event.taken_over, start=1)]


def _unsettled(event: Entered, row: Row) -> ListOf:
    lines = list(row["unsettled"])
    return lines if event.result is not None else [*lines, _line(event.entry, event.situation)]


def _found(column: str) -> Any:
    def add(event: Checked, row: Row) -> ListOf:
        lines = list(row[column])
        return lines if event.finding is None else [*lines, _line(event.entry, event.finding)]

    return add


def _gone(column: str) -> Any:
    return lambda event, row: _without(row[column], event.entry)


def _left(event: LeftOpen, row: Row) -> ListOf:
    return [*_without(row["left"], event.entry), _line(event.entry, event.reason)]


def _items(event: Opened, _: Row) -> int:
    return len(event.taken_over)


def _one_fewer(_: Any, row: Row) -> int:
    return int(row["entries"]) - 1


def _lights(event: LightsChecked, row: Row) -> ListOf:
    return [*row["lights"], _line(event.entry, event.lights)]


def _emergencies(event: Entered, row: Row) -> ListOf:
    lines = list(row["emergencies"])
    is_one = event.log_kind is LogKind.EMERGENCY
    return [*lines, _line(event.entry, event.situation)] if is_one else lines


_WITHDRAWN = (EntryWithdrawn, LightsWithdrawn)


def _lines(column: str, sets: dict[Any, Any]) -> Column:
    empties = {Opened: no_more} | dict.fromkeys(_WITHDRAWN, _gone(column))
    return Column(column, Kind.LIST, empties | sets, is_listed=False)


REGISTER = Register(
    opening=(Opened,),
    flow=FLOW,
    columns=(
        said(Opened, "on"),
        said(Opened, "shift"),
        Column("keeper", Kind.TEXT, {Opened: given("actor")}, is_required=True),
        said(Opened, "place", is_listed=False),
        said(Opened, "starts_at", is_listed=False),
        said(Opened, "ends_at", is_listed=False),
        Column(
            "entries",
            Kind.NUMBER,
            {
                Opened: _items,
                **dict.fromkeys((Entered, AreaChecked, LightsChecked), one_more("entries")),
                **dict.fromkeys(_WITHDRAWN, _one_fewer),
            },
        ),
        _lines(
            "unsettled",
            {
                Opened: _taken_over,
                Entered: _unsettled,
                AreaChecked: _found("unsettled"),
                LightsChecked: _found("unsettled"),
                Settled: _gone("unsettled"),
            },
        ),
        _lines("findings", {AreaChecked: _found("findings"), LightsChecked: _found("findings")}),
        _lines("emergencies", {Entered: _emergencies}),
        _lines("left", {LeftOpen: _left, Settled: _gone("left")}),
        _lines("lights", {LightsChecked: _lights}),
        Column(
            "unchecked",
            Kind.LIST,
            {Opened: no_more, SignedOff: given("unchecked")},
            is_listed=False,
            choices=Area,
            words="area",
        ),
        moment("signed_at", SignedOff, cleared_by=(Opened,)),
    ),
    marks={
        "has_unsettled": lambda row: bool(row["unsettled"]) and row["state"] != _VOID,
        "has_findings": lambda row: bool(row["findings"]) and row["state"] != _VOID,
        "has_emergency": lambda row: bool(row["emergencies"]) and row["state"] != _VOID,
        "has_gaps": lambda row: bool(row["unchecked"]) and row["state"] == DutylogStage.SIGNED,
    },
    newest="on",
    filters=("on", "shift", "keeper"),
    own=("keeper",),
    searched=("keeper", "place"),
    number="ZB",
    void=(DutylogStage.WITHDRAWN,),
    lines=(("keeper", "state"), ("dutylog", "on", "shift")),
)
