"""Whatever is corrected, missed, excused and called: the view says what an obvious reading says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from answerable.clock import FixedClock
from answerable.commands.base import Command
from answerable.errors import AnswerableError
from answerable.events.base import Event
from answerable.projection.writing.testing import View
from answerable.queries.callbacks import CallbackState
from answerable.streams.callback import commands as c
from answerable.streams.callback import events as callback
from answerable.streams.delivery import commands as d
from answerable.streams.delivery import events as delivery
from answerable_services.callbacks.projection import CallbacksProjection
from tests.services.callbacks.asking import Desk
from tests.services.callbacks.given import SCHEDULE, SCHEDULES, opened
from tests.services.intake.scenario import FIRST, SECOND, Scenario, make
from tests.soak import times

NOW = datetime(2016, 6, 10, 2, tzinfo=UTC)
DELIVERY = "delivery-1"
ON = {"delivery": DELIVERY, "ordinal": 1}
SAID = {"actor": SECOND, "reason": "misread"}


def accept(day: int) -> Command:
    return make(d.Accept, delivery=DELIVERY, customer="customer-1", project="p", accepted_on=_day(day))


def _day(number: int) -> date:
    return date.fromordinal(date(2016, 1, 8).toordinal() + number)


DAYS = st.sampled_from((0, 1, 2, 20, 60))
"""Days of acceptance, some of which have the same due day, one a month and one two months later."""

STEPS = st.one_of(
    st.tuples(st.just("correct"), DAYS),
    st.tuples(st.just("call"), st.integers(1, 5)),
    st.tuples(st.sampled_from(("miss", "miss", "excuse", "no call", "attempt")), st.just(0)),
)


def step(kind: str, number: int) -> Command:
    match kind:
        case "correct":
            return make(d.CorrectAcceptance, delivery=DELIVERY, accepted_on=_day(number), **SAID)
        case "call":
            at = datetime(2016, 2 + number % 4, 12, 2, tzinfo=UTC)
            return make(c.Complete, **ON, actor=FIRST, satisfaction=number, occurred_at=at)
        case "miss":
            return make(c.Miss, **ON)
        case "excuse":
            return make(c.WithdrawMiss, **ON, **SAID)
        case "no call":
            return make(c.WithdrawCall, **ON, **SAID)
        case _:
            return make(c.Attempt, **ON, actor=FIRST, outcome="no_answer")


class Reading(NamedTuple):
    """What the facts about the delivery's first callback say."""

    ended: list[tuple[CallbackState, date, bool]]
    is_open: bool
    is_to_be_missed: bool
    missed: set[date]
    excused: set[date]


def read(events: Iterable[Event]) -> Reading:
    """Read the facts slowly: every list is kept whole, and looked at in the end."""
    accepted_on = date.min
    calls: list[callback.Completed] = []
    misses: list[callback.Missed] = []
    excused: set[date] = set()
    for event in events:
        match event:
            case delivery.Accepted() | delivery.AcceptanceCorrected(accepted_on=date()):
                accepted_on = event.accepted_on or date.min
            case callback.Completed():
                calls.append(event)
            case callback.CallWithdrawn():
                calls.pop()
            case callback.Missed():
                misses.append(event)
            case callback.MissWithdrawn(due_on=date()):
                excused.add(event.due_on or date.min)
            case _:
                pass
    due_on = SCHEDULE.dates(accepted_on, date(2016, 12, 1))[0].due_on
    missed = {one.due_on for one in misses} - excused
    made = [call for call in calls if call.occurred_at.date() >= accepted_on][-1:]
    ended = [(CallbackState.COMPLETED, call.due_on, call not in made) for call in calls]
    if not made and due_on in missed:
        ended.append((CallbackState.MISSED, due_on, False))
    is_open = not made and due_on not in missed
    is_over = SCHEDULE.last_day(due_on) < NOW.date()
    return Reading(sorted(ended), is_open, is_open and is_over and due_on not in excused, missed, excused)


@settings(deadline=None, max_examples=times(40, "SOAK_EXAMPLES", 1_000))
@given_any(first=DAYS, steps=st.lists(STEPS, max_size=14))
def test_the_same_as_an_obvious_reading(first: int, steps: list[tuple[str, int]]) -> None:
    """There and back and there again: view, intake's own state and rebuild say what the facts say."""
    scenario, view = Scenario(now=NOW), View(CallbacksProjection(SCHEDULES), FixedClock(NOW))
    facts: list[Event] = [opened()]
    view.given(facts)
    try:
        for command in (accept(first), *(step(*one) for one in steps)):
            try:
                happened = scenario.carry_out(command)
            except AnswerableError:
                continue
            facts += happened
            view.given(happened)
        must_say(Desk(view, NOW), scenario, read(facts))
        rebuilt = View(CallbacksProjection(SCHEDULES), FixedClock(NOW)).given(facts)
        try:
            for table in CallbacksProjection.tables.tables:
                assert rebuilt.rows(table) == view.rows(table)
        finally:
            rebuilt.close()
    finally:
        view.close()


def must_say(desk: Desk, scenario: Scenario, reading: Reading) -> None:
    """Compare the view with the reading, and what the sweeper would ask for with what intake takes."""
    history, due = desk.history(limit=500), desk.due(on=NOW.date())
    # The view learned of everything a moment ago: what it misses is judged a day later.
    later = Desk(desk.view, datetime(2016, 6, 12, tzinfo=UTC))
    found = [(row.state, row.due_on, row.is_superseded) for row in history.ended if row.ordinal == 1]

    assert sorted(found) == reading.ended
    assert any(row.ordinal == 1 for row in due.callbacks) == reading.is_open
    assert any(target == "callback-1-1" for target, _ in later.missed()) == reading.is_to_be_missed
    state: Any = scenario.held["callback-1-1"].state if "callback-1-1" in scenario.held else None
    if state is not None:
        assert (set(state.missed_on), set(state.excused_on)) == (reading.missed, reading.excused)
    if reading.is_to_be_missed:
        assert scenario.when(c.Miss, **ON)
