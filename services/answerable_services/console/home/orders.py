"""The work orders and the repair fees that wait for whoever looks (000-5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from answerable.streams.payment.flow import PaymentStage
from answerable.streams.workorder.flow import WorkorderStage
from answerable_services.console.home.items import Me
from answerable_services.console.home.matters import matters
from answerable_services.console.home.panels import Panel, Work

if TYPE_CHECKING:
    from answerable_services.console.view import View

_AT_A_STAGE = {
    Work.ORDERS: WorkorderStage.DRAWN_UP,
    Work.VENDORS: WorkorderStage.OUTSIDE_ASKED,
    Work.GIVE_OUT: WorkorderStage.CLEARED,
}
_OF_MONEY = {
    Work.MONEY: PaymentStage.HANDED_OVER,
    Work.DIFFERENCES: PaymentStage.DIFFERS,
}


async def orders(view: View, me: Me, work: Work) -> Panel | None:
    """Find the orders that wait for a decision.

    Arguments:
        view: the page; asks as whoever looks.
        me: whoever looks.
        work: the part that they are of.
    """
    return await matters(view, me, work, "workorder", ("about",), "customer", state=_AT_A_STAGE[work].value)


async def oral(view: View, me: Me) -> Panel | None:
    """Find what whoever looks is said to have allowed by word of mouth, and has not confirmed.

    Arguments:
        view: the page; asks as them.
        me: whoever looks.
    """
    asked = {"mark": "is_oral_open", "oral_by": me.person}
    return await matters(view, me, Work.ORAL, "workorder", ("about",), "technician", **asked)


async def my_orders(view: View, me: Me) -> Panel | None:
    """Find the open orders that whoever looks has.

    Arguments:
        view: the page; asks as them.
        me: whoever looks.
    """
    asked = {"mark": "is_open", "technician": me.person}
    return await matters(view, me, Work.MY_ORDERS, "workorder", ("about",), "customer", **asked)


async def my_money(view: View, me: Me) -> Panel | None:
    """Find the money that whoever looks collected, and has not handed over.

    Arguments:
        view: the page; asks as them.
        me: whoever looks.
    """
    asked = {"mark": "is_held", "collected_by": me.person}
    return await matters(view, me, Work.MY_MONEY, "payment", ("collected",), "", **asked)


async def money(view: View, me: Me, work: Work) -> Panel | None:
    """Find the money that waits for finance, or for somebody who explains a difference.

    Arguments:
        view: the page; asks as whoever looks.
        me: whoever looks.
        work: the part that it is of.
    """
    state = _OF_MONEY[work].value
    return await matters(view, me, work, "payment", ("collected",), "collected_by", state=state)
