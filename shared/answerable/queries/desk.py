"""The desk: open matters at the sites and their stories; answered by intake."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import AwareDatetime, Field

from answerable.events.base import CaseId, MonthName, OriginatorId, SiteId, StaffId
from answerable.queries.base import Answer, Direction, Query
from answerable.queries.limits import LimitTold
from answerable.queries.matters import CaseStory, HandoverCell, Ownership, Story
from answerable.queries.views import ViewsQuery
from answerable.streams.questionnaire.commands import QuestionnaireId
from answerable.streams.questionnaire.events import Topic
from answerable.streams.questionnaire.flow import QuestionnaireStage
from answerable.streams.report.commands import ReportId
from answerable.streams.report.events import FigureName, ReportKind
from answerable.streams.survey.commands import SurveyId

MOST_ENTRIES = 200
"""Events of a story in one answer, at most: however long a matter is, a page of it costs the same."""

MOST_SPANS = 50
"""Stretches of a case's ownership in one answer, at most: as many as can be told apart in a drawing."""

MOST_SEQUENCE = 2**63 - 2
"""The highest place in the ledger that can be named; the server counts no further."""


class Views(ViewsQuery):
    """How far are intake's views?"""


class SiteName(Answer):
    """How a site is called, and whose clock it keeps.

    Arguments:
        site: which.
        name_zh: its name.
        name_en: its name.
        timezone: the IANA zone that its days are counted in.
    """

    site: SiteId
    name_zh: str
    name_en: str
    timezone: str


class SiteNames(Answer):
    """The sites there are, by site id."""

    sites: tuple[SiteName, ...]


class Sites(Query[SiteNames]):
    """Which sites are there? Costs the same however much happened at them."""


class SiteCounts(SiteName):
    """A site's numbers.

    Arguments:
        staff: people who are employed there today, as the site counts days.
        contacts: customers' contacts so far.
        abandoned: contacts in which the customer gave up.
        cases: cases so far.
        cases_open: cases not resolved or closed, paused ones included.
        cases_paused: of these, paused.
        cases_overdue: of the open ones, those behind their time limit now.
        transfers_waiting: open cases whose transfer nobody has accepted.
        resolved_at_first_contact: cases solved by the first responder.
        resolved: cases that are solved.
        complaints: complaints so far.
        complaints_open: not yet told to the customer.
        complaints_upheld: found valid.
        faults: faults so far.
        faults_open: not yet closed.
        handovers: handovers so far.
        handovers_unsigned: without both signatures.
        handovers_refused: refused by the incoming side.
    """

    staff: int = 0
    contacts: int = 0
    abandoned: int = 0
    cases: int = 0
    cases_open: int = 0
    cases_paused: int = 0
    cases_overdue: int = 0
    transfers_waiting: int = 0
    resolved_at_first_contact: int = 0
    resolved: int = 0
    complaints: int = 0
    complaints_open: int = 0
    complaints_upheld: int = 0
    faults: int = 0
    faults_open: int = 0
    handovers: int = 0
    handovers_unsigned: int = 0
    handovers_refused: int = 0


class OverviewAnswer(Answer):
    """Every site's numbers at one moment.

    Arguments:
        at: the moment, by the service's clock.
        sites: by site id.
        contacts_by_hour: contacts by hour of the day in the site's zone, 24 numbers, all sites asked for.
    """

    at: AwareDatetime
    sites: tuple[SiteCounts, ...]
    contacts_by_hour: tuple[int, ...]


class Overview(Query[OverviewAnswer]):
    """What are the numbers now?

    Arguments:
        site: of one site; of all where left out.
    """

    site: SiteId | None = None


class OpenShare(Answer):
    """How many cases are open still when a part of their limit is over.

    Arguments:
        percent: that part of the limit.
        at_risk: cases that were open when the tenth before it began.
        closed: of these, solved in it.
        share: the estimated share of all cases that are open still, 1 at the beginning.
    """

    percent: int
    at_risk: int
    closed: int
    share: Decimal


class Counted(Answer):
    """How often something occurs.

    Arguments:
        name: what; None for all that occurs less often.
        count: how often.
    """

    name: str | None
    count: int


class TrendsAnswer(Answer):
    """How things went in the last months.

    Arguments:
        at: when that was so.
        first: the first day of the period.
        last: its last day.
        closed: cases that began in it and are solved.
        still_open: those that are not.
        open_shares: how many are open still, by the part of their limit that is over; empty without cases.
        contacts: those that came in, for each day of the week from Monday on by the hour of the day.
        causes: why faults happened, as their analyses say it, the most frequent first.
        articles: which articles the violations that stand are of, the most frequent first.
    """

    at: AwareDatetime
    first: date
    last: date
    closed: int
    still_open: int
    open_shares: tuple[OpenShare, ...]
    contacts: tuple[tuple[int, ...], ...]
    causes: tuple[Counted, ...]
    articles: tuple[Counted, ...]


class Trends(Query[TrendsAnswer]):
    """How did things go in the last months? Costs the same however much happened before (004-10a).

    Arguments:
        site: at one site; at all that the asker sees where left out.
        months: how many, the running one among them.
    """

    site: SiteId | None = None
    months: int = Field(default=12, ge=1, le=24)


class CaseTimeline(Query[CaseStory]):
    """What happened in this case, its contact included?

    Arguments:
        case: which.
        order: which way round it is told.
        after: the place in the ledger at which the page before ended.
        before: the place in the ledger at which the next page began.
        limit: events in one answer, at most.
    """

    case: CaseId
    order: Direction = Direction.ASCENDING
    after: int | None = Field(default=None, ge=0, le=MOST_SEQUENCE)
    before: int | None = Field(default=None, ge=0, le=MOST_SEQUENCE)
    limit: int = Field(default=MOST_ENTRIES, ge=1, le=MOST_ENTRIES)


class CaseOwnership(Query[Ownership]):
    """Who was responsible for this case when?

    Arguments:
        case: which.
        before: the number of the stretch of ownership before which is told; the newest where left out.
        limit: stretches of ownership, waits and pauses, so many of each at most.
    """

    case: CaseId
    before: int | None = Field(default=None, ge=1, le=MOST_SEQUENCE)
    limit: int = Field(default=MOST_SPANS, ge=1, le=MOST_SPANS)


class LimitOf(Query[LimitTold]):
    """How does this case's time limit come to its end?

    Arguments:
        case: which.
    """

    case: CaseId


class StoryOf(Query[Story]):
    """What happened in this matter, of whatever stream?

    Arguments:
        matter: its id.
        order: which way round it is told.
        after: the place in the ledger at which the page before ended.
        before: the place in the ledger at which the next page began.
        limit: events in one answer, at most.
    """

    matter: OriginatorId
    order: Direction = Direction.ASCENDING
    after: int | None = Field(default=None, ge=0, le=MOST_SEQUENCE)
    before: int | None = Field(default=None, ge=0, le=MOST_SEQUENCE)
    limit: int = Field(default=MOST_ENTRIES, ge=1, le=MOST_ENTRIES)


def newest_of(matter: str) -> StoryOf:
    """Ask for the newest events of a matter, the newest first: what holds now follows from them.

    Arguments:
        matter: its id.
    """
    return StoryOf(matter=matter, order=Direction.DESCENDING)


class OtherMatter(Answer):
    """A matter of a stream that has no register.

    Arguments:
        matter: its id.
        site: where it is.
    """

    matter: OriginatorId
    site: SiteId


class OthersFound(Answer):
    """Matters that a search found, those that were begun last first.

    Arguments:
        matters: as many as were asked for.
        is_more: whether there are more.
    """

    matters: tuple[OtherMatter, ...]
    is_more: bool = False


class OtherMatters(Query[OthersFound]):
    """Which records, entries for and against people, callbacks, meetings and people does a text find?

    Arguments:
        text: what their ids, or what was written there, contain.
        site: of one site; of all where left out.
        limit: how many, at most.
    """

    site: SiteId | None = None
    text: str = Field(min_length=1, max_length=80)
    limit: int = Field(default=8, ge=1, le=50)


class MattersCalled(Answer):
    """What people call matters.

    Arguments:
        numbers: by the matter's id; what has none is left out.
        projects: of the deliveries among them.
    """

    numbers: dict[OriginatorId, str]
    projects: dict[OriginatorId, str]


class Called(Query[MattersCalled]):
    """What do people call some matters of a site? One look, however many.

    Arguments:
        site: where.
        matters: their ids; those of other sites are answered as if there were none.
    """

    site: SiteId
    matters: tuple[OriginatorId, ...] = Field(min_length=1, max_length=100)


class TopicResult(Answer):
    """How satisfied customers are with one topic of a survey, or with all of them.

    Arguments:
        topic: which; None where it is all of them together.
        answers: how many rated it.
        total: the sum of what they gave it, from 1 to 5 each.
        satisfied: how many of them are satisfied: they gave 4 or 5.
        given: how many gave 1, 2, 3, 4 and 5, in this order.
    """

    topic: Topic | None
    answers: int
    total: int
    satisfied: int
    given: tuple[int, int, int, int, int]


class SurveyFigures(Answer):
    """What the answers of a survey come to, as far as they have come back and count.

    Arguments:
        survey: which.
        topics: topic by topic, and all together last.
        sent: questionnaires that were sent with a link that was not revoked.
        by_link: how many were answered by that.
        taken_down: answers that a member of staff took down.
        discounted: answers that count for nothing.
        opinions: how many wrote or said something beside.
    """

    survey: OriginatorId
    topics: tuple[TopicResult, ...]
    sent: int
    by_link: int
    taken_down: int
    discounted: int
    opinions: int


class SurveyResults(Query[SurveyFigures]):
    """What have the answers of a survey come to?

    Arguments:
        survey: which.
    """

    survey: SurveyId


class FigureTold(Answer):
    """One number of a report.

    Arguments:
        figure: which.
        stated: as it is on record; None where it is not, or is a mean of nothing.
        now: as it is counted now; None where it is a mean of nothing.
    """

    figure: FigureName
    stated: int | None = None
    now: int | None = None


class FiguresTold(Answer):
    """The numbers of a report, as they are on record and as they are now.

    Arguments:
        report: which.
        site: where.
        report_kind: what it is.
        first_day: the first day of its period.
        last_day: the last one.
        written_by: whose it is.
        position: the last place in the ledger that the numbers of now take account of.
        stated_at: that of those on record; None where none are.
        figures: the numbers.
    """

    report: OriginatorId
    site: SiteId
    report_kind: ReportKind
    first_day: date
    last_day: date
    written_by: StaffId
    position: int
    stated_at: int | None = None
    figures: tuple[FigureTold, ...]


class ReportFigures(Query[FiguresTold]):
    """Which numbers has a report of its period?

    Arguments:
        report: which.
    """

    report: ReportId


class QuestionnaireAsked(Answer):
    """What whoever has a link has to know, and nothing else of the survey.

    Arguments:
        questionnaire: which.
        survey: of which survey; it is no part of the page.
        site: where, so that the answer is given there; it is no part of the page either.
        name_zh: what the service centre is called.
        name_en: what the service centre is called.
        state: where the questionnaire stands.
        is_open: whether it can be answered now.
        last_day: the last day on which it can be.
    """

    questionnaire: OriginatorId
    survey: OriginatorId
    site: SiteId
    name_zh: str
    name_en: str
    state: QuestionnaireStage
    is_open: bool
    last_day: date


class AskedByLink(Query[QuestionnaireAsked]):
    """Can a questionnaire be answered by its link now?

    Arguments:
        questionnaire: which, as it follows from the link's secret.
    """

    questionnaire: QuestionnaireId


class LedgerState(Answer):
    """The ledger's state.

    Arguments:
        messages: events that it holds.
        last_sequence: the last event's.
        deleted: sequences without an event; must be 0.
        size_bytes: its size on disk.
        deny_delete: whether no event can be deleted.
        deny_purge: whether it cannot be emptied.
        differences: where its configuration departs from what it must be.
    """

    messages: int
    last_sequence: int
    deleted: int
    size_bytes: int
    deny_delete: bool
    deny_purge: bool
    differences: tuple[str, ...]


class LedgerStatus(Query[LedgerState]):
    """What state is the ledger in?"""


class HandoverCells(Answer):
    """The newest handovers, as the board shows them."""

    cells: tuple[HandoverCell, ...]


class HandoverBoard(Query[HandoverCells]):
    """How do the newest handovers stand?

    Arguments:
        site: of one site.
        limit: cells, at most.
    """

    site: SiteId | None = None
    limit: int = Field(default=500, ge=1, le=500)


class DutyRow(Answer):
    """A stretch on duty.

    Arguments:
        staff: who.
        site: where.
        starts_at: its beginning.
        ends_at: its end.
    """

    staff: StaffId
    site: SiteId
    starts_at: AwareDatetime
    ends_at: AwareDatetime


class Duties(Answer):
    """Who is on duty today, by when they begin.

    Arguments:
        at: the moment, by the service's clock.
        duties: stretches of which some part lies in their site's today.
    """

    at: AwareDatetime
    duties: tuple[DutyRow, ...]


class OnDuty(Query[Duties]):
    """Who is on duty today, by each site's own day?

    Arguments:
        site: of one site; of all where left out.
        limit: stretches, at most.
    """

    site: SiteId | None = None
    limit: int = Field(default=200, ge=1, le=500)


class RosterFinding(StrEnum):
    """What is amiss about a day of the roster."""

    NOBODY = "nobody"
    """Nobody is on duty, and somebody has to be every day (002-r15-1.1)."""
    NOT_REINFORCED = "not_reinforced"
    """It is a holiday, and duty is not reinforced (002-r15-1.9)."""


class RosterDay(Answer):
    """A day of a site's roster.

    Arguments:
        day: which.
        is_off: whether the calendar has it off.
        is_holiday: whether it is off for a holiday.
        is_over: whether it has passed, by the site's clock.
        duties: the stretches on duty that begin on it.
        finding: what is amiss about it.
    """

    day: date
    is_off: bool
    is_holiday: bool
    is_over: bool
    duties: tuple[DutyRow, ...]
    finding: RosterFinding | None = None


class SwapToEnter(Answer):
    """A swap that was approved, while the roster says as before.

    Arguments:
        swap: which.
        staff: who is on the roster still.
        to: who is to do the duty.
        duty_begins: when it begins.
    """

    swap: OriginatorId
    staff: StaffId
    to: StaffId
    duty_begins: AwareDatetime


class RosterMonth(Answer):
    """A site's roster of a month, day by day, with what is amiss.

    Arguments:
        at: the moment, by the service's clock.
        site: which site.
        month: which month.
        is_announced: whether the holidays of its year are known.
        reinforced: how many people make a holiday's duty a reinforced one, which is assumed.
        days: each day of it.
        swaps: those approved that nobody has entered.
    """

    at: AwareDatetime
    site: SiteId
    month: MonthName
    is_announced: bool
    reinforced: int
    days: tuple[RosterDay, ...]
    swaps: tuple[SwapToEnter, ...]


class Roster(Query[RosterMonth]):
    """Who is on duty on each day of a month, and where is nobody?

    Arguments:
        site: of which site.
        month: of which month; that of the site's today where left out.
    """

    site: SiteId
    month: MonthName | None = None
