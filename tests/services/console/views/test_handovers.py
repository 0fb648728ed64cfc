"""The handover board."""

from __future__ import annotations

from datetime import date

from answerable.streams.handover.events import Shift
from answerable_services.console.views.handovers import board_of
from tests.services.console.given.handovers import handover_rows

REFUSED, REVIEWED = handover_rows()


def test_the_board_has_a_lane_a_shift_and_a_column_a_day() -> None:
    """Newest day first, shifts in the order of the day, and a hole where nobody handed over."""
    board = board_of((REFUSED, REVIEWED), 31)
    assert board.days == (date(2016, 3, 31), date(2016, 3, 30))
    assert [(lane.shift, lane.cells) for lane in board.lanes] == [
        (Shift.DAY, ((REFUSED,), ())),
        (Shift.NIGHT, ((), (REVIEWED,))),
    ]


def test_the_board_ends_after_so_many_days() -> None:
    """Only the newest are shown."""
    assert board_of((REFUSED, REVIEWED), 1).days == (date(2016, 3, 31),)
