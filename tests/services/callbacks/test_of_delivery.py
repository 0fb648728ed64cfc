"""A delivery's own callbacks: those that ended, those that are owed, and the next one."""

from __future__ import annotations

from datetime import UTC, date, datetime

from answerable.queries.callbacks import CallbackState
from tests.services.callbacks.asking import FIRST, NOON, SECOND, Given
from tests.services.callbacks.given import accepted, cancelled, completed, missed, opened

DELIVERED = date(2016, 1, 14)


def test_what_ended_what_is_owed_and_the_next_one(given: Given) -> None:
    """The last stands first; others' callbacks are none of them."""
    done = completed(1, 1, FIRST, datetime(2016, 2, 14, 4, tzinfo=UTC))
    answer = given(opened(), accepted(1, DELIVERED), accepted(2, DELIVERED), done).of_delivery(1)

    assert answer.on == SECOND
    assert [(row.ordinal, row.due_on, row.state) for row in answer.callbacks] == [
        (3, date(2016, 4, 14), CallbackState.DUE),
        (2, SECOND, CallbackState.DUE),
        (1, FIRST, CallbackState.COMPLETED),
    ]
    assert answer.callbacks[-1].satisfaction == 5


def test_behind_the_end_nothing_is_owed(given: Given) -> None:
    """What was missed before stays; a delivery that nobody knows has none."""
    lost = missed(1, 1, FIRST, datetime(2016, 2, 20, tzinfo=UTC))
    desk = given(
        opened(), accepted(1, DELIVERED), lost, cancelled(1, NOON), at=datetime(2016, 3, 20, tzinfo=UTC)
    )

    assert [(row.ordinal, row.state) for row in desk.of_delivery(1).callbacks] == [(1, CallbackState.MISSED)]
    assert desk.of_delivery(9).callbacks == ()


def test_long_after_the_last_event_all_is_told(given: Given) -> None:
    """Where nothing was recorded for more than half a year, no callback is left out or told twice."""
    answer = given(opened(), accepted(1, DELIVERED), at=datetime(2018, 3, 1, tzinfo=UTC)).of_delivery(1)

    assert [row.ordinal for row in answer.callbacks] == list(range(len(answer.callbacks), 0, -1))
    assert [row.state for row in answer.callbacks[:2]] == [CallbackState.DUE, CallbackState.OVERDUE]
    assert answer.callbacks[1].due_on <= date(2018, 3, 1) < answer.callbacks[0].due_on
