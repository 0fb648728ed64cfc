"""The register of leaves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from answerable.events.base import Event
from answerable.register import Column, Kind, Register, Row, Setter, given, no, nothing, said, when
from answerable.streams.leave.events import (
    AnswerWithdrawn,
    Approved,
    Asked,
    CameBack,
    LeaveKind,
    Refused,
    ReturnCorrected,
)
from answerable.streams.leave.flow import FLOW, LeaveStage

_NONE = (LeaveStage.REFUSED, LeaveStage.WITHDRAWN)
"""In these it counts for nothing."""

MOST_IN_A_MONTH = 4
"""Time off of a month, a leave counting as one (002-r1-5.2d)."""

_COUNTED = (LeaveKind.TIME_OFF, LeaveKind.PERSONAL)


def counted(leaves: Iterable[Row]) -> Iterator[tuple[Row, dict[str, Any]]]:
    """Count the time off and the leaves of a month that stand, in the order in which they were asked for.

    What the law gives counts among none, and so does what was refused or taken back.

    Arguments:
        leaves: the rows of somebody's leaves that begin in the month.

    Yields:
        Each row that says something else, and what it is to say.
    """
    number = 0
    for row in sorted(leaves, key=lambda row: (row["asked_at"], row["leave"])):
        counts = row["leave_kind"] in _COUNTED and row["state"] not in _NONE
        number += counts
        nth = number if counts else None
        if nth != row["nth"]:
            anew = {**row, "nth": nth, "is_beyond": counts and number > MOST_IN_A_MONTH}
            yield row, anew | {name: bool(mark(anew)) for name, mark in REGISTER.all_marks.items()}


def days_away(leave: Row) -> frozenset[date]:
    """Give the days on which somebody is, or was, away by a leave that was approved.

    Arguments:
        leave: its row.
    """
    if leave["state"] not in (LeaveStage.APPROVED, LeaveStage.OVER):
        return frozenset()
    behind = leave["last_day"] + timedelta(days=1)
    behind = behind if leave["back_on"] is None else min(behind, leave["back_on"])
    number = (behind - leave["first_day"]).days
    return frozenset(leave["first_day"] + timedelta(days=place) for place in range(number))


def _of_answer(column: str, kind: Kind, name: str, *events: type[Event]) -> Column:
    sets: dict[type[Event], Setter] = {Asked: nothing, AnswerWithdrawn: nothing}
    sets |= dict.fromkeys(events, given(name))
    return Column(column, kind, sets, is_listed=False)


def _of_return(column: str, kind: Kind, *, is_listed: bool = False) -> Column:
    sets: dict[type[Event], Setter] = {Asked: nothing}
    sets |= dict.fromkeys((CameBack, ReturnCorrected), given(column))
    return Column(column, kind, sets, is_listed=is_listed)


REGISTER = Register(
    opening=(Asked,),
    flow=FLOW,
    columns=(
        Column("staff", Kind.TEXT, {Asked: given("actor")}, is_required=True),
        said(Asked, "leave_kind"),
        Column("first_day", Kind.DAY, {Asked: given("since")}, is_required=True),
        Column("last_day", Kind.DAY, {Asked: given("until")}, is_required=True),
        said(Asked, "days"),
        Column("nth", Kind.NUMBER, {Asked: nothing}),
        said(Asked, "reason"),
        said(Asked, "happened_at", is_listed=False),
        said(Asked, "told_min", is_listed=False),
        said(Asked, "is_told_too_late", is_listed=False),
        Column("is_beyond", Kind.FLAG, {Asked: no}, is_listed=False),
        Column("asked_at", Kind.MOMENT, {Asked: when}, is_listed=False, is_required=True),
        _of_answer("answered_by", Kind.TEXT, "actor", Approved, Refused),
        _of_answer("is_beforehand", Kind.FLAG, "is_beforehand", Approved),
        _of_answer("refused_because", Kind.TEXT, "reason", Refused),
        Column(
            "back_on",
            Kind.DAY,
            {Asked: nothing, CameBack: given("on"), ReturnCorrected: given("on")},
        ),
        _of_return("over_days", Kind.NUMBER, is_listed=True),
        _of_return("is_covered", Kind.FLAG),
    ),
    marks={
        "is_beyond_four": lambda row: bool(row["is_beyond"]) and row["state"] not in _NONE,
        "is_told_late": lambda row: bool(row["is_told_too_late"]) and row["state"] not in _NONE,
        "is_overstayed": lambda row: (
            bool(row["over_days"]) and not row["is_covered"] and row["state"] == LeaveStage.OVER
        ),
    },
    newest="first_day",
    filters=("staff", "leave_kind", "answered_by"),
    own=("staff",),
    searched=("staff", "reason"),
    number="QJ",
    void=(LeaveStage.WITHDRAWN,),
    lines=(("staff", "state"), ("leave", "first_day", "leave_kind")),
)
