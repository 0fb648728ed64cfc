"""Findings in groups."""

from __future__ import annotations

from datetime import UTC, datetime

from answerable.queries.audit import Finding, FindingKind, Gravity
from answerable.wording import Sentence
from answerable_services.console.views.findings import Grouping, in_groups, split, subject_of
from answerable_services.console.views.zones import Zones

ZONES = Zones()


def finding(about: str, staff: str | None, day: int, hour: int = 3, case: str | None = None) -> Finding:
    return Finding(
        finding=f"back_dated:{about}",
        kind=FindingKind.BACK_DATED,
        gravity=Gravity.NOTICE,
        site="xm01",
        staff=staff,
        case=case,
        occurred_at=datetime(2016, 3, day, hour, tzinfo=UTC),
        sequence=day,
        detail=Sentence(key="sample", zh="补记", en="recorded late"),
    )


FOUND = (
    finding("case-1.2", "staff-8", 9),
    finding("case-2.2", "staff-5", 8),
    finding("case-3.2", "staff-8", 7, hour=20),
    finding("record-9.2", None, 7),
)


def groups(by: Grouping) -> list[tuple[str, list[int]]]:
    ordered, _ = in_groups(FOUND, by, ZONES)
    return [(group, [one.sequence for one in rows]) for group, rows in split(ordered, by, ZONES)]


def test_a_day_is_the_sites_own() -> None:
    """20:00 UTC on the 7th is the 8th in Xiamen."""
    assert groups(Grouping.DAY) == [("2016-03-09", [9]), ("2016-03-08", [8, 7]), ("2016-03-07", [7])]


def test_whoever_comes_up_most_comes_first() -> None:
    """Staff 8 with two findings stands before 5 with one; nobody in particular is the last group."""
    assert groups(Grouping.STAFF) == [("staff-8", [9, 7]), ("staff-5", [8]), ("", [7])]


def test_groups_are_counted() -> None:
    """A group's count is that of the findings on the page."""
    _, counts = in_groups(FOUND, Grouping.STAFF, ZONES)
    assert counts == {"staff-8": 2, "staff-5": 1, "": 1}


def test_a_finding_leads_to_its_case_or_to_the_event_that_raised_it() -> None:
    """An event of a record leads to the record's story, for the record's own address lists who saw it."""
    told = [
        finding("record-9.2", None, 1, case="case-7"),
        finding("case-3.2", None, 1),
        finding("record-9.2", None, 1),
        finding("callback-4.2", None, 1),
        finding("staff-31:record-5.7", "staff-31", 1),
    ]
    assert [subject_of(one) for one in told] == [
        ("case-7", "/cases/case-7"),
        ("case-3.2", "/cases/case-3#case-3.2"),
        ("record-9.2", "/matters/record-9#record-9.2"),
        ("callback-4.2", "/matters/callback-4#callback-4.2"),
        ("record-5.7", "/matters/record-5#record-5.7"),
    ]
