"""The handover board."""

from __future__ import annotations

from datetime import date

import pytest

from answerable.events.handover import Shift
from answerable.queries.desk import HandoverRow, HandoverState
from services.console.views.handovers import (
    Show,
    Standing,
    abnormal_in,
    board_of,
    day_of,
    is_listed,
    standing_of,
)
from tests.services.console import sample

REFUSED, REVIEWED = sample.handovers().handovers
SIGNED = REVIEWED.model_copy(update={"reviewed_by": None, "state": HandoverState.SIGNED_IN})
UNSIGNED = SIGNED.model_copy(update={"signed_in_at": None, "state": HandoverState.SIGNED_OUT})


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


def test_each_wish_lists_its_own() -> None:
    """Without a wish all are listed; the tile's count of unsigned ones leaves the refused out."""
    rows = {"refused": REFUSED, "reviewed": REVIEWED, "signed": SIGNED, "unsigned": UNSIGNED}
    listed = {show: [name for name, row in rows.items() if is_listed(row, show)] for show in (None, *Show)}
    assert listed == {
        None: ["refused", "reviewed", "signed", "unsigned"],
        Show.UNSIGNED: ["unsigned"],
        Show.REFUSED: ["refused"],
        Show.ABNORMAL: ["refused"],
        Show.UNREVIEWED: ["refused", "signed", "unsigned"],
    }


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


def test_marks_are_counted_and_a_handover_is_found_by_its_id() -> None:
    """One line of the refused one is marked ×."""
    assert (abnormal_in(REFUSED), abnormal_in(REVIEWED)) == (1, 0)
    assert [day_of((REFUSED, REVIEWED), row) for row in (REVIEWED.handover, "handover-x")] == [
        date(2016, 3, 30),
        None,
    ]
