"""Reports that are owed: each is done for the period that it is of, by its own kind alone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from answerable.rulebook.obligation import Obligation
from answerable.streams.obligation import events as e
from answerable.streams.report import commands as report
from answerable.streams.rulebook import commands as rulebook
from answerable.streams.site import commands as site
from answerable_services.callbacks.owed.recording import owed_to_record
from tests.identity.proofs import asker_of
from tests.services.callbacks.test_owed import view_of
from tests.services.intake.scenario import FIRST, LEAD, Scenario, hired

FRIDAY = datetime(2016, 3, 18, 10, tzinfo=UTC)
"""Six in the evening at the site, until which the week's summary is handed in."""


@pytest.fixture
def desk() -> Scenario:
    """A site that was bound to a rulebook on a Thursday, with a lead and a technician."""
    found = Scenario()
    found.given(site.Open, name_zh="厦门", name_en="Xiamen")
    for person, role in ((FIRST, "technician"), (LEAD, "lead")):
        found.carry_out(hired(person, role=role))
    return found.given(rulebook.Bind, rulebook="call-centre-80", effective_from="2016-03-01", actor=LEAD)


def swept(desk: Scenario) -> list[tuple[str, int, int | None]]:
    """Have everything recorded that is asked for, and give what was missed: rule, period, minutes late."""
    before = len(desk.log)
    for _ in range(20):
        view = view_of(desk)
        with view.connect() as connection:
            commands: list[Any] = list(owed_to_record(connection, desk.now))
        view.close()
        if not commands:
            break
        for command in commands:
            desk.carry_out(command, None, asker_of(command))
    return [
        (one.rule, one.occurrence, one.overrun_minutes)
        for one in desk.log[before:]
        if isinstance(one, e.Missed) and one.rule == "weekly-summary"
    ]


def handed_in(desk: Scenario, kind: str, on: date, actor: str = LEAD) -> None:
    desk.given(report.Draft, report_kind=kind, on=on, reported="r", feedback="f", actor=actor)
    desk.given(report.HandIn, report=desk.target, actor=actor)


def test_by_friday_evening(desk: Scenario) -> None:
    """The summary of the week does it; what a technician hands in does not, nor another week's summary."""
    desk.now = datetime(2016, 3, 18, 8, tzinfo=UTC)
    handed_in(desk, "weekly_service", date(2016, 3, 18), FIRST)
    handed_in(desk, "weekly_summary", date(2016, 3, 10))
    desk.now = datetime(2016, 3, 18, 10, 0, 1, tzinfo=UTC)
    assert swept(desk) == [("weekly-summary", 20160314, None)]
    desk.now = datetime(2016, 3, 25, 9, tzinfo=UTC)
    handed_in(desk, "weekly_summary", date(2016, 3, 24))
    desk.now = datetime(2016, 3, 25, 10, 0, 1, tzinfo=UTC)
    assert swept(desk) == []


def test_one_that_is_handed_in_late_is_of_its_own_week(desk: Scenario) -> None:
    """On Monday the last week's is handed in: this week's is owed all the same."""
    desk.now = datetime(2016, 3, 21, 2, tzinfo=UTC)
    handed_in(desk, "weekly_summary", date(2016, 3, 18))
    late = int((desk.now - FRIDAY).total_seconds() // 60)
    assert swept(desk) == [("weekly-summary", 20160314, late)]
    desk.now = datetime(2016, 3, 26, tzinfo=UTC)
    assert swept(desk) == [("weekly-summary", 20160321, None)]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"done_when": {"no_field": "x"}}, "report.HandedIn has no field no_field"),
        ({"done_for": "no_field"}, "report.HandedIn has no field no_field"),
        (
            {"recurs": None, "begins": "report.Drafted", "within": {"days": 1}, "done_for": "first_day"},
            "only what recurs says which period is done",
        ),
    ],
)
def test_what_does_it_has_these_fields(more: dict[str, Any], why: str) -> None:
    """A rulebook that names what an event does not say is refused where it is read."""
    said: dict[str, Any] = {
        "id": "weekly",
        "name": {"zh": "周报", "en": "weekly"},
        "article": "000-4.4",
        "text": {"zh": "每周五下午部门例会", "en": "On Friday afternoon"},
        "recurs": {"every": "week"},
        "done_by": ["report.HandedIn"],
        "done_when": {"report_kind": "weekly_summary"},
    }
    if "begins" in more:
        said["done_when"] = {}
    with pytest.raises(ValueError, match=why):
        Obligation.model_validate({**said, **more})
