"""Answers about scores, worked out from the view when somebody asks."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection

from answerable.calendar.months import Month
from answerable.clock import Clock
from answerable.errors import NotFound, Refused
from answerable.identity.sight import Sight
from answerable.projection.views.store import Store
from answerable.queries import scoring as q
from answerable.rulebook import LineState, Statement
from answerable.rulebook.loader import named
from answerable.service import Service
from answerable.wording import listed, say
from answerable_services.scoring.binding import beside, bound
from answerable_services.scoring.statements import (
    Entry,
    entries,
    is_known,
    is_over,
    months,
    registered,
    score,
    site_zone,
    sites,
)
from answerable_services.scoring.suggested import suggestions

UNKNOWN = "unknown"
"""The role shown of a person who is not on the site's register."""


def statement_of(
    connection: Connection, query: q.StatementOf, sight: Sight, today: date | None = None
) -> q.StatementAnswer:
    """Score a person's month, under the bound rulebook or under another.

    Arguments:
        connection: to the view.
        query: what is asked.
        sight: whose statements the asker may see.
        today: the day at the site; months that had not ended by then are provisional. All have where None.

    Raises:
        Forbidden: it is neither theirs, nor their team's, nor of a site of which they see all.
        NotFound: the site, the person or the rulebook is not known, or there is nothing to score.
        Refused: no rulebook is bound, or the person's role is not scored.
    """
    month = Month.parse(query.month)
    is_of_team = query.staff in _team_of(connection, sight, query.site, (query.staff,), month, today)
    sight.check(query.site, is_own=query.staff == sight.person, is_of_team=is_of_team)
    _must_know(connection, query.site)
    found = entries(connection, query.site, month, query.staff)
    if not found:
        raise _nothing(connection, query, sight)
    is_asked = query.rulebook is not None  # about that one alone
    book = named(query.rulebook) if query.rulebook is not None else bound(connection, query.site, month)
    others = () if is_asked else beside(connection, query.site, month)
    has_ended = is_over(month, today)
    return q.StatementAnswer(statement=score(book, month, found[0], is_over=has_ended, beside=others))


def statements(
    connection: Connection, query: q.Statements, sight: Sight, today: date | None = None
) -> q.StatementList:
    """Score the month of everybody at a site whose statement somebody may see, highest score first.

    Arguments:
        connection: to the view.
        query: what is asked.
        sight: whose statements the asker may see.
        today: the day at the site; months that had not ended by then are provisional. All have where None.

    Raises:
        NotFound: the site is not known, or there is nothing to score.
        Refused: no rulebook is bound.
    """
    _must_know(connection, query.site)
    known = months(connection, query.site)
    if query.month is None and not known:
        raise NotFound(say("error.nothing_counts_yet", site=query.site))
    month = known[-1] if query.month is None else Month.parse(query.month)
    found = entries(connection, query.site, month)
    if not sight.shows(query.site):
        names = [entry.person.staff for entry in found]
        team = _team_of(connection, sight, query.site, names, month, today)
        found = [entry for entry in found if entry.person.staff in team]
    if not found:
        raise _nobody(query.site, month, known)
    book = bound(connection, query.site, month)
    others, has_ended = beside(connection, query.site, month), is_over(month, today)
    rows = [_row(entry, score(book, month, entry, is_over=has_ended, beside=others)) for entry in found]
    return q.StatementList(
        site=query.site,
        month=str(month),
        months=tuple(map(str, known)),
        rulebook=book.name,
        statements=tuple(sorted(rows, key=lambda row: (-row.capped, -row.raw, row.staff))),
    )


class Answers:
    """Answers the queries of scoring.

    Arguments:
        store: holds the view.
        clock: tells which months have begun.
    """

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def _today(self, connection: Connection, site: str, month: str | None) -> date:
        """Give the day at a site, on which no month is scored that has not begun: nothing in it is a merit.

        Raises:
            Refused: the month begins later, by the site's own days.
        """
        today = self._clock.now().astimezone(site_zone(connection, site)).date()
        if month is not None and Month.parse(month).first_day > today:
            raise Refused(say("error.month_not_begun", site=site, month=month))
        return today

    def register(self, service: Service) -> None:
        """Let a service answer every query of scoring."""
        service.answers(q.StatementOf, self.statement_of)
        service.answers(q.Statements, self.statements)
        service.answers(q.Suggestions, self.suggestions)
        service.answers(q.Views, service.view_statuses)

    async def statement_of(self, query: q.StatementOf, sight: Sight) -> q.StatementAnswer:
        """Score a person's month."""

        def read(connection: Connection) -> q.StatementAnswer:
            today = self._today(connection, query.site, query.month)
            return statement_of(connection, query, sight, today)

        return await self._store.read(read)

    async def statements(self, query: q.Statements, sight: Sight) -> q.StatementList:
        """Score everybody's month at a site."""

        def read(connection: Connection) -> q.StatementList:
            today = self._today(connection, query.site, query.month)
            return statements(connection, query, sight, today)

        return await self._store.read(read)

    async def suggestions(self, query: q.Suggestions, _: Sight) -> q.SuggestionList:
        """List what may be a violation and nobody has decided on; who may ask sees all of the site."""

        def read(connection: Connection) -> q.SuggestionList:
            _must_know(connection, query.site)
            return suggestions(connection, query, self._today(connection, query.site, None))

        return await self._store.read(read)


def _must_know(connection: Connection, site: str) -> None:
    if not is_known(connection, site):
        raise NotFound(say("error.no_site", site=site, known=listed(sites(connection))))


def _team_of(
    connection: Connection, sight: Sight, site: str, people: Collection[str], month: Month, today: date | None
) -> frozenset[str]:
    """Tell who of some people are in the asker's team in a month, where they see their team's at the site."""
    if not sight.shows(site, is_of_team=True) or sight.shows(site):
        return frozenset()
    day = month.last_day if today is None else min(today, month.last_day)

    def team_of(person: str) -> str | None:
        found = registered(connection, person)
        on_it = None if found is None else found.state.on(day)
        return on_it.team if on_it is not None and on_it.site == site else None

    mine = team_of(sight.person)
    return frozenset() if mine is None else frozenset(one for one in people if team_of(one) == mine)


def _nothing(connection: Connection, query: q.StatementOf, sight: Sight) -> NotFound | Refused:
    """Say why there is nothing to score of a person; where they are instead, to whoever sees every site."""
    staff, site, month = query.staff, query.site, query.month
    found = registered(connection, staff)
    if found is None:
        return NotFound(say("error.not_registered", staff=staff, site=site, month=month))
    when = Month.parse(month)
    person, role, home = found.person_in(staff, when), found.role_in(when), found.home_in(when)
    if home != site and not sight.is_everywhere:
        return NotFound(say("error.not_registered", staff=staff, site=site, month=month))
    if home != site:
        return NotFound(say("error.of_another_site", staff=staff, home=home, site=site, month=month))
    if role is not None and role not in q.SCORED:
        scored = listed(say(f"role.{one}") for one in sorted(q.SCORED))
        said = say("error.not_scored", staff=staff, role=say(f"role.{role}"), scored=scored)
        return Refused(said, rule="001-3.4")
    start = say("error.unknown_day") if person.hired_on is None else str(person.hired_on)
    if person.left_on is None:
        span = say("error.employed_from", start=start)
    else:
        span = say("error.employed_between", start=start, end=str(person.left_on))
    return NotFound(say("error.not_employed_then", staff=staff, month=month, span=span))


def _nobody(site: str, month: Month, known: tuple[Month, ...]) -> NotFound:
    if not known:
        return NotFound(say("error.nobody_to_score", site=site, month=str(month)))
    first, last = str(known[0]), str(known[-1])
    return NotFound(say("error.nobody_to_score_then", site=site, month=str(month), first=first, last=last))


def _row(entry: Entry, result: Statement) -> q.StatementRow:
    points = [
        line.points for line in result.lines if line.state is LineState.COUNTED and line.points is not None
    ]
    return q.StatementRow(
        staff=result.staff,
        role=UNKNOWN if entry.role is None else entry.role.value,
        base=result.base,
        plus=sum((each for each in points if each > 0), Decimal(0)),
        minus=sum((each for each in points if each < 0), Decimal(0)),
        raw=result.raw,
        capped=result.capped,
        grade=result.grade,
        pay_yuan=None if result.pay is None else result.pay.amount,
        open_questions=len(result.open_questions),
        alerts=len(result.alerts),
    )
