"""Given events, through the wire form and the view: what scoring answers."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar, cast

import pytest
from sqlalchemy import Connection

from answerable.clock import FixedClock
from answerable.errors import NotFound, Refused
from answerable.events.base import Event
from answerable.projection.views.store import Store
from answerable.queries.scoring import StatementOf, Statements
from answerable.rulebook import LineState
from answerable.rulebook.statement import TakenBack
from answerable.streams.staff.events import Role
from answerable_services.scoring.answers import Answers
from tests.identity.proofs import EVERYTHING
from tests.rulebook.given import pay_of
from tests.services.scoring.given import (
    AGENT,
    APRIL,
    BOOK,
    CENTRE,
    LEAD,
    MARCH,
    OTHER,
    STRANGER,
    bonus,
    bound,
    exam,
    extra,
    hired,
    left,
    listed,
    opened,
    overrun,
    revoked,
    scored,
    upheld,
    view_of,
    violation,
)

A = TypeVar("A")
MARCH_EVENING = datetime(2016, 3, 31, 17, tzinfo=UTC)
"""One in the morning of the first of April in Shanghai."""


@pytest.mark.parametrize(
    ("events", "raw", "capped", "yuan"),
    [
        ([upheld(1)], 80, 80, 0),
        ([bonus(1), bonus(2, "001-B4"), extra(3, "-4")], 91, 91, 110),
        ([upheld(1), violation(2, "001-M1"), violation(3)], 68, 68, -120),
        ([*(bonus(number) for number in range(6)), extra(7, "2")], 117, 110, 300),
    ],
)
def test_the_printed_examples(events: list[Event], raw: int, capped: int, yuan: int) -> None:
    """80 leaves the pay as it is, 91 adds 110 yuan, 68 takes 120, and 117 counts as 110 (001-P2, 001-P3)."""
    found = scored(*CENTRE, *events)

    assert [found.raw, found.capped, pay_of(found).amount] == [raw, capped, yuan]


class OneView:
    """Stands in for the store: a view that was filled with these events."""

    def __init__(self, *events: Event) -> None:
        self._events = events

    async def read(self, what: Callable[[Connection], A]) -> A:
        with view_of(self._events) as connection:
            return what(connection)


@pytest.mark.parametrize(
    ("now", "raw", "state"),
    [
        (MARCH_EVENING - timedelta(hours=1, seconds=1), 80, LineState.PROVISIONAL),
        (MARCH_EVENING - timedelta(hours=1), 85, LineState.COUNTED),
    ],
    ids=["the-last-second", "midnight"],
)
async def test_a_whole_months_bonus_counts_when_the_month_has_ended(
    now: datetime, raw: int, state: LineState
) -> None:
    """The month ends at midnight at the site, in the statement and in the list alike."""
    answers = Answers(cast("Store", OneView(*CENTRE)), FixedClock(now))
    told = (
        await answers.statement_of(StatementOf(site="xm01", staff=AGENT, month=MARCH), EVERYTHING)
    ).statement
    listed_too = await answers.statements(Statements(site="xm01", month=MARCH), EVERYTHING)

    assert [(line.article, line.state) for line in told.lines] == [("001-B5", state)]
    assert [told.raw, *(row.raw for row in listed_too.statements)] == [raw, raw]


def test_who_changes_nothing_is_listed_with_the_base() -> None:
    """A quiet month is the base and the bonus for no upheld complaint (001-B5)."""
    (row,) = listed(*CENTRE).statements

    assert (row.staff, row.role, row.grade) == (AGENT, "agent", "B")
    assert [row.base, row.plus, row.minus, row.raw, row.pay_yuan] == [80, 5, 0, 85, 50]
    assert (row.open_questions, row.alerts) == (0, 0)


def test_a_list_shows_the_highest_score_first_and_the_sums_of_each_side() -> None:
    """Plus and minus are the counted lines; the base is beside them."""
    found = listed(*CENTRE, hired(OTHER), violation(1), violation(2, "001-M1"), bonus(3))

    assert [(row.staff, row.plus, row.minus, row.raw) for row in found.statements] == [
        (OTHER, Decimal(5), Decimal(0), Decimal(85)),
        (AGENT, Decimal(10), Decimal(-12), Decimal(78)),
    ]
    assert (found.month, found.months, found.rulebook) == (MARCH, (MARCH,), BOOK.name)


def test_the_last_month_with_facts_is_shown_where_none_is_named() -> None:
    """Months are listed oldest first; one in between without facts is not among them."""
    may = datetime(2016, 5, 2, tzinfo=UTC)
    found = listed(*CENTRE, violation(1, at=may), violation(2), month=None)

    assert (found.month, found.months) == ("2016-05", (MARCH, "2016-05"))


def test_an_entry_counts_until_it_is_revoked() -> None:
    """A revocation takes the entry's points back, though it is made in another month."""
    before = scored(*CENTRE, violation(1))
    after = scored(*CENTRE, violation(1), revoked(1, at=datetime(2016, 5, 2, tzinfo=UTC)))

    assert [before.raw, after.raw] == [83, 85]


def test_a_revoked_entry_stays_visible() -> None:
    """The line of a revoked entry says who took it back, when and why, and its points are not in the sum."""
    at = datetime(2016, 5, 2, tzinfo=UTC)
    found = scored(*CENTRE, violation(1), violation(2, "001-M1"), revoked(1, at=at))
    (line,) = [line for line in found.lines if line.state is LineState.REVOKED]

    assert line.points == Decimal(-2)
    assert line.taken_back == TakenBack(
        by="staff-example-manager",
        at=at,
        reason="wrong person",
        event_id=line.taken_back.event_id if line.taken_back else "",
        sequence=line.taken_back.sequence if line.taken_back else None,
    )
    assert line.taken_back.event_id.startswith("assessment-1")
    assert "wrong person" in line.explanation.zh
    assert found.raw == scored(*CENTRE, violation(2, "001-M1")).raw


def test_a_resit_in_another_month_takes_the_exam_back() -> None:
    """The exam stays visible in its month; the resit counts in the month in which it was held, and once."""
    resit = exam(4, 100).model_copy(update={"originator_version": 2, "held_on": date(2016, 4, 20)})
    found = scored(*CENTRE, exam(4, 31), resit)

    assert [line.state for line in found.lines if line.occurred_at is not None] == [LineState.REVOKED]
    assert found.raw == scored(*CENTRE).raw


def test_the_exam_holds_again_whose_resit_was_revoked() -> None:
    """A resit that was none leaves the exam as it was: it counts, and is not told as replaced any more."""
    failed = exam(4, 59)
    resit = exam(4, 100, held_on=date(2016, 3, 28)).model_copy(update={"originator_version": 2})
    back = revoked(4).model_copy(update={"originator_version": 3})
    once, replaced = scored(*CENTRE, failed), scored(*CENTRE, failed, resit)
    again = scored(*CENTRE, failed, resit, back)
    states = {line.evidence[0].event_id[-1]: line.state for line in again.lines if line.evidence}

    assert [once.raw, replaced.raw, again.raw] == [75, 90, 75]
    assert states == {"1": LineState.COUNTED, "2": LineState.REVOKED}


def test_a_month_whose_only_entry_was_revoked_is_listed() -> None:
    """Nothing is hidden: what was revoked counts for nothing, and its month and person stay to be found."""
    events = [*CENTRE, violation(1, at=datetime(2016, 4, 5, tzinfo=UTC)), violation(2)]
    events += [violation(3, who=STRANGER), revoked(1), revoked(3)]
    found = listed(*events)

    assert found.months == (MARCH, "2016-04")
    assert [(row.staff, row.minus) for row in listed(*events, month=MARCH).statements] == [
        (STRANGER, Decimal(0)),
        (AGENT, Decimal(-2)),
    ]


def test_two_sites_do_not_mix() -> None:
    """A fact counts in one statement, at the site where whom it concerns works."""
    events = [*CENTRE, opened("sz02"), bound("sz02"), hired(OTHER, where="sz02")]
    events += [violation(1), violation(2, "001-M1", OTHER, where="sz02")]

    assert [(row.staff, row.minus) for row in listed(*events).statements] == [(AGENT, Decimal(-2))]
    assert [(row.staff, row.minus) for row in listed(*events, site="sz02").statements] == [
        (OTHER, Decimal(-10))
    ]


def test_what_happened_at_another_site_counts_at_home() -> None:
    """Whoever is not on a site's register has no second statement there, with a whole base of its own."""
    events = [*CENTRE, opened("sz02"), bound("sz02"), violation(1, where="sz02")]

    assert [(row.staff, row.minus) for row in listed(*events).statements] == [(AGENT, Decimal(-2))]
    with pytest.raises(NotFound, match="nobody to score at site sz02"):
        listed(*events, site="sz02")
    with pytest.raises(NotFound, match="is scored at site xm01 in 2016-03, with what sz02 recorded"):
        scored(*events, site="sz02")


def test_whoever_has_facts_is_shown_though_nobody_hired_them() -> None:
    """Facts about a person who is not on the register are not dropped; the day of hiring is asked."""
    found = listed(*CENTRE, overrun(1, 7, STRANGER))
    (row,) = [row for row in found.statements if row.staff == STRANGER]

    assert (row.role, row.minus, row.pay_yuan, row.open_questions) == ("unknown", Decimal(-5), None, 1)


def test_only_agents_and_the_training_specialist_are_scored() -> None:
    """The scheme has agents scored by the training specialist, and that one by the supervisor (001-3.4)."""
    people = [hired(f"staff-example-{role.value.replace('_', '-')}", role) for role in Role]
    found = listed(opened(), bound(), *people)

    assert {row.role for row in found.statements} == {"agent", "trainer"}


def test_asking_for_a_role_that_is_not_scored_is_refused_with_the_article() -> None:
    """A lead has no statement under this text, whatever was recorded."""
    with pytest.raises(Refused, match="is a lead") as refused:
        scored(*CENTRE, hired(LEAD, Role.LEAD), violation(1, who=LEAD), staff=LEAD)

    assert refused.value.rule == "001-3.4"


@pytest.mark.parametrize(
    ("hired_on", "left_on", "is_listed"),
    [
        (date(2016, 3, 31), None, True),
        (date(2016, 4, 1), None, False),
        (date(2015, 1, 1), date(2016, 3, 1), True),
        (date(2015, 1, 1), date(2016, 2, 29), False),
    ],
)
def test_who_was_employed_on_any_day_of_the_month_is_listed(
    hired_on: date, left_on: date | None, is_listed: bool
) -> None:
    """The first and the last day of employment belong to it."""
    events = [*CENTRE, hired(OTHER, on=hired_on), *([] if left_on is None else [left(OTHER, left_on)])]

    assert (OTHER in {row.staff for row in listed(*events).statements}) is is_listed


def test_a_fact_after_the_last_day_is_still_shown() -> None:
    """Somebody who left has a statement for a month that still has something of theirs."""
    events = [*CENTRE, left(AGENT, date(2016, 2, 29)), violation(1)]

    assert pay_of(scored(*events)).amount is None
    assert [row.staff for row in listed(*events).statements] == [AGENT]


@pytest.mark.parametrize(("timezone", "month"), [("Asia/Shanghai", APRIL), ("Europe/London", MARCH)])
def test_months_are_counted_in_the_site_s_zone(timezone: str, month: str) -> None:
    """17:00 UTC on the last of March is April in Shanghai and March in London, whenever the zone is told."""
    fact, site = violation(1, at=MARCH_EVENING), opened(timezone=timezone)

    for events in ([site, bound(), hired(), fact], [fact, bound(), hired(), site]):
        found = listed(*events, month=None)
        assert (found.month, found.months, found.statements[0].minus) == (month, (month,), Decimal(-2))


def test_an_exam_counts_in_the_month_it_was_held() -> None:
    """The marks may be entered in April."""
    marks = exam(1, 100, held_on=date(2016, 3, 31), at=datetime(2016, 4, 9, tzinfo=UTC))

    assert "001-B2" in {line.article for line in scored(*CENTRE, marks).lines}
    assert listed(*CENTRE, marks, month=None).months == (MARCH,)


def test_first_in_rank_comes_from_a_superior_and_is_never_worked_out() -> None:
    """Quality is not in the log, so nobody is ranked: 001-B1 is there only where it was entered."""
    quiet = scored(*CENTRE)
    entered = scored(*CENTRE, bonus(1, "001-B1"))

    assert "001-B1" not in {line.article for line in quiet.lines}
    (line,) = [line for line in entered.lines if line.article == "001-B1"]
    assert (line.points, line.state) == (Decimal(5), LineState.COUNTED)


def test_a_line_leads_to_its_place_in_the_ledger() -> None:
    """The evidence names the event and its sequence."""
    (line,) = [line for line in scored(*CENTRE, violation(1)).lines if line.article == "001-m1"]

    assert [(item.event_id, item.sequence) for item in line.evidence] == [("assessment-1.1", 4)]


def test_the_rulebook_is_the_one_bound_on_the_last_day() -> None:
    """Bound from the last day of March: March is scored by it, February by none."""
    events = [opened(), hired(), bound(since=date(2016, 3, 31))]

    assert scored(*events).rulebook == BOOK.name
    because = (
        r"no rulebook is bound to site xm01 on 2016-02-29.*rulebook\.bind, in force from that day or earlier"
    )
    with pytest.raises(Refused, match=because):
        scored(*events, month="2016-02")


@pytest.mark.parametrize("name", [BOOK.rulebook, BOOK.name])
def test_another_rulebook_can_be_asked_about(name: str) -> None:
    """A rulebook that is named is used, whether one is bound or not."""
    assert scored(opened(), hired(), rulebook=name).digest == BOOK.digest


def test_a_rulebook_that_does_not_exist_is_not_found() -> None:
    """The message names those that do."""
    with pytest.raises(NotFound, match=BOOK.name):
        scored(*CENTRE, rulebook="no-such-book")


def test_other_words_than_were_bound_are_not_scored_by() -> None:
    """The digest of the binding has to be that of the installed words."""
    with pytest.raises(Refused, match="other words"):
        listed(opened(), hired(), bound(digest="0" * 64))


@pytest.mark.parametrize(
    ("question", "message"),
    [
        ({"site": "sz02"}, "there is no site sz02; known are: xm01"),
        ({"staff": STRANGER}, "not on the register of site xm01"),
        ({"month": "2014-12"}, "not employed in 2014-12 .but from 2015-01-05."),
    ],
)
def test_what_is_not_there_is_named(question: dict[str, str], message: str) -> None:
    """Unknown site, unknown person, nothing in that month: each says so."""
    with pytest.raises(NotFound, match=message):
        scored(*CENTRE, **question)


def test_a_month_without_anybody_is_not_found() -> None:
    """Before the first was hired there is nobody to score; the months with facts are named."""
    with pytest.raises(NotFound, match="months with facts are 2016-03 to 2016-03"):
        listed(*CENTRE, violation(1), month="2014-12")
    with pytest.raises(NotFound, match="name a month"):
        listed(*CENTRE, month=None)


@pytest.mark.parametrize("month", ["0001-01", "9999-12"])
def test_the_ends_of_the_calendar_are_months_like_others(month: str) -> None:
    """A month at the end of the calendar has nobody, and is no failure."""
    with pytest.raises(NotFound):
        listed(*CENTRE, left(AGENT, date(2016, 5, 1)), month=month)
