"""The shop: orders sent within a day or two, or not; lost ones claimed; stock and daily sales (002-r1)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from answerable.sample.kinds.fates import due, end
from answerable.sample.kinds.matters import Matter, agents, arising, customer, works
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.contact.events import Channel
from answerable.streams.saleday.commands import saleday_id
from answerable.streams.shipment.commands import shipment_id
from answerable.streams.shipment.events import DelayOffer, DropCause
from answerable.streams.stockout.commands import stockout_id

_PRODUCTS = (("定位终端", 39900), ("车载充电器", 4900), ("终端支架", 2500), ("流量卡一年", 12000))
_DAY = timedelta(days=1)
_DELAYED, _DROPPED, _LOST, _RETURNED, _CLAIMED, _SETTLED = 25, 20, 8, 12, 85, 70
_DISCOUNTED, _BACK = 15, 75
_DISCOUNT_FEN = 300


def send(scribe: Scribe, day: date) -> None:
    """Take orders, and send each within a day, or tell the customer; at latest within two."""
    for name, moment, chance in arising(scribe, "shipment", day, 150):
        order_no, clerk = f"D{name.replace('-', '')}", agents(scribe, day, chance)[0]
        order = Matter(scribe, "shipment", shipment_id(scribe.centre.site, order_no))
        product, price_fen = chance.choice(_PRODUCTS)
        about = {"product": product, "customer": customer(scribe, day, name)}
        order.begin("take", moment, clerk, order_no=order_no, **about)
        courier = {"courier": "顺达快递", "tracking_no": f"SD{name.replace('-', '')}"}
        sent = order.later("send", clerk, **courier)
        if chance.randrange(100) >= _DELAYED:
            ended = end(chance, moment, due("ship-or-tell", moment), sent)
        else:
            why = {"delay_offer": DelayOffer.REFUND, "channel": Channel.CHAT, "reason": "仓库缺货"}
            told = end(chance, moment, due("ship-or-tell", moment), order.later("tell_delay", clerk, **why))
            since = told.at if told.fate.is_done else moment
            dropped = order.later("drop", clerk, drop_cause=DropCause.REFUNDED)
            is_dropped = chance.randrange(100) < _DROPPED
            ended = end(chance, since, due("ship-at-latest", moment), dropped if is_dropped else sent)
            if is_dropped:
                continue
        if ended.fate.is_done:
            _arrive(scribe, order, (clerk, price_fen), ended.at, chance)


def _arrive(scribe: Scribe, order: Matter, of: tuple[str, int], sent_at: datetime, chance: Random) -> None:
    """Let it arrive, come back, or be lost and be claimed."""
    (clerk, price_fen), lead, fate = of, scribe.centre.staff("lead-1"), chance.randrange(100)
    if fate >= _LOST:
        order.do("arrive", sent_at + 2 * _DAY, clerk)
        if fate < _LOST + _RETURNED:
            back = {"amount_fen": price_fen, "reason": "接口不合，七日内退货"}
            order.do("take_back", sent_at + 4 * _DAY, clerk, **back)
        return
    order.do("report_loss", sent_at + 3 * _DAY, clerk, traced="快递查到分拨中心后无记录")
    if chance.randrange(100) < _CLAIMED:
        order.do("claim", sent_at + 4 * _DAY, lead, amount_fen=price_fen)
        if chance.randrange(100) < _SETTLED:
            order.do("settle", sent_at + 9 * _DAY, lead, amount_fen=price_fen * 3 // 4)


def run_out(scribe: Scribe, day: date) -> None:
    """Take what ran out off the shelf, and put it back when there is some again (002-r1-7.1)."""
    for name, moment, chance in arising(scribe, "stockout", day, 18):
        product = f"{chance.choice(_PRODUCTS)[0]} {name[2:6]}批 {name[6:8]}-{name.rpartition('-')[2]}"
        gone, clerk = (
            Matter(scribe, "stockout", stockout_id(scribe.centre.site, product)),
            agents(scribe, day, chance)[0],
        )
        gone.begin("take_off", moment + minutes(25), clerk, product=product, gone_at=moment)
        if chance.randrange(100) < _BACK:
            gone.do("put_back", moment + (1 + chance.randrange(5)) * _DAY, clerk)


def tell_sales(scribe: Scribe, day: date) -> None:
    """Hand in what was sold on a day; some state it anew (002-r1-4.1)."""
    if not works(day):
        return
    chance = scribe.dice("saleday", day)
    for who in (scribe.centre.staff("salesperson"), *agents(scribe, day, chance)):
        lines = [
            {
                "product": product,
                "price_fen": price_fen,
                "customer": scribe.centre.customer(chance.randrange(500)),
            }
            for product, price_fen in chance.sample(_PRODUCTS, 1 + chance.randrange(3))
        ]
        sold = Matter(scribe, "saleday", saleday_id(scribe.centre.site, who, day))
        moment = at(day, 18, 5)
        sold.begin("hand_in", moment, who, on=day, lines=lines)
        if chance.randrange(100) < _DISCOUNTED:
            anew = [{**lines[0], "price_fen": int(str(lines[0]["price_fen"])) - _DISCOUNT_FEN}, *lines[1:]]
            sold.do("restate", moment + minutes(25), who, lines=anew, reason="漏记优惠券")
