"""The time limits of cases: which misses the service finds, once each, and which it takes back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from answerable.clock import FixedClock
from answerable.errors import AnswerableError
from answerable.projection.writing.testing import View
from answerable.streams.case import commands as c
from answerable.streams.site import commands as site
from answerable_services.callbacks.judging import ACTOR
from answerable_services.callbacks.limits import due_by, limits_to_record
from answerable_services.callbacks.projection import CallbacksProjection
from tests.identity.proofs import asker_of
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, Scenario
from tests.streams.test_timetable import WEEK

CASE = "case-1"


@pytest.fixture
def desk() -> Scenario:
    """A site that is bound to a rulebook, at ten o'clock."""
    return Scenario()


BY = {"case": CASE, "actor": LEAD, "reason": "r"}
A_DAY = timedelta(days=1)


def case_of(desk: Scenario, **said: Any) -> Scenario:
    """Open a case that has to be solved within a day."""
    return desk.given(c.Open, case=CASE, topic="t", first_asked=FIRST, **said)


def asked(desk: Scenario) -> list[c.MissLimit | c.WithdrawMiss]:
    """Give what the service asks for at this moment, by a view that was filled with what happened."""
    view = View(CallbacksProjection(), FixedClock(desk.now)).given(desk.log)
    with view.connect() as connection:
        found: list[Any] = list(limits_to_record(connection, desk.now))
    view.close()
    return found


def swept(desk: Scenario) -> list[str]:
    """Have everything recorded that the service asks for, until it asks no more; and name what that was."""
    said = []
    while commands := asked(desk):
        for command in commands:
            desk.carry_out(command, None, asker_of(command))
            said.append(command.command_name)
        assert len(said) < 10, "it asks again and again for the same"
    return said


class TestFound:
    def test_a_case_that_nobody_solved(self, desk: Scenario) -> None:
        """It is on record once, 31 minutes behind the limit: from then on no article asks by how much."""
        case_of(desk)
        desk.now = TEN + A_DAY + timedelta(minutes=30, seconds=59)
        assert swept(desk) == []
        desk.later(seconds=1)

        assert swept(desk) == ["case.miss_limit"]
        assert (desk.state.miss.overrun_minutes, desk.state.miss.owner) == (31, FIRST)
        assert desk.log[-1].actor == ACTOR
        assert swept(desk.later(days=9)) == []

    @pytest.mark.parametrize(("late", "minutes"), [(1, 1), (11 * 60, 11), (31 * 60 + 1, 32)])
    def test_a_case_that_was_solved_late(self, desk: Scenario, late: int, minutes: int) -> None:
        """By how much is known as soon as it is solved, as of when it was."""
        case_of(desk)
        desk.now = TEN + A_DAY + timedelta(seconds=late)
        desk.given(c.Resolve, case=CASE, resolution="m")

        assert swept(desk) == ["case.miss_limit"]
        assert desk.state.miss.overrun_minutes == minutes
        assert desk.log[-1].occurred_at == TEN + A_DAY + timedelta(seconds=late)

    def test_none_of_a_case_that_was_in_time_or_stands_still(self, desk: Scenario) -> None:
        """What was solved in time, waits for somebody, or was never a case missed nothing."""
        case_of(desk).later(hours=1).given(c.Resolve, case=CASE, resolution="m")
        assert swept(desk.later(days=9)) == []
        desk.given(c.Open, case="case-2", topic="t", first_asked=FIRST)
        desk.given(c.Pause, case="case-2", reason="customer")
        assert swept(desk.later(days=9)) == []
        desk.given(c.Open, case="case-3", topic="t", first_asked=FIRST)
        desk.given(c.WithdrawOpening, case="case-3", actor=LEAD, reason="r")
        assert swept(desk.later(days=9)) == []

    def test_what_was_late_before_it_stood_still(self, desk: Scenario) -> None:
        """A pause does not hide it from who looks only then, nor does one that is put right hide it."""
        case_of(desk).later(days=1, minutes=31).given(c.Pause, case=CASE, reason="customer", actor=FIRST)
        desk.later(days=3)
        paused: dict[str, Any] = {"reason": "customer", "starts_at": TEN + timedelta(days=1, minutes=30)}
        (miss,) = asked(desk)
        assert miss.occurred_at == TEN + timedelta(days=1, minutes=31)
        desk.given(c.CorrectLimit, **BY, pauses=[paused])
        assert swept(desk.later(days=3)) == []
        desk.given(c.CorrectLimit, **BY, pauses=[paused | {"starts_at": TEN + timedelta(days=1, hours=1)}])
        assert swept(desk.later(days=3)) == ["case.miss_limit"]

    def test_what_is_entered_late_is_judged_a_day_later(self, desk: Scenario) -> None:
        """More of it may still be coming; what another system solved is judged by its own records."""
        desk.later(days=5)
        said = {"case": CASE, "topic": "t", "first_asked": FIRST, "occurred_at": TEN}
        desk.given(c.Open, **said)
        assert swept(desk.later(hours=23)) == []
        assert swept(desk.later(hours=1)) == ["case.miss_limit"]

    def test_in_working_time(self, desk: Scenario) -> None:
        """The half hour behind a limit that ends at six in the evening is the first of the next morning."""
        desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
        desk.given(site.SetHours, since="2016-03-01", hours=WEEK, actor=LEAD, reason="r")
        case_of(desk, priority="moderate")
        due_at = desk.state.due_at
        desk.now = due_at + timedelta(minutes=31)
        # The limit ends at half past eleven; its 31st minute is the first one behind the break.
        assert swept(desk) == []
        desk.now = due_at + timedelta(minutes=121)

        assert swept(desk) == ["case.miss_limit"]
        assert desk.state.miss.overrun_minutes == 31


class TestTakenBack:
    def late(self, desk: Scenario) -> Scenario:
        """Have a case found missed, a day and an hour behind its beginning."""
        case_of(desk).later(days=1, hours=1)
        assert swept(desk) == ["case.miss_limit"]
        return desk

    def test_a_solution_that_is_entered_late(self, desk: Scenario) -> None:
        """What is found to have been solved in time was not missed: a correcting event says so."""
        self.late(desk).given(c.Resolve, case=CASE, resolution="m", occurred_at=TEN + timedelta(hours=3))

        assert swept(desk.later(days=2)) == ["case.withdraw_miss"]
        assert (desk.state.miss, desk.state.is_excused) == (None, False)

    def test_a_solution_within_another_band(self, desk: Scenario) -> None:
        """Ten minutes late and not half an hour: the miss is recorded anew, by the minutes that hold."""
        solved_at = TEN + A_DAY + timedelta(minutes=10)
        self.late(desk).given(c.Resolve, case=CASE, resolution="m", occurred_at=solved_at)

        assert swept(desk.later(days=2)) == ["case.withdraw_miss", "case.miss_limit"]
        assert desk.state.miss.overrun_minutes == 10

    def test_a_solution_as_late_as_was_found(self, desk: Scenario) -> None:
        """From the last band on it stays on record as it was found."""
        self.late(desk).later(days=3).given(c.Resolve, case=CASE, resolution="m")

        assert swept(desk) == []
        assert desk.state.miss.overrun_minutes == 31

    def test_a_solution_that_was_none(self, desk: Scenario) -> None:
        """Solved late, taken back, and solved later still: the minutes are those of what stands."""
        case_of(desk).later(days=1, minutes=5).given(c.Resolve, case=CASE, resolution="m")
        assert swept(desk) == ["case.miss_limit"]
        desk.later(minutes=1).given(c.WithdrawResolution, **BY)
        desk.later(hours=4).given(c.Resolve, case=CASE, resolution="m")

        assert swept(desk) == ["case.withdraw_miss", "case.miss_limit"]
        assert desk.state.miss.overrun_minutes == 246

    def test_what_a_person_excused_stays_excused(self, desk: Scenario) -> None:
        """Whoever may take a miss back has the last word; a machine does not put it on record again."""
        self.late(desk).given(c.WithdrawMiss, **{**BY, "actor": SECOND})
        assert desk.state.is_excused
        desk.later(days=1).given(c.Resolve, case=CASE, resolution="m")

        assert swept(desk.later(days=9)) == []

    def test_what_a_correction_took_back_can_be_found_again(self, desk: Scenario) -> None:
        """A longer limit takes the miss back; when that one is over as well, it is missed."""
        self.late(desk).given(c.CorrectLimit, **{**BY, "actor": SECOND}, priority="low")
        assert (desk.state.miss, desk.state.is_excused) == (None, False)
        assert swept(desk) == []

        assert swept(desk.later(days=3)) == ["case.miss_limit"]

    def test_what_a_person_recorded_is_left_to_people(self, desk: Scenario) -> None:
        """The service takes back only what it has found itself."""
        case_of(desk).later(days=1, hours=1).given(c.MissLimit, case=CASE, actor=LEAD)
        desk.given(c.Resolve, case=CASE, resolution="m", occurred_at=TEN + timedelta(hours=3))

        assert swept(desk.later(days=2)) == []
        with pytest.raises(AnswerableError):
            desk.carry_out(c.MissLimit(site="xm01", actor=ACTOR, case=CASE))


def test_a_clock_that_jumps_ahead_and_back_repeats_nothing(desk: Scenario) -> None:
    """What was found by a clock two days ahead is on record once, whatever the clock says afterwards."""
    case_of(desk).later(days=3)
    assert swept(desk) == ["case.miss_limit"]
    for hours in (-48, 48, -1):
        assert swept(desk.later(hours=hours)) == []


def test_a_sweep_looks_only_at_what_is_due(desk: Scenario) -> None:
    """However many limits run, those whose moment has come are found along an index, unsorted."""
    view = View(CallbacksProjection(), FixedClock(desk.now)).given(case_of(desk).log)
    with view.connect() as connection:
        asked = due_by(desk.now).compile(connection, compile_kwargs={"literal_binds": True})
        plan = [row.detail for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}")]
    view.close()

    assert plan == ["SEARCH limits USING INDEX limits_to_record (asks_at<?)"]
