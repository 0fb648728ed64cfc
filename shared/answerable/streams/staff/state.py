"""Staff: what the register says of one person, day by day, whichever sites they have worked at.

The state is what was recorded and holds, each entry with the day from which it does. What follows for a day
is worked out from these: whether they are employed, where, in which team and roles, and whether they are on
leave. So entries may be made in any order, and one that is taken back leaves nothing behind.

Views fold the same events by `after`, so that a rebuilt view says what the decisions see.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import singledispatch
from typing import NamedTuple

from pydantic import TypeAdapter

from answerable.calendar import Month
from answerable.corrections import Correctable
from answerable.events.base import Event
from answerable.people import Stretch
from answerable.streams.staff import events
from answerable.streams.staff.events import Role

_DAY = timedelta(days=1)


class EntryKind(StrEnum):
    """What an entry of the register says."""

    HIRED = "hired"
    LEFT = "left"
    MOVED = "moved"
    PROMOTED = "promoted"
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"
    ON_LEAVE = "on_leave"
    RETURNED = "returned"


@dataclass(frozen=True, slots=True)
class Entry:
    """What was recorded of a person, and holds.

    Arguments:
        number: the version of the event that said it.
        kind: what it says.
        since: the first day on which it holds; of leaving, the first day on which they are employed no more.
        until: the last day on which it holds, where it ends by itself.
        role: the role that it names.
        at: the site that it names.
        team: the group that it names.
    """

    number: int
    kind: EntryKind
    since: date
    until: date | None = None
    role: Role | None = None
    at: str | None = None
    team: str | None = None


class Held(NamedTuple):
    """A role that a person has on a day, and where.

    Arguments:
        role: which.
        at: the site where it holds; at all sites where None.
        is_granted: whether it was granted beside the role that they are employed as.
    """

    role: Role
    at: str | None
    is_granted: bool


class Presence(StrEnum):
    """Whether a person is there on a day, in the words of the register's pages."""

    TO_COME = "to_come"
    EMPLOYED = "employed"
    ON_LEAVE = "on_leave"
    LEFT = "left"
    WITHDRAWN = "withdrawn"


class Absence(NamedTuple):
    """Days on which somebody cannot be given work at a site.

    Arguments:
        why: they are on leave, they left, or they moved away.
        first: the first of the days.
        last: the last one; None where no end is known.
        site: the one that they moved away from; every site where None.
    """

    why: EntryKind
    first: date
    last: date | None
    site: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is on one day.

    Arguments:
        is_employed: whether they are employed on it.
        site: where they work, or worked last; where they will, before they are hired.
        team: the group they belong to.
        role: what they are employed as.
        hired_on: the first day of the employment that the day is in, or of the one before it.
        there_since: since when they have worked at the site.
        leave: the leave that they are on.
    """

    is_employed: bool = False
    site: str | None = None
    team: str | None = None
    role: Role | None = None
    hired_on: date | None = None
    there_since: date | None = None
    leave: Entry | None = None


@dataclass(frozen=True, slots=True)
class Staff(Correctable):
    """A member of staff.

    Arguments:
        entries: what holds of them, by the day from which it does.
    """

    entries: tuple[Entry, ...] = ()

    def of_kind(self, *kinds: EntryKind) -> Iterator[Entry]:
        """Give the entries that say one of some things, in order of their days."""
        return (entry for entry in self.entries if entry.kind in kinds)

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The stretches of time in which they are employed, in order; a first day may not be known."""
        found: list[Stretch] = []
        for entry in self.of_kind(EntryKind.HIRED, EntryKind.LEFT):
            is_open = bool(found) and found[-1].last is None
            if entry.kind is EntryKind.HIRED:
                if not is_open:
                    found.append(Stretch(entry.since, None))
            elif is_open:
                found[-1] = Stretch(found[-1].first, entry.since - _DAY)
            elif not found:
                found.append(Stretch(None, entry.since - _DAY))
        return tuple(found) or (Stretch(None, None),)

    @property
    def hired_on(self) -> date | None:
        """The first day of the last employment on record, where known."""
        return self.stretches[-1].first

    @property
    def left_on(self) -> date | None:
        """The last day of the last employment on record, where it ends."""
        return self.stretches[-1].last

    @property
    def sites(self) -> tuple[str, ...]:
        """Every site that they are on record at, each once, in order of the days."""
        placed = (entry.at for entry in self.of_kind(EntryKind.HIRED, EntryKind.MOVED))
        return tuple(dict.fromkeys(site for site in placed if site is not None))

    def on(self, day: date) -> Standing:
        """Tell what they are on a day."""
        found = Standing()
        for entry in self.entries:
            if entry.since > day:
                break
            found = _behind(found, entry, day)
        if found.site is None and (first := next(iter(self.of_kind(EntryKind.HIRED)), None)) is not None:
            found = replace(found, site=first.at, team=first.team, role=first.role)
        return found

    @property
    def last(self) -> Standing:
        """What they are by all that is on record, announced for later days too."""
        return self.on(self.entries[-1].since) if self.entries else Standing()

    def presence_on(self, day: date) -> Presence:
        """Tell whether they are there on a day."""
        standing = self.on(day)
        if not standing.is_employed:
            has_been = any(one.last is not None and one.last < day for one in self.stretches)
            return Presence.LEFT if has_been else Presence.TO_COME
        return Presence.EMPLOYED if standing.leave is None else Presence.ON_LEAVE

    def is_employed_on(self, day: date) -> bool:
        """Tell whether they are employed on a day."""
        return any(one.covers(day) for one in self.stretches)

    def leave_on(self, day: date) -> Stretch | None:
        """Give the leave that they are on on a day; None where they are on none."""
        leave = self.on(day).leave
        return None if leave is None else Stretch(leave.since, leave.until)

    def roles_on(self, day: date) -> tuple[Held, ...]:
        """Give the roles that they have on a day: the one they are employed as first, then those granted.

        A granted role ends with the employment in which it was granted: who is hired again has none.
        """
        standing = self.on(day)
        if not standing.is_employed:
            return ()
        found = [] if standing.role is None else [Held(standing.role, standing.site, is_granted=False)]
        found += [Held(one.role, one.at, is_granted=True) for one in self.grants_on(day) if one.role]
        return tuple(dict.fromkeys(found))

    def grants_on(self, day: date) -> tuple[Entry, ...]:
        """Give the grants of roles that hold on a day."""
        began = self.on(day).hired_on
        running: list[Entry] = []
        for entry in self.of_kind(EntryKind.GRANTED, EntryKind.WITHDRAWN):
            if entry.since > day:
                break
            if entry.kind is EntryKind.GRANTED:
                running.append(entry)
            else:
                running = [one for one in running if (one.role, one.at) != (entry.role, entry.at)]
        return tuple(
            one
            for one in running
            if (one.until is None or day <= one.until) and (began is None or one.since >= began)
        )

    def has_role(self, day: date, site: str, *roles: Role) -> bool:
        """Tell whether they have one of some roles at a site on a day.

        The role that somebody is employed as holds wherever they are seen: sites share their people.

        Arguments:
            day: when.
            site: where.
            roles: any one of these.
        """
        held = self.roles_on(day)
        return any(one.role in roles and (not one.is_granted or one.at in (None, site)) for one in held)

    def home_in(self, month: Month) -> Standing | None:
        """Tell what they are on the last day of a month on which they are employed; None where on none.

        A month is scored once, at the site of that day: see docs/decisions/0030-one-person-over-sites.md.
        """
        days = [
            month.last_day if one.last is None else min(one.last, month.last_day)
            for one in self.stretches
            if one.meets(month.first_day, month.last_day)
        ]
        return self.on(max(days)) if days else None

    def roles_in(self, month: Month) -> tuple[Role, ...]:
        """Give what they are employed as on the days of a month, the first first."""
        days = {month.first_day, *(entry.since for entry in self.entries if entry.since.year > 1)}
        inside = sorted(day for day in days if month.first_day <= day <= month.last_day)
        found = (self.on(day) for day in inside)
        return tuple(dict.fromkeys(one.role for one in found if one.is_employed and one.role is not None))

    def absences(self) -> tuple[Absence, ...]:
        """Give the days on which they cannot be given work: on leave, gone, or moved to another site."""
        days = sorted({day for entry in self.entries for day in _turns(entry)})
        found: list[Absence] = []
        been: dict[str, None] = {}
        for number, day in enumerate(days):
            last = days[number + 1] - _DAY if number + 1 < len(days) else None
            standing = self.on(day)
            found += [Absence(why, day, last, site) for why, site in _away(standing, been)]
            if standing.is_employed and standing.site is not None:
                been[standing.site] = None
        return tuple(_joined(found))


def _turns(entry: Entry) -> Iterator[date]:
    """Give the days on which something changes by an entry."""
    yield entry.since
    if entry.until is not None:
        yield entry.until + _DAY


def _away(standing: Standing, been: dict[str, None]) -> Iterator[tuple[EntryKind, str | None]]:
    """Tell why somebody cannot be given work, and where."""
    if not standing.is_employed:
        if been:
            yield EntryKind.LEFT, None
        return
    if standing.leave is not None:
        yield EntryKind.ON_LEAVE, None
    for site in been:
        if site != standing.site:
            yield EntryKind.MOVED, site


def _joined(absences: list[Absence]) -> Iterator[Absence]:
    """Put together the absences of one kind that follow each other day by day."""
    running: dict[tuple[EntryKind, str | None], Absence] = {}
    for one in absences:
        key = (one.why, one.site)
        before = running.get(key)
        if before is not None and before.last is not None and before.last + _DAY == one.first:
            running[key] = before._replace(last=one.last)
        else:
            if before is not None:
                yield before
            running[key] = one
    yield from running.values()


def _behind(standing: Standing, entry: Entry, day: date) -> Standing:
    """Give what holds behind an entry, as far as it matters on a day."""
    if entry.kind is EntryKind.HIRED:
        began = Standing(is_employed=True, site=entry.at, team=entry.team, role=entry.role)
        return replace(began, hired_on=entry.since, there_since=entry.since)
    changes = _CHANGES.get(entry.kind) if standing.is_employed else None
    return standing if changes is None else changes(standing, entry, day)


def _left(standing: Standing, _: Entry, __: date) -> Standing:
    return replace(standing, is_employed=False, leave=None)


def _promoted(standing: Standing, entry: Entry, _: date) -> Standing:
    return replace(standing, role=entry.role)


def _moved(standing: Standing, entry: Entry, _: date) -> Standing:
    if entry.at is None or entry.at == standing.site:
        return replace(standing, team=entry.team or standing.team)
    return replace(standing, site=entry.at, team=entry.team, there_since=entry.since)


def _on_leave(standing: Standing, entry: Entry, day: date) -> Standing:
    is_over = entry.until is not None and day > entry.until
    return standing if is_over else replace(standing, leave=entry)


def _returned(standing: Standing, _: Entry, __: date) -> Standing:
    return replace(standing, leave=None)


_CHANGES: Mapping[EntryKind, Callable[[Standing, Entry, date], Standing]] = {
    EntryKind.LEFT: _left,
    EntryKind.PROMOTED: _promoted,
    EntryKind.MOVED: _moved,
    EntryKind.ON_LEAVE: _on_leave,
    EntryKind.RETURNED: _returned,
}


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
    return replace(before, entries=tuple(ordered))


def _without(state: Staff | None, number: int) -> Staff:
    before = state or Staff()
    return replace(before, entries=tuple(one for one in before.entries if one.number != number))


def last_of(state: Staff | None, kind: EntryKind) -> Entry | None:
    """Give the entry of a kind that was recorded last; None where there is none."""
    found = () if state is None else tuple(state.of_kind(kind))
    return max(found, key=lambda one: one.number, default=None)


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
