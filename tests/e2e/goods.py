"""What can be done with things left at the desk and hazardous goods, given from the pages."""

from __future__ import annotations

from tests.e2e.desks import Desks
from tests.e2e.morning import CUSTOMER


async def deposits(desks: Desks) -> None:
    """Leave things at the desk, hand them out, and lose one."""
    give = desks.give
    left = {"wanted": "forward", "what": "一箱样品", "for_customer": CUSTOMER}
    deposit = await give("agent-1", "deposit.ask", **left)
    await give("lead-1", "deposit.approve", deposit)
    await give("agent-1", "deposit.store", deposit, place="前台二号柜")
    await give("agent-2", "deposit.hand_out", deposit, signed="前台日志第十二页")
    lost = await give("agent-1", "deposit.ask", wanted="keep", what="一把雨伞", left_by=CUSTOMER)
    await give("lead-1", "deposit.approve", lost)
    await give("agent-1", "deposit.store", lost, place="前台一号柜")
    await give("lead-1", "deposit.report_loss", lost, responsible=desks.person("agent-1"), reason="未上锁")
    await give("supervisor", "deposit.withdraw", lost, reason="雨伞在伞架上")
    none = await give("agent-1", "deposit.ask", wanted="keep", what="一袋现金")
    await give("lead-1", "deposit.refuse", none, reason="不代为保管现金")


async def hazardous_goods(desks: Desks) -> None:
    """Draw hazardous goods, bring back what is left, count, and explain a difference."""
    give, asked = desks.give, desks.person
    said = {"substance": "roach_poison", "place": "地下一层三号柜", "custodian": asked("lead-1")}
    good = await give("supervisor", "hazmat.catalogue", **said)
    await give("supervisor", "hazmat.move", good, place="地下一层四号柜", reason="三号柜锁坏")
    await give("supervisor", "hazmat.pass_key", good, custodian=asked("lead-2"), reason="轮岗")
    month = {"hazmat": good, "month": "2016-04"}
    book = await give("lead-1", "hazmatbook.open", **month)
    await give("lead-1", "hazmatbook.take_in", book, amount="900", source="采购")
    await give("lead-2", "hazmatbook.correct_entry", book, line="1", amount="800", reason="看错标签")
    await give("agent-1", "hazmatbook.ask", book, amount="300", purpose="清洗地面")
    await give("agent-2", "hazmatbook.ask", book, amount="100", purpose="清洗门框")
    await give("lead-1", "hazmatbook.issue", book, drawing="1")
    await give("lead-1", "hazmatbook.refuse", book, drawing="2", reason="改用清洁剂")
    await give("lead-1", "hazmatbook.take_back", book, drawing="1", amount="120")
    await give("agent-1", "hazmatbook.report_incident", book, what="柜门未锁", reported_to=asked("lead-1"))
    await give("lead-1", "hazmatbook.settle_incident", book, incident="1", settlement="已更换门锁")
    lent = {"amount": "50", "borrower": "园林公司", "back_by": "2016-04-05", "reason": "临时借用"}
    await give("supervisor", "hazmatbook.permit_lending", book, **lent)
    await give("lead-1", "hazmatbook.lend", book, lending="1")
    await give("lead-1", "hazmatbook.take_loan_back", book, lending="1", amount="50")
    await give("supervisor", "hazmatbook.permit_lending", book, **lent)
    await give("supervisor", "hazmatbook.withdraw_permission", book, lending="2", reason="不再需要")
    await give("lead-1", "hazmatbook.count_stock", book, counted="600")
    await give("lead-2", "hazmatbook.explain", book, explanation="开桶挥发")
    await give("lead-1", "hazmatbook.close", book)
    await give("supervisor", "hazmatbook.withdraw_closing", book, **month, reason="漏登一笔")
    await give("agent-1", "hazmatbook.ask", book, amount="600", purpose="清洗外墙")
    await give("lead-1", "hazmatbook.issue", book, drawing="3")
    await give("lead-1", "hazmatbook.take_back", book, drawing="3", amount="0")
    await give("lead-1", "hazmatbook.count_stock", book, counted="0")
    await give("lead-1", "hazmatbook.close", book)
    await give("supervisor", "hazmat.take_off", good, month="2016-04", reason="停用")
