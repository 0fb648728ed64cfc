"""The desk's questions, each with what answers it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from answerable.clock import Clock
from answerable.events.subjects import parse
from answerable.identity.sight import Sight
from answerable.identity.table import table
from answerable.ledger.store.stream import differences
from answerable.projection.views.seen import of_sites
from answerable.projection.views.store import Store
from answerable.queries import desk as q
from answerable.queries.limits import LimitTold
from answerable.queries.matters import CaseRow, CaseStory, Ownership, Story
from answerable.queries.registers import REGISTERS, RegisterQuery
from answerable.service import Service
from answerable_services.desk import (
    absences,
    called,
    cases,
    coverage,
    duties,
    fault_chains,
    goods_moved,
    handovers,
    keys_moved,
    lists,
    naming,
    others,
    overview,
    ownership,
    people,
    report_figures,
    roster,
    stories,
    surveys,
    trends,
)
from answerable_services.desk import tables as t
from answerable_services.desk.limit_told import limit_told
from answerable_services.desk.notes import notes_of
from answerable_services.desk.own import refuse_unowned
from answerable_services.desk.story_sight import check_story

TIMELY: dict[str, Callable[[Connection, Sight, datetime], lists.Timely]] = {
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
        """Answer every query of the desk.

        Raises:
            Conflict: somebody may see what is theirs of matters that name nobody.
        """
        refuse_unowned(table(), REGISTERS.values())
        self._service.answers(q.Overview, self.overview)
        self._service.answers(q.Trends, self.trends)
        self._service.answers(q.Coverage, self.coverage)
        self._service.answers(q.KeyMovements, self.key_movements)
        self._service.answers(q.GoodsMovements, self.goods_movements)
        self._service.answers(q.FaultTiming, self.fault_timing)
        self._service.answers(q.Sites, self.sites)
        self._service.answers(q.CaseTimeline, self.timeline)
        self._service.answers(q.CaseOwnership, self.ownership)
        self._service.answers(q.LimitOf, self.limit)
        self._service.answers(q.StoryOf, self.story)
        self._service.answers(q.HandoverBoard, self.handover_board)
        self._service.answers(q.OnDuty, self.on_duty)
        self._service.answers(q.Roster, self.roster)
        self._service.answers(q.OtherMatters, self.others)
        self._service.answers(q.Called, self.called)
        self._service.answers(q.SurveyResults, self.survey_results)
        self._service.answers(q.AskedByLink, self.asked_by_link)
        self._service.answers(q.ReportFigures, self.report_figures)
        self._service.answers(q.LedgerStatus, self.ledger_status)
        for published in REGISTERS.values():
            self._service.answers(published.query, self.lister(published))

    async def overview(self, _: q.Overview, sight: Sight) -> q.OverviewAnswer:
        """Give every site's numbers."""
        now = self._clock.now()
        return await self._store.read(lambda connection: overview.overview_of(connection, sight, now))

    async def trends(self, query: q.Trends, sight: Sight) -> q.TrendsAnswer:
        """Tell how things went in the last months."""
        now = self._clock.now()
        return await self._store.read(partial(trends.trends_of, query=query, sight=sight, now=now))

    async def coverage(self, query: q.Coverage, sight: Sight) -> q.CoverageAnswer:
        """Tell who was on duty beside the contacts that came in."""
        now = self._clock.now()
        return await self._store.read(partial(coverage.coverage_of, query=query, sight=sight, now=now))

    async def key_movements(self, query: q.KeyMovements, sight: Sight) -> q.KeysMoved:
        """Tell how keys moved in the last months."""
        now = self._clock.now()
        return await self._store.read(partial(keys_moved.keys_moved, query=query, sight=sight, now=now))

    async def goods_movements(self, query: q.GoodsMovements, sight: Sight) -> q.GoodsMoved:
        """Tell how hazardous goods moved in the last months."""
        now = self._clock.now()
        return await self._store.read(partial(goods_moved.goods_moved, query=query, sight=sight, now=now))

    async def fault_timing(self, query: q.FaultTiming, sight: Sight) -> q.ChainTimes:
        """Tell how long the steps of faults took in the last months."""
        now = self._clock.now()
        return await self._store.read(partial(fault_chains.timing_of, query=query, sight=sight, now=now))

    async def sites(self, _: q.Sites, sight: Sight) -> q.SiteNames:
        """Name the sites; nothing is counted."""
        names = select(*(t.SITES.c[name] for name in q.SiteName.model_fields)).order_by(t.SITES.c.site)
        names = names.where(of_sites(t.SITES.c.site, sight.sites))

        def read(connection: Connection) -> q.SiteNames:
            rows = connection.execute(names).mappings()
            return q.SiteNames(sites=tuple(q.SiteName.model_validate(dict(row)) for row in rows))

        return await self._store.read(read)

    async def timeline(self, query: q.CaseTimeline, sight: Sight) -> CaseStory:
        """Tell a case's story, its contact's events included, as the ledger has it."""
        now = self._clock.now()

        def find(connection: Connection) -> tuple[CaseRow, str | None]:
            row = cases.row_seen(connection, query.case, sight)
            site = frozenset({row["site"]})
            away = absences.without_owner(connection, absences.days_of(connection, now), site)
            return CaseRow.model_validate(cases.row_of(row, now, away)), row["contact"]

        head, contact = await self._store.read(find)
        stretch, ledger = stories.Stretch.of(query), self._service.ledger
        histories = [await stretch.read(ledger, query.case)]
        if contact is not None:
            of_contact = await stretch.read(ledger, contact)
            # A contact of another site is that site's: what was said in it is not told here.
            histories.append([one for one in of_contact if parse(one.subject).site == head.site])
        told = stretch.told_of(histories)
        gone = await self._taken_back([entry.fields for entry in told.entries], sight)
        noted = await self._store.read(partial(notes_of, matter=query.case))
        return CaseStory(case=head, **told._asdict(), taken_back=gone, **noted)

    async def ownership(self, query: q.CaseOwnership, sight: Sight) -> Ownership:
        """Tell who was responsible for a case when."""
        return await self._store.read(partial(ownership.ownership_of, query=query, sight=sight))

    async def limit(self, query: q.LimitOf, sight: Sight) -> LimitTold:
        """Explain how a case's time limit comes to its end."""
        seen = partial(cases.row_seen, case=query.case, sight=sight)
        row = await self._store.read(seen)
        return await limit_told(self._service.ledger, row, self._clock.now())

    async def story(self, query: q.StoryOf, sight: Sight) -> Story:
        """Tell the story of any matter."""
        now = self._clock.now()
        row = await self._store.read(partial(stories.row_of, matter=query.matter))
        ledger = self._service.ledger
        await check_story(self._store, ledger, query.matter, row, sight)
        facts = await self._store.read(partial(stories.facts_of, matter=query.matter, row=row, now=now))
        stretch = stories.Stretch.of(query)
        messages = await stretch.read(ledger, query.matter)
        # Whoever moved is where their row says, and not where their story began.
        site = facts.pop("site", None) or await stories.site_of(ledger, query.matter, messages)
        told = stretch.told_of([messages])
        state = facts.pop("state", None)
        gone = await self._taken_back([facts, *(entry.fields for entry in told.entries)], sight)
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
            **await self._store.read(partial(notes_of, matter=query.matter)),
        )

    async def others(self, query: q.OtherMatters, sight: Sight) -> q.OthersFound:
        """Find matters without a register."""
        return await self._store.read(lambda connection: others.found(connection, query, sight))

    async def called(self, query: q.Called, sight: Sight) -> q.MattersCalled:
        """Tell what people call matters."""
        return await self._store.read(lambda connection: called.called(connection, query, sight))

    async def _taken_back(self, values: Any, sight: Sight) -> dict[str, str]:
        """Tell which of the matters that an answer names were taken back since."""
        named = naming.named_in(values)
        if not named:
            return {}
        return await self._store.read(lambda connection: naming.taken_back(connection, named, sight))

    async def handover_board(self, query: q.HandoverBoard, sight: Sight) -> q.HandoverCells:
        """Tell how the newest handovers stand."""
        return await self._store.read(lambda connection: handovers.board_of(connection, query, sight))

    async def roster(self, query: q.Roster, sight: Sight) -> q.RosterMonth:
        """Tell who is on duty on each day of a month, and what is amiss."""
        now = self._clock.now()
        return await self._store.read(lambda connection: roster.roster_of(connection, query, sight, now))

    async def on_duty(self, query: q.OnDuty, sight: Sight) -> q.Duties:
        """Tell who is on duty today."""
        now = self._clock.now()
        return await self._store.read(lambda connection: duties.on_duty(connection, query, sight, now))

    async def survey_results(self, query: q.SurveyResults, sight: Sight) -> q.SurveyFigures:
        """Count what the answers of a survey come to."""
        return await self._store.read(partial(surveys.results_of, query=query, sight=sight))

    async def report_figures(self, query: q.ReportFigures, sight: Sight) -> q.FiguresTold:
        """Tell a report's numbers."""
        return await self._store.read(partial(report_figures.figures_told, query=query, sight=sight))

    async def asked_by_link(self, query: q.AskedByLink, _: Sight) -> q.QuestionnaireAsked:
        """Tell whether a questionnaire can be answered by its link."""
        now = self._clock.now()
        return await self._store.read(partial(surveys.asked_by_link, query=query, now=now))

    def lister(self, published: RegisterQuery) -> Callable[[Any, Sight], Awaitable[Any]]:
        """Give what answers the question for a page of a register.

        Arguments:
            published: the register with its models.
        """

        def page(connection: Connection, query: Any, sight: Sight, now: datetime) -> Any:
            told = TIMELY.get(published.register.stream)
            timely = lists.NEVER if told is None else told(connection, sight, now)
            return lists.page_of(connection, published, query, sight, timely)

        async def answer(query: Any, sight: Sight) -> Any:
            return await self._store.read(partial(page, query=query, sight=sight, now=self._clock.now()))

        return answer

    async def ledger_status(self, _: q.LedgerStatus, __: Sight) -> q.LedgerState:
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
