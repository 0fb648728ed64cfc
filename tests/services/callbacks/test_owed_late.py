"""What was missed stays missed, whatever comes behind it, and whenever somebody looks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from answerable.streams.assessment import commands as assessment
from answerable.streams.case import commands as case
from answerable.streams.incident import commands as incident
from answerable.streams.obligation import events as e
from answerable.streams.rulebook import commands as rulebook
from answerable.streams.site import commands as site
from tests.services.callbacks.test_owed import CASE, owed, swept, transferred
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, THIRD, Scenario
from tests.streams.test_timetable import WEEK

MISS = "obligation.miss transfer-answer"


@pytest.fixture
def desk() -> Scenario:
    """A site that was opened and bound to a rulebook this morning."""
    found = Scenario()
    found.given(site.Open, name_zh="厦门", name_en="Xiamen")
    return found.given(rulebook.Bind, rulebook="call-centre-80", effective_from="2016-03-01", actor=LEAD)


class TestEndedLate:
    def test_what_is_on_record(self, desk: Scenario) -> None:
        """Nobody answered in time: that the case is solved the next day takes nothing of it back."""
        assert swept(transferred(desk).later(hours=3)) == [MISS]
        desk.given(case.Resolve, case=CASE, resolution="m", actor=FIRST)
        assert swept(desk.later(days=2)) == []
        assert [row for row in owed(desk) if row.matter == CASE] == []

    def test_what_is_not_yet(self, desk: Scenario) -> None:
        """The same where nobody had looked before the case was solved."""
        transferred(desk).later(hours=3).given(case.Resolve, case=CASE, resolution="m", actor=FIRST)
        assert swept(desk) == [MISS]
        assert swept(desk.later(days=2)) == []

    def test_asked_anew(self, desk: Scenario) -> None:
        """Somebody else is asked, who has time anew; the first one did not answer all the same."""
        transferred(desk).later(hours=3).given(case.Transfer, case=CASE, to=THIRD, reason="r", actor=FIRST)
        assert swept(desk) == [MISS]
        assert [row.owed_by for row in owed(desk) if row.matter == CASE] == [THIRD]
        assert swept(desk.later(hours=3)) == [MISS]

    def test_ended_in_time_as_was_entered_later(self, desk: Scenario) -> None:
        """It was solved an hour behind the handing over, which somebody entered only in the evening."""
        assert swept(transferred(desk).later(hours=3)) == [MISS]
        said: dict[str, Any] = {"case": CASE, "resolution": "m", "actor": FIRST}
        desk.given(case.Resolve, **said, occurred_at=desk.now - timedelta(hours=2))
        assert swept(desk.later(days=2)) == ["obligation.withdraw_miss"]

    def test_what_never_was(self, desk: Scenario) -> None:
        """A case that there never was has no answer that anybody owed."""
        assert swept(transferred(desk).later(hours=3)) == [MISS]
        desk.given(case.WithdrawOpening, case=CASE, reason="r", actor=LEAD)
        assert swept(desk) == ["obligation.withdraw_miss"]

    def test_a_major_matter_that_is_closed_unnoted(self, desk: Scenario) -> None:
        """Whoever closes it late has not taken note of it in time."""
        said = {"topic": "power", "what": "w", "happened_at": TEN, "known_at": TEN}
        desk.given(incident.Report, incident="incident-1", **said, actor=FIRST)
        assert "obligation.miss major-note" in swept(desk.later(hours=2))


class TestOfWorkingTime:
    def test_no_minute_too_late(self, desk: Scenario) -> None:
        """Two hours of work end with the day: an answer in the evening is behind no minute of work."""
        desk.given(site.SetHours, since="2016-03-01", hours=WEEK, actor=LEAD, reason="r")
        desk.now = datetime(2016, 3, 10, 8, tzinfo=UTC)
        transferred(desk)
        (row,) = (one for one in owed(desk) if one.matter == CASE)
        assert row.due_at == datetime(2016, 3, 10, 10, tzinfo=UTC)
        assert swept(desk.later(hours=4)) == []
        desk.given(case.Accept, case=CASE, actor=SECOND)
        assert swept(desk.later(days=2)) == []

    def test_a_minute_too_late(self, desk: Scenario) -> None:
        """The next morning's first minute is one."""
        desk.given(site.SetHours, since="2016-03-01", hours=WEEK, actor=LEAD, reason="r")
        desk.now = datetime(2016, 3, 10, 8, tzinfo=UTC)
        transferred(desk)
        desk.now = datetime(2016, 3, 11, 1, 0, 1, tzinfo=UTC)
        assert swept(desk) == [MISS]
        desk.given(case.Accept, case=CASE, actor=SECOND)
        assert swept(desk.later(days=2)) == []


class TestOfPeriods:
    def exam(self, desk: Scenario, at: datetime, staff: str = FIRST) -> None:
        held: dict[str, Any] = {"staff": staff, "score": "90", "held_on": str(at.date()), "actor": LEAD}
        desk.given(assessment.ScoreExam, **held, occurred_at=at)

    def missed(self, desk: Scenario) -> list[int]:
        swept(desk)
        found = (one for one in desk.log if isinstance(one, e.Missed) and one.rule == "monthly-exam")
        return [one.occurrence for one in found]

    def test_the_next_one_is_done_before_anybody_looked(self, desk: Scenario) -> None:
        """The service was away over the end of April: May's exam is held all the same."""
        desk.now = datetime(2016, 5, 3, 3, tzinfo=UTC)
        self.exam(desk, desk.now)
        desk.now = datetime(2016, 6, 1, tzinfo=UTC)
        assert self.missed(desk) == [20160401]
        desk.now = datetime(2016, 7, 1, tzinfo=UTC)
        assert self.missed(desk) == [20160401, 20160601]

    def test_one_of_several_was_in_time(self, desk: Scenario) -> None:
        """Entered behind one that was too late."""
        desk.now = datetime(2016, 4, 29, 12, tzinfo=UTC)
        self.exam(desk, desk.now)
        self.exam(desk, datetime(2016, 4, 20, 3, tzinfo=UTC), SECOND)
        desk.now = datetime(2016, 5, 2, tzinfo=UTC)
        assert self.missed(desk) == []
