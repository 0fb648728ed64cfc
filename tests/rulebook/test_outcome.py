"""What follows from a month's score: alerts, proposals, the cap, the grade and the pay."""

from datetime import date
from decimal import Decimal

import pytest

from answerable.rulebook import LineState, Person, statement
from answerable.rulebook.statement import AlertKind
from tests.rulebook.given import (
    AGENT,
    BOOK,
    MARCH,
    PERSON,
    bonus,
    extra,
    pay_of,
    upheld,
    violation,
)
from tests.rulebook.scored import line, score


def test_dismissal_is_a_proposal_without_points() -> None:
    """Sleeping at work: an alert for a person to decide, and no points."""
    result = score(violation(1, "001-D1"))

    assert (line(result, "001-D1").state, line(result, "001-D1").points) == (LineState.PROPOSED, None)
    assert [(alert.kind, alert.article) for alert in result.alerts] == [(AlertKind.DISMISSAL, "001-D1")]


def test_below_sixty_is_an_alert_and_has_no_grade() -> None:
    """Two severe violations leave 45: no grade, a proposal, and the case law it has to pass."""
    result = score(violation(1, "001-S1"), violation(2, "001-S3"))

    assert (result.raw, result.grade) == (Decimal(45), None)
    (alert,) = result.alerts
    assert (alert.kind, [check.parameter for check in alert.legal]) == (
        AlertKind.BELOW_THRESHOLD,
        ["no-dismissal-by-rank"],
    )


def test_exactly_sixty_is_no_alert() -> None:
    """60 itself is grade E and no ground for an alert."""
    result = score(violation(1, "001-S1"), upheld(2))

    assert (result.raw, result.grade, result.alerts) == (Decimal(60), "E", ())


def test_compensation_is_pointed_to_and_not_worked_out() -> None:
    """Taking equipment out costs 20 and names the wage limits a compensation would have to pass."""
    (alert,) = score(violation(1, "001-S4")).alerts

    assert alert.kind is AlertKind.COMPENSATION
    assert [check.parameter for check in alert.legal] == ["wage-deduction-share", "minimum-wage"]


def test_raw_117_counts_as_110_and_is_worth_300() -> None:
    """The cap and the pay limit meet: 117 → 110 → +300 yuan."""
    result = score(*[bonus(n, "001-B3") for n in range(1, 7)], extra(7, "2"))

    assert (result.raw, result.capped, result.grade) == (Decimal(117), Decimal(110), "A")
    assert pay_of(result).amount == Decimal(300)


def test_other_readings_of_cap_and_grade_are_shown() -> None:
    """Reading a of X9 and X3 is used, and what reading b would give stands beside it."""
    result = score(*[bonus(n, "001-B3") for n in range(1, 7)], extra(7, "2"))

    assert [(r.article, r.reading, r.result, r.is_used) for r in result.readings] == [
        ("001-3.5", "a", "110", True),
        ("001-3.5", "b", "112", False),
        ("001-G1", "a", "A", True),
        ("001-G1", "b", None, False),
    ]


def test_a_deduction_names_the_law_it_was_not_checked_against() -> None:
    """Wages are not in the log: the 20 per cent and the minimum wage are named as not checked."""
    result = score(violation(1, "001-S1"))

    assert (pay_of(result).amount, pay_of(result).is_proposal) == (Decimal(-150), True)
    assert {(check.parameter, check.outcome) for check in pay_of(result).legal} == {
        ("wage-deduction-share", "not_checked"),
        ("minimum-wage", "not_checked"),
    }


@pytest.mark.parametrize(
    ("hired_on", "amount"),
    [
        (date(2016, 3, 1), Decimal(0)),
        (date(2016, 2, 1), Decimal(0)),
        (date(2016, 1, 31), Decimal(50)),
        (None, None),
        (date(2016, 4, 1), None),
    ],
)
def test_pay_moves_from_the_third_month(hired_on: date | None, amount: Decimal | None) -> None:
    """The month of hiring is month 1; what is not known or not yet begun has no amount."""
    result = statement(BOOK, MARCH, PERSON._replace(hired_on=hired_on), [])

    assert pay_of(result).amount == amount
    assert pay_of(result).reason.zh


def test_an_unknown_day_of_hiring_is_asked() -> None:
    """Without the day of hiring the statement asks for it."""
    result = statement(BOOK, MARCH, Person(AGENT, "xm01", None, None), [])

    assert [question.article for question in result.open_questions] == ["001-P4"]


def test_who_left_before_the_month_earns_nothing_in_it() -> None:
    """No bonus for a month without complaints to someone who was not there."""
    result = statement(BOOK, MARCH, PERSON._replace(left_on=date(2016, 2, 29)), [])

    assert (result.raw, result.lines, pay_of(result).amount) == (Decimal(80), (), None)
