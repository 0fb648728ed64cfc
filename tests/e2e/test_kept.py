"""What the kill tests look for is found: lost, doubled, reordered and unasked events."""

from __future__ import annotations

import pytest

from answerable.commands.base import EventRef
from tests.e2e.kept import Written, faults_of
from tests.e2e.traffic import Answer


def event(sequence: int, key: str, said: str = "") -> Written:
    """An event that a command with a key caused."""
    return Written(sequence, f"case-1.{sequence}", "opened", key, (said or f"{sequence}").encode())


def ref(sequence: int) -> EventRef:
    return EventRef(id=f"case-1.{sequence}", type="opened", sequence=sequence)


FIRST, SECOND = Answer("a", 2, (ref(1), ref(2))), Answer("b", None)
WHOLE = [event(1, "a"), event(2, "a"), event(3, "b"), event(4, "miss:c")]


def test_what_was_answered_and_is_there_once_is_whole() -> None:
    """An answer may name its events, count them, or only say that the command was carried out before."""
    assert faults_of([[FIRST, SECOND], [Answer("refused", 0)]], WHOLE) == []


@pytest.mark.parametrize(
    ("answers", "written", "fault"),
    [
        ([FIRST], [event(1, "a")], "a caused 2 event(s), it said, and 1 are there"),
        ([SECOND], [], "b was carried out, it said, and is not there"),
        ([SECOND], [event(1, "b", "x"), event(2, "b", "x")], "b was carried out twice"),
        ([SECOND], [event(1, "b"), event(2, "miss:c"), event(3, "b")], "b was carried out twice"),
        ([Answer("a", 0)], [event(1, "a")], "a caused 0 event(s), it said, and 1 are there"),
        ([SECOND, Answer("a", 1)], [event(1, "a"), event(2, "b")], "a stands at 1, what was before it at 2"),
        ([], [event(1, "a")], "a was never answered, and is there"),
    ],
)
def test_what_is_wrong_is_said(answers: list[Answer], written: list[Written], fault: str) -> None:
    """One fault each: lost, doubled beside itself or later, refused and yet there, out of order, unasked."""
    assert faults_of([answers], written) == [fault]


def test_an_answer_that_names_other_events_is_wrong() -> None:
    """The event's id, type and place in the ledger are what was acknowledged."""
    (fault,) = faults_of([[Answer("a", 1, (ref(7),))]], [event(1, "a")])

    assert fault.startswith("a was answered with ")
