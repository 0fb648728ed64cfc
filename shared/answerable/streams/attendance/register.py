"""The register of attendance (考勤本)."""

from __future__ import annotations

from typing import Any

from answerable.events.base import Event
from answerable.register import (
    Column,
    Kind,
    Register,
    Row,
    Setter,
    given,
    no,
    nothing,
    one_more,
    when,
    yes,
    zero,
)
from answerable.streams.attendance.events import (
    Came,
    CameBack,
    Corrected,
    LeavingNoted,
    Left,
    MissingNoted,
    StayedOn,
    WentOut,
)
from answerable.streams.attendance.flow import FLOW, AttendanceStage

_VOID = AttendanceStage.WITHDRAWN


def _first(event: Any, row: Row) -> Any:
    """Keep the first coming of the day."""
    return row.get("came_at") or event.occurred_at


def _came_then(event: Corrected, row: Row) -> Any:
    return event.came_at if event.stay == 1 else row["came_at"]


def _left_then(event: Corrected, row: Row) -> Any:
    # The last leaving is the one that shows; which stay that is, the count of the day's comings tells.
    return event.left_at if event.stay == row["comings"] else row["left_at"]


def _kept(column: str, empty: Setter) -> Setter:
    """Leave a number of the day as it is where they come again."""
    return lambda event, row: row[column] if row.get(column) is not None else empty(event, row)


def _reckoned(column: str, kind: Kind, *events: type[Event], is_listed: bool = True) -> Column:
    empty = no if kind is Kind.FLAG else zero
    begins: dict[type[Event], Setter] = {Came: _kept(column, empty), MissingNoted: empty}
    sets = begins | dict.fromkeys((*events, Corrected), given(column))
    return Column(column, kind, sets, is_listed=is_listed)


def _still(column: str) -> Setter:
    return lambda _, row: row.get(column)


def answered(row: Row, leave: str | None) -> dict[str, Any]:
    """Give a day's row with the leave that answers for it: by one that was approved it is no absence.

    Arguments:
        row: the day's.
        leave: which; None where none does.
    """
    anew = {**row, "leave": leave}
    return anew | {name: bool(mark(anew)) for name, mark in REGISTER.all_marks.items()}


def _of_the_day(event: Came, row: Row) -> Any:
    return row.get("duty_begins") or event.duty_begins


REGISTER = Register(
    opening=(Came, MissingNoted),
    flow=FLOW,
    columns=(
        Column(
            "staff",
            Kind.TEXT,
            {Came: lambda event, row: row.get("staff") or event.actor, MissingNoted: given("staff")},
            is_required=True,
        ),
        Column("on", Kind.DAY, {Came: given("on"), MissingNoted: given("on")}, is_required=True),
        Column("duty_begins", Kind.MOMENT, {Came: _of_the_day, MissingNoted: given("duty_begins")}),
        Column("came_at", Kind.MOMENT, {Came: _first, MissingNoted: nothing, Corrected: _came_then}),
        Column(
            "left_at",
            Kind.MOMENT,
            {
                Came: nothing,
                Left: when,
                LeavingNoted: given("left_at"),
                MissingNoted: nothing,
                Corrected: _left_then,
            },
        ),
        _reckoned("late_by_min", Kind.NUMBER, Came),
        _reckoned("is_absence", Kind.FLAG, Came, is_listed=False),
        _reckoned("early_min", Kind.NUMBER, Left, LeavingNoted),
        _reckoned("over_min", Kind.NUMBER, Left, LeavingNoted),
        _reckoned("there_min", Kind.NUMBER, Left, LeavingNoted, is_listed=False),
        _reckoned("is_too_long", Kind.FLAG, Left, LeavingNoted, is_listed=False),
        Column("place", Kind.TEXT, {Came: nothing, WentOut: given("place"), CameBack: nothing}),
        Column("errand", Kind.TEXT, {WentOut: given("errand")}, is_listed=False),
        Column("return_by", Kind.MOMENT, {WentOut: given("return_by")}, is_listed=False),
        Column("late_back_min", Kind.NUMBER, {CameBack: given("late_back_min")}, is_listed=False),
        Column("awaited", Kind.TEXT, {StayedOn: given("awaited")}, is_listed=False),
        Column("was_there", Kind.FLAG, {MissingNoted: given("was_there")}, is_listed=False),
        Column(
            "note", Kind.TEXT, {MissingNoted: given("note"), LeavingNoted: given("note")}, is_listed=False
        ),
        Column(
            "has_forgotten",
            Kind.FLAG,
            {
                Came: lambda _, row: bool(row.get("has_forgotten")),
                LeavingNoted: yes,
                MissingNoted: given("was_there"),
            },
            is_listed=False,
        ),
        Column("leave", Kind.TEXT, {Came: _still("leave"), MissingNoted: nothing}, is_listed=False),
        Column("comings", Kind.NUMBER, {Came: one_more("comings"), MissingNoted: zero}, is_listed=False),
    ),
    marks={
        "is_late": lambda row: bool(row["late_by_min"]) and row["state"] != _VOID,
        "is_absent": lambda row: (
            (bool(row["is_absence"]) or row["was_there"] is False)
            and row["leave"] is None
            and row["state"] != _VOID
        ),
        "is_forgotten": lambda row: bool(row["has_forgotten"]) and row["state"] != _VOID,
        "is_early": lambda row: bool(row["early_min"]) and row["state"] != _VOID,
        "is_overlong": lambda row: bool(row["is_too_long"]) and row["state"] != _VOID,
        "is_out": lambda row: row["state"] == AttendanceStage.OUT,
    },
    newest="on",
    filters=("staff", "on"),
    own=("staff",),
    searched=("staff", "errand"),
    urgent=(AttendanceStage.MISSING,),
    number="KQ",
    void=(AttendanceStage.WITHDRAWN,),
    lines=(("staff", "state"), ("attendance", "on", "late_by_min")),
)
