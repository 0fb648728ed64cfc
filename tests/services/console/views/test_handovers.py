"""The handover board."""

from __future__ import annotations

from datetime import date

import pytest

from answerable.queries.desk import HandoverRow
from answerable.streams.handover.events import Shift
from answerable.streams.handover.flow import HandoverStage
from services.console.views.handovers import Standing, board_of, standing_of
from tests.services.console import sample

REFUSED, REVIEWED = sample.handover_rows()
SIGNED = REVIEWED.model_copy(update={"reviewed_by": None, "state": HandoverStage.SIGNED_IN})
UNSIGNED = SIGNED.model_copy(update={"signed_in_at": None, "state": HandoverStage.SIGNED_OUT})


@pytest.mark.parametrize(
    ("row", "standing"),
    [
        (REFUSED, Standing.REFUSED),
        (REVIEWED, Standing.REVIEWED),
        (SIGNED, Standing.SIGNED),
        (UNSIGNED, Standing.UNSIGNED),
    ],
)
def test_a_handover_stands_in_one_of_four_ways(row: HandoverRow, standing: Standing) -> None:
    """Refused is not unsigned: the incoming side has spoken."""
    assert standing_of(row) is standing


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
