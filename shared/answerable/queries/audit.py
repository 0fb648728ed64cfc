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


class FindingList(Answer):
    """Findings, newest first, and how many of each kind there are in all."""

    findings: tuple[Finding, ...]
    counts: tuple[KindCount, ...]


class Findings(Query[FindingList]):
    """What should be looked at?

    Arguments:
        site: at one site.
        kind: of one kind.
        staff: about one person.
        limit: rows, at most.
    """

    site: SiteId | None = None
    kind: FindingKind | None = None
    staff: StaffId | None = None
    limit: int = Field(default=100, ge=1, le=1000)


class AccessRow(Answer):
    """One reading or export of a record.

    Arguments:
        sequence: its place in the ledger.
        site: where.
        by: who.
        record: which record.
        record_class: its class at the time.
        occurred_at: when.
        purpose: what for.
        case: on which case.
        rows: rows that left; none for a reading.
        approved_by: who allowed an export.
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


class AccessList(Answer):
    """Readings and exports, newest first."""

    accesses: tuple[AccessRow, ...]


class Accesses(Query[AccessList]):
    """Who saw what?

    Arguments:
        site: at one site.
        staff: by one person.
        record: of one record.
        limit: rows, at most.
    """

    site: SiteId | None = None
    staff: StaffId | None = None
    record: OriginatorId | None = None
    limit: int = Field(default=100, ge=1, le=1000)
