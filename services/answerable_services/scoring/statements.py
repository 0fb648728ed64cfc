"""Statements from the view: whose month there is to score, from which facts, and the scoring itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, tzinfo
from functools import lru_cache
from typing import Any, NamedTuple

from pydantic_core import from_json
from sqlalchemy import BindParameter, Connection, bindparam, or_, select

from answerable.calendar.months import Month
from answerable.calendar.zones import zone_of
from answerable.events.registry import REGISTRY
from answerable.queries.scoring import SCORED
from answerable.rulebook import Fact, Person, Rulebook, Statement, fact_month, statement
from answerable.streams.staff.events import Role
from answerable.streams.staff.folding import after
from answerable.streams.staff.state import Staff
from answerable_services.scoring.projection import months_around, shifted
from answerable_services.scoring.tables import EDGES, FACTS, MONTHS, PEOPLE, REVOCATIONS, SITES

_AT_ONCE = 400
"""Aggregates in one question: SQLite binds a limited number of values."""

_FACT = (FACTS.c.staff, FACTS.c.sequence, FACTS.c.type, FACTS.c.data)


class Entry(NamedTuple):
    """A person whose month is scored, and what it is scored from.

    Arguments:
        person: who.
        role: as what they are on the register; None where they are not on it.
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
_PLACED = select(PEOPLE.c.staff).where(or_(PEOPLE.c.site == _OF, PEOPLE.c.home == _OF)).distinct()
_NAMED = (
    select(PEOPLE)
    .where(PEOPLE.c.staff.in_(bindparam("names", expanding=True, type_=PEOPLE.c.staff.type)))
    .order_by(PEOPLE.c.staff, PEOPLE.c.version)
)
_OF_DAYS = (
    select(*_FACT)
    .where(FACTS.c.site == _OF, FACTS.c.day.between(bindparam("first"), bindparam("last")))
    .order_by(FACTS.c.day, FACTS.c.event)
)
_OF_PERSON = _OF_DAYS.where(FACTS.c.staff == bindparam("who"))
_ELSEWHERE = (
    select(*_FACT)
    .where(
        FACTS.c.staff.in_(bindparam("names", expanding=True, type_=FACTS.c.staff.type)),
        FACTS.c.day.between(bindparam("first"), bindparam("last")),
        FACTS.c.site != _OF,
    )
    .order_by(FACTS.c.day, FACTS.c.event)
)
_DAYS_BESIDE = tuple(
    select(FACTS.c.staff, FACTS.c.day)
    .distinct()
    .where(FACTS.c.staff.in_(bindparam("names", expanding=True, type_=FACTS.c.staff.type)), is_beside)
    for is_beside in (FACTS.c.site < _OF, FACTS.c.site > _OF)
)
_TAKEN_BACK = select(
    REVOCATIONS.c.originator, REVOCATIONS.c.sequence, REVOCATIONS.c.type, REVOCATIONS.c.data
).where(
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


class Registered(NamedTuple):
    """What the register says of a person, and which site recorded it last.

    Arguments:
        state: what holds.
        recorded_at: the site that recorded the last of it.
    """

    state: Staff
    recorded_at: str

    def home_in(self, month: Month) -> str:
        """Give the site that a month is scored at: where they are employed last in it, or were before."""
        standing = self.state.home_in(month) or self.state.on(month.last_day)
        return standing.site or self.recorded_at

    def role_in(self, month: Month) -> Role | None:
        """Give as what a month is scored: the last role in it that is, or else the last one."""
        roles = self.state.roles_in(month)
        scored = [role for role in roles if role in SCORED]
        last = (scored or roles)[-1:]
        return last[0] if last else self.state.on(month.last_day).role

    def person_in(self, staff: str, month: Month) -> Person:
        """Give who is scored: the employment that the month is in, or the nearest before it, counts.

        Arguments:
            staff: their id.
            month: the month.
        """
        stretches = self.state.stretches
        begun = [one for one in stretches if one.first is None or one.first <= month.last_day]
        now = (begun or stretches[:1])[-1]
        others = tuple(one for one in stretches if one is not now)
        return Person(staff, self.home_in(month), now.first, now.last, others=others)


def registered(connection: Connection, staff: str) -> Registered | None:
    """Tell what the register says of a person, whatever their site."""
    return _register(connection, (staff,))[0].get(staff)


def months(connection: Connection, site: str) -> tuple[Month, ...]:
    """List the months in which something was recorded for or against somebody at a site, oldest first.

    What other sites recorded of its people is part of it: it counts here.
    """
    sure = connection.execute(_SURE_MONTHS, {"of": site})
    found = {Month.of(day) for day in sure.scalars()}
    zone = site_zone(connection, site)
    for day in connection.execute(_DOUBTFUL_DAYS, {"of": site}).scalars():
        if not found.issuperset(months_around(day)):
            of_the_day = select(*_FACT).where(FACTS.c.site == site, FACTS.c.day == day)
            rows = connection.execute(of_the_day).mappings()
            found.update(fact_month(_fact(row).event, zone) for row in rows)
    return tuple(sorted(found | _months_elsewhere(connection, site, zone)))


def _months_elsewhere(connection: Connection, site: str, zone: tzinfo) -> set[Month]:
    """Give the months in which another site recorded something that counts at this one."""
    days: defaultdict[str, set[date]] = defaultdict(set)
    for some in _in_parts(connection.execute(_PLACED, {"of": site}).scalars()):
        # Asked for on either side, the index has these few, and the many of the site itself are passed over.
        for beside in _DAYS_BESIDE:
            for staff, day in connection.execute(beside, {"of": site, "names": some}):
                days[staff].add(day)
    register, _ = _register(connection, days)
    found: set[Month] = set()
    for staff, theirs in days.items():
        for month in {month for day in theirs for month in months_around(day)}:
            if month in found or staff not in register or register[staff].home_in(month) != site:
                continue
            is_sure = any(months_around(day) == {month} for day in theirs)
            if is_sure or _facts_elsewhere(connection, site, month, (staff,), zone):
                found.add(month)
    return found


def entries(connection: Connection, site: str, month: Month, staff: str | None = None) -> list[Entry]:
    """Give everybody whose month there is to score at a site, by id.

    That is who is employed on any day of the month in a role that is scored, and works here on the last of
    these days; and who has facts in the month and is on no register, or was last on this one. What other
    sites recorded of them in the month counts here, and makes no statement there.

    Arguments:
        connection: to the view.
        site: where.
        month: when, in the site's zone.
        staff: only this person.
    """
    facts = _facts(connection, site, month, staff)
    placed = connection.execute(_PLACED, {"of": site}).scalars() if staff is None else (staff,)
    names = sorted({*placed, *facts})
    register, never = _register(connection, names)
    here = [name for name in names if name not in register or register[name].home_in(month) == site]
    zone, registered_here = site_zone(connection, site), register.keys() & set(here)
    for name, theirs in _facts_elsewhere(connection, site, month, registered_here, zone).items():
        facts[name] += theirs
    by = _revocations(connection, (fact for name in here for fact in facts.get(name, ())))
    found = []
    for name in here:
        known = register.get(name)
        if known is None:
            person = Person(name, site, None, None, was_never_hired=name in never)
        else:
            person = known.person_in(name, month)
        of_month = tuple(facts[name])
        taken_back = tuple(
            one
            for aggregate in sorted({fact.event.originator_id for fact in of_month})
            for one in by[aggregate]
        )
        entry = Entry(person, None if known is None else known.role_in(month), of_month, taken_back)
        is_there = known is not None and person.is_employed_in(month)
        if (entry.role is None or entry.role in SCORED) and (is_there or entry.facts):
            found.append(entry)
    return found


def is_over(month: Month, today: date | None) -> bool:
    """Tell whether a month has ended by a day; every month has where none is named."""
    return today is None or month.last_day < today


def score(
    book: Rulebook, month: Month, entry: Entry, *, is_over: bool, beside: Sequence[Rulebook] = ()
) -> Statement:
    """Score a person's month.

    No ranks are handed over: the log measures workload, but nothing in it measures quality, so nobody
    can be ranked first in both (001-B1). That bonus stays with a superior's entry.

    Arguments:
        book: the rulebook.
        month: which month.
        entry: whose, and from what.
        is_over: whether the month has ended at the site.
        beside: other rulebooks by which acts are judged.
    """
    return statement(
        book,
        month,
        entry.person,
        entry.facts,
        revocations=entry.revocations,
        is_over=is_over,
        beside=beside,
    )


def _in_parts(keys: Iterable[str]) -> list[list[str]]:
    """Cut keys into as many as one question can name, in order."""
    ordered = sorted(keys)
    return [ordered[first : first + _AT_ONCE] for first in range(0, len(ordered), _AT_ONCE)]


def _register(connection: Connection, names: Iterable[str]) -> tuple[dict[str, Registered], frozenset[str]]:
    """Read what the register says of people, whichever sites recorded it, and whose hiring was taken back."""
    told: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    last: dict[str, str] = {}
    for some in _in_parts(names):
        for row in connection.execute(_NAMED, {"names": some}).mappings():
            told[row["staff"]].append((row["type"], row["data"]))
            last[row["staff"]] = row["site"]
    states = {staff: _folded(tuple(events)) for staff, events in told.items()}
    found = {staff: Registered(state, last[staff]) for staff, state in states.items() if state is not None}
    return found, frozenset(states.keys() - found.keys())


@lru_cache(maxsize=4096)
def _folded(told: tuple[tuple[str, str], ...]) -> Staff | None:
    """Fold what the register says of one person; the same few people are asked about again and again."""
    state: Staff | None = None
    for kind, data in told:
        state = after(REGISTRY.build(kind, from_json(data)), state)
    return state


def _facts_elsewhere(
    connection: Connection, site: str, month: Month, names: Iterable[str], zone: tzinfo
) -> defaultdict[str, list[Fact]]:
    """Read what other sites recorded of a site's people in its month."""
    around = {"of": site, "first": shifted(month.first_day, -1), "last": shifted(month.last_day, 1)}
    found: defaultdict[str, list[Fact]] = defaultdict(list)
    for some in _in_parts(names):
        for row in connection.execute(_ELSEWHERE, {**around, "names": some}).mappings():
            fact = _fact(row)
            if fact_month(fact.event, zone) == month:
                found[row["staff"]].append(fact)
    return found


def _revocations(connection: Connection, facts: Iterable[Fact]) -> defaultdict[str, list[Fact]]:
    """Read what takes any of these facts back, by aggregate."""
    found: defaultdict[str, list[Fact]] = defaultdict(list)
    for some in _in_parts({fact.event.originator_id for fact in facts}):
        for row in connection.execute(_TAKEN_BACK, {"names": some}).mappings():
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
