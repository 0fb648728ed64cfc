"""The rules: what an auditor should look at, each a pure function of facts that cites its article.

A finding is a question, never a verdict. As it follows from the facts alone, a fact that comes late
(a roster after the reading that it covers) clears or raises it, in whatever order they come.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from answerable.queries.audit import Finding, FindingKind, Gravity
from answerable.streams.record.classes import SECRECY
from answerable.streams.record.events import RecordClass, RecordKind, Severity
from answerable.streams.staff.events import Role
from answerable.streams.staff.state import Staff
from answerable.wording import Sentence, event_named, say
from answerable_services.audit.facts import Access, Facts, LateReport, Leak, Paper

UNROSTERED = frozenset({Role.AUDITOR, Role.MANAGER, Role.GENERAL_MANAGER, Role.DATA_PROTECTION_OFFICER})
"""Roles that work outside of shifts: where such a person never had a roster, there is none to break."""

DEPOSITED_DAILY = frozenset(
    {RecordKind.VISIT_AND_CALL_RECORD, RecordKind.HANDOVER_RECORD, RecordKind.WORK_DIARY}
)
"""What is put into the archive after each daily meeting (000-2.K3)."""

_UNFINED = frozenset({RecordKind.FRANCHISE_CONTRACT, RecordKind.SURVEY_MATERIAL})
"""Kinds that 000-2.L1 does not name: their leak breaks the duty of secrecy itself."""


class Found(NamedTuple):
    """A finding, and the records that it is about: one, or many where much was read or exported."""

    finding: Finding
    records: frozenset[str]

    @classmethod
    def of(cls, finding: Finding) -> Found:
        """Take the one record that the finding names, where it names one."""
        return cls(finding, frozenset(() if finding.record is None else (finding.record,)))


def read_without_case(facts: Facts) -> Iterator[Finding]:
    """Find readings of confidential records on no case (000-2.C1, C2, C4)."""
    by_class = {RecordClass.TOP_SECRET: Gravity.WARNING, RecordClass.SECRET: Gravity.NOTICE}
    for access in facts.accesses:
        if access.rows is not None or access.case is not None:
            continue
        yield _of_access(
            access,
            FindingKind.READ_WITHOUT_CASE,
            by_class[access.record_class],
            _secrecy(facts.papers.get(access.record), access.record_class),
            say("audit.read_without_case", class_=_named(access.record_class), purpose=access.purpose),
        )


def read_off_shift(facts: Facts) -> Iterator[Finding]:
    """Find readings and exports at a moment that no roster of the person covers (001-2.7).

    A person of a role that works in shifts who has no roster at all is never on shift: to leave the
    rosters out must not be a way around. The moments at which a duty starts and ends belong to it.
    """
    for access in facts.accesses:
        roster = facts.rosters.get(access.by)
        if roster is not None and roster.covers(access.occurred_at):
            continue
        zone = facts.zone(access.site)
        if roster is None and _works_outside_shifts(
            facts.people.get(access.by), access.occurred_at, access.site, zone
        ):
            continue
        at = access.occurred_at.astimezone(zone)
        yield _of_access(
            access,
            FindingKind.READ_OFF_SHIFT,
            Gravity.WARNING,
            "001-2.7",
            _off_shift(access.record_class, f"{at:%H:%M}", is_export=access.rows is not None),
        )


@lru_cache(maxsize=4096)
def _off_shift(record_class: RecordClass, at: str, *, is_export: bool) -> Sentence:
    key = "audit.exported_off_shift" if is_export else "audit.read_off_shift"
    return say(key, class_=_named(record_class), at=at)


def _works_outside_shifts(person: Staff | None, at: datetime, site: str, zone: tzinfo) -> bool:
    """Tell whether somebody has a role without shifts at a site, and is not on leave."""
    if person is None:
        return False
    day = at.astimezone(zone).date()
    return person.has_role(day, site, *UNROSTERED) and person.leave_on(day) is None


def leak(found: Leak, paper: Paper | None) -> Finding:
    """Tell of a leak, reported or confirmed (000-2.L1, 000-2.L2)."""
    if found.severity is Severity.SERIOUS:
        article = "000-2.L2"
    elif paper is not None and paper.kind in _UNFINED:
        article = SECRECY[paper.kind].article
    else:
        article = "000-2.L1"
    if found.severity is None:
        gravity, detail = Gravity.WARNING, say("audit.leak_reported", what=found.what)
    else:
        is_serious = found.severity is Severity.SERIOUS
        gravity = Gravity.ALERT
        detail = say(
            "audit.serious_leak_confirmed" if is_serious else "audit.leak_confirmed",
            persons=say("audit.persons", n=found.persons_affected),
        )
    return Finding(
        finding=f"{FindingKind.LEAK}:{found.event}",
        kind=FindingKind.LEAK,
        gravity=gravity,
        site=found.site,
        staff=found.staff,
        record=found.record,
        case=None if paper is None else paper.case,
        article=article,
        occurred_at=found.occurred_at,
        sequence=found.sequence,
        detail=detail,
    )


def not_deposited(facts: Facts) -> Iterator[Finding]:
    """Find records that were not in the archive by the end of their daily meeting's day (000-2.K3).

    The finding is dated at that end, and holds from then on: before it, the duty can still be done.
    """
    ends: dict[tuple[str, datetime], datetime] = {}
    for paper in facts.papers.values():
        met_at = facts.next_meeting(paper) if paper.kind in DEPOSITED_DAILY else None
        if met_at is None:
            continue
        met = (paper.site, met_at)
        if met not in ends:
            ends[met] = _end_of_day(met_at, facts.zone(paper.site))
        end = ends[met]
        if paper.deposited_at is not None and paper.deposited_at < end:
            continue
        yield Finding(
            finding=f"{FindingKind.NOT_DEPOSITED}:{paper.record}",
            kind=FindingKind.NOT_DEPOSITED,
            gravity=Gravity.WARNING if paper.deposited_at is None else Gravity.NOTICE,
            site=paper.site,
            staff=paper.custodian,
            record=paper.record,
            case=paper.case,
            article="000-2.K3",
            occurred_at=end,
            sequence=paper.sequence,
            detail=say("audit.not_deposited" if paper.deposited_at is None else "audit.deposited_late"),
        )


def _end_of_day(moment: datetime, zone: tzinfo) -> datetime:
    return datetime.combine(moment.astimezone(zone).date() + timedelta(days=1), time(), zone)


def _is_person(actor: str) -> bool:
    return actor.startswith("staff-")


def gravity_of_late(actor: str) -> Gravity:
    """Tell how much it weighs that somebody, or a part of the system, reported late."""
    return Gravity.WARNING if _is_person(actor) else Gravity.NOTICE


def back_dated(report: LateReport) -> Finding:
    """Tell of an event that was recorded long after it happened.

    What a part of the system reckons afterwards, such as a missed callback, weighs less than what a
    person reports afterwards. It is not left out: who sends a command may name any actor.
    """
    stream = report.originator.partition("-")[0]
    return Finding(
        finding=f"{FindingKind.BACK_DATED}:{report.event}",
        kind=FindingKind.BACK_DATED,
        gravity=gravity_of_late(report.actor),
        site=report.site,
        staff=report.actor if _is_person(report.actor) else None,
        record=report.record,
        case=report.originator if stream == "case" else None,
        occurred_at=report.occurred_at,
        sequence=report.sequence,
        detail=say(
            "audit.back_dated",
            originator=report.originator,
            event=event_named(report.type),
            length=timedelta(seconds=report.late_s),
        ),
    )


def _named(record_class: RecordClass) -> Sentence:
    return say(f"record_class.{record_class}")


def _secrecy(paper: Paper | None, record_class: RecordClass) -> str:
    """Name the article that makes the record secret; by its class where its kind is not known."""
    if paper is not None:
        return SECRECY[paper.kind].article
    return "000-2.C1" if record_class is RecordClass.TOP_SECRET else "000-2.C2"


def _of_access(
    access: Access, kind: FindingKind, gravity: Gravity, article: str, detail: Sentence
) -> Finding:
    return Finding(
        finding=f"{kind}:{access.event}",
        kind=kind,
        gravity=gravity,
        site=access.site,
        staff=access.by,
        record=access.record,
        case=access.case,
        article=article,
        occurred_at=access.occurred_at,
        sequence=access.sequence,
        detail=detail,
    )
