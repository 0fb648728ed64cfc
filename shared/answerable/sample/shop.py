"""The shop: daily sales reports, orders sent, delayed, lost and claimed, and goods that ran out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from answerable.sample.centre import MONTH
from answerable.sample.scribe import Scribe, at
from answerable.streams.contact.events import Channel
from answerable.streams.saleday.commands import saleday_id
from answerable.streams.shipment.events import DelayOffer, DropCause

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


def _orders(scribe: Scribe) -> None:
    centre = scribe.centre
    for number, day, product, until in (
        (1, 14, "终端支架", "arrive"),
        (2, 16, "定位终端", "settle"),
        (3, 21, "车载充电器", "claim"),
        (4, 24, "定位终端", "report_loss"),
        (5, 28, "流量卡一年", "drop"),
        (6, 29, "车载充电器", "tell_delay"),
        (7, 30, "终端支架", "send"),
        (8, 31, "定位终端", "take"),
    ):
        matter, taken_at = f"shipment-{centre.site}-{number}", at(MONTH.day(day), 10, 15)

        def do(step: str, moment: datetime, who: str, matter: str = matter, **said: Any) -> None:
            name, key = f"shipment.{step}", f"{matter}:{step}"
            scribe.write(name, key, moment, centre.staff(who), shipment=matter, **said)

        order = {"order_no": f"D201603{day}{number:03}", "product": product}
        do("take", taken_at, "agent-2", **order, customer=centre.customer(390 + number))
        if until in {"tell_delay", "drop"}:
            told = {"delay_offer": DelayOffer.REFUND, "channel": Channel.CHAT, "reason": "仓库缺货"}
            do("tell_delay", taken_at + 20 * _HOUR, "agent-2", **told)
        if until == "drop":
            do("drop", taken_at + 26 * _HOUR, "agent-2", drop_cause=DropCause.REFUNDED)
        if until in {"tell_delay", "drop", "take"}:
            continue
        sent_at = taken_at + (6 if number != 3 else 50) * _HOUR  # noqa: PLR2004  # one goes out too late
        do("send", sent_at, "agent-2", courier="顺达快递", tracking_no=f"SD{number:010}")
        if until == "arrive":
            do("arrive", sent_at + 2 * _DAY, "agent-2")
        if until in {"report_loss", "claim", "settle"}:
            do("report_loss", sent_at + 3 * _DAY, "agent-4", traced="快递查到分拨中心后无记录")
        if until in {"claim", "settle"}:
            do("claim", sent_at + 4 * _DAY, "lead-1", amount_fen=39900)
        if until == "settle":
            do("settle", sent_at + 9 * _DAY, "lead-1", amount_fen=30000)


def _stock(scribe: Scribe) -> None:
    centre = scribe.centre
    for name, day, product in (("charger", 22, "车载充电器"), ("card", 28, "流量卡一年")):
        matter, found_at = f"stockout-{centre.site}-{name}", at(MONTH.day(day), 9, 10)
        said = {"stockout": matter, "product": product, "gone_at": found_at.isoformat()}
        taken_at = found_at + _HOUR / 2
        scribe.write("stockout.take_off", f"{matter}:off", taken_at, centre.staff("agent-2"), **said)
        if name == "charger":
            back_at = found_at + 3 * _DAY
            scribe.write(
                "stockout.put_back", f"{matter}:back", back_at, centre.staff("agent-2"), stockout=matter
            )
