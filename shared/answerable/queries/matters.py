"""What the desk tells of single matters: a case and a handover in a list, and the story of any matter."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, Field

from answerable.events.base import ActorId, CaseId, CustomerId, OriginatorId, SiteId, StaffId
from answerable.queries.base import Answer
from answerable.streams.case.events import Priority
from answerable.streams.case.flow import CaseStage
from answerable.streams.handover.events import Book, Countable, Mark, Shift
from answerable.streams.handover.flow import HandoverStage
from answerable.streams.note.flow import NoteStage
from answerable.streams.note.papers import Attachment

OVERDUE = "is_overdue"
"""The mark of a case that is behind its limit: it depends on the moment, and so no event sets it."""

NEEDS_OWNER = "needs_owner"
"""The mark of a case in work whose owner left, moved away or is on leave: it depends on the day."""

PRESENT = "presence"
"""The column of the register of staff that depends on the day."""


class Present(StrEnum):
    """The marks of the register of staff that depend on the day."""

    IS_EMPLOYED = "is_employed"
    IS_ON_LEAVE = "is_on_leave"
    HAS_LEFT = "has_left"
    IS_TO_COME = "is_to_come"


class CaseRow(Answer):
    """A case in a list.

    Arguments:
        case: its id.
        number: what people call it.
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
        needs_owner: whether it is in work, and its owner left, moved away or is on leave.
        limit_missed: whether a miss of the limit is on record.
        miss_withdrawn: whether one was, and a named person took it back.
        transfers: accepted transfers.
        reopened: how often it began again.
        resolved_at: when it was last resolved.
        closed_at: when it was closed.
        customer: whose matter it is, where known.
    """

    case: CaseId
    number: str | None = None
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
    needs_owner: bool = False
    limit_missed: bool
    miss_withdrawn: bool = False
    transfers: int
    reopened: int
    resolved_at: AwareDatetime | None = None
    closed_at: AwareDatetime | None = None
    customer: CustomerId | None = None


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


class CountedItem(Answer):
    """Something handed over by number; what was found is not known before the incoming side counted."""

    thing: Countable
    number: int
    found: int | None
    note: str | None


class UrgentItem(Answer):
    """Something urgent that one side told its superior of."""

    what: str
    by: str
    reported_to: StaffId


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

    number: str | None = None
    outgoing: StaffId
    incoming: StaffId
    items: tuple[HandoverItem, ...]
    carried: tuple[CarriedItem, ...]
    refused_reason: str | None
    book: Book = Book.SHIFT
    due_at: AwareDatetime | None = None
    counts: tuple[CountedItem, ...] = ()
    urgent: tuple[UrgentItem, ...] = ()
    decided_by: StaffId | None = None
    decision: str | None = None


class TimelineEntry(Answer):
    """One event of a story.

    Arguments:
        sequence: its place in the ledger.
        event: its id.
        type: its wire type.
        occurred_at: when it happened.
        recorded_at: when it was recorded.
        actor: who did it.
        entered_by: who had it recorded for them; None where they did so themselves.
        is_imported: whether it came from another system's records.
        fields: what the event says beside that, as JSON values.
    """

    sequence: int
    event: str
    type: str
    occurred_at: AwareDatetime
    recorded_at: AwareDatetime
    actor: str
    entered_by: str | None = None
    is_imported: bool
    fields: dict[str, Any]


class NoteOf(Answer):
    """A note about a matter.

    Arguments:
        note: its id.
        content: what was written.
        writer: who wrote it.
        written_at: when.
        state: whether it stands.
        attachments: its papers.
        withdrawn_why: why it was taken back, where it was.
    """

    note: OriginatorId
    content: str
    writer: ActorId
    written_at: AwareDatetime
    state: NoteStage
    attachments: tuple[Attachment, ...]
    withdrawn_why: str | None = None


class CaseStory(Answer):
    """A case and what happened in it, its contact included.

    Arguments:
        case: as in a list.
        entries: in the order and from the place that were asked for.
        before: what to ask with for the page before, where there is one.
        after: what to ask with for the next page, where there is one.
        taken_back: of the matters that are named, those that count for nothing any more, each with the stage
            that it is in.
        notes: the newest notes about it, the newest first.
        has_older_notes: whether there are more.
    """

    case: CaseRow
    entries: tuple[TimelineEntry, ...]
    before: int | None = None
    after: int | None = None
    taken_back: dict[str, str] = Field(default_factory=dict)
    notes: tuple[NoteOf, ...] = ()
    has_older_notes: bool = False


class Span(Answer):
    """A stretch of a case's life.

    Arguments:
        who: the owner, whom the case waits for, or why it is paused.
        starts_at: from when.
        ends_at: until when; it goes on still where this is left out.
    """

    who: str
    starts_at: AwareDatetime
    ends_at: AwareDatetime | None = None


class Ownership(Answer):
    """Who was responsible for a case when, and what stood in the way; as much of it as one answer holds.

    Arguments:
        first: the number of the first stretch of ownership that is told.
        last: the number of the last one.
        total: how many the case has had.
        owners: one after the other; between a solution and what takes it back nobody owns the case.
        waiting: transfers that were asked for and not answered, in that time.
        pauses: when the time limit stood still, in that time.
        is_shortened: whether older waits or pauses of that time are left out.
    """

    first: int
    last: int
    total: int
    owners: tuple[Span, ...]
    waiting: tuple[Span, ...]
    pauses: tuple[Span, ...]
    is_shortened: bool = False


class Story(Answer):
    """A matter and what happened in it.

    Arguments:
        matter: its id.
        site: where it is.
        state: where it stands, where its stream has a flow.
        facts: what its register keeps of it, as JSON values; none where its stream has no register.
        voided_by: the event by which the whole matter was taken back, where its stream has no stages
            whose state says so.
        entries: in the order and from the place that were asked for.
        before: what to ask with for the page before, where there is one.
        after: what to ask with for the next page, where there is one.
        taken_back: of the matters that are named, those that count for nothing any more, each with the stage
            that it is in.
        notes: the newest notes about it, the newest first.
        has_older_notes: whether there are more.
    """

    matter: OriginatorId
    site: SiteId
    state: str | None = None
    facts: dict[str, Any]
    voided_by: TimelineEntry | None = None
    entries: tuple[TimelineEntry, ...]
    before: int | None = None
    after: int | None = None
    taken_back: dict[str, str] = Field(default_factory=dict)
    notes: tuple[NoteOf, ...] = ()
    has_older_notes: bool = False
