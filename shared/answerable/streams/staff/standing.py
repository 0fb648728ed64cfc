"""What an entry of the register says, and what a person is on a day by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from answerable.streams.staff.events import Role


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


def behind(standing: Standing, entry: Entry, day: date) -> Standing:
    """Give what holds behind an entry, as far as it matters on a day.

    Arguments:
        standing: what held before it.
        entry: what was recorded.
        day: the day that is asked about.
    """
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
