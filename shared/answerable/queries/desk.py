"""The desk: open matters at the sites and their stories; answered by intake."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, Field

from answerable.events.base import CaseId, OriginatorId, SiteId, StaffId
from answerable.queries.base import Answer, Query
from answerable.queries.views import ViewsQuery
from answerable.streams.case.events import Priority
from answerable.streams.case.flow import CaseStage
from answerable.streams.handover.events import Mark, Shift
from answerable.streams.handover.flow import HandoverStage


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
        staff: people on its register.
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


class CaseRow(Answer):
    """A case in a list.

    Arguments:
        case: its id.
        site: where.
        topic: what about.
        priority: how urgent.
        state: where it stands.
        owner: who is responsible.
        first_responder: who was first asked.
        team: the owner's group, where known.
        waiting_for: who was asked to take it, where a transfer is open: a person's or a group's name.
        opened_at: since when.
        due_at: the end of its time limit, pauses included.
        is_overdue: whether that has passed while it was open.
        limit_missed: whether a miss of the limit is on record.
        miss_withdrawn: whether one was, and a named person took it back.
        transfers: accepted transfers.
        reopened: how often it began again.
        resolved_at: when it was last resolved.
        closed_at: when it was closed.
    """

    case: CaseId
    site: SiteId
    topic: str
    priority: Priority
    state: CaseStage
    owner: StaffId
    first_responder: StaffId
    team: str | None = None
    waiting_for: str | None = None
    opened_at: AwareDatetime
    due_at: AwareDatetime
    is_overdue: bool
    limit_missed: bool
    miss_withdrawn: bool = False
    transfers: int
    reopened: int
    resolved_at: AwareDatetime | None = None
    closed_at: AwareDatetime | None = None


class CasePage(Answer):
    """Some cases of a longer list.

    Arguments:
        cases: this page, most urgent first: by end of the time limit.
        total: how many there are in all.
    """

    cases: tuple[CaseRow, ...]
    total: int


class Cases(Query[CasePage]):
    """Which cases are there?

    Arguments:
        site: of one site.
        state: in one state.
        owner: of one owner.
        only_open: only those in work, paused ones included.
        overdue: only those behind their time limit.
        waiting: only those whose transfer nobody has accepted.
        text: whose id or topic contains this.
        limit: rows on a page.
        offset: rows before it.
    """

    site: SiteId | None = None
    state: CaseStage | None = None
    owner: StaffId | None = None
    only_open: bool = False
    overdue: bool = False
    waiting: bool = False
    text: str | None = Field(default=None, max_length=80)
    limit: int = Field(default=50, ge=1, le=500)
    offset: int = Field(default=0, ge=0)


class TimelineEntry(Answer):
    """One event of a story.

    Arguments:
        sequence: its place in the ledger.
        event: its id.
        type: its wire type.
        occurred_at: when it happened.
        recorded_at: when it was recorded.
        actor: who did it.
        is_imported: whether it came from another system's records.
        fields: what the event says beside that, as JSON values.
    """

    sequence: int
    event: str
    type: str
    occurred_at: AwareDatetime
    recorded_at: AwareDatetime
    actor: str
    is_imported: bool
    fields: dict[str, Any]


class CaseStory(Answer):
    """A case and all that happened in it, its contact included.

    Arguments:
        case: as in a list.
        entries: oldest first.
    """

    case: CaseRow
    entries: tuple[TimelineEntry, ...]


class CaseTimeline(Query[CaseStory]):
    """What happened in this case?

    Arguments:
        case: which.
    """

    case: CaseId


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


class Story(Answer):
    """A matter and all that happened in it.

    Arguments:
        matter: its id.
        site: where it is.
        state: where it stands, where its stream has a flow.
        facts: what its register keeps of it, as JSON values; none where its stream has no register.
        entries: oldest first, from the version that was asked for.
        next_version: the first version that did not fit into the answer any more.
    """

    matter: OriginatorId
    site: SiteId
    state: str | None = None
    facts: dict[str, Any]
    entries: tuple[TimelineEntry, ...]
    next_version: int | None = None


class StoryOf(Query[Story]):
    """What happened in this matter, of whatever stream?

    Arguments:
        matter: its id.
        from_version: the first event that is told, by its place in the matter's history.
    """

    matter: OriginatorId
    from_version: int = Field(default=1, ge=1)


class HandoverItem(Answer):
    """One line of a checklist; no mark where it was not checked yet."""

    item: str
    mark: Mark | None
    note: str | None


class CarriedItem(Answer):
    """Something that went on to the next shift."""

    matter: OriginatorId | None
    what: str
    reason: str


class HandoverCell(Answer):
    """A handover on the board: how it stands, without its words.

    Arguments:
        handover: its id.
        site: where.
        on: the day.
        shift: which shift of it.
        state: where it stands.
        abnormal: lines of its checklist marked ×.
        signed_out_at: when the outgoing side signed.
        signed_in_at: when the incoming side signed.
        reviewed_by: who looked at it afterwards.
    """

    handover: OriginatorId
    site: SiteId
    on: date
    shift: Shift
    state: HandoverStage
    abnormal: int
    signed_out_at: AwareDatetime | None
    signed_in_at: AwareDatetime | None
    reviewed_by: StaffId | None


class HandoverRow(HandoverCell):
    """A handover with its checklist."""

    outgoing: StaffId
    incoming: StaffId
    items: tuple[HandoverItem, ...]
    carried: tuple[CarriedItem, ...]
    refused_reason: str | None


class HandoverShow(StrEnum):
    """Which handovers are listed."""

    UNSIGNED = "unsigned"
    REFUSED = "refused"
    ABNORMAL = "abnormal"
    UNREVIEWED = "unreviewed"


class HandoverList(Answer):
    """Some handovers of a longer list.

    Arguments:
        handovers: this page, newest first.
        total: how many there are in all.
        every: how many there are of the site and the day, whatever is shown of them.
        counts: how many of these there are of each kind.
    """

    handovers: tuple[HandoverRow, ...]
    total: int
    every: int
    counts: dict[HandoverShow, int]


class Handovers(Query[HandoverList]):
    """Which shifts were handed over?

    Arguments:
        site: of one site.
        on: of one day.
        handover: this one only.
        show: of one kind.
        limit: rows on a page; few, because a row carries its checklist's notes.
        offset: rows before it.
    """

    site: SiteId | None = None
    on: date | None = None
    handover: OriginatorId | None = None
    show: HandoverShow | None = None
    limit: int = Field(default=12, ge=1, le=25)
    offset: int = Field(default=0, ge=0)


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
