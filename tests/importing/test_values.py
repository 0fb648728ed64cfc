"""Values: a cell becomes what the mapping says, or is rejected with a reason."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal
from zoneinfo import ZoneInfo

import pytest

from answerable.importing.cells import Row, Unreadable
from answerable.importing.values import IntegerValue, MomentValue

_GAP = "2026-03-08 02:30"
_OVERLAP = "2025-11-02 01:30"


def _row(text: str) -> Row:
    return Row({"cell": text}, frozenset({""}), ZoneInfo("America/New_York"))


def _moment(choice: Literal["earlier", "later"] | None = None) -> MomentValue:
    return MomentValue(type="moment", column="cell", format="%Y-%m-%d %H:%M", clock_change=choice)


@pytest.mark.parametrize(("text", "what"), [(_GAP, "never shown"), (_OVERLAP, "shown twice")])
def test_a_time_in_a_clock_change_is_rejected_with_the_reason(text: str, what: str) -> None:
    """A time that the clocks left out or showed twice is not guessed."""
    with pytest.raises(Unreadable, match=what) as caught:
        _moment().read(_row(text))
    assert caught.value.rule == "clock-change"


@pytest.mark.parametrize(
    ("text", "choice", "expected"),
    [
        (_GAP, "earlier", datetime(2026, 3, 8, 6, 30, tzinfo=UTC)),
        (_GAP, "later", datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),
        (_OVERLAP, "earlier", datetime(2025, 11, 2, 5, 30, tzinfo=UTC)),
        (_OVERLAP, "later", datetime(2025, 11, 2, 6, 30, tzinfo=UTC)),
    ],
)
def test_a_mapping_chooses_explicitly(
    text: str, choice: Literal["earlier", "later"], expected: datetime
) -> None:
    """With clock_change the time means the earlier or the later of its two moments."""
    found = _moment(choice).read(_row(text))
    assert isinstance(found, datetime)
    assert found.astimezone(UTC) == expected


def test_a_number_of_thousands_of_digits_rejects_its_row() -> None:
    """A number too long to read rejects its row and does not stop the import."""
    with pytest.raises(Unreadable, match="5,000 digits"):
        IntegerValue(type="integer", column="cell").read(_row("9" * 5000))
