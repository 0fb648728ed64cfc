"""What may be a violation waits until somebody has decided on it, and waits again when that is revoked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import pytest

from answerable.errors import Invalid
from answerable.events.base import Event
from answerable.projection.writing.testing import View
from answerable.queries.scoring import SuggestedBy, SuggestionList, Suggestions
from answerable.streams.assessment import events as assessment
from answerable.streams.callback import events as callback
from answerable.streams.case import events as case
from answerable.streams.complaint import events as complaint
from answerable.streams.handover import events as handover
from answerable_services.scoring.projection import Scores
from answerable_services.scoring.suggested import suggestions
from tests.services.scoring.given import AGENT, CENTRE, NOW, OTHER, event, overrun, revoked, upheld, violation

SITE = "xm01"
TODAY = date(2016, 3, 11)
MISSED = overrun(1, 7, is_emergency=False)
UPHELD = upheld(2)
NOT_CALLED = event(
    callback.Missed,
    "callback-3",
    delivery="delivery-1",
    ordinal=1,
    due_on=date(2016, 3, 1),
    grace_days=1,
)
STARTED = event(
    handover.Started,
    "handover-4",
    on=date(2016, 3, 10),
    shift=handover.Shift.EVENING,
    outgoing=AGENT,
    incoming=OTHER,
    checklist=("keys",),
)
SIGNED_OUT = event(handover.SignedOut, "handover-4", originator_version=2)
ALL = (MISSED, UPHELD, NOT_CALLED, STARTED)


def aside(number: int, of: Event) -> Event:
    matter, version = of.originator_id, of.originator_version
    return event(assessment.SetAside, f"assessment-{number}", matter=matter, version=version, reason="ill")


def asked(events: Iterable[Event], *, on: date = TODAY, **part: object) -> SuggestionList:
    view = View(Scores(), NOW)
    try:
        view.given([*CENTRE, *events])
        with view.connect() as connection:
            return suggestions(connection, Suggestions.model_validate({"site": SITE, **part}), on)
    finally:
        view.close()


def waiting(events: Iterable[Event], *, on: date = TODAY) -> set[str]:
    found = asked(events, on=on)
    assert found.total == len(found.suggestions)
    return {one.event for one in found.suggestions}


def test_each_fact_says_what_happened_and_whom_it_concerns() -> None:
    """Of a callback no fact says who should have called."""
    told = {(one.fact, one.event, one.staff) for one in asked(ALL).suggestions}

    assert told == {
        (SuggestedBy.LIMIT_MISSED, MISSED.event_id, AGENT),
        (SuggestedBy.COMPLAINT_UPHELD, UPHELD.event_id, AGENT),
        (SuggestedBy.CALLBACK_MISSED, NOT_CALLED.event_id, None),
        (SuggestedBy.HANDOVER_UNSIGNED, STARTED.event_id, AGENT),
    }


def test_what_the_rulebook_counts_by_itself_is_not_suggested() -> None:
    """An emergency's limit and a quarrel with a customer have articles of their own."""
    assert waiting([overrun(1, 7), upheld(2, is_conflict=True)]) == set()


def test_what_the_times_do_not_say_is_not_suggested() -> None:
    """Another system's records say that the limit was missed, and the case's own times do not."""
    assert waiting([overrun(1, None, is_emergency=False)]) == set()


def test_an_entry_about_somebody_else_decides_nothing() -> None:
    """Else whoever it may count against could clear it by naming another; of a callback nobody is named."""
    blamed = violation(7, who=OTHER, evidence=(MISSED.event_id, UPHELD.event_id, NOT_CALLED.event_id))
    left = {MISSED.event_id, UPHELD.event_id}
    assert waiting([MISSED, UPHELD, NOT_CALLED, blamed]) == left
    assert waiting([MISSED, UPHELD, NOT_CALLED, blamed, revoked(7)]) == {*left, NOT_CALLED.event_id}


@pytest.mark.parametrize("of", ALL, ids=lambda one: one.stream)
def test_a_decision_ends_it_until_it_is_revoked(of: Event) -> None:
    """Recorded as a violation or set aside, it waits no more; two decisions have both to be revoked."""
    recorded = violation(7, evidence=("case-9", of.event_id))
    others = {one.event_id for one in ALL} - {of.event_id}

    assert waiting([*ALL, recorded]) == others
    assert waiting([*ALL, aside(8, of)]) == others
    assert waiting([*ALL, recorded, aside(8, of), revoked(7)]) == others
    assert waiting([*ALL, recorded, aside(8, of), revoked(7), revoked(8)]) == {*others, of.event_id}


def test_evidence_that_names_another_event_decides_nothing() -> None:
    """The matter alone, an earlier event of it, words, and something that looks like an event."""
    for evidence in (MISSED.originator_id, "case-1.9", "the tape.1", "."):
        assert MISSED.event_id in waiting([*ALL, violation(7, evidence=(evidence,))])


def test_what_was_taken_back_is_suggested_no_more() -> None:
    """A miss, a judgement, a case and a handover that do not hold; a miss of another day stays."""
    second: dict[str, Any] = {"originator_version": 2, "reason": "wrong"}
    of_callback = {**second, "delivery": "delivery-1", "ordinal": 1}

    assert waiting([MISSED, event(case.MissWithdrawn, "case-1", **second)]) == set()
    assert waiting([MISSED, event(case.OpeningWithdrawn, "case-1", **second)]) == set()
    assert waiting([UPHELD, event(complaint.JudgementWithdrawn, "complaint-2", **second)]) == set()
    assert waiting([STARTED, event(handover.Annulled, "handover-4", **second)]) == set()
    assert waiting([NOT_CALLED, event(callback.MissWithdrawn, "callback-3", **of_callback)]) == set()
    other = event(callback.MissWithdrawn, "callback-3", due_on=date(2016, 2, 1), **of_callback)
    assert waiting([NOT_CALLED, other]) == {NOT_CALLED.event_id}


def test_what_is_found_again_waits_again() -> None:
    """A complaint that is judged anew, behind an entry on the first judgement."""
    withdrawn = event(complaint.JudgementWithdrawn, "complaint-2", originator_version=2, reason="wrong")
    anew = upheld(2, originator_version=3)

    assert waiting([UPHELD, violation(7, evidence=(UPHELD.event_id,)), withdrawn, anew, revoked(7)]) == {
        anew.event_id
    }


def test_a_handover_waits_behind_its_day_for_whoever_has_not_signed() -> None:
    """On its day it may still be signed; refused and signed ones lack nothing."""
    third: dict[str, Any] = {"originator_version": 3}

    assert waiting([STARTED], on=date(2016, 3, 10)) == set()
    (found,) = asked([STARTED, SIGNED_OUT]).suggestions
    assert (found.event, found.staff) == (SIGNED_OUT.event_id, OTHER)
    assert waiting([STARTED, SIGNED_OUT, event(handover.SignedIn, "handover-4", **third)]) == set()
    refused = event(handover.Refused, "handover-4", reason="no keys", **third)
    assert waiting([STARTED, SIGNED_OUT, refused]) == set()


def test_the_list_comes_by_pages() -> None:
    """Every row once, the newest first; a place of nowhere is refused."""
    many = [overrun(number, 7, is_emergency=False) for number in range(1, 8)]
    seen: list[str] = []
    after: str | None = None
    while True:
        page = asked(many, limit=3, after=after)
        assert page.total == len(many)
        seen += [one.matter for one in page.suggestions]
        if (after := page.after) is None:
            break

    assert sorted(seen, reverse=True) == seen
    assert len(seen) == len(set(seen)) == len(many)
    with pytest.raises(Invalid):
        asked(many, after="nowhere")


def test_two_fillings_are_equal_however_they_are_cut() -> None:
    """A rebuild in one batch gives the rows that were written event by event."""
    history: Sequence[Event] = [*ALL, SIGNED_OUT, violation(7, evidence=(UPHELD.event_id,)), revoked(7)]

    def rows(cut: Iterable[Sequence[Event]]) -> list[object]:
        view = View(Scores(), NOW)
        try:
            for some in cut:
                view.given(some)
            return [view.rows("suggested"), view.rows("decided")]
        finally:
            view.close()

    assert rows([history]) == rows([one] for one in history)
