"""Trends of some months, and of months in which nothing happened."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from answerable.queries import callbacks, desk
from answerable.queries.desk import ChainStep
from answerable.streams.fault.events import ChainLink
from answerable.streams.hazmat.events import Substance, Unit
from tests.services.console.given.moments import NOW

FIRST, LAST = date(2015, 4, 1), date(2016, 3, 31)


def trends() -> desk.TrendsAnswer:
    """Half of the cases are solved within their limit, and contacts come in on Monday mornings."""
    week = [[0] * 24 for _ in range(7)]
    week[0][10], week[4][15] = 1234, 7
    shares = [Decimal(20 - min(tenth, 15)) / 20 for tenth in range(31)]
    return desk.TrendsAnswer(
        at=NOW,
        first=FIRST,
        last=LAST,
        closed=15,
        still_open=5,
        open_shares=tuple(
            desk.OpenShare(percent=tenth * 10, at_risk=20 - min(tenth, 15), closed=1, share=share)
            for tenth, share in enumerate(shares)
        ),
        contacts=tuple(tuple(day) for day in week),
        causes=(
            desk.Counted(name="environment", count=6),
            desk.Counted(name="power", count=3),
            desk.Counted(name=None, count=1),
        ),
        articles=(desk.Counted(name="001-m5", count=4), desk.Counted(name="001-m3", count=1)),
    )


def no_trends() -> desk.TrendsAnswer:
    """Nothing happened."""
    return desk.TrendsAnswer(
        at=NOW,
        first=FIRST,
        last=LAST,
        closed=0,
        still_open=0,
        open_shares=(),
        contacts=((0,) * 24,) * 7,
        causes=(),
        articles=(),
    )


def cohorts() -> callbacks.CohortList:
    """Deliveries of two years, one of them in its second year of service."""
    return callbacks.CohortList(
        first=FIRST,
        last=LAST,
        rows=(
            callbacks.CohortRow(accepted=2014, service_year=2, planned=4, completed=3, missed=1),
            callbacks.CohortRow(accepted=2015, service_year=1, planned=12, completed=9, missed=3),
        ),
    )


def no_cohorts() -> callbacks.CohortList:
    """No callback ended."""
    return callbacks.CohortList(first=FIRST, last=LAST, rows=())


PERIOD: dict[str, Any] = {"at": NOW, "first": FIRST, "last": LAST}


def coverage() -> desk.CoverageAnswer:
    """Monday mornings are covered but for one; at noon nobody ever was on duty."""
    hours = ((0, 9, 12, 2, "1.25"), (0, 12, 3, 3, "0"), (4, 15, 7, 0, "2"))
    return desk.CoverageAnswer(
        **PERIOD,
        hours=tuple(
            desk.CoveredHour(
                weekday=weekday, hour=hour, contacts=contacts, unattended=unattended, people=Decimal(people)
            )
            for weekday, hour, contacts, unattended, people in hours
        ),
        sites=(
            desk.CoveredSite(site="gz01", contacts=10, unattended=0),
            desk.CoveredSite(site="xm01", contacts=12, unattended=5),
        ),
    )


def keys_moved() -> desk.KeysMoved:
    """Two were lent on a day, one came back on the next but one, and one was lost."""
    days = ((28, 2, 0, 0, 2), (30, 0, 1, 1, 0))
    return desk.KeysMoved(
        **PERIOD,
        out_before=0,
        days=tuple(
            desk.KeysOfDay(day=date(2016, 3, day), lent=lent, returned=returned, lost=lost, out=out)
            for day, lent, returned, lost, out in days
        ),
    )


def goods_moved() -> desk.GoodsMoved:
    """Alcohol of a year, of which a count had less than the book."""
    nothing = dict.fromkeys(("received", "issued", "returned", "lent", "given_back", "explained"), 0)
    days = (
        (date(2015, 4, 2), {"received": 1000}, 1000),
        (date(2016, 3, 30), {"issued": 300, "lent": 100, "returned": 50, "explained": -10}, 640),
    )
    return desk.GoodsMoved(
        **PERIOD,
        goods=(
            desk.GoodMoved(
                substance=Substance.ALCOHOL,
                unit=Unit.MILLILITRE,
                balance_before=0,
                days=tuple(
                    desk.GoodOfDay(day=day, **{**nothing, **moved}, balance=balance)
                    for day, moved, balance in days
                ),
            ),
        ),
    )


def chain_times() -> desk.ChainTimes:
    """Notices are confirmed within half an hour but for one, analyses filed within three working days."""
    spread: dict[str, Any] = {"quarter": 5, "median": 10, "three_quarters": 20, "longest": 50}
    days: dict[str, Any] = {"quarter": 600, "median": 1500, "three_quarters": 3000, "longest": 4000}
    told: dict[str, Any] = {"step": ChainStep.TOLD, "link": ChainLink.SALESPERSON}
    confirmed: dict[str, Any] = {
        "step": ChainStep.CONFIRMED,
        "link": ChainLink.SALESPERSON,
        "limit_minutes": 30,
    }
    analysed: dict[str, Any] = {"step": ChainStep.ANALYSED, "limit_working_days": 3}
    return desk.ChainTimes(
        **PERIOD,
        faults=4,
        steps=(
            desk.StepTimes(**told, faults=4, **spread),
            desk.StepTimes(**confirmed, faults=3, **spread, in_time=3, late=1),
            desk.StepTimes(**analysed, faults=2, **days, in_time=2),
        ),
    )


def no_coverage() -> desk.CoverageAnswer:
    """Nobody called, and nobody was on duty."""
    return desk.CoverageAnswer(**PERIOD, hours=(), sites=())


def no_keys() -> desk.KeysMoved:
    """No key moved."""
    return desk.KeysMoved(**PERIOD, out_before=0, days=())


def no_goods() -> desk.GoodsMoved:
    """Nothing is in store."""
    return desk.GoodsMoved(**PERIOD, goods=())


def no_chains() -> desk.ChainTimes:
    """No fault was reported."""
    return desk.ChainTimes(**PERIOD, faults=0, steps=())
