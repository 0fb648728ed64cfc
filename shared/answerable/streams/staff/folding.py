"""What a person's events make of what the register says of them.

Views fold the same events by `after` as decisions do, so that a rebuilt view says what the decisions see.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import singledispatch

from pydantic import TypeAdapter

from answerable.events.base import Event
from answerable.streams.staff import events
from answerable.streams.staff.events import Role
from answerable.streams.staff.standing import Entry, EntryKind
from answerable.streams.staff.state import Staff, last_of, stretches_of

_DAY = timedelta(days=1)


def employed(
    hired_on: date | None,
    left_on: date | None = None,
    role: Role | None = None,
    site: str | None = None,
    team: str | None = None,
) -> Staff:
    """Make the state of somebody who was hired, and perhaps left.

    Arguments:
        hired_on: the first day, where it is known.
        left_on: the last day, once they left.
        role: what they are employed as; None where nobody said.
        site: whose register they are on; None where nobody said.
        team: the group they belong to; None where nobody said.
    """
    began = Entry(1, EntryKind.HIRED, hired_on or date.min, role=role, at=site, team=team)
    state = _with(Staff(), began) if hired_on is not None else Staff()
    return state if left_on is None else _with(state, _leaving(2, left_on))


def _leaving(number: int, left_on: date) -> Entry:
    return Entry(number, EntryKind.LEFT, left_on + _DAY)


def _with(state: Staff | None, entry: Entry) -> Staff:
    """Add an entry, in the order of the days and of the events."""
    before = state or Staff()
    ordered = sorted((*before.entries, entry), key=lambda one: (one.since, one.number))
    return replace(before, entries=tuple(ordered), stretches=stretches_of(ordered))


def _without(state: Staff | None, number: int) -> Staff:
    before = state or Staff()
    left = tuple(one for one in before.entries if one.number != number)
    return replace(before, entries=left, stretches=stretches_of(left))


@singledispatch
def after(event: Event, state: Staff | None) -> Staff | None:
    """Give what holds of a person behind an event of their own.

    Arguments:
        event: what was recorded.
        state: what held before; None where there was nobody, or where nothing earlier is known.
    """
    del event
    return state


@after.register
def _(event: events.Hired, _state: Staff | None) -> Staff | None:
    began = Entry(event.originator_version, EntryKind.HIRED, event.hired_on)
    return _with(None, replace(began, role=event.role, at=event.site, team=event.team))


@after.register
def _(event: events.Rehired, state: Staff | None) -> Staff | None:
    began = Entry(event.originator_version, EntryKind.HIRED, event.since)
    return _with(state, replace(began, role=event.role, at=event.site, team=event.team))


@after.register
def _(event: events.HiringCorrected, state: Staff | None) -> Staff | None:
    first = None if state is None else min(state.of_kind(EntryKind.HIRED), key=_number, default=None)
    if state is None or first is None:
        if event.hired_on is None:
            return state
        hired = Entry(event.originator_version, EntryKind.HIRED, event.hired_on, role=event.role)
        return _with(state, replace(hired, at=event.site, team=event.team))
    right = replace(
        first,
        since=event.hired_on or first.since,
        role=event.role or first.role,
        team=event.team or first.team,
    )
    return _with(_without(state, first.number), right)


def _number(entry: Entry) -> int:
    return entry.number


@after.register
def _(_event: events.HiringWithdrawn, _state: Staff | None) -> Staff | None:
    return None


@after.register
def _(event: events.Left, state: Staff | None) -> Staff | None:
    return _with(state, _leaving(event.originator_version, event.left_on))


@after.register
def _(event: events.LeavingCorrected, state: Staff | None) -> Staff | None:
    last = last_of(state, EntryKind.LEFT)
    number = event.originator_version if last is None else last.number
    return _with(_without(state, number), _leaving(number, event.left_on))


@after.register
def _(_event: events.LeavingWithdrawn, state: Staff | None) -> Staff | None:
    last = last_of(state, EntryKind.LEFT)
    return state if last is None else _without(state, last.number)


@after.register
def _(event: events.Moved, state: Staff | None) -> Staff | None:
    moved = Entry(event.originator_version, EntryKind.MOVED, event.since)
    return _with(state, replace(moved, at=event.at, team=event.team))


@after.register
def _(event: events.Promoted, state: Staff | None) -> Staff | None:
    return _with(state, Entry(event.originator_version, EntryKind.PROMOTED, event.since, role=event.role))


@after.register
def _(event: events.RoleGranted, state: Staff | None) -> Staff | None:
    granted = Entry(event.originator_version, EntryKind.GRANTED, event.since, event.until)
    return _with(state, replace(granted, role=event.role, at=event.at))


@after.register
def _(event: events.RoleWithdrawn, state: Staff | None) -> Staff | None:
    withdrawn = Entry(event.originator_version, EntryKind.WITHDRAWN, event.since)
    return _with(state, replace(withdrawn, role=event.role, at=event.at))


@after.register
def _(event: events.OnLeave, state: Staff | None) -> Staff | None:
    return _with(state, Entry(event.originator_version, EntryKind.ON_LEAVE, event.since, event.until))


@after.register
def _(event: events.Returned, state: Staff | None) -> Staff | None:
    return _with(state, Entry(event.originator_version, EntryKind.RETURNED, event.since))


@after.register
def _(event: events.EntryWithdrawn, state: Staff | None) -> Staff | None:
    return _without(state, event.entry)


_STATE: TypeAdapter[Staff] = TypeAdapter(Staff)


def written(state: Staff) -> str:
    """Write what holds of a person as JSON, for a view to keep."""
    return _STATE.dump_json(state, exclude_defaults=True).decode()


def read(text: str) -> Staff:
    """Read what `written` wrote."""
    return _STATE.validate_json(text)


EVENTS: tuple[type[Event], ...] = tuple(
    kind for kind in after.registry if kind is not Event and issubclass(kind, Event)
)
"""Every event that changes what holds of a person."""
