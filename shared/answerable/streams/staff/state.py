"""Staff: what the register says of one person, day by day, whichever sites they have worked at.

The state is what was recorded and holds, each entry with the day from which it does. What follows for a day
is worked out from these: whether they are employed, where, in which team and roles, and whether they are on
leave. So entries may be made in any order, and one that is taken back leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from answerable.calendar import Month
from answerable.corrections import Correctable
from answerable.people import Stretch
from answerable.streams.staff.events import Role
from answerable.streams.staff.standing import Entry, EntryKind, Standing, behind

_DAY = timedelta(days=1)


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


_UNKNOWN = (Stretch(None, None),)
"""When somebody was employed of whom nothing is said."""


def stretches_of(entries: Iterable[Entry]) -> tuple[Stretch, ...]:
    """Give the stretches of time in which somebody is employed.

    Arguments:
        entries: what holds of them, by the day from which it does.
    """
    found: list[Stretch] = []
    for entry in entries:
        is_open = bool(found) and found[-1].last is None
        if entry.kind is EntryKind.HIRED and not is_open:
            found.append(Stretch(entry.since, None))
        elif entry.kind is EntryKind.LEFT and is_open:
            found[-1] = Stretch(found[-1].first, entry.since - _DAY)
        elif entry.kind is EntryKind.LEFT and not found:
            found.append(Stretch(None, entry.since - _DAY))
    return tuple(found) or _UNKNOWN


@dataclass(frozen=True, slots=True)
class Staff(Correctable):
    """A member of staff.

    Arguments:
        entries: what holds of them, by the day from which it does.
        stretches: the stretches of time in which they are employed by these, in order: each command asks for
            them; a first day may not be known.
    """

    entries: tuple[Entry, ...] = ()
    stretches: tuple[Stretch, ...] = _UNKNOWN

    def of_kind(self, *kinds: EntryKind) -> Iterator[Entry]:
        """Give the entries that say one of some things, in order of their days."""
        return (entry for entry in self.entries if entry.kind in kinds)

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

    @property
    def roles_on_record(self) -> frozenset[Role]:
        """Every role that is on record of them, for whatever days."""
        return frozenset(one.role for one in self.entries if one.role is not None)

    def on(self, day: date) -> Standing:
        """Tell what they are on a day."""
        found = Standing()
        for entry in self.entries:
            if entry.since > day:
                break
            found = behind(found, entry, day)
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
        if not any(entry.kind is EntryKind.ON_LEAVE for entry in self.entries):
            return None
        leave = self.on(day).leave
        return None if leave is None else Stretch(leave.since, leave.until)

    def works_at(self, site: str, day: date, *, or_did: bool = False) -> bool:
        """Tell whether they work at a site on a day, by their post or by a role granted there.

        Arguments:
            site: which.
            day: when.
            or_did: whether it is enough that they did before.
        """
        home = self.on(day).site
        if home in (None, site) or any(one.at in (None, site) for one in self.grants_on(day)):
            return True
        placed = self.of_kind(EntryKind.HIRED, EntryKind.MOVED, EntryKind.GRANTED)
        return or_did and any(one.at == site and one.since <= day for one in placed)

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


def last_of(state: Staff | None, kind: EntryKind) -> Entry | None:
    """Give the entry of a kind that was recorded last; None where there is none."""
    found = () if state is None else tuple(state.of_kind(kind))
    return max(found, key=lambda one: one.number, default=None)
