"""The 10-point month: times of a month, what they come to in every reading, and what follows from a score."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.rulebook import Fact, LineState, Statement, find, statement
from answerable.rulebook.difference import Change, differences
from answerable.rulebook.statement import AlertKind, Line
from answerable.streams.attendance import events as attendance
from answerable.streams.complaint import events as complaint
from answerable.streams.leave import events as leave
from tests.rulebook.given import AGENT, MARCH, PERSON, fact, violation

BOOK = find("online-shop-10")


def rightly(number: int, ground: str | None) -> Fact:
    """A complaint that was upheld."""
    return fact(
        complaint.Upheld, number, responsible=AGENT, is_conflict=False, ground=ground, reason="heard on tape"
    )


def away(number: int, kind: str = "time_off", day: int | None = None) -> Fact:
    """A leave that was approved."""
    since = date(2016, 3, number if day is None else day)
    return fact(
        leave.Approved, number, version=2, staff=AGENT, leave_kind=kind, since=since, is_beforehand=True
    )


def forgot(number: int, day: int) -> Fact:
    """They were there, and had forgotten to register it."""
    begins = datetime(2016, 3, day, 1, tzinfo=UTC)
    return fact(
        attendance.MissingNoted,
        number,
        staff=AGENT,
        on=date(2016, 3, day),
        duty_begins=begins,
        duty_ends=begins,
        was_there=True,
        note="seen",
    )


def scored(*facts: Fact, revocations: tuple[Fact, ...] = ()) -> Statement:
    return statement(BOOK, MARCH, PERSON, facts, revocations=revocations)


def line(result: Statement, key: str) -> Line:
    return next(one for one in result.lines if one.key == key)


def read(found: Line) -> dict[str, str | None]:
    return {reading.reading: reading.result for reading in found.readings}


def test_a_month_begins_with_ten() -> None:
    """Nothing recorded is ten points, without grade, cap or pay."""
    result = scored()

    assert [result.base, result.capped] == [10, 10]
    assert (result.grade, result.pay, result.lines) == (None, None, ())


@pytest.mark.parametrize(
    ("times", "comes_to", "readings"),
    [
        (1, "-1", None),
        (2, "-2", None),
        (3, "-5", {"a": "-5", "b": "-8", "c": "-5"}),
        (4, "-5", {"a": "-5", "b": "-9", "c": "-6"}),
        (5, "-10", {"a": "-10", "b": "-20", "c": "-10"}),
        (6, "-10", {"a": "-10", "b": "-21", "c": "-11"}),
    ],
)
def test_complaints_about_the_attitude(times: int, comes_to: str, readings: dict[str, str] | None) -> None:
    """X13 in each reading: the most favourable to the employee acts, and a person is asked (002-r1-5.6)."""
    result = scored(*(rightly(number, "attitude") for number in range(times)))

    assert result.capped == 10 + Decimal(comes_to)
    if readings is None:
        assert not any(one.key.endswith(":times") for one in result.lines)
        return
    assert read(line(result, "002-r1-5.6:times")) == readings
    assert [one.article for one in result.open_questions] == ["002-r1-5.6"]


@pytest.mark.parametrize(("times", "a", "b"), [(3, "-5", "-5"), (4, "-5", "-5"), (5, "-10", "-15")])
def test_complaints_about_what_was_not_answered(times: int, a: str, b: str) -> None:
    """One by one they cost nothing; three cost five, five cost ten or fifteen (002-r1-5.5)."""
    result = scored(*(rightly(number, "unanswered") for number in range(times)))

    assert result.capped == 10 + Decimal(a)
    assert read(line(result, "002-r1-5.5:times")) == {"a": a, "b": b}
    assert len(result.open_questions) == (a != b)


def test_a_complaint_without_its_ground_is_asked_about() -> None:
    """What was complained of is never guessed: nothing is counted, and a person has to say it."""
    result = scored(*(rightly(number, None) for number in range(5)))

    assert result.capped == 10
    assert {one.state for one in result.lines} == {LineState.UNKNOWN}
    assert {one.article for one in result.open_questions} == {"002-r1-5.5", "002-r1-5.6"}


def test_one_that_is_open_may_reach_a_step() -> None:
    """Two are certain and one is not: what the two cost is counted, and the third is asked about."""
    result = scored(rightly(1, "attitude"), rightly(2, "attitude"), rightly(3, None))

    assert result.capped == 8
    assert line(result, "002-r1-5.6:times").state is LineState.UNKNOWN


@pytest.mark.parametrize(("offline", "comes_to"), [(2, 0), (3, -5), (5, -5), (6, -5)])
def test_not_logged_in(offline: int, comes_to: int) -> None:
    """At the third time five points, once a month as long as nobody decides otherwise (002-r1-5.4)."""
    assert scored(*(violation(n, "002-r1-5.4") for n in range(offline))).capped == 10 + comes_to


def test_four_times_off_are_free() -> None:
    """The fifth costs what an absence does; who forgot to register had time off; the law's own is none."""
    four = [away(number) for number in range(1, 5)]
    assert scored(*four).capped == 10
    assert scored(*four, away(9, "statutory")).capped == 10
    assert scored(*four, away(9, "personal")).capped == 8
    result = scored(*four, forgot(20, 20), forgot(21, 21))
    assert result.capped == 6
    free = [one for one in result.lines if one.state is LineState.NOT_APPLIED]
    assert len(free) == 4


def test_leave_that_was_taken_back_is_none() -> None:
    """A leave that was not taken makes room for another; so does one whose approval was a mistake."""
    five = [away(number) for number in range(1, 6)]
    for model, version in ((leave.Withdrawn, 3), (leave.AnswerWithdrawn, 3)):
        gone = fact(model, 2, version=version, reason="not taken")
        assert scored(*five, revocations=(gone,)).capped == 10
    assert scored(*five).capped == 8


@pytest.mark.parametrize(
    ("articles", "score", "follows"),
    [
        (["002-r1-5.2b", "002-r1-5.2b", "002-r1-5.2a"], "5.5", []),
        (["002-r1-5.2c"], "5", [AlertKind.WARNING]),
        (["002-r1-5.2c", "002-r1-5.2b"], "3", [AlertKind.WARNING]),
        (["002-r1-5.2c", "002-r1-5.2b", "002-r1-5.2a"], "2.5", [AlertKind.WARNING]),
        (
            ["002-r1-5.3", "002-r1-5.2b", "002-r1-5.2a", "002-r1-5.2a"],
            "2",
            [AlertKind.WARNING, AlertKind.PUNISHMENT],
        ),
    ],
)
def test_what_follows_from_a_score(articles: list[str], score: str, follows: list[AlertKind]) -> None:
    """Five or fewer is a warning, two or fewer a punishment: proposals, at the very edge (002-r1-5.0b)."""
    result = scored(*(violation(number, article) for number, article in enumerate(articles)))

    assert result.capped == Decimal(score)
    assert [alert.kind for alert in result.alerts] == follows


@given(st.lists(st.sampled_from(["002-r1-5.2a", "002-r1-5.2b", "002-r1-5.2c", "002-r1-5.3"]), max_size=12))
def test_a_corrupt_clause_never_acts(articles: list[str]) -> None:
    """X1: '58 points' of ten means nothing, and so does nothing, whatever the score."""
    result = scored(*(violation(number, article) for number, article in enumerate(articles)))

    assert "002-r1-5.0c" not in {alert.article for alert in result.alerts}


def test_what_names_no_points_is_a_persons() -> None:
    """Who does not mend is reported: a proposal, without points (002-r1-5.8, 002-r8-3.3)."""
    result = scored(violation(1, "002-r1-5.8"), violation(2, "002-r8-3.3"))

    assert result.capped == 10
    assert [(alert.kind, alert.article) for alert in result.alerts] == [
        (AlertKind.REFERRAL, "002-r1-5.8"),
        (AlertKind.REFERRAL, "002-r8-3.3"),
    ]


_FACTS = st.lists(
    st.one_of(
        st.sampled_from(["attitude", "unanswered", "other", None]).map(lambda of: ("complaint", of)),
        st.sampled_from(["time_off", "personal", "statutory"]).map(lambda of: ("leave", of)),
        st.sampled_from(["002-r1-5.2a", "002-r1-5.4", "002-r1-5.7", "001-m1"]).map(lambda of: ("entry", of)),
    ),
    max_size=14,
)


@given(_FACTS, st.randoms(use_true_random=False))
def test_any_order_gives_the_same_month(drawn: list[tuple[str, str | None]], random: Random) -> None:
    """The order of arrival changes nothing, and every point is on a line: the sum can be done by hand."""
    made: dict[str, Callable[[int, Any], Fact]] = {
        "complaint": rightly,
        "leave": lambda number, of: away(number, of, day=1 + number),
        "entry": violation,
    }
    facts = [made[kind](number, of) for number, (kind, of) in enumerate(drawn)]
    result = scored(*facts)
    random.shuffle(facts)

    assert scored(*facts) == result
    counted = [
        one.points for one in result.lines if one.state is LineState.COUNTED and one.points is not None
    ]
    assert result.base + sum(counted) == result.raw == result.capped


def test_two_texts_differ_in_words_only() -> None:
    """The second text has other numbers and a point in its half points; no rule is worth anything else."""
    found = differences(find("online-shop-10", "r1"), BOOK)

    rules = [one for one in found if one.rule.startswith("articles.")]
    assert {one.change for one in rules} == {Change.WORDS}
    late = next(one for one in rules if one.article == "002-r1-5.2a")
    assert (late.before["text.zh"], late.after["text.zh"]) == ("迟到一次0。5分", "迟到一次0.5分")
    assert [one.rule for one in found if one.change is not Change.WORDS] == ["in_force"]
