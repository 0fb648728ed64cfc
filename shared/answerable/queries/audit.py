"""Audit: who saw what and why, and what should be looked at; answered by the audit service."""

from __future__ import annotations

from enum import StrEnum

from pydantic import AwareDatetime, Field

from answerable.events.base import CaseId, OriginatorId, SiteId, StaffId
from answerable.queries.base import Answer, Query
from answerable.queries.views import ViewsQuery
from answerable.streams.record.events import RecordClass
from answerable.wording import Sentence


class Views(ViewsQuery):
    """How far are the views of audit?"""


class OtherViews(ViewsQuery):
    """How far are the views that others keep, consumers of one's own, where those of audit are stored?"""


class FindingKind(StrEnum):
    """What is worth looking at."""

    READ_WITHOUT_CASE = "read_without_case"
    READ_OFF_SHIFT = "read_off_shift"
    READ_IN_BULK = "read_in_bulk"
    EXPORT_IN_BULK = "export_in_bulk"
    LEAK = "leak"
    NOT_DEPOSITED = "not_deposited"
    BACK_DATED = "back_dated"


class Gravity(StrEnum):
    """How much a finding weighs."""

    NOTICE = "notice"
    WARNING = "warning"
    ALERT = "alert"


class Finding(Answer):
    """Something an auditor should look at; a question, never a verdict.

    Arguments:
        finding: a stable id: the kind and what it is about.
        kind: what.
        gravity: how much it weighs.
        site: where.
        staff: who, where it is about a person.
        record: which record, where it is about one.
        case: which case, where there is one.
        article: the regulation behind it, where there is one.
        occurred_at: when.
        sequence: the ledger sequence of the event that raised it.
        detail: what happened, in words.
    """

    finding: str
    kind: FindingKind
    gravity: Gravity
    site: SiteId
    staff: StaffId | None = None
    record: OriginatorId | None = None
    case: CaseId | None = None
    article: str | None = None
    occurred_at: AwareDatetime
    sequence: int
    detail: Sentence


class KindCount(Answer):
    """How many findings of one kind there are."""

    kind: FindingKind
    count: int


class GravityCount(Answer):
    """How many findings of one gravity there are."""

    gravity: Gravity
    count: int


class FindingList(Answer):
    """Some findings of a longer list, newest first, and how many there are in all.

    Arguments:
        findings: this page.
        total: how many the whole list has.
        counts: how many of each kind, whichever kind was asked for.
        gravities: how many of each gravity, whichever was asked for.
        before: what to ask with for the page before, where there is one.
        after: what to ask with for the next page, where there is one.
    """

    findings: tuple[Finding, ...]
    total: int = 0
    counts: tuple[KindCount, ...]
    gravities: tuple[GravityCount, ...] = ()
    before: str | None = None
    after: str | None = None

    def of(self, gravity: Gravity) -> int:
        """Tell how many weigh so much."""
        return sum(one.count for one in self.gravities if one.gravity is gravity)


class Findings(Query[FindingList]):
    """What should be looked at?

    Arguments:
        site: at one site.
        kind: of one kind.
        gravity: of one gravity.
        staff: about one person.
        record: about one record, also where it is one of many that were read or exported in bulk.
        limit: rows, at most.
        after: where the page before ended.
        before: where the next page began.
    """

    site: SiteId | None = None
    kind: FindingKind | None = None
    gravity: Gravity | None = None
    staff: StaffId | None = None
    record: OriginatorId | None = None
    limit: int = Field(default=100, ge=1, le=1000)
    after: str | None = Field(default=None, max_length=400)
    before: str | None = Field(default=None, max_length=400)


class AccessRow(Answer):
    """One reading or export of a record.

    Arguments:
        sequence: its place in the ledger.
        site: where.
        by: who.
        record: which record.
        record_class: the record's class, by the kind that holds now.
        occurred_at: when.
        purpose: what for.
        case: on which case.
        rows: rows that left; none for a reading.
        approved_by: who allowed an export.
        withdrawn_by: who found that it was none, where somebody did; then nothing follows from it.
        withdrawn_at: when.
        withdrawn_why: for which reason.
    """

    sequence: int
    site: SiteId
    by: StaffId
    record: OriginatorId
    record_class: RecordClass
    occurred_at: AwareDatetime
    purpose: str
    case: CaseId | None = None
    rows: int | None = None
    approved_by: StaffId | None = None
    withdrawn_by: StaffId | None = None
    withdrawn_at: AwareDatetime | None = None
    withdrawn_why: str | None = None


class AccessList(Answer):
    """Some readings and exports of a longer list, newest first.

    Arguments:
        accesses: this page.
        total: how many the whole list has, where that is kept: not for one record.
        before: what to ask with for the page before, where there is one.
        after: what to ask with for the next page, where there is one.
    """

    accesses: tuple[AccessRow, ...]
    total: int | None = None
    before: str | None = None
    after: str | None = None


class Accesses(Query[AccessList]):
    """Who saw what?

    Arguments:
        site: at one site.
        staff: by one person.
        record: of one record.
        limit: rows, at most.
        after: where the page before ended.
        before: where the next page began.
    """

    site: SiteId | None = None
    staff: StaffId | None = None
    record: OriginatorId | None = None
    limit: int = Field(default=100, ge=1, le=1000)
    after: str | None = Field(default=None, max_length=400)
    before: str | None = Field(default=None, max_length=400)
