"""Who owned a case when, read from its events."""

from __future__ import annotations

from datetime import timedelta

import pytest

from answerable.queries.matters import CaseStory, TimelineEntry
from answerable_services.console.views.timeline import Span, band_of, is_backdated, kind_of
from tests.services.console.given.cases import case_row, entry, story
from tests.services.console.given.moments import NOW, ago


def told(*entries: TimelineEntry, **case: object) -> CaseStory:
    return CaseStory(case=case_row(45, first_responder="staff-1", **case), entries=entries)


OPENED = entry(1, "case.opened", ago(hours=10), owner="staff-1", due_at=ago(hours=2).isoformat())
ACCEPTED = entry(3, "case.transfer_accepted", ago(hours=7), owner="staff-2", previous_owner="staff-1")


def test_the_owner_stays_responsible_until_the_receiver_accepts() -> None:
    """A request moves nothing: the owner changes at the acceptance (000-4.2.4)."""
    asked = entry(2, "case.transfer_requested", ago(hours=9), to="staff-2", reason="x")
    band = band_of(told(OPENED, asked, ACCEPTED), NOW)
    assert band.owners == (
        Span(ago(hours=10), ago(hours=7), "staff-1"),
        Span(ago(hours=7), NOW, "staff-2", is_open=True),
    )
    assert band.waiting == (Span(ago(hours=9), ago(hours=7), "staff-2"),)


def test_a_refused_transfer_ends_the_wait_and_not_the_ownership() -> None:
    """The owner of a refused transfer is who it was."""
    asked = entry(2, "case.transfer_requested", ago(hours=9), to_team="班组 70", reason="x")
    refused = entry(3, "case.transfer_refused", ago(hours=8), by="staff-2", reason="x")
    band = band_of(told(OPENED, asked, refused), NOW)
    assert band.owners == (Span(ago(hours=10), NOW, "staff-1", is_open=True),)
    assert band.waiting == (Span(ago(hours=9), ago(hours=8), "班组 70"),)


def test_nobody_owns_a_case_between_its_solution_and_its_reopening() -> None:
    """The band has a gap there, and the owner at the end takes it up again."""
    solved = entry(4, "case.resolved", ago(hours=5), at_first_contact=False, resolution="x")
    again = entry(5, "case.reopened", ago(hours=3), reason="x", due_at=ago(hours=-1).isoformat())
    band = band_of(told(OPENED, ACCEPTED, solved, again), NOW)
    assert band.owners[-2:] == (
        Span(ago(hours=7), ago(hours=5), "staff-2"),
        Span(ago(hours=3), NOW, "staff-2", is_open=True),
    )
    assert band.limits == (ago(hours=2), ago(hours=-1))


def test_a_closed_case_ends_at_its_last_event_and_not_now() -> None:
    """A story that is over does not grow."""
    closed = entry(4, "case.closed", ago(hours=5))
    band = band_of(told(OPENED, closed, closed_at=ago(hours=5)), NOW)
    assert (band.end, band.owners) == (ago(hours=5), (Span(ago(hours=10), ago(hours=5), "staff-1"),))


def test_pauses_and_the_missed_limit_are_on_the_band() -> None:
    """The sample case was paused for an hour and missed its limit an hour ago."""
    band = band_of(story(), NOW)
    assert band.pauses == (Span(ago(hours=6), ago(hours=5), "customer"),)
    assert band.missed_at == ago(hours=1)


def test_a_story_without_events_has_a_band_of_its_case() -> None:
    """A case whose events have not arrived yet breaks no page."""
    band = band_of(told(), NOW)
    assert (band.owners, band.start) == ((), case_row(45).opened_at)


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
