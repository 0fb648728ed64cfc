"""The desk's questions, each with what answers it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from answerable.clock import Clock
from answerable.errors import NotFound
from answerable.ledger.store.stream import differences
from answerable.projection.views.store import Store
from answerable.queries import desk as q
from answerable.queries.matters import CaseRow, CaseStory, Ownership, Story
from answerable.queries.registers import REGISTERS, RegisterQuery
from answerable.service import Service
from answerable.wording import say
from answerable_services.desk import (
    absences,
    cases,
    handovers,
    lists,
    naming,
    others,
    overview,
    ownership,
    people,
    stories,
)
from answerable_services.desk import tables as t

TIMELY: dict[str, Callable[[Connection, str | None, datetime], lists.Timely]] = {
    "case": cases.timely,
    "staff": people.timely,
}
"""What of a register depends on the moment, by the stream's name."""


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
        self._service.answers(q.CaseTimeline, self.timeline)
        self._service.answers(q.CaseOwnership, self.ownership)
        self._service.answers(q.StoryOf, self.story)
        self._service.answers(q.HandoverBoard, self.handover_board)
        self._service.answers(q.OtherMatters, self.others)
        self._service.answers(q.LedgerStatus, self.ledger_status)
        self._service.answers(q.Views, self._service.view_statuses)
        for published in REGISTERS.values():
            self._service.answers(published.query, self.lister(published))

    async def overview(self, query: q.Overview) -> q.OverviewAnswer:
        """Give every site's numbers."""
        now = self._clock.now()
        return await self._store.read(lambda connection: overview.overview_of(connection, query.site, now))

    async def sites(self, _: q.Sites) -> q.SiteNames:
        """Name the sites; nothing is counted."""
        names = select(*(t.SITES.c[name] for name in q.SiteName.model_fields)).order_by(t.SITES.c.site)

        def read(connection: Connection) -> q.SiteNames:
            rows = connection.execute(names).mappings()
            return q.SiteNames(sites=tuple(q.SiteName.model_validate(dict(row)) for row in rows))

        return await self._store.read(read)

    async def timeline(self, query: q.CaseTimeline) -> CaseStory:
        """Tell a case's story, its contact's events included, as the ledger has it."""
        now = self._clock.now()

        def find(connection: Connection) -> tuple[CaseRow, str | None] | None:
            row = connection.execute(select(t.CASES).where(t.CASES.c.case == query.case)).mappings().first()
            if row is None:
                return None
            away = absences.without_owner(connection, absences.days_of(connection, now), row["site"])
            return CaseRow.model_validate(cases.row_of(dict(row), now, away)), row["contact"]

        found = await self._store.read(find)
        if found is None:
            raise NotFound(say("error.no_case", case=query.case))
        head, contact = found
        matters = [query.case] if contact is None else [query.case, contact]
        stretch = stories.Stretch.of(query)
        told = stretch.told_of([await stretch.read(self._service.ledger, matter) for matter in matters])
        gone = await self._taken_back([entry.fields for entry in told.entries])
        return CaseStory(case=head, **told._asdict(), taken_back=gone)

    async def ownership(self, query: q.CaseOwnership) -> Ownership:
        """Tell who was responsible for a case when."""

        def read(connection: Connection) -> Ownership:
            return ownership.ownership_of(connection, query.case, query.before, query.limit)

        return await self._store.read(read)

    async def story(self, query: q.StoryOf) -> Story:
        """Tell the story of any matter."""
        now = self._clock.now()
        facts = await self._store.read(lambda connection: stories.facts_of(connection, query.matter, now))
        ledger = self._service.ledger
        stretch = stories.Stretch.of(query)
        messages = await stretch.read(ledger, query.matter)
        # Whoever moved is where their row says, and not where their story began.
        site = facts.pop("site", None) or await stories.site_of(ledger, query.matter, messages)
        told = stretch.told_of([messages])
        state = facts.pop("state", None)
        gone = await self._taken_back([facts, *(entry.fields for entry in told.entries)])
        # Where a stream has stages, its stage says so.
        voided_by = await stories.voided_by(ledger, query.matter) if state is None else None
        return Story(
            matter=query.matter,
            site=site,
            state=state,
            facts=facts,
            **told._asdict(),
            taken_back=gone,
            voided_by=voided_by,
        )

    async def others(self, query: q.OtherMatters) -> q.OthersFound:
        """Find matters without a register."""
        return await self._store.read(lambda connection: others.found(connection, query))

    async def _taken_back(self, values: Any) -> dict[str, str]:
        """Tell which of the matters that an answer names were taken back since."""
        named = naming.named_in(values)
        if not named:
            return {}
        return await self._store.read(lambda connection: naming.taken_back(connection, named))

    async def handover_board(self, query: q.HandoverBoard) -> q.HandoverCells:
        """Tell how the newest handovers stand."""
        return await self._store.read(lambda connection: handovers.board_of(connection, query))

    def lister(self, published: RegisterQuery) -> Callable[[Any], Awaitable[Any]]:
        """Give what answers the question for a page of a register.

        Arguments:
            published: the register with its models.
        """

        def page(connection: Connection, query: Any, now: datetime) -> Any:
            told = TIMELY.get(published.register.stream)
            timely = lists.NEVER if told is None else told(connection, query.site, now)
            return lists.page_of(connection, published, query, timely)

        async def answer(query: Any) -> Any:
            return await self._store.read(partial(page, query=query, now=self._clock.now()))

        return answer

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
