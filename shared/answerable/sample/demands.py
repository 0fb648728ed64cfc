"""Demands: customers asked for their needs of the year, planned for, approved, and met or not."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from answerable.sample.scribe import Scribe, at
from answerable.streams.demand.commands import demand_id

_YEAR = 2016
_SCENES = (
    (301, date(2016, 1, 5), "车载终端", 40, 40, "settle"),
    (302, date(2016, 1, 6), "门禁控制器", 12, 9, "settle"),
    (303, date(2016, 3, 8), "停车道闸", 4, 0, "approve"),
    (304, date(2016, 3, 22), "摄像机", 60, 0, "plan"),
    (305, date(2016, 3, 29), "备用电源", 6, 0, "state"),
    (306, date(2016, 3, 30), "", 0, 0, "record_none"),
    (307, date(2016, 3, 31), "", 0, 0, "ask"),
)
"""Customer, day, what is needed, how many, how many were delivered, and the step that it has come to."""

_REFUSED_FIRST = 302
"""The customer whose first plan is not approved."""


def show(scribe: Scribe) -> None:
    """Ask customers, and go on with each as far as it has come; the December before it was forgotten.

    Arguments:
        scribe: writes it.
    """
    for number, day, needs, quantity, delivered, until in _SCENES:
        _one(scribe, number, at(day, 14, 10), needs, (quantity, delivered), until)


def _one(
    scribe: Scribe, number: int, asked_at: datetime, needs: str, numbers: tuple[int, int], until: str
) -> None:
    centre = scribe.centre
    customer, (quantity, delivered) = centre.customer(number), numbers
    demand = demand_id(centre.site, customer, _YEAR)
    sales, manager = centre.staff("salesperson"), centre.staff("manager")

    def step(command: str, hours: float, actor: str, **fields: object) -> None:
        moment = asked_at + timedelta(hours=hours)
        scribe.write(f"demand.{command}", f"{demand}:{command}", moment, actor, demand=demand, **fields)

    scribe.write("demand.ask", f"{demand}:ask", asked_at, sales, customer=customer, year=_YEAR)
    if number % 2:
        step("send_gift", 0.2, sales, gift="台历一套")
    if until == "record_none":
        step("record_none", 0.5, sales)
    if not quantity:
        return
    step("state", 0.5, sales, needs=needs, quantity=quantity)
    if until == "state":
        return
    due_on = (asked_at + timedelta(days=30)).date()
    plan = {"plan": "分两批供货，先供急用", "planned": quantity, "due_on": due_on}
    if number == _REFUSED_FIRST:
        scribe.write(
            "demand.plan",
            f"{demand}:first-plan",
            asked_at + timedelta(hours=1),
            sales,
            demand=demand,
            **{**plan, "plan": "年底一次供货"},
        )
        step("refuse", 2, manager, reason="客户等不到年底")
    step("plan", 3, sales, **plan)
    if until == "plan":
        return
    step("approve", 24, manager)
    if until == "settle":
        why = None if delivered >= quantity else "厂家停产一种型号"
        step("settle", 30 * 24 + 1, manager, delivered=delivered, shortfall=why)
