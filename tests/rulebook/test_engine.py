"""One person's month under the 80-point scheme: every point accounted for, nothing guessed."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from answerable.rulebook import LineState, Statement, statement
from tests.rulebook.given import (
    BOOK,
    MARCH,
    PERSON,
    exam,
    extra,
    overrun,
    revoked,
    upheld,
    violation,
)
from tests.rulebook.scored import FACTS, OTHER, as_if_never_made, line, points, score


def test_a_quiet_month_is_the_base_and_the_bonus_for_no_complaint() -> None:
    """Nothing happened: 80, and +5 for no upheld complaint (X4, reading a), with both readings shown."""
    result = score()

    assert (result.base, result.raw, result.grade) == (Decimal(80), Decimal(85), "B")
    shown = line(result, "001-B5")
    assert [(r.reading, r.result, r.is_used) for r in shown.readings] == [
        ("a", "+5", True),
        ("b", "-5", False),
    ]


def test_an_upheld_complaint_ends_that_bonus() -> None:
    """One upheld complaint against the person, and the bonus is gone."""
    assert score(upheld(1)).raw == Decimal(80)


def test_a_complaint_upheld_against_somebody_else_does_not() -> None:
    """Complaints about others leave the person's month alone."""
    assert score(upheld(1, responsible=OTHER)).raw == Decimal(85)


def test_each_line_cites_article_text_and_evidence() -> None:
    """A line carries the article's own words, the event, its sequence and what the event cites."""
    (shown,) = [line for line in score(violation(1, "001-m1")).lines if line.article == "001-m1"]

    assert shown.text.zh == "工作时间不使用普通话扣2分/次"
    assert (shown.points, shown.state) == (Decimal(-2), LineState.COUNTED)
    (evidence,) = shown.evidence
    assert (evidence.event_id, evidence.sequence, evidence.cited) == ("assessment-1.1", 101, ("case-7",))


@pytest.mark.parametrize(
    ("proposed", "counted", "questions"),
    [
        (Decimal(5), -5, 0),
        (Decimal("2.5"), Decimal("-2.5"), 0),
        (None, -2, 1),
        (Decimal(6), -2, 1),
        (Decimal(1), -2, 1),
    ],
)
def test_discretion_stays_inside_the_range(
    proposed: Decimal | None, counted: Decimal, questions: int
) -> None:
    """Points inside 2–5 count; without them, or outside, the least counts and the rest is asked."""
    result = score(violation(1, "001-m4", points=proposed))

    assert line(result, "001-m4").points == counted
    assert [q.article for q in result.open_questions] == ["001-m4"] * questions


@pytest.mark.parametrize(
    ("minutes", "informed", "state"),
    [
        (6, False, LineState.COUNTED),
        (5, False, LineState.NOT_APPLIED),
        (6, True, LineState.NOT_APPLIED),
        (5, None, LineState.NOT_APPLIED),
        (None, False, LineState.UNKNOWN),
        (6, None, LineState.UNKNOWN),
    ],
)
def test_leaving_the_post(minutes: int | None, informed: bool | None, state: LineState) -> None:
    """More than 5 minutes and nobody told: −5; what is missing is asked, what rules it out is shown."""
    result = score(violation(1, "001-m7", minutes=minutes, superior_informed=informed))

    assert line(result, "001-m7").state is state
    assert bool(result.open_questions) == (state is LineState.UNKNOWN)
    assert result.raw == (80 if state is LineState.COUNTED else 85)


@pytest.mark.parametrize(
    ("minutes", "expected"),
    [
        (0, {}),
        (1, {"001-m13": -5}),
        (10, {"001-m13": -5}),
        (11, {"001-M8": -10}),
        (30, {"001-M8": -10}),
        (31, {"001-S6": -20}),
        (None, {"001-m13": None}),
    ],
)
def test_emergency_overrun_bands(minutes: int | None, expected: dict[str, int | None]) -> None:
    """1–10, 11–30 and over 30 minutes: exactly one article, or one open line where it is not known."""
    assert points(overrun(1, minutes)) == expected


def test_an_overrun_that_is_no_emergency_costs_nothing() -> None:
    """The emergency articles leave ordinary cases alone."""
    assert points(overrun(1, 45, is_emergency=False)) == {}


@pytest.mark.parametrize(
    ("mark", "full", "expected"),
    [
        ("100", "100", {"001-B2": 5}),
        ("99.5", "100", {}),
        ("60", "100", {}),
        ("59.5", "100", {"001-M7": -10}),
        ("30", "50", {}),
        ("29.5", "50", {"001-M7": -10}),
    ],
)
def test_exam(mark: str, full: str, expected: dict[str, int]) -> None:
    """Full marks earn 5, below 60 per cent cost 10, and 60 itself passes."""
    assert points(exam(1, mark, full)) == expected


def test_conflict_needs_an_upheld_complaint() -> None:
    """An upheld conflict costs 20; an entry by hand is not counted but asked about."""
    assert points(upheld(1, is_conflict=True)) == {"001-S2": -20}

    by_hand = score(violation(1, "001-S2"))
    assert line(by_hand, "001-S2").state is LineState.UNKNOWN
    assert [question.article for question in by_hand.open_questions] == ["001-S2"]


def test_an_article_the_rulebook_does_not_have_is_asked_about() -> None:
    """An entry naming an unknown article is never dropped silently."""
    result = score(violation(1, "002-x9"))

    assert (line(result, "002-x9").state, line(result, "002-x9").severity) == (LineState.UNKNOWN, None)
    assert [question.article for question in result.open_questions] == ["002-x9"]


def test_revocation_may_come_months_later() -> None:
    """A revocation in June takes a March entry back."""
    entry = violation(1, "001-S1")
    june = datetime(2016, 6, 1, tzinfo=UTC)

    assert as_if_never_made(score(entry, revoked(entry, at=june))) == score()


def test_lines_are_in_order_of_time() -> None:
    """Whatever order the facts come in, lines follow the clock, the month's own last."""
    early = violation(2, "001-m1", at=datetime(2016, 3, 1, 2, tzinfo=UTC))
    late = violation(1, "001-m2", at=datetime(2016, 3, 30, 2, tzinfo=UTC))

    assert [line.article for line in score(late, early).lines] == ["001-m1", "001-m2", "001-B5"]


def test_statement_travels_as_json() -> None:
    """A statement comes back from JSON as it went, with month and points as text."""
    result = score(*FACTS)

    assert Statement.model_validate_json(result.model_dump_json()) == result
    assert result.model_dump(mode="json")["month"] == "2016-03"


@pytest.mark.parametrize(
    ("hired_on", "left_on", "asks"),
    [
        (date(2016, 3, 10), date(2016, 3, 10), set()),
        (date(2015, 1, 5), date(2016, 3, 9), {"assessment-1.1", "case-2.1"}),
        (date(2016, 3, 11), None, {"assessment-1.1", "case-2.1", "complaint-3.1"}),
    ],
)
def test_an_entry_of_a_day_without_employment_is_asked_about(
    hired_on: date, left_on: date | None, asks: set[str]
) -> None:
    """Register and entry contradict each other: a person says which is wrong; a judgement may come later."""
    facts = (violation(1, "001-m1"), overrun(2, 45), upheld(3, is_conflict=True), extra(4, "1"))
    person = PERSON._replace(hired_on=hired_on, left_on=left_on)
    result = statement(BOOK, MARCH, person, facts)
    asked = {
        event
        for question in result.open_questions
        if question.text.key == "statement.not_employed_then"
        for event in question.evidence
    }

    assert asked == asks
    assert result.capped == statement(BOOK, MARCH, PERSON, facts).capped
