"""Movements of hazardous goods: what came in, was drawn and came back, and what is left, by the books."""

from __future__ import annotations

from typing import Any

import pytest

from answerable.clock import FixedClock
from answerable.projection.writing.testing import View
from answerable.queries import desk as q
from answerable.streams.hazmat import commands as good
from answerable.streams.hazmatbook import commands as c
from answerable_services.desk.goods_moved import goods_moved
from answerable_services.desk.projection import Desk
from tests.identity.proofs import EVERYTHING
from tests.services.callbacks.plans import plans_of
from tests.services.intake.scenario import FIRST, LEAD, THIRD, Scenario

ON = {"hazmatbook": "hazmatbook-xm01-alcohol-2016-03"}


@pytest.fixture
def kept(desk: Scenario) -> Scenario:
    """Alcohol of which 1000 ml came in on the tenth of March."""
    desk.given(good.Catalogue, substance="alcohol", place="cellar", custodian=LEAD)
    desk.given(c.Open, hazmat="hazmat-xm01-alcohol", month="2016-03")
    return desk.given(c.TakeIn, **ON, amount=1000, source="bought", actor=LEAD)


def told(desk: Scenario, **query: Any) -> q.GoodsMoved:
    view = View(Desk(), FixedClock(desk.now)).given(desk.log)
    with view.connect() as connection:
        found = goods_moved(connection, q.GoodsMovements(**query), EVERYTHING.at(query.get("site")), desk.now)
    view.close()
    return found


def days(desk: Scenario) -> list[tuple[int, int, int, int, int]]:
    """Give each day with what was received, issued and returned on it, and the balance at its end."""
    (only,) = told(desk).goods
    return [(one.day.day, one.received, one.issued, one.returned, one.balance) for one in only.days]


def drawn(kept: Scenario) -> Scenario:
    kept.given(c.Ask, **ON, amount=300, purpose="doors", actor=FIRST)
    return kept.given(c.Issue, **ON, drawing=1, actor=LEAD)


def test_received_drawn_and_returned(kept: Scenario) -> None:
    """Day by day, with what the store holds behind each."""
    drawn(kept.later(days=1)).later(days=1)
    kept.given(c.TakeBack, **ON, drawing=1, amount=120, actor=LEAD)
    assert days(kept) == [(10, 1000, 0, 0, 1000), (11, 0, 300, 0, 700), (12, 0, 0, 120, 820)]
    (only,) = told(kept, site="xm01").goods
    assert (only.substance, only.unit, only.balance_before) == ("alcohol", "millilitre", 0)


def test_lent_and_given_back(kept: Scenario) -> None:
    """What is outside is not in store."""
    lending = {"amount": 200, "borrower": "工程部", "back_by": "2016-03-31", "reason": "r"}
    kept.given(c.PermitLending, **ON, **lending, actor=LEAD).given(c.Lend, **ON, lending=1, actor=THIRD)
    kept.later(days=1).given(c.TakeLoanBack, **ON, lending=1, amount=150, actor=LEAD)
    (only,) = told(kept).goods
    assert [(one.lent, one.given_back, one.balance) for one in only.days] == [(200, 0, 800), (0, 150, 950)]


def test_what_is_put_right(kept: Scenario) -> None:
    """An entry counts as it stands now; a count's difference is told by itself."""
    kept.given(c.CorrectEntry, **ON, line=1, amount=900, reason="r", actor=THIRD)
    kept.later(hours=1).given(c.CountStock, **ON, counted=880, actor=LEAD)
    kept.given(c.Explain, **ON, explanation="挥发", actor=THIRD)
    (only,) = told(kept).goods
    assert [(one.received, one.explained, one.balance) for one in only.days] == [(900, -20, 880)]


def test_what_is_left_from_before(kept: Scenario) -> None:
    """A period in which nothing moved has what was left; without anything left it has nothing."""
    kept.later(days=30)
    (only,) = told(kept, months=1).goods
    assert (only.balance_before, only.days) == (1000, ())
    kept.given(c.CorrectEntry, **ON, line=1, amount=0, reason="r", actor=THIRD)
    assert told(kept).goods == ()


def test_the_read_does_not_grow_with_history(kept: Scenario) -> None:
    """Along an index, at a site or at all; what is left now is a row for each site and substance."""
    view = View(Desk(), FixedClock(kept.now)).given(kept.log)
    for sight in (EVERYTHING, EVERYTHING.at("xm01")):
        with view.connect() as connection:
            plans = plans_of(
                connection,
                lambda: goods_moved(connection, q.GoodsMovements(site="xm01"), sight, kept.now),  # noqa: B023
            )
        assert [one for one in plans if "SCAN" in one and "trend_stock" not in one] == []
        assert any("trend_good_days" in one and "day>?" in one for one in plans)
    view.close()
