"""Answers about scores, worked out from the view when somebody asks."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from sqlalchemy import Connection

from answerable.calendar.months import Month
from answerable.errors import NotFound, Refused
from answerable.projection.views.store import Store
from answerable.queries import scoring as q
from answerable.rulebook import LineState, Statement
from answerable.service import Service
from services.scoring.binding import bound, installed
from services.scoring.statements import SCORED, Entry, entries, months, registered, score, sites

UNKNOWN = "unknown"
"""The role shown of a person who is not on the site's register."""


def statement_of(connection: Connection, query: q.StatementOf) -> q.StatementAnswer:
    """Score a person's month, under the bound rulebook or under another.

    Raises:
        NotFound: the site, the person or the rulebook is not known, or there is nothing to score.
        Refused: no rulebook is bound, or the person's role is not scored.
    """
    _must_know(connection, query.site)
    month = Month.parse(query.month)
    found = entries(connection, query.site, month, query.staff)
    if not found:
        raise _nothing(connection, query)
    book = bound(connection, query.site, month) if query.rulebook is None else installed(query.rulebook)
    return q.StatementAnswer(statement=score(book, month, found[0]))


def statements(connection: Connection, query: q.Statements) -> q.StatementList:
    """Score everybody's month at a site, highest score first.

    Raises:
        NotFound: the site is not known, or there is nothing to score.
        Refused: no rulebook is bound.
    """
    _must_know(connection, query.site)
    known = months(connection, query.site)
    if query.month is None and not known:
        raise NotFound(
            f"nothing counts for or against anybody at site {query.site} yet: name a month, as YYYY-MM, "
            "to see where its people begin"
        )
    month = known[-1] if query.month is None else Month.parse(query.month)
    found = entries(connection, query.site, month)
    if not found:
        raise NotFound(
            f"there is nobody to score at site {query.site} in {month}: nobody on its register was employed "
            f"then in a role that is scored, and no fact is of that month{_others(known)}"
        )
    book = bound(connection, query.site, month)
    rows = [_row(entry, score(book, month, entry)) for entry in found]
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
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def register(self, service: Service) -> None:
        """Let a service answer every query of scoring."""
        service.answers(q.StatementOf, self.statement_of)
        service.answers(q.Statements, self.statements)
        service.answers(q.Views, service.view_statuses)

    async def statement_of(self, query: q.StatementOf) -> q.StatementAnswer:
        """Score a person's month."""
        return await self._store.read(partial(statement_of, query=query))

    async def statements(self, query: q.Statements) -> q.StatementList:
        """Score everybody's month at a site."""
        return await self._store.read(partial(statements, query=query))


def _must_know(connection: Connection, site: str) -> None:
    known = sites(connection)
    if site not in known:
        raise NotFound(f"there is no site {site}; known are: {', '.join(known) or 'none'}")


def _nothing(connection: Connection, query: q.StatementOf) -> NotFound | Refused:
    """Say why there is nothing to score of a person."""
    staff, site, month = query.staff, query.site, query.month
    found = registered(connection, staff)
    if found is None:
        return NotFound(
            f"{staff} is not on the register of site {site}, and nothing of {month} counts for or against "
            "them there: check the id and the month"
        )
    person, role = found
    if person.site != site:
        return NotFound(f"{staff} belongs to site {person.site}, and has no fact at {site} in {month}")
    if role is not None and role not in SCORED:
        scored = ", ".join(sorted(SCORED))
        return Refused(f"{staff} is a {role.value}; the text has these scored: {scored}", rule="001-3.4")
    employed = f"from {person.hired_on or 'an unknown day'}"
    if person.left_on is not None:
        employed += f" to {person.left_on}"
    return NotFound(f"{staff} was not employed in {month} (but {employed}), and has no fact in that month")


def _others(known: tuple[Month, ...]) -> str:
    return f"; months with facts are {known[0]} to {known[-1]}" if known else ""


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
        pay_yuan=result.pay.amount,
        open_questions=len(result.open_questions),
        alerts=len(result.alerts),
    )
