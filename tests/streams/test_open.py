"""What the mark of a list says that counts what is open: of each register it fits what its word says."""

from __future__ import annotations

import pytest

from answerable.queries.registers import REGISTERS
from answerable.streams.documentcopy.flow import DocumentCopyStage
from answerable.streams.obligation.flow import ObligationStage
from answerable.streams.saleday.flow import SaledayStage

OF_STAGES = sorted(stream for stream, one in REGISTERS.items() if one.register.flow is not None)


def open_in(stream: str) -> set[str]:
    """Give the stages in which the mark counts a matter."""
    register = REGISTERS[stream].register
    assert register.flow is not None
    stages = {one.value for one in register.flow.stages}
    return {stage for stage in stages if register.all_marks["is_open"]({"state": stage})}


@pytest.mark.parametrize("stream", OF_STAGES)
def test_no_list_counts_nothing_as_open(stream: str) -> None:
    """Where no stage leads on, what counts is open; what counts for nothing never is."""
    found = open_in(stream)
    assert found
    assert not found & {one.value for one in REGISTERS[stream].register.void}


def test_each_counts_what_its_word_says() -> None:
    """Missed, handed in, with somebody."""
    assert open_in("obligation") == {ObligationStage.MISSED}
    assert open_in("saleday") == {SaledayStage.HANDED_IN}
    assert open_in("documentcopy") == {DocumentCopyStage.TO_BE_READ, DocumentCopyStage.READ}
