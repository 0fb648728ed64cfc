"""What is put right leaves nothing behind in what is owed: deliveries, cancellations and calls."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from answerable.queries.callbacks import (
    CallbackState,
    MonthCount,
)
from answerable.streams.callback import events as callback
from answerable.streams.delivery import events as delivery
from tests.services.callbacks.asking import FIRST, SECOND, Given
from tests.services.callbacks.given import (
    accepted,
    callback_taken_back,
    cancelled,
    completed,
    corrected,
    missed,
    opened,
    taken_back,
)


class TestCorrected:
    WRONG, RIGHT = date(2015, 12, 12), date(2016, 1, 12)

    def test_a_miss_by_a_wrong_day_leaves_the_view(self, given: Given) -> None:
        """When the day is corrected, what was missed by the wrong one is owed by the right one."""
        miss = missed(1, 1, date(2016, 1, 12), datetime(2016, 1, 15, 16, tzinfo=UTC))
        desk = given(opened(), accepted(1, self.WRONG), miss, corrected(1, self.RIGHT))

        assert desk.history().ended == ()
        assert [(row.ordinal, row.due_on) for row in desk.due().callbacks] == [(1, FIRST), (2, SECOND)]
        assert desk.history().months == (
            MonthCount(month="2016-02", due=1, completed=0, missed=0),
            MonthCount(month="2016-03", due=1, completed=0, missed=0),
        )
        assert [target for target, _ in desk.missed()] == ["callback-1-1"]

    def test_a_miss_by_the_right_day_stays(self, given: Given) -> None:
        """A correction that leaves a due day where it was takes back no miss."""
        miss = missed(1, 1, FIRST, datetime(2016, 2, 17, 16, tzinfo=UTC))
        desk = given(opened(), accepted(1, self.RIGHT), miss, corrected(1, date(2016, 1, 13)))

        assert [row.state for row in desk.history().ended] == [CallbackState.MISSED]

    def test_a_delivery_dated_decades_ago(self, given: Given) -> None:
        """Hundreds of callbacks by a mistyped year are gone from every answer with its correction."""
        mistyped = accepted(1, date(1970, 1, 12)).model_copy(
            update={"recorded_at": datetime(2016, 1, 12, tzinfo=UTC)}
        )
        before = given(opened(), mistyped)
        after = given(opened(), mistyped, corrected(1, self.RIGHT))

        assert len(before.due().callbacks) > 180
        assert len(after.due().callbacks) == len(after.due().callbacks) == 2
        assert [target for target, _ in after.missed()] == ["callback-1-1"]

    def test_a_call_belongs_to_the_day_it_was_made_for(self, given: Given) -> None:
        """Made when it was owed by the right day too, a call keeps its day, in the history and its month."""
        call = completed(1, 1, FIRST, datetime(2016, 2, 25, tzinfo=UTC))
        desk = given(opened(), accepted(1, self.RIGHT), call, corrected(1, date(2016, 1, 18)))

        [row] = desk.history().ended
        assert (row.due_on, row.nominal_on, row.is_superseded) == (FIRST, date(2016, 2, 12), False)
        assert [row.ordinal for row in desk.due().callbacks] == []
        assert desk.history().months == (MonthCount(month="2016-02", due=1, completed=1, missed=0),)

    def test_a_call_from_before_it_was_owed(self, given: Given) -> None:
        """Made before the right day of acceptance, a call is kept and marked, and the callback owed anew."""
        call = completed(1, 1, FIRST, datetime(2016, 2, 15, tzinfo=UTC), satisfaction=4)
        events = (opened(), accepted(1, self.RIGHT), call, corrected(1, date(2016, 2, 20)))
        desk = given(*events, at=datetime(2016, 3, 21, 4, tzinfo=UTC))

        [row] = desk.history().ended
        assert (row.due_on, row.satisfaction, row.is_superseded) == (FIRST, 4, True)
        assert [(row.ordinal, row.due_on) for row in desk.due().callbacks] == [(1, date(2016, 3, 21))]
        assert desk.history().months == (MonthCount(month="2016-03", due=1, completed=0, missed=0),)

        anew = completed(1, 1, date(2016, 3, 21), datetime(2016, 3, 21, 2, tzinfo=UTC), version=2)
        desk = given(*events, anew, at=datetime(2016, 3, 21, 4, tzinfo=UTC))
        assert [row.is_superseded for row in desk.history().ended] == [False, True]
        assert desk.history().months == (MonthCount(month="2016-03", due=1, completed=1, missed=0),)

    def test_a_superseded_call_that_was_none(self, given: Given) -> None:
        """Taken back, a call that had ceased to be the callback's is neither shown nor counted any more."""
        call = completed(1, 1, FIRST, datetime(2016, 2, 15, tzinfo=UTC))
        plain = (opened(), accepted(1, self.RIGHT))
        moved = corrected(1, date(2016, 2, 20))
        no_call = callback_taken_back(callback.CallWithdrawn, 1, 1, version=2)

        assert given(*plain, call, moved).history().total == 1
        assert given(*plain, call, moved, no_call).history() == given(*plain, moved).history()

    def test_there_and_back(self, given: Given) -> None:
        """A correction that is itself corrected leaves everything as it had been."""
        call = completed(1, 1, FIRST, datetime(2016, 2, 15, tzinfo=UTC))
        miss = missed(1, 2, SECOND, datetime(2016, 3, 17, 16, tzinfo=UTC))
        plain = (opened(), accepted(1, self.RIGHT), call, miss)
        moved = corrected(1, date(2016, 2, 20))
        back = corrected(1, self.RIGHT).model_copy(update={"originator_version": 3})
        at = datetime(2016, 4, 1, tzinfo=UTC)

        assert given(*plain, moved, at=at).history() != given(*plain, at=at).history()
        assert given(*plain, moved, back, at=at).history() == given(*plain, at=at).history()

    def test_cancelled(self, given: Given) -> None:
        """Nothing falls due behind a cancellation; what was made or missed before stays, reported or not."""
        desk = given(
            opened(),
            accepted(1, self.RIGHT),
            completed(1, 1, FIRST, datetime(2016, 2, 15, tzinfo=UTC)),
            missed(1, 2, SECOND, datetime(2016, 3, 17, 16, tzinfo=UTC)),
            cancelled(1),
            at=datetime(2016, 9, 1, tzinfo=UTC),
        )

        assert desk.due().callbacks == ()
        assert desk.missed() == [("callback-1-3", datetime(2016, 4, 15, 16, tzinfo=UTC))]
        assert [row.state for row in desk.history().ended] == [CallbackState.MISSED, CallbackState.COMPLETED]
        assert desk.history().months == (
            MonthCount(month="2016-02", due=1, completed=1, missed=0),
            MonthCount(month="2016-03", due=1, completed=0, missed=1),
            MonthCount(month="2016-04", due=1, completed=0, missed=0),
        )

    def test_a_delivery_that_never_was(self, given: Given) -> None:
        """Taken back, a delivery has missed nothing; the calls that were made stay."""
        desk = given(
            opened(),
            accepted(1, self.RIGHT),
            completed(1, 1, FIRST, datetime(2016, 2, 15, tzinfo=UTC)),
            missed(1, 2, SECOND, datetime(2016, 3, 17, 16, tzinfo=UTC)),
            taken_back(delivery.AcceptanceWithdrawn, 1, datetime(2016, 5, 1, tzinfo=UTC)),
            at=datetime(2016, 9, 1, tzinfo=UTC),
        )

        assert (desk.due().callbacks, desk.missed()) == ((), [])
        assert [row.state for row in desk.history().ended] == [CallbackState.COMPLETED]

    def test_a_cancellation_taken_back(self, given: Given) -> None:
        """As if there had been none: all is owed, and a day is left to report what was made meanwhile."""
        plain = (opened(), accepted(1, self.RIGHT))
        at = datetime(2016, 6, 1, tzinfo=UTC)
        back = taken_back(delivery.CancellationWithdrawn, 1, at)
        events = (*plain, cancelled(1, datetime(2016, 3, 1, tzinfo=UTC)), back)

        assert given(*events, at=at).missed() == []
        later = at + timedelta(days=1)
        assert given(*events, at=later).missed() == given(*plain, at=later).missed()
        assert given(*events, at=later).due() == given(*plain, at=later).due()

    def test_a_call_taken_back(self, given: Given) -> None:
        """A call that was none leaves the callback owed, and a miss that was none leaves it owed for good."""
        call = completed(1, 1, FIRST, datetime(2016, 2, 15, tzinfo=UTC))
        plain = (opened(), accepted(1, self.RIGHT))
        no_call = callback_taken_back(callback.CallWithdrawn, 1, 1, version=2)
        miss = missed(1, 1, FIRST, datetime(2016, 2, 17, 16, tzinfo=UTC))
        no_miss = callback_taken_back(callback.MissWithdrawn, 1, 1, version=2)

        assert given(*plain, call, no_call).due() == given(*plain).due()
        assert given(*plain, call, no_call).history() == given(*plain).history()
        assert given(*plain, miss, no_miss).due() == given(*plain).due()
        assert given(*plain, miss, no_miss).missed() == []
