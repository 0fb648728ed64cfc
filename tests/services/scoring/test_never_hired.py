"""Whose hiring was taken back was never employed: the statement asks of each entry which one is wrong."""

from __future__ import annotations

from datetime import date

import pytest

from answerable.events.base import Event
from answerable.streams.staff import events as staff
from tests.services.scoring.given import (
    AGENT,
    CENTRE,
    LEAD,
    bonus,
    event,
    exam,
    extra,
    hired,
    scored,
    upheld,
    violation,
)

CONFLICT = upheld(5).model_copy(update={"is_conflict": True})
WITHDRAWN = event(staff.HiringWithdrawn, AGENT, originator_version=2, actor=LEAD, reason="never came")


def asked(*events: Event) -> list[str]:
    """Give the articles that the statement asks about because of the register."""
    found = scored(*CENTRE, *events)
    return [one.article for one in found.open_questions if "not employed" in one.text.en]


@pytest.mark.parametrize("entry", [violation(1), bonus(2), extra(3, "2"), exam(4, 59), CONFLICT])
def test_each_entry_is_asked_about(entry: Event) -> None:
    """Whatever was recorded of them, also the rating of the month, contradicts that they never came."""
    assert asked(entry) == []
    assert len(asked(entry, WITHDRAWN)) == 1


def test_nothing_else_is_asked() -> None:
    """The day of hiring is not missing where there was none; hired anew, nothing contradicts itself."""
    questions = scored(*CENTRE, violation(1), WITHDRAWN).open_questions
    assert len(questions) == 1

    again = hired(on=date(2016, 1, 1)).model_copy(update={"originator_version": 3})
    assert asked(violation(1), WITHDRAWN, again) == []
