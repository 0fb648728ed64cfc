"""One person's month under the 80-point scheme: every point accounted for, nothing guessed."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.rulebook import Fact, LineState, Person, Statement, statement
from answerable.rulebook.statement import AlertKind, Line
from tests.rulebook.given import (
    AGENT,
    BOOK,
    MARCH,
    PERSON,
    bonus,
    exam,
    extra,
    overrun,
    revoked,
    upheld,
    violation,
)

OTHER = "staff-example-two"


def as_if_never_made(result: Statement) -> Statement:
    """Leave out what is only shown: every other part must be as if the entry had never been made."""
    lines = tuple(line for line in result.lines if line.state is not LineState.REVOKED)
    assert len(lines) < len(result.lines)
    return result.model_copy(update={"lines": lines})


FACTS = [
    violation(1, "001-m1"),
    violation(2, "001-m4", points=Decimal(3)),
    violation(3, "001-m9"),
    violation(4, "001-M1"),
    violation(5, "001-M4"),
    violation(6, "001-S1"),
    violation(7, "001-D1"),
    violation(8, "001-m7", minutes=9, superior_informed=False),
    violation(9, "001-m7"),
    bonus(10, "001-B3"),
    bonus(11, "001-B4"),
    bonus(12, "001-B6"),
    extra(13, "4.5"),
    extra(14, "-3"),
    exam(15, "100"),
    exam(16, "31"),
    overrun(17, 7),
    overrun(18, 45),
    overrun(19, None),
    upheld(20),
    upheld(21, is_conflict=True),
    bonus(22, "001-B3"),
    bonus(23, "001-B4"),
    violation(24, "001-m12"),
]
months_of_facts = st.lists(st.sampled_from(FACTS), unique_by=lambda fact: fact.event.event_id)


def score(*facts: Fact) -> Statement:
    return statement(BOOK, MARCH, PERSON, facts)


def line(result: Statement, article: str) -> Line:
    (found,) = [line for line in result.lines if line.article == article]
    return found


def points(*facts: Fact) -> dict[str, Decimal | None]:
    """What counts beside the bonus for a month without complaints, which every quiet month earns."""
    lines = score(*facts).lines
    return {line.article: line.points for line in lines if line.article != "001-B5"}


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
    assert result.pay.amount == Decimal(300)


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

    assert (result.pay.amount, result.pay.is_proposal) == (Decimal(-150), True)
    assert {(check.parameter, check.outcome) for check in result.pay.legal} == {
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

    assert result.pay.amount == amount
    assert result.pay.reason.zh


def test_an_unknown_day_of_hiring_is_asked() -> None:
    """Without the day of hiring the statement asks for it."""
    result = statement(BOOK, MARCH, Person(AGENT, "xm01", None, None), [])

    assert [question.article for question in result.open_questions] == ["001-P4"]


def test_who_left_before_the_month_earns_nothing_in_it() -> None:
    """No bonus for a month without complaints to someone who was not there."""
    result = statement(BOOK, MARCH, PERSON._replace(left_on=date(2016, 2, 29)), [])

    assert (result.raw, result.lines, result.pay.amount) == (Decimal(80), (), None)


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


@given(months_of_facts, st.randoms(use_true_random=False))
def test_order_and_repetition_of_facts_do_not_matter(facts: list[Fact], random: object) -> None:
    """Shuffled facts, each given twice, give the very same statement."""
    mixed = facts * 2
    random.shuffle(mixed)  # type: ignore[attr-defined]  # hypothesis gives a Random under a wider type

    assert score(*mixed) == score(*facts)


@given(months_of_facts)
def test_arithmetic_holds(facts: list[Fact]) -> None:
    """Raw is the base and every counted line; capped at 110; pay within 300 and ten a point."""
    result = score(*facts)
    counted = sum(line.points or 0 for line in result.lines if line.state is LineState.COUNTED)

    assert result.raw == result.base + counted
    assert result.capped == min(result.raw, Decimal(110))
    assert result.pay.amount == max(min((result.capped - 80) * 10, Decimal(300)), Decimal(-300))
    assert all(line.points is None for line in result.lines if line.state is not LineState.COUNTED)


@given(
    months_of_facts, st.integers(1, 99), st.sampled_from(["001-m1", "001-M1", "001-S1", "001-D2", "002-x"])
)
def test_a_revoked_entry_was_never_made(facts: list[Fact], number: int, article: str) -> None:
    """Recording an entry and revoking it equals never having recorded it."""
    entry = violation(100 + number, article)

    assert as_if_never_made(score(*facts, entry, revoked(entry))) == score(*facts)


@given(months_of_facts)
def test_every_open_line_asks_a_question(facts: list[Fact]) -> None:
    """What is not known is asked, with the events it is about; keys are unique."""
    result = score(*facts)
    asked = {question.article for question in result.open_questions}

    assert {line.article for line in result.lines if line.state is LineState.UNKNOWN} <= asked
    assert len({line.key for line in result.lines}) == len(result.lines)


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
