"""What can be done with forms, leads, customers and in the shop, given from the pages by who may."""

from __future__ import annotations

from tests.e2e.desks import Desks
from tests.services.console.following import Typed

CUSTOMER = "customer-gz02-9"
_TODAY, _LATER = "2016-04-01", "2016-09-01"
_BACK = {"reason": "填错"}


async def customers(desks: Desks) -> None:
    """Go all ways that these registers have.

    Arguments:
        desks: where it is done.
    """
    await _forms(desks)
    await _remotes(desks)
    await _leads(desks)
    await _grades(desks)
    await _files(desks)
    await _events(desks)


async def shop(desks: Desks) -> None:
    """Sell, send, lose and take back.

    Arguments:
        desks: where it is done.
    """
    await _sales(desks)
    await _orders(desks)
    await _stock(desks)


async def _forms(desks: Desks) -> None:
    give = desks.give
    said = {"addressee": desks.person("technician"), "request": "请核对库存"}
    form = await give("agent-1", "liaison.file", liaison_kind="handover", **said)
    await give("technician", "liaison.answer", form, answer="有货")
    await give("lead-1", "liaison.withdraw_step", form, **_BACK)
    await give("lead-1", "liaison.withdraw", form, **_BACK)
    case = await give("agent-1", "case.open", topic="断电", first_asked=desks.person("agent-1"))
    await give("agent-1", "case.resolve", case, resolution="切换备用电源")
    late = await give("agent-1", "liaison.file_late", case=case, reason="等不及填单", **said)
    await give("supervisor", "liaison.confirm", late)
    opinion = await give(
        "agent-1",
        "liaison.forward_opinion",
        addressee=desks.person("manager"),
        customer=CUSTOMER,
        channel="call",
        opinion="账单看不懂",
    )
    await give("manager", "liaison.answer", opinion, answer="下月起逐项列明")
    await give("agent-1", "liaison.tell_customer", opinion, channel="call", reply_given="下月起逐项列明")


async def _remotes(desks: Desks) -> None:
    give = desks.give
    case = await give("agent-5", "case.open", topic="参数有误", first_asked=desks.person("agent-5"))
    asked = {"case": case, "extent": "修改上报间隔", "channel": "call"}
    remote = await give("agent-5", "remote.ask", **asked)
    await give("agent-5", "remote.refuse", remote, reason="客户要求上门")
    await give("lead-1", "remote.withdraw_step", remote, **_BACK)
    await give("agent-5", "remote.consent", remote, channel="email")
    await give("technician", "remote.begin", remote)
    await give("technician", "remote.end", remote, result="已改", is_solved="yes")
    other = await give("agent-5", "remote.ask", **asked)
    await give("agent-5", "remote.withdraw", other, **_BACK)


async def _leads(desks: Desks) -> None:
    give, sales = desks.give, desks.person("salesperson")
    said = {"interest": "加装终端", "customer": CUSTOMER}
    lead = await give("agent-1", "saleslead.record", **said)
    await give("lead-1", "saleslead.pass_on", lead, to=sales)
    await give("salesperson", "saleslead.take_up", lead)
    await give("salesperson", "saleslead.conclude", lead, lead_outcome="signed", note="已签合同")
    await give("lead-1", "saleslead.withdraw_outcome", lead, **_BACK)
    other = await give("agent-1", "saleslead.record", **said)
    await give("lead-1", "saleslead.withdraw", other, **_BACK)


async def _grades(desks: Desks) -> None:
    give = desks.give
    said: dict[str, Typed] = {"customer": CUSTOMER, "customer_grade": "key", "grounds": ("large_orders",)}
    grade = await give("agent-1", "grading.propose", "", **said)
    await give("supervisor", "grading.decline", grade, reason="订货量不大")
    await give("supervisor", "grading.withdraw_decision", grade, **_BACK)
    await give("supervisor", "grading.confirm", grade, review_on=_LATER)
    await give("supervisor", "grading.lift", grade, reason="往来减少")
    await give("supervisor", "grading.withdraw_lifting", grade, **_BACK)
    await give("supervisor", "grading.lift", grade, reason="往来减少")
    other = await give("agent-1", "grading.propose", "", **said)
    await give("agent-1", "grading.withdraw", other, **_BACK)


async def _files(desks: Desks) -> None:
    give = desks.give
    said: dict[str, Typed] = {
        "file_no": "KH-9",
        "file_parts": ("basic",),
        "lawful_ground": "contract",
        "review_on": _LATER,
    }
    file = await give("agent-1", "customerfile.open", "", customer=CUSTOMER, **said)
    await give("agent-1", "customerfile.review", file, **{**said, "file_no": "KH-10"})
    await give("lead-1", "customerfile.close", file, reason="客户要求")
    await give("lead-1", "customerfile.withdraw_closing", file, **_BACK)
    await give("lead-1", "customerfile.withdraw", file, **_BACK)


async def _events(desks: Desks) -> None:
    give = desks.give
    said = {
        "event_kind": "forum",
        "topic": "二季度座谈会",
        "place": "一楼",
        "planned_on": _TODAY,
        "expected_guests": "20",
        "host": desks.person("trainer"),
    }
    event = await give("salesperson", "customerevent.plan", **said)
    await give("manager", "customerevent.decline", event, reason="时间冲突")
    await give("supervisor", "customerevent.withdraw_step", event, **_BACK)
    await give("manager", "customerevent.approve", event)
    await give(
        "lead-1", "customerevent.hold", event, guests="18", hosts="3", proceedings="客户反映等待时间长"
    )
    other = await give("salesperson", "customerevent.plan", **said)
    await give("supervisor", "customerevent.abandon", other, reason="场地停用")
    third = await give("salesperson", "customerevent.plan", **said)
    await give("supervisor", "customerevent.withdraw", third, **_BACK)


async def _sales(desks: Desks) -> None:
    give = desks.give
    line = {"lines.0.product": "车载充电器", "lines.0.price_fen": "4900"}
    day = await give("agent-1", "saleday.hand_in", "", on=_TODAY, **line)
    await give(
        "agent-1", "saleday.restate", day, **{**line, "lines.0.price_fen": "3900"}, reason="漏记优惠券"
    )
    await give("lead-1", "saleday.withdraw", day, **_BACK)


async def _orders(desks: Desks) -> None:
    give = desks.give

    async def ordered(number: int) -> str:
        said = {"order_no": f"D20160401{number}", "product": "终端支架"}
        return await give("agent-1", "shipment.take", **said)

    sent = {"courier": "顺达快递", "tracking_no": "SD0000000099"}
    order = await ordered(1)
    await give("agent-1", "shipment.tell_delay", order, delay_offer="wait", channel="chat", reason="缺货")
    await give("agent-1", "shipment.send", order, **sent)
    await give("agent-1", "shipment.arrive", order)
    await give("agent-1", "shipment.take_back", order, amount_fen="2500", reason="尺寸不合")
    lost = await ordered(2)
    await give("agent-1", "shipment.send", lost, **sent)
    await give("agent-1", "shipment.report_loss", lost, traced="分拨中心无记录")
    await give("lead-1", "shipment.claim", lost, amount_fen="2500")
    await give("lead-1", "shipment.settle", lost, amount_fen="2000")
    await give("lead-1", "shipment.withdraw_fate", lost, **_BACK)
    none = await ordered(3)
    await give("agent-1", "shipment.drop", none, drop_cause="refunded")
    await give("lead-1", "shipment.withdraw_step", none, **_BACK)
    await give("lead-1", "shipment.withdraw", none, **_BACK)


async def _stock(desks: Desks) -> None:
    give = desks.give
    goods = await give("agent-1", "stockout.take_off", product="终端支架", gone_at="2016-04-01T07:50")
    await give("agent-1", "stockout.put_back", goods)
    await give("lead-1", "stockout.withdraw_step", goods, **_BACK)
    await give("lead-1", "stockout.withdraw", goods, **_BACK)
