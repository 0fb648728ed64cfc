"""The shop: daily sales reports, orders sent, delayed, lost and claimed, and goods that ran out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from answerable.sample.centre import MONTH
from answerable.sample.scribe import Scribe, at
from answerable.streams.contact.events import Channel
from answerable.streams.saleday.commands import saleday_id
from answerable.streams.shipment.commands import shipment_id
from answerable.streams.shipment.events import DelayOffer, DropCause
from answerable.streams.stockout.commands import stockout_id

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


def sell(scribe: Scribe) -> None:
    """Let a site's people sell, send, and look after what was lost.

    Arguments:
        scribe: writes it.
    """
    _sales(scribe)
    _orders(scribe)
    _stock(scribe)


def _sales(scribe: Scribe) -> None:
    centre = scribe.centre
    for day, who, sold in (
        (28, "agent-1", (("车载充电器", 4900), ("终端支架", 2500))),
        (29, "agent-1", (("车载充电器", 4900),)),
        (29, "agent-2", (("定位终端", 39900), ("流量卡一年", 12000), ("终端支架", 2500))),
        (30, "agent-5", (("定位终端", 39900),)),
    ):
        on, person, at_six = MONTH.day(day), centre.staff(who), at(MONTH.day(day), 18, 5)
        lines = tuple(
            {"product": product, "price_fen": price, "customer": centre.customer(380 + number)}
            for number, (product, price) in enumerate(sold)
        )
        matter = saleday_id(centre.site, person, on)
        scribe.write("saleday.hand_in", f"{matter}:hand_in", at_six, person, on=on.isoformat(), lines=lines)
        if who == "agent-5":
            anew = ({**lines[0], "price_fen": 36900},)
            said = {"saleday": matter, "lines": anew, "reason": "漏记优惠券"}
            scribe.write("saleday.restate", f"{matter}:restate", at_six + _HOUR / 2, person, **said)


_ORDERS = (
    (1, 14, "终端支架", "arrive"),
    (9, 17, "车载充电器", "take_back"),
    (2, 16, "定位终端", "settle"),
    (3, 21, "车载充电器", "claim"),
    (4, 24, "定位终端", "report_loss"),
    (5, 28, "流量卡一年", "drop"),
    (6, 29, "车载充电器", "tell_delay"),
    (7, 30, "终端支架", "send"),
    (8, 31, "定位终端", "take"),
)
"""Number, day, what is ordered, and the step that it has come to."""

_LATE = 3
"""The order that goes out too late."""

_LOST = ("report_loss", "claim", "settle")


class _Order:
    """One order of the shop."""

    def __init__(self, scribe: Scribe, number: int, order_no: str) -> None:
        self._scribe, self.number = scribe, number
        self._order_no, self._matter = order_no, shipment_id(scribe.centre.site, order_no)

    def take(self, moment: datetime, **said: Any) -> None:
        """Let it come."""
        key, actor = f"{self._matter}:take", self._scribe.centre.staff("agent-2")
        self._scribe.write("shipment.take", key, moment, actor, order_no=self._order_no, **said)

    def do(self, step: str, moment: datetime, who: str = "agent-2", **said: Any) -> None:
        """Take a step."""
        name, key, actor = f"shipment.{step}", f"{self._matter}:{step}", self._scribe.centre.staff(who)
        self._scribe.write(name, key, moment, actor, shipment=self._matter, **said)


def _orders(scribe: Scribe) -> None:
    for number, day, product, until in _ORDERS:
        order, taken_at = _Order(scribe, number, f"D201603{day}{number:03}"), at(MONTH.day(day), 10, 15)
        customer = scribe.centre.customer(390 + number)
        order.take(taken_at, product=product, customer=customer)
        if until in {"tell_delay", "drop"}:
            told = {"delay_offer": DelayOffer.REFUND, "channel": Channel.CHAT, "reason": "仓库缺货"}
            order.do("tell_delay", taken_at + 20 * _HOUR, **told)
        if until == "drop":
            order.do("drop", taken_at + 26 * _HOUR, drop_cause=DropCause.REFUNDED)
        if until not in {"tell_delay", "drop", "take"}:
            _send(order, taken_at + (50 if number == _LATE else 6) * _HOUR, until)


def _send(order: _Order, sent_at: datetime, until: str) -> None:
    order.do("send", sent_at, courier="顺达快递", tracking_no=f"SD{order.number:010}")
    if until in {"arrive", "take_back"}:
        order.do("arrive", sent_at + 2 * _DAY)
    if until == "take_back":
        order.do("take_back", sent_at + 4 * _DAY, amount_fen=4900, reason="接口不合，七日内退货")
    if until in _LOST:
        order.do("report_loss", sent_at + 3 * _DAY, "agent-4", traced="快递查到分拨中心后无记录")
    if until in _LOST[1:]:
        order.do("claim", sent_at + 4 * _DAY, "lead-1", amount_fen=39900)
    if until in _LOST[2:]:
        order.do("settle", sent_at + 9 * _DAY, "lead-1", amount_fen=30000)


def _stock(scribe: Scribe) -> None:
    centre = scribe.centre
    for name, day, product in (("charger", 22, "车载充电器"), ("card", 28, "流量卡一年")):
        matter, found_at = stockout_id(centre.site, product), at(MONTH.day(day), 9, 10)
        said = {"product": product, "gone_at": found_at.isoformat()}
        taken_at = found_at + _HOUR / 2
        scribe.write("stockout.take_off", f"{matter}:off", taken_at, centre.staff("agent-2"), **said)
        if name == "charger":
            back_at = found_at + 3 * _DAY
            scribe.write(
                "stockout.put_back", f"{matter}:back", back_at, centre.staff("agent-2"), stockout=matter
            )
