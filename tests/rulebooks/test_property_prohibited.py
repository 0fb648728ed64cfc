"""Prohibited acts: they change the month's grade and nothing of its points, whatever scores it."""

from __future__ import annotations

import pytest

from answerable.rulebook import LineState, Statement, find, statement
from answerable.rulebook.statement import AlertKind
from tests.rulebook.given import BOOK, MARCH, PERSON, revoked, violation

PROHIBITED = find("property-prohibited")
ACT = violation(90, "003-P6")


def scored(*entries: str, acts: int = 1, by: str = "call-centre-80") -> Statement:
    facts = [violation(number, article) for number, article in enumerate(entries)]
    facts += [violation(90 + number, "003-P6") for number in range(acts)]
    return statement(find(by), MARCH, PERSON, facts, beside=(PROHIBITED,))


def read(result: Statement) -> dict[str, str | None]:
    return {one.reading: one.result for one in result.readings if one.article == "003-P0"}


@pytest.mark.parametrize(
    ("entries", "without", "worse", "literal", "acts"),
    [
        ([], "B", "C", "C", "C"),
        (["001-S1"], "D", "D", "C", "C"),
    ],
)
def test_the_grade_becomes_c(entries: list[str], without: str, worse: str, literal: str, acts: str) -> None:
    """X23: the worse of both, or C whatever was earned; what favours the employee acts till one is fixed."""
    assert scored(*entries, acts=0).grade == without
    result = scored(*entries)

    assert read(result) == {"a": worse, "b": literal}
    assert result.grade == acts
    assert result.capped == scored(*entries, acts=0).capped


def test_a_fixed_reading_acts() -> None:
    """Where a person has decided for the worse of both, a D stays a D."""
    change = PROHIBITED.grade_change
    assert change is not None
    fixed = PROHIBITED.model_copy(update={"grade_change": change.model_copy(update={"fixed": "a"})})
    facts = [violation(number, article) for number, article in enumerate(["001-S1"])]

    assert statement(BOOK, MARCH, PERSON, [*facts, ACT], beside=(fixed,)).grade == "D"


def test_each_act_is_a_line_and_its_gravity_a_persons() -> None:
    """It stands on the statement without points; whether it was grave, and what follows, a person decides."""
    result = scored(acts=2)
    lines = [line for line in result.lines if line.article == "003-P6"]

    assert [(line.state, line.points) for line in lines] == [(LineState.COUNTED, None)] * 2
    alerts = [alert for alert in result.alerts if alert.article == "003-P6"]
    assert [alert.kind for alert in alerts] == [AlertKind.REFERRAL] * 2
    assert {check.parameter for check in alerts[0].legal} == {"no-pay-cut-alone", "serious-breach"}
    assert result.beside == ("property-prohibited@1",)
    assert not result.open_questions


def test_an_act_that_was_taken_back_changes_nothing() -> None:
    """It stays to be seen; the grade is what the points earn."""
    result = statement(BOOK, MARCH, PERSON, [ACT], revocations=[revoked(ACT)], beside=(PROHIBITED,))

    assert result.grade == "B"
    assert [line.state for line in result.lines if line.article == "003-P6"] == [LineState.REVOKED]


def test_beside_a_scheme_without_grades() -> None:
    """Ten points have no grade: the act gives one."""
    result = scored(by="online-shop-10")

    assert result.grade == "C"
    assert result.capped == 10


def test_alone_it_scores_nobody_and_its_acts_are_asked_about() -> None:
    """Without it at a site, an entry of its articles is none of the scheme's: nothing is dropped silently."""
    result = statement(BOOK, MARCH, PERSON, [ACT])

    assert [line.state for line in result.lines if line.article == "003-P6"] == [LineState.UNKNOWN]
