"""A site bound to several rulebooks: one scores the month, another changes its grade, each for its time."""

from __future__ import annotations

from datetime import date

import pytest

from answerable.errors import Refused
from answerable.events.base import Event
from answerable.rulebook import Statement, find
from answerable.streams.leave import events as leave
from answerable.streams.leave.events import LeaveKind
from answerable.streams.rulebook import events as rulebook
from tests.services.scoring.given import AGENT, BOOK, CENTRE, event, listed, scored, violation

SHOP, PROHIBITED = find("online-shop-10"), find("property-prohibited")
WITHOUT_BINDING = [one for one in CENTRE if not isinstance(one, rulebook.Bound)]
ACT = violation(7, "003-P6")


def bind(name: str, version: int, since: date = date(2016, 1, 1), until: date | None = None) -> Event:
    book = find(name)
    return event(
        rulebook.Bound,
        "rulebook-xm01",
        originator_version=version,
        rulebook=book.rulebook,
        edition=book.edition,
        digest=book.digest,
        purposes=book.purposes,
        effective_from=since,
        until=until,
    )


def unbind(name: str, version: int) -> Event:
    return event(
        rulebook.Unbound,
        "rulebook-xm01",
        originator_version=version,
        rulebook=name,
        effective_from=date(2016, 1, 1),
        reason="bound by mistake",
    )


def away(day: int) -> Event:
    return event(
        leave.Approved,
        f"leave-{day}",
        originator_version=2,
        staff=AGENT,
        leave_kind=LeaveKind.TIME_OFF,
        since=date(2016, 3, day),
        is_beforehand=True,
    )


def _told(found: Statement) -> tuple[str, tuple[str, ...], str | None]:
    return found.rulebook, found.beside, found.grade


def test_each_for_its_purpose() -> None:
    """The shop's ten points are the score, and the prohibited act is its grade."""
    found = scored(*WITHOUT_BINDING, bind("online-shop-10", 1), bind("property-prohibited", 2), ACT)

    assert _told(found) == (SHOP.name, (PROHIBITED.name,), "C")
    assert found.capped == 10


def test_beside_the_other_scheme_as_well() -> None:
    """What changes grades does so whichever scheme scores."""
    found = scored(*CENTRE, bind("property-prohibited", 2), ACT)

    assert _told(found) == (BOOK.name, (PROHIBITED.name,), "C")


@pytest.mark.parametrize("ended", [unbind("property-prohibited", 3), None])
def test_what_is_not_bound_any_more_changes_nothing(ended: Event | None) -> None:
    """Taken back, or over before the month's last day: the act is nobody's article, and is asked about."""
    until = date(2016, 3, 31) if ended is None else None
    bound = [*CENTRE, bind("property-prohibited", 2, until=until), *filter(None, [ended])]
    found = scored(*bound, ACT)

    assert _told(found) == (BOOK.name, (), "B")
    assert [question.article for question in found.open_questions] == ["003-P6"]


def test_taking_one_back_leaves_the_other() -> None:
    """Two that begin on one day are told apart by their names."""
    found = scored(
        *WITHOUT_BINDING,
        bind("online-shop-10", 1),
        bind("property-prohibited", 2),
        unbind("property-prohibited", 3),
    )
    assert _told(found) == (SHOP.name, (), None)
    with pytest.raises(Refused):
        scored(
            *WITHOUT_BINDING,
            bind("online-shop-10", 1),
            bind("property-prohibited", 2),
            unbind("online-shop-10", 3),
        )


def test_time_off_counts_on_its_first_day() -> None:
    """Leave counts in the month of its first day; the list says the same as the statement."""
    month = [away(day) for day in (1, 2, 3, 4, 31)]
    found = scored(*WITHOUT_BINDING, bind("online-shop-10", 1), *month)
    assert found.capped == 8

    rows = listed(*WITHOUT_BINDING, bind("online-shop-10", 1), *month).statements
    assert [row.capped for row in rows if row.staff == AGENT] == [8]
    assert [row.pay_yuan for row in rows if row.staff == AGENT] == [None]
