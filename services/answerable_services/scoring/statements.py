"""Statements from the view: whose month there is to score, from which facts, and the scoring itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, tzinfo
from typing import Any, NamedTuple

from pydantic_core import from_json
from sqlalchemy import BindParameter, Connection, RowMapping, Select, bindparam, or_, select

from answerable.calendar.months import Month
from answerable.calendar.zones import zone_of
from answerable.events.registry import REGISTRY
from answerable.rulebook import Fact, Person, Rulebook, Statement, fact_month, statement
from answerable.streams.staff.events import Role
from answerable_services.scoring.projection import (
    EDGES,
    FACTS,
    MONTHS,
    NEVER_HIRED,
    PEOPLE,
    REVOCATIONS,
    SITES,
    months_around,
    shifted,
)

SCORED = frozenset({Role.AGENT, Role.TRAINER})
"""Whom the scheme scores: agents, and the training specialist who scores them (001-3.4).

It names nobody else; team leaders have rules of their own (001-X1), which are not among the texts.
"""

_AT_ONCE = 400
"""Aggregates in one question: SQLite binds a limited number of values."""

_FACT = (FACTS.c.staff, FACTS.c.sequence, FACTS.c.type, FACTS.c.data)


class Entry(NamedTuple):
    """A person whose month is scored, and what it is scored from.

    Arguments:
        person: who.
        role: as what they are on the site's register; None where they are not on it.
        facts: what was recorded of the month, also what was taken back.
        revocations: what took some of it back, whenever that was.
    """

    person: Person
    role: Role | None
    facts: tuple[Fact, ...]
    revocations: tuple[Fact, ...] = ()


_OF_SITES = (SITES, PEOPLE, MONTHS, EDGES)

# Made once: to build a question costs more than to ask it.
_OF: BindParameter[str] = bindparam("of")
_KNOWN = tuple(select(table.c.site).where(table.c.site == _OF).limit(1) for table in _OF_SITES)
_ZONE = select(SITES.c.timezone).where(SITES.c.site == _OF)
_SURE_MONTHS = select(MONTHS.c.first_day).where(MONTHS.c.site == _OF)
_DOUBTFUL_DAYS = select(EDGES.c.day).where(EDGES.c.site == _OF)
_EMPLOYED = select(PEOPLE).where(
    PEOPLE.c.site == _OF,
    or_(PEOPLE.c.hired_on.is_(None), PEOPLE.c.hired_on <= bindparam("last")),
    or_(PEOPLE.c.left_on.is_(None), PEOPLE.c.left_on >= bindparam("first")),
)
_NAMED = select(PEOPLE).where(
    PEOPLE.c.site == _OF, PEOPLE.c.staff.in_(bindparam("names", expanding=True, type_=PEOPLE.c.staff.type))
)
_TAKEN_OFF = select(NEVER_HIRED.c.staff).where(
    NEVER_HIRED.c.site == _OF,
    NEVER_HIRED.c.staff.in_(bindparam("names", expanding=True, type_=NEVER_HIRED.c.staff.type)),
)
_OF_DAYS = (
    select(*_FACT)
    .where(FACTS.c.site == _OF, FACTS.c.day.between(bindparam("first"), bindparam("last")))
    .order_by(FACTS.c.day, FACTS.c.event)
)
_OF_PERSON = _OF_DAYS.where(FACTS.c.staff == bindparam("who"))
_TAKEN_BACK = select(
    REVOCATIONS.c.originator, REVOCATIONS.c.sequence, REVOCATIONS.c.type, REVOCATIONS.c.data
).where(
    REVOCATIONS.c.site == _OF,
    REVOCATIONS.c.originator.in_(bindparam("names", expanding=True, type_=REVOCATIONS.c.originator.type)),
)


def is_known(connection: Connection, site: str) -> bool:
    """Tell whether anything is known of a site; one row is looked at, however many there are."""
    return any(connection.execute(asked, {"of": site}).first() for asked in _KNOWN)


def sites(connection: Connection) -> tuple[str, ...]:
    """List the sites that anything is known of."""
    found: set[str] = set()
    for table in _OF_SITES:
        found.update(connection.execute(select(table.c.site).distinct()).scalars())
    return tuple(sorted(found))


def site_zone(connection: Connection, site: str) -> tzinfo:
    """Give the zone a site's months are counted in; the default one until the site has named its own."""
    name = connection.execute(_ZONE, {"of": site}).scalar_one_or_none()
    return zone_of(name)


def registered(connection: Connection, staff: str) -> tuple[Person, Role | None] | None:
    """Tell what the register says of a person, whatever their site."""
    row = connection.execute(select(PEOPLE).where(PEOPLE.c.staff == staff)).mappings().one_or_none()
    return None if row is None else (_person(row), _role(row))


def months(connection: Connection, site: str) -> tuple[Month, ...]:
    """List the months in which something was recorded for or against somebody at a site, oldest first."""
    sure = connection.execute(_SURE_MONTHS, {"of": site})
    found = {Month.of(day) for day in sure.scalars()}
    zone = site_zone(connection, site)
    for day in connection.execute(_DOUBTFUL_DAYS, {"of": site}).scalars():
        if not found.issuperset(months_around(day)):
            of_the_day = select(*_FACT).where(FACTS.c.site == site, FACTS.c.day == day)
            rows = connection.execute(of_the_day).mappings()
            found.update(fact_month(_fact(row).event, zone) for row in rows)
    return tuple(sorted(found))


def entries(connection: Connection, site: str, month: Month, staff: str | None = None) -> list[Entry]:
    """Give everybody whose month there is to score at a site, by id.

    That is who is employed there on any day of the month in a role that is scored, and who has facts in
    the month and either such a role or no place on the site's register.

    Arguments:
        connection: to the view.
        site: where.
        month: when, in the site's zone.
        staff: only this person.
    """
    facts = _facts(connection, site, month, staff)
    register = _register(connection, site, month, facts, staff)
    never = _never_hired(connection, site, facts.keys() - register.keys())
    by = _revocations(connection, site, facts)
    found = []
    for name in sorted(register.keys() | facts.keys()):
        row = register.get(name)
        person = Person(name, site, None, None, name in never) if row is None else _person(row)
        theirs = tuple(facts[name])
        taken_back = tuple(
            one
            for aggregate in sorted({fact.event.originator_id for fact in theirs})
            for one in by[aggregate]
        )
        entry = Entry(person, None if row is None else _role(row), theirs, taken_back)
        is_there = row is not None and person.is_employed_in(month)
        if (entry.role is None or entry.role in SCORED) and (is_there or entry.facts):
            found.append(entry)
    return found


def is_over(month: Month, today: date | None) -> bool:
    """Tell whether a month has ended by a day; every month has where none is named."""
    return today is None or month.last_day < today


def score(book: Rulebook, month: Month, entry: Entry, *, is_over: bool) -> Statement:
    """Score a person's month.

    No ranks are handed over: the log measures workload, but nothing in it measures quality, so nobody
    can be ranked first in both (001-B1). That bonus stays with a superior's entry.

    Arguments:
        book: the rulebook.
        month: which month.
        entry: whose, and from what.
        is_over: whether the month has ended at the site.
    """
    return statement(book, month, entry.person, entry.facts, revocations=entry.revocations, is_over=is_over)


def _in_parts(keys: Iterable[str]) -> list[list[str]]:
    """Cut keys into as many as one question can name, in order."""
    ordered = sorted(keys)
    return [ordered[first : first + _AT_ONCE] for first in range(0, len(ordered), _AT_ONCE)]


def _register(
    connection: Connection, site: str, month: Month, named: Iterable[str], staff: str | None
) -> dict[str, RowMapping]:
    """Read from the register who was employed in a month and who is named, not who left years ago."""
    asked: list[tuple[Select[Any], dict[str, Any]]] = [
        (_NAMED, {"of": site, "names": some}) for some in _in_parts(named if staff is None else (staff,))
    ]
    if staff is None:
        asked.append((_EMPLOYED, {"of": site, "first": month.first_day, "last": month.last_day}))
    return {row["staff"]: row for each, of in asked for row in connection.execute(each, of).mappings()}


def _never_hired(connection: Connection, site: str, names: Iterable[str]) -> frozenset[str]:
    """Tell of people who are on no register whose hiring was taken back."""
    return frozenset(
        name
        for some in _in_parts(names)
        for name in connection.execute(_TAKEN_OFF, {"of": site, "names": some}).scalars()
    )


def _revocations(
    connection: Connection, site: str, facts: Mapping[str, Sequence[Fact]]
) -> defaultdict[str, list[Fact]]:
    """Read what takes any of these facts back, by aggregate."""
    aggregates = {fact.event.originator_id for theirs in facts.values() for fact in theirs}
    found: defaultdict[str, list[Fact]] = defaultdict(list)
    for some in _in_parts(aggregates):
        for row in connection.execute(_TAKEN_BACK, {"of": site, "names": some}).mappings():
            found[row["originator"]].append(_fact(row))
    return found


def _facts(
    connection: Connection, site: str, month: Month, staff: str | None
) -> defaultdict[str, list[Fact]]:
    """Read a site's month in one query, by person.

    The days in UTC around the month are read, and the rulebook's own rule decides what is inside it.
    """
    zone = site_zone(connection, site)
    of: dict[str, Any] = {
        "of": site,
        "first": shifted(month.first_day, -1),
        "last": shifted(month.last_day, 1),
    }
    wanted, of = (_OF_DAYS, of) if staff is None else (_OF_PERSON, {**of, "who": staff})
    found: defaultdict[str, list[Fact]] = defaultdict(list)
    for row in connection.execute(wanted, of).mappings():
        fact = _fact(row)
        if fact_month(fact.event, zone) == month:
            found[row["staff"]].append(fact)
    return found


def _fact(row: Mapping[Any, Any]) -> Fact:
    return Fact(REGISTRY.build(row["type"], from_json(row["data"])), row["sequence"])


def _person(row: Mapping[Any, Any]) -> Person:
    return Person(row["staff"], row["site"], row["hired_on"], row["left_on"])


def _role(row: Mapping[Any, Any]) -> Role | None:
    return None if row["role"] is None else Role(row["role"])
