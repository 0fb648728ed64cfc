"""Trends of some months, and of months in which nothing happened."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from answerable.queries import callbacks, desk
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
            desk.Counted(name="雷击损坏 <天线>", count=6),
            desk.Counted(name="断电", count=3),
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
