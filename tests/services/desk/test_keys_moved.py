"""Movements of keys: lent, returned, lost and out at a day's end, and what is taken back of that."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from answerable.clock import FixedClock
from answerable.projection.writing.testing import View
from answerable.queries import desk as q
from answerable.streams.key import commands as c
from answerable_services.desk.keys_moved import keys_moved
from answerable_services.desk.projection import Desk
from tests.identity.proofs import EVERYTHING
from tests.services.callbacks.plans import plans_of
from tests.services.intake.scenario import FIRST, LEAD, SECOND, THIRD, Scenario

CARD: dict[str, Any] = {"label": "B-12", "opens": "库房", "key_class": "office", "pieces": 2, "place": "前台"}
LOAN: dict[str, Any] = {"purpose": "repair", "details": "换灯管", "back_by": date(2016, 3, 31)}
WRONG = {"reason": "r", "actor": LEAD}


@pytest.fixture
def kept(desk: Scenario) -> Scenario:
    """Two keys in their place, on the tenth of March."""
    for key in ("key-1", "key-2"):
        desk.given(c.Catalogue, key=key, **CARD)
    return desk


def lend(desk: Scenario, key: str = "key-1") -> Scenario:
    desk.given(c.AskForLoan, key=key, **LOAN, actor=SECOND).given(c.ApproveLoan, key=key, actor=LEAD)
    return desk.given(c.HandOut, key=key, actor=FIRST)


def bring_back(desk: Scenario, key: str = "key-1") -> Scenario:
    return desk.given(c.BringBack, key=key, actor=SECOND).given(c.TakeBack, key=key, actor=THIRD)


def told(desk: Scenario, **query: Any) -> q.KeysMoved:
    view = View(Desk(), FixedClock(desk.now)).given(desk.log)
    with view.connect() as connection:
        found = keys_moved(connection, q.KeyMovements(**query), EVERYTHING.at(query.get("site")), desk.now)
    view.close()
    return found


def days(desk: Scenario) -> list[tuple[int, int, int, int, int]]:
    """Give each day with what was lent, returned and lost on it, and what was out at its end."""
    return [(one.day.day, one.lent, one.returned, one.lost, one.out) for one in told(desk).days]


def test_lent_and_returned(kept: Scenario) -> None:
    """A key is out until somebody else saw it in its place."""
    lend(lend(kept), "key-2").later(days=1)
    bring_back(kept).later(days=2)
    kept.given(c.BringBack, key="key-2", actor=SECOND)
    assert days(kept) == [(10, 2, 0, 0, 2), (11, 0, 1, 0, 1)]


def test_what_was_out_before(kept: Scenario) -> None:
    """It is out still in a period in which it was not lent."""
    lend(kept).later(days=30)
    found = told(kept, months=1)
    assert (found.out_before, found.days) == (1, ())
    assert told(kept, site="xm01", months=2).out_before == 0


def test_a_lost_key(kept: Scenario) -> None:
    """It is out no more; one that was lost in its place was never out."""
    lend(kept).later(days=1)
    kept.given(c.ReportLoss, key="key-1", damage="lost", details="d", actor=SECOND)
    kept.given(c.ReportLoss, key="key-2", damage="damaged", details="d", actor=SECOND)
    assert days(kept) == [(10, 1, 0, 0, 1), (11, 0, 0, 1, 0)]
    kept.given(c.WithdrawLoss, key="key-1", reason="r", actor=LEAD)
    assert days(kept) == [(10, 1, 0, 0, 1), (11, 0, 0, 0, 0)]


class TestTakenBack:
    def test_a_loan_that_was_none(self, kept: Scenario) -> None:
        """It is counted no more, and the one before it is."""
        bring_back(lend(kept)).later(days=1)
        lend(kept).given(c.WithdrawLoan, key="key-1", **WRONG)
        assert days(kept) == [(10, 1, 1, 0, 0)]
        kept.given(c.AskForLoan, key="key-1", **LOAN, actor=SECOND)
        kept.given(c.WithdrawLoan, key="key-1", **WRONG)
        assert days(kept) == [(10, 1, 1, 0, 0)]

    def test_a_return_that_was_none(self, kept: Scenario) -> None:
        """The key is out since it was lent."""
        lend(kept).later(days=1)
        bring_back(kept).later(days=1)
        kept.given(c.WithdrawReturn, key="key-1", **WRONG)
        assert days(kept) == [(10, 1, 0, 0, 1)]
        bring_back(kept)
        assert days(kept) == [(10, 1, 0, 0, 1), (12, 0, 1, 0, 0)]

    def test_a_key_that_there_is_not(self, kept: Scenario) -> None:
        """Nothing of it was lent."""
        bring_back(lend(kept)).given(c.Withdraw, key="key-1", **WRONG)
        assert days(kept) == []


def test_the_read_does_not_grow_with_history(kept: Scenario) -> None:
    """Along an index, at a site or at all; what is out now is a row a site."""
    view = View(Desk(), FixedClock(kept.now)).given(lend(kept).log)
    for sight in (EVERYTHING, EVERYTHING.at("xm01")):
        with view.connect() as connection:
            plans = plans_of(
                connection,
                lambda: keys_moved(connection, q.KeyMovements(site="xm01"), sight, kept.now),  # noqa: B023
            )
        assert [one for one in plans if "SCAN" in one and "trend_keys_out" not in one] == []
        assert any("trend_key_days" in one and "day>?" in one for one in plans)
    view.close()
