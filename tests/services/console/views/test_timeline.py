"""A case's band as it is drawn, and the marks of events."""

from __future__ import annotations

from datetime import timedelta

import pytest

from answerable.queries import matters
from answerable.queries.matters import Ownership
from answerable_services.console.views.timeline import Span, band_of, is_backdated, kind_of
from tests.services.console.given.cases import case_row, entry, ownership
from tests.services.console.given.moments import NOW, ago


def told(*owners: matters.Span, total: int = 0) -> Ownership:
    last = len(owners)
    return Ownership(first=1, last=last, total=total or last, owners=owners, waiting=(), pauses=())


FIRST = matters.Span(who="staff-1", starts_at=ago(hours=10), ends_at=ago(hours=7))


def test_what_goes_on_still_is_drawn_until_now() -> None:
    """The owner of an open case, and whom it waits for, reach to the band's end."""
    band = band_of(case_row(45), ownership(), NOW)
    assert (band.start, band.end) == (ago(hours=9), NOW)
    assert band.owners[-1] == Span(ago(hours=6.5), NOW, "staff-149", is_open=True)
    assert band.waiting[-1] == Span(ago(minutes=30), NOW, "staff-31", is_open=True)
    assert band.pauses == (Span(ago(hours=6), ago(hours=5), "customer"),)


def test_a_closed_case_ends_when_it_was_closed_and_not_now() -> None:
    """A story that is over does not grow."""
    band = band_of(case_row(45, closed_at=ago(hours=5)), told(FIRST), NOW)
    assert (band.end, band.owners) == (ago(hours=5), (Span(ago(hours=10), ago(hours=7), "staff-1"),))


def test_an_earlier_part_ends_with_its_last_owner() -> None:
    """What came later is on the next band."""
    band = band_of(case_row(45, closed_at=ago(hours=5)), told(FIRST, total=3), NOW)
    assert band.end == ago(hours=7)


def test_what_did_not_last_is_not_drawn() -> None:
    """Whoever handed a case on in the moment in which they got it owned it for no time."""
    moment = matters.Span(who="staff-2", starts_at=ago(hours=7), ends_at=ago(hours=7))
    band = band_of(case_row(45), told(FIRST, moment), NOW)
    assert [span.who for span in band.owners] == ["staff-1"]


@pytest.mark.parametrize(
    ("wire_type", "kind"),
    [
        ("answerable.case.opened.v1", "case.opened"),
        ("answerable.case.opened.v12", "case.opened"),
        ("other.case.opened", "other.case.opened"),
    ],
)
def test_a_kind_is_the_wire_type_without_origin_and_version(wire_type: str, kind: str) -> None:
    """A type of somebody else's is kept as it is."""
    assert kind_of(wire_type) == kind


@pytest.mark.parametrize(
    ("late", "imported", "marked"),
    [
        (timedelta(days=1), False, False),
        (timedelta(days=1, seconds=1), False, True),
        (timedelta(days=400), True, False),
    ],
)
def test_a_late_report_is_marked_and_an_import_is_not(late: timedelta, imported: bool, marked: bool) -> None:
    """What another system recorded in its time has a mark of its own."""
    one = entry(1, "case.progress_noted", ago(days=2), note="x", late=late, imported=imported)
    assert is_backdated(one, 24 * 3600) is marked
