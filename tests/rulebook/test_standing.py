"""Facts concern somebody, and belong to the month in which they happened."""

import random
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answerable.calendar import Month
from answerable.rulebook import Fact, fact_month
from answerable.rulebook.standing import standing, taken_back
from tests.rulebook.given import AGENT, BOOK, PERSON, bonus, exam, extra, overrun, revoked, upheld, violation


@pytest.mark.parametrize(
    "entry",
    [violation(1, "001-m1"), bonus(1, "001-B3"), extra(1, "1"), exam(1, "70"), overrun(1, 5), upheld(1)],
)
def test_who_is_concerned(entry: Fact) -> None:
    """Each kind of fact names the member of staff it may count for or against."""
    assert entry.event.concerned == (AGENT,)


def test_a_revocation_names_nobody() -> None:
    """Whom a revocation concerns follows from the entry it revokes."""
    assert revoked(violation(1, "001-m1")).event.concerned == ()


def test_month_is_the_sites() -> None:
    """An entry at 00:30 on 1 April in Shanghai is April's, though UTC still says March."""
    entry = violation(1, "001-m1", at=datetime(2016, 3, 31, 16, 30, tzinfo=UTC))

    assert fact_month(entry.event, BOOK.zone) == Month(2016, 4)


def test_an_exam_counts_in_the_month_it_was_held() -> None:
    """Marks reported in April count for the exam held in March."""
    entry = exam(1, "70")._replace(sequence=None)
    late = entry.event.model_copy(update={"occurred_at": datetime(2016, 4, 2, tzinfo=UTC)})

    assert fact_month(late, BOOK.zone) == Month(2016, 3)


@pytest.mark.parametrize(
    ("hired_on", "left_on", "is_employed"),
    [
        (None, None, True),
        (date(2016, 3, 31), None, True),
        (date(2016, 4, 1), None, False),
        (None, date(2016, 3, 1), True),
        (None, date(2016, 2, 29), False),
    ],
)
def test_employment_in_a_month(hired_on: date | None, left_on: date | None, is_employed: bool) -> None:
    """One day of the month is enough."""
    assert PERSON._replace(hired_on=hired_on, left_on=left_on).is_employed_in(Month(2016, 3)) is is_employed


def test_what_a_revoked_resit_had_replaced_holds_again() -> None:
    """The exam behind a resit counts again when the resit is taken back, and is not told as replaced."""
    first = exam(1, "59")
    resit = _entered(first, 2)
    back = revoked(first)
    back = back._replace(event=back.event.model_copy(update={"originator_version": 3}))

    assert standing([first, resit], AGENT) == [resit]
    assert standing([first, resit], AGENT, [back]) == [first]
    assert taken_back([first, resit], AGENT, [back]) == [(resit, back)]


def _entered(first: Fact, version: int) -> Fact:
    return first._replace(event=first.event.model_copy(update={"originator_version": version}))


@given(st.lists(st.booleans(), max_size=12), st.randoms())
def test_exams_resits_and_revocations_in_any_order(is_exam: list[bool], chance: random.Random) -> None:
    """A revocation takes the last that stands and the one before holds again, however they are read."""
    told, stand = [], []
    for version, entered in enumerate(is_exam, 1):
        one = _entered(exam(1, "59") if entered else revoked(exam(1, "59")), version)
        told.append(one)
        if entered:
            stand.append(one)
        elif stand:
            stand.pop()
    chance.shuffle(told)
    exams = [one for one in told if one.event.concerned]
    others = [one for one in told if not one.event.concerned]

    assert standing(told, AGENT) == standing(exams, AGENT, others) == stand[-1:]
