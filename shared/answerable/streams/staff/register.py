"""The register of staff: one row a person, with what is on record of them, announced for later days too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from answerable.register import Column, Kind, Names, Register, Row, Setter, moment
from answerable.streams.staff.events import Hired, HiringWithdrawn, Role
from answerable.streams.staff.folding import EVENTS, after, read, written
from answerable.streams.staff.standing import EntryKind
from answerable.streams.staff.state import Presence, Staff, last_of

KEPT = "register"
"""The column that holds what `answerable.streams.staff.state` makes of a person's events."""


def state_of(row: Row) -> Staff | None:
    """Give what a row holds of a person; None where they were taken off the register."""
    kept = row.get(KEPT)
    return read(kept) if kept else None


def _keeps(event: Any, row: Row) -> str:
    now = after(event, state_of(row))
    return "" if now is None else written(now)


def _column(name: str, kind: Kind, value: Callable[[Staff], Any], **more: Any) -> Column:
    """Make a column of something that follows from all that holds of a person."""

    def worked_out(event: Any, row: Row) -> Any:
        now = after(event, state_of(row))
        return row.get(name) if now is None else value(now)

    return Column(name, kind, dict.fromkeys(EVENTS, worked_out), **more)


def _presence(event: Any, row: Row) -> str:
    """Tell whether they are there on the day of the record; who looks is told by their own day."""
    now = after(event, state_of(row))
    return (Presence.WITHDRAWN if now is None else now.presence_on(event.recorded_at.date())).value


def _place(event: Any, row: Row) -> str | None:
    now = after(event, state_of(row))
    return None if now is None else now.last.site


def _came_from(state: Staff) -> str | None:
    """Give the site that they worked at before the last one."""
    before = [site for site in state.sites if site != state.last.site]
    return before[-1] if before else None


def _granted(state: Staff) -> list[str]:
    """Give the roles that are granted to them beside the one they are employed as."""
    day = state.entries[-1].since
    return [one.role.value for one in state.grants_on(day) if one.role is not None and state.last.is_employed]


def _leave(state: Staff) -> Any:
    """Give the last leave, where nobody has returned from it before its end."""
    leave, back = last_of(state, EntryKind.ON_LEAVE), last_of(state, EntryKind.RETURNED)
    is_over = leave is not None and back is not None and back.since > leave.since
    return None if leave is None or is_over or state.left_on is not None else leave


_PLACE: Setter = _place

REGISTER = Register(
    opening=(Hired,),
    columns=(
        Column(
            "presence",
            Kind.CHOICE,
            dict.fromkeys(EVENTS, _presence),
            choices=Presence,
            is_required=True,
        ),
        _column(
            "role",
            Kind.CHOICE,
            lambda state: None if state.last.role is None else state.last.role.value,
            choices=Role,
        ),
        _column("granted", Kind.LIST, _granted, choices=Role, words="role"),
        _column("team", Kind.TEXT, lambda state: state.last.team, names=Names.NOTHING),
        _column("hired_on", Kind.DAY, lambda state: state.hired_on, is_required=True),
        _column("left_on", Kind.DAY, lambda state: state.left_on),
        _column("there_since", Kind.DAY, lambda state: state.last.there_since, is_listed=False),
        _column("came_from", Kind.TEXT, _came_from, names=Names.SITE),
        _column("away_since", Kind.DAY, lambda state: getattr(_leave(state), "since", None)),
        _column("away_until", Kind.DAY, lambda state: getattr(_leave(state), "until", None)),
        moment("withdrawn_at", HiringWithdrawn, cleared_by=(Hired,)),
        Column(KEPT, Kind.TEXT, dict.fromkeys(EVENTS, _keeps), is_listed=False, is_shown=False),
    ),
    marks={"is_withdrawn": lambda row: row["withdrawn_at"] is not None},
    void_mark="is_withdrawn",
    newest="hired_on",
    sorts={},
    filters=("role", "team", "came_from"),
    own=("staff",),
    searched=("team",),
    plural="people",
    lines=(("staff", "presence"), ("role", "team", "hired_on")),
    moves=dict.fromkeys(EVENTS, _PLACE),
)
