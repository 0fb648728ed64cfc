"""What only a month's lines together decide: counts of violations, ranks, and the bonus of a whole month."""

from decimal import Decimal

import pytest

from answerable.rulebook import Fact, LineState, statement
from tests.rulebook.given import (
    AGENT,
    BOOK,
    MARCH,
    PERSON,
    bonus,
    overrun,
    upheld,
    violation,
)
from tests.rulebook.scored import line, points, score


def test_two_medium_alone_are_in_doubt_and_cost_nothing_more() -> None:
    """AND or OR is undecided (X7): with two medium only, the reading that spares the employee applies."""
    result = score(violation(1, "001-M1"), violation(2, "001-M4"))
    shown = line(result, "001-S5")

    assert (shown.state, shown.points, shown.reading) == (LineState.NOT_APPLIED, None, "b")
    assert [(r.reading, r.result) for r in shown.readings] == [("a", "-20"), ("b", None)]
    assert [question.article for question in result.open_questions] == ["001-S5"]
    assert result.raw == Decimal(65)


def test_two_medium_and_four_minor_act_under_either_reading() -> None:
    """Where both readings agree the derived rule acts, once, with all six events as evidence."""
    minor = [violation(n, "001-m1") for n in range(1, 5)]
    result = score(*minor, violation(5, "001-M1"), violation(6, "001-M4"))

    assert line(result, "001-S5").points == Decimal(-20)
    assert len(line(result, "001-S5").evidence) == 6
    assert result.raw == Decimal(80 + 5 - 8 - 20 - 20)


def test_an_open_line_that_would_tip_the_count_leaves_it_open() -> None:
    """Three minor and one not known, with two medium: whether the derived rule acts is not known."""
    minor = [violation(n, "001-m1") for n in range(1, 4)]
    result = score(*minor, overrun(4, None), violation(5, "001-M1"), violation(6, "001-M4"))

    assert line(result, "001-S5").state is LineState.UNKNOWN


def test_first_in_rank_is_never_guessed() -> None:
    """Without a ranking there is no line; in a ranking without the person the line is open."""
    assert "001-B1" not in points()
    assert line(statement(BOOK, MARCH, PERSON, [], {}), "001-B1").state is LineState.UNKNOWN


@pytest.mark.parametrize(
    ("rank", "facts", "state"),
    [
        (1, [], LineState.COUNTED),
        (2, [], LineState.NOT_APPLIED),
        (1, [violation(1, "001-m1")], LineState.NOT_APPLIED),
        (1, [violation(1, "001-D1")], LineState.NOT_APPLIED),
        (1, [overrun(1, None)], LineState.UNKNOWN),
    ],
)
def test_first_in_rank_without_violation(rank: int, facts: list[Fact], state: LineState) -> None:
    """The first earns 5 only in a month without a violation; an open one leaves it open."""
    result = statement(BOOK, MARCH, PERSON, facts, {AGENT: rank})

    assert line(result, "001-B1").state is state


def test_a_superiors_entry_stands_for_the_ranking() -> None:
    """An entry naming the article says "first"; that there was no violation is still checked."""
    assert line(score(bonus(1, "001-B1")), "001-B1").points == Decimal(5)
    assert line(score(bonus(1, "001-B1"), violation(2, "001-m1")), "001-B1").state is LineState.NOT_APPLIED


def test_a_whole_months_bonus_waits_for_the_months_end() -> None:
    """Before the end it is shown with its points and not counted; behind the end it counts."""
    going_on = statement(BOOK, MARCH, PERSON, [], is_over=False)

    shown = line(going_on, "001-B5")
    assert (shown.state, shown.points) == (LineState.PROVISIONAL, Decimal(5))
    assert (going_on.raw, score().raw) == (Decimal(80), Decimal(85))


def test_a_whole_months_bonus_that_is_lost_is_not_shown() -> None:
    """An upheld complaint stays one, whatever else the month brings."""
    going_on = statement(BOOK, MARCH, PERSON, [upheld(1)], is_over=False)

    assert "001-B5" not in {line.article for line in going_on.lines}


def test_what_cannot_turn_counts_at_once() -> None:
    """Four minor and two medium violations only become more: the derived rule waits for nothing."""
    broken = [violation(n, "001-m1") for n in range(1, 5)]
    broken += [violation(5, "001-M1"), violation(6, "001-M4")]

    assert line(statement(BOOK, MARCH, PERSON, broken, is_over=False), "001-S5").state is LineState.COUNTED


def test_the_first_without_a_violation_may_still_break_a_rule() -> None:
    """First in rank without a violation so far is provisional, also where a superior says so."""
    ranked = statement(BOOK, MARCH, PERSON, [], {AGENT: 1}, is_over=False)
    entered = statement(BOOK, MARCH, PERSON, [bonus(1, "001-B1")], is_over=False)

    assert [line(one, "001-B1").state for one in (ranked, entered)] == [LineState.PROVISIONAL] * 2
    assert "not counted yet" in line(ranked, "001-B1").explanation.en


def test_an_entry_beside_what_the_month_shows_counts_once() -> None:
    """A bonus for no complaint that an older ledger holds by hand adds nothing to the month's own."""
    assert score(bonus(1, "001-B5")).raw == score().raw
