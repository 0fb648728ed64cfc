"""Answers about the desk, from its view and, for a story, from the ledger."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, case, func, or_, select

from answerable.clock import Clock
from answerable.errors import NotFound
from answerable.events.base import Event
from answerable.events.cloudevents import decode
from answerable.ledger.store.recorded import Recorded
from answerable.ledger.store.stream import differences
from answerable.projection.views.store import Store
from answerable.queries import desk as q
from answerable.service import Service
from answerable.wording import say
from services.desk import tables as t

_ENVELOPE = frozenset(Event.model_fields)
_IN_WORK = (q.CaseState.OPEN.value, q.CaseState.PAUSED.value)
_IS_UNSIGNED = and_(t.HANDOVERS.c.signed_in_at.is_(None), t.HANDOVERS.c.refused_reason.is_(None))
_NEWEST_HANDOVERS = (t.HANDOVERS.c.on.desc(), t.HANDOVERS.c.handover.desc())


class DeskAnswers:
    """Answers the desk's queries.

    Arguments:
        service: gives the ledger, for stories.
        store: holds the desk's view.
        clock: tells what is overdue.
    """

    def __init__(self, service: Service, store: Store, clock: Clock) -> None:
        self._service = service
        self._store = store
        self._clock = clock

    def register(self) -> None:
        """Answer every query of the desk."""
        self._service.answers(q.Overview, self.overview)
        self._service.answers(q.Sites, self.sites)
        self._service.answers(q.Cases, self.cases)
        self._service.answers(q.CaseTimeline, self.timeline)
        self._service.answers(q.Complaints, self.complaints)
        self._service.answers(q.Faults, self.faults)
        self._service.answers(q.Handovers, self.handovers)
        self._service.answers(q.HandoverBoard, self.handover_board)
        self._service.answers(q.LedgerStatus, self.ledger_status)
        self._service.answers(q.Views, self._service.view_statuses)

    async def overview(self, query: q.Overview) -> q.OverviewAnswer:
        """Count everything."""
        now = self._clock.now()
        return await self._store.read(lambda connection: _overview(connection, query.site, now))

    async def sites(self, _: q.Sites) -> q.SiteNames:
        """Name the sites; nothing is counted."""
        columns = [t.SITES.c[name] for name in q.SiteName.model_fields]
        rows = await self._rows(select(*columns).order_by(t.SITES.c.site))
        return q.SiteNames(sites=tuple(q.SiteName.model_validate(row) for row in rows))

    async def cases(self, query: q.Cases) -> q.CasePage:
        """List cases, by the end of their time limit."""
        now = self._clock.now()
        return await self._store.read(lambda connection: _cases(connection, query, now))

    async def timeline(self, query: q.CaseTimeline) -> q.CaseStory:
        """Tell a case's story, its contact's events included, as the ledger has it."""
        now = self._clock.now()

        def find(connection: Connection) -> tuple[q.CaseRow, str | None] | None:
            row = connection.execute(select(t.CASES).where(t.CASES.c.case == query.case)).mappings().first()
            return None if row is None else (_case_row(dict(row), now), row["contact"])

        found = await self._store.read(find)
        if found is None:
            raise NotFound(say("error.no_case", case=query.case))
        head, contact = found
        histories = [await self._service.ledger.history(query.case)]
        if contact is not None:
            histories.append(await self._service.ledger.history(contact))
        messages = sorted(message for history in histories for message in history)
        return q.CaseStory(case=head, entries=tuple(_entry(message) for message in messages))

    async def ledger_status(self, _: q.LedgerStatus) -> q.LedgerState:
        """Tell the ledger's state."""
        ledger = self._service.ledger
        found = await ledger.status()
        return q.LedgerState(
            messages=found.messages,
            last_sequence=found.last_sequence,
            deleted=found.deleted,
            size_bytes=found.size_bytes,
            deny_delete=found.deny_delete,
            deny_purge=found.deny_purge,
            differences=tuple(differences(found.configuration, ledger.design)),
        )

    async def complaints(self, query: q.Complaints) -> q.ComplaintList:
        """List complaints, newest first."""
        columns = t.COMPLAINTS.c
        rows, total = await self._page(
            query,
            t.COMPLAINTS,
            is_open=columns.ended_at.is_(None),
            searched=(columns.complaint, columns.topic),
            order=(columns.filed_at.desc(), columns.complaint),
        )
        return q.ComplaintList(
            complaints=tuple(q.ComplaintRow.model_validate(row) for row in rows), total=total
        )

    async def faults(self, query: q.Faults) -> q.FaultList:
        """List faults, newest first."""
        columns = t.FAULTS.c
        rows, total = await self._page(
            query,
            t.FAULTS,
            is_open=columns.state != q.FaultState.CLOSED.value,
            searched=(columns.fault, columns.place, columns.phenomenon),
            order=(columns.began_at.desc(), columns.fault),
        )
        return q.FaultList(faults=tuple(_fault_row(row) for row in rows), total=total)

    async def handovers(self, query: q.Handovers) -> q.HandoverList:
        """List handovers, newest first."""
        return await self._store.read(lambda connection: _handovers(connection, query))

    async def handover_board(self, query: q.HandoverBoard) -> q.HandoverCells:
        """Tell how the newest handovers stand."""
        columns = [t.HANDOVERS.c[name] for name in q.HandoverCell.model_fields]
        statement = _of_site(select(*columns), t.HANDOVERS, query.site).order_by(*_NEWEST_HANDOVERS)
        rows = await self._rows(statement.limit(query.limit))
        return q.HandoverCells(cells=tuple(q.HandoverCell.model_validate(row) for row in rows))

    async def _page(
        self,
        query: q.Complaints | q.Faults,
        table: Table,
        *,
        is_open: ColumnElement[bool],
        searched: tuple[ColumnElement[str], ...],
        order: tuple[ColumnElement[Any], ...],
    ) -> tuple[list[dict[str, Any]], int]:
        """Filter in the database, and only then cut the page out; count what the filters leave."""
        conditions = [
            condition
            for wanted, condition in (
                (query.site is not None, table.c.site == query.site),
                (query.state is not None, table.c.state == query.state),
                (query.only_open, is_open),
                (bool(query.text), _contains(query.text or "", searched)),
            )
            if wanted
        ]
        page = select(table).where(*conditions).order_by(*order).limit(query.limit).offset(query.offset)

        def read(connection: Connection) -> tuple[list[dict[str, Any]], int]:
            total = connection.execute(select(func.count()).select_from(table).where(*conditions))
            return [dict(row) for row in connection.execute(page).mappings()], total.scalar_one()

        return await self._store.read(read)

    async def _rows(self, statement: Select[Any]) -> list[dict[str, Any]]:
        return await self._store.read(
            lambda connection: [dict(row) for row in connection.execute(statement).mappings()]
        )


def _of_site(statement: Select[Any], table: Any, site: str | None) -> Select[Any]:
    return statement if site is None else statement.where(table.c.site == site)


def _contains(text: str, columns: tuple[ColumnElement[str], ...]) -> ColumnElement[bool]:
    """Tell in SQL whether one of the columns contains a text; its letters stand for themselves."""
    return or_(*(column.icontains(text, autoescape=True) for column in columns))


def _is_overdue(now: datetime) -> Any:
    """Tell in SQL whether the limit has passed; a pause moves it on, unless it had passed before."""
    columns = t.CASES.c
    return or_(
        and_(columns.state == q.CaseState.OPEN.value, columns.due_at < now),
        and_(columns.state == q.CaseState.PAUSED.value, columns.due_at < columns.paused_at),
    )


def _total(condition: Any) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _overview(connection: Connection, site: str | None, now: datetime) -> q.OverviewAnswer:
    """Count by site, each table once."""
    cases, complaints, faults, handovers = t.CASES.c, t.COMPLAINTS.c, t.FAULTS.c, t.HANDOVERS.c
    in_work = cases.state.in_(_IN_WORK)
    counts: dict[str, dict[str, int]] = {}
    questions = [
        select(
            cases.site,
            func.count().label("cases"),
            _total(in_work).label("cases_open"),
            _total(cases.state == q.CaseState.PAUSED.value).label("cases_paused"),
            _total(_is_overdue(now)).label("cases_overdue"),
            _total(and_(in_work, cases.waiting_for.is_not(None))).label("transfers_waiting"),
            _total(cases.at_first_contact.is_(True)).label("resolved_at_first_contact"),
            _total(cases.resolved_at.is_not(None)).label("resolved"),
        ).group_by(cases.site),
        select(
            complaints.site,
            func.count().label("complaints"),
            _total(complaints.ended_at.is_(None)).label("complaints_open"),
            _total(complaints.is_upheld.is_(True)).label("complaints_upheld"),
        ).group_by(complaints.site),
        select(
            faults.site,
            func.count().label("faults"),
            _total(faults.state != q.FaultState.CLOSED.value).label("faults_open"),
        ).group_by(faults.site),
        select(
            handovers.site,
            func.count().label("handovers"),
            _total(_IS_UNSIGNED).label("handovers_unsigned"),
            _total(handovers.refused_reason.is_not(None)).label("handovers_refused"),
        ).group_by(handovers.site),
    ]
    for question in questions:
        for row in connection.execute(question).mappings():
            numbers = {name: int(value) for name, value in row.items() if name != "site"}
            counts.setdefault(row["site"], {}).update(numbers)
    sites = connection.execute(_of_site(select(t.SITES), t.SITES, site).order_by(t.SITES.c.site)).mappings()
    found = tuple(q.SiteCounts.model_validate(dict(row) | counts.get(row["site"], {})) for row in sites)
    return q.OverviewAnswer(at=now, sites=found, contacts_by_hour=_hours(connection, site))


def _hours(connection: Connection, site: str | None) -> tuple[int, ...]:
    hours = _of_site(select(t.CONTACT_HOURS.c.hour, t.CONTACT_HOURS.c.contacts), t.CONTACT_HOURS, site)
    totals = [0] * 24
    for row in connection.execute(hours):
        totals[row.hour] += row.contacts
    return tuple(totals)


def _cases(connection: Connection, query: q.Cases, now: datetime) -> q.CasePage:
    columns = t.CASES.c
    conditions = [
        condition
        for wanted, condition in (
            (query.site is not None, columns.site == query.site),
            (query.state is not None, columns.state == query.state),
            (query.owner is not None, columns.owner == query.owner),
            (query.overdue, _is_overdue(now)),
            (query.waiting, and_(columns.state.in_(_IN_WORK), columns.waiting_for.is_not(None))),
            (bool(query.text), _contains(query.text or "", (columns.case, columns.topic))),
        )
        if wanted
    ]
    total = connection.execute(select(func.count()).select_from(t.CASES).where(*conditions)).scalar_one()
    ended = case((columns.state.in_(_IN_WORK), 0), else_=1)
    page = (
        select(t.CASES)
        .where(*conditions)
        .order_by(ended, columns.due_at, columns.case)
        .limit(query.limit)
        .offset(query.offset)
    )
    found = connection.execute(page).mappings()
    return q.CasePage(cases=tuple(_case_row(dict(row), now) for row in found), total=total)


def _handovers(connection: Connection, query: q.Handovers) -> q.HandoverList:
    columns = t.HANDOVERS.c
    kinds = {
        q.HandoverShow.UNSIGNED: _IS_UNSIGNED,
        q.HandoverShow.REFUSED: columns.refused_reason.is_not(None),
        q.HandoverShow.ABNORMAL: columns.abnormal > 0,
        q.HandoverShow.UNREVIEWED: columns.reviewed_by.is_(None),
    }
    wanted = {"site": query.site, "on": query.on, "handover": query.handover}
    conditions = [columns[name] == value for name, value in wanted.items() if value is not None]
    totals = [_total(condition).label(kind.value) for kind, condition in kinds.items()]
    counted = connection.execute(select(func.count().label("every"), *totals).where(*conditions)).mappings()
    numbers = {name: int(value) for name, value in counted.one().items()}
    if query.show is not None:
        conditions.append(kinds[query.show])
    page = select(t.HANDOVERS).where(*conditions).order_by(*_NEWEST_HANDOVERS)
    rows = connection.execute(page.limit(query.limit).offset(query.offset)).mappings()
    return q.HandoverList(
        handovers=tuple(q.HandoverRow.model_validate(dict(row)) for row in rows),
        total=numbers["every" if query.show is None else query.show.value],
        every=numbers["every"],
        counts={kind: numbers[kind.value] for kind in kinds},
    )


def _case_row(row: dict[str, Any], now: datetime) -> q.CaseRow:
    """Make a list's row; a paused case's limit moves on with the clock."""
    due_at = row["due_at"]
    if row["state"] == q.CaseState.PAUSED.value:
        due_at += max(now - row["paused_at"], timedelta())
    shown = {name: row[name] for name in q.CaseRow.model_fields if name in row}
    is_overdue = row["state"] in _IN_WORK and due_at < now
    return q.CaseRow.model_validate({**shown, "due_at": due_at, "is_overdue": is_overdue})


def _fault_row(row: dict[str, Any]) -> q.FaultRow:
    pending = [link for link in row["notified"] if link not in row["acknowledged"]]
    shown = {name: value for name, value in row.items() if name != "notified"}
    return q.FaultRow.model_validate({**shown, "unacknowledged": pending})


def _entry(message: Recorded) -> q.TimelineEntry:
    event = decode(message.body)
    return q.TimelineEntry(
        sequence=message.sequence,
        event=event.event_id,
        type=event.event_type,
        occurred_at=event.occurred_at,
        recorded_at=event.recorded_at,
        actor=event.actor,
        is_imported=event.is_imported,
        fields=event.model_dump(mode="json", exclude=set(_ENVELOPE), exclude_none=True),
    )
