"""What can be done with work orders and repair fees, given from the pages, each step by who may take it."""

from __future__ import annotations

from typing import Any

from tests.e2e.desks import Desks

REPAIR: dict[str, Any] = {
    "customer": "customer-gz02-8",
    "is_name_on_file": "yes",
    "is_address_on_file": "yes",
    "is_contact_on_file": "yes",
    "device_model": "GT06",
    "purchased_on": "2014-05-20",
    "problem": "终端不在线",
    "symptom": "指示灯不亮",
    "terminal": "GT06A0001",
    "occurred_at": "2016-04-01T07:30",
}
CHECKED = dict.fromkeys(("order_data", "tools", "spares", "papers"), "√")
FILED = dict.fromkeys(("is_signed", "has_numbers", "has_papers"), "yes")
ORALLY = {"approved_at": "2016-04-01T07:40"}


async def orders(desks: Desks) -> None:
    """Go all ways that an order can go, and all that its fee can.

    Arguments:
        desks: where it is done.
    """
    await _installs(desks)
    await _repairs(desks)
    await _vendors(desks)
    await _orally(desks)


async def _installs(desks: Desks) -> None:
    give = desks.give
    asked = {"request_no": "XQ-20160401-1", "customer": "customer-gz02-8", "vehicles": "3"}
    order = await give("salesperson", "workorder.request_install", **asked, vehicles_no="CL-20160401-1")
    await give("salesperson", "workorder.receive_paper", order, paper="drivers", paper_no="SJ-20160401-1")
    await give("lead-1", "workorder.correct_install", order, vehicles="4", reason="少写一台")
    await give("manager", "workorder.decline", order, reason="客户尚未签约")
    await give("supervisor", "workorder.withdraw_step", order, reason="已签约")
    await give("lead-1", "workorder.abandon", order, reason="客户改期")
    asked["request_no"] = "XQ-20160401-2"
    none = await give("salesperson", "workorder.request_install", **asked)
    await give("lead-1", "workorder.withdraw", none, reason="误填")


async def _repairs(desks: Desks) -> None:
    give = desks.give
    order = await give("agent-1", "workorder.request_repair", **REPAIR)
    await give("agent-1", "workorder.correct_repair", order, symptom="指示灯红色常亮", reason="客户补充")
    await give("manager", "workorder.approve", order)
    await give("lead-1", "workorder.assign", order, technician=desks.person("technician"))
    await give("technician", "workorder.check_departure", order, **CHECKED)
    await give("technician", "workorder.depart", order)
    await give("technician", "workorder.arrive", order)
    swapped = {"old": "GT06A0001", "new": "GT06A0002"}
    await give("technician", "workorder.swap_terminal", order, **swapped)
    await give("technician", "workorder.withdraw_work", order, work_kind="terminal", reason="填错")
    await give("technician", "workorder.swap_terminal", order, **swapped)
    cards = {"old": "89860012345678901235", "new": "89860012345678901243"}
    await give("technician", "workorder.swap_sim", order, **cards)
    await give("technician", "workorder.fit_part", order, part_name="电源模块", count="2", price_fen="4000")
    await give("technician", "workorder.report_damage", order, what="划伤仪表台")
    asked = {"by": desks.person("manager"), **ORALLY, "part_name": "天线"}
    await give("technician", "workorder.record_oral_parts", order, **asked)
    await give("manager", "workorder.confirm_oral", order, oral_matter="parts")
    await give("technician", "workorder.finish", order, result="更换电源模块和终端")
    payment = await give("technician", "payment.collect", workorder=order, amount_fen="8000", method="cash")
    await give("technician", "payment.issue_invoice", payment, invoice_no="00112233", amount_fen="8000")
    await give("technician", "payment.correct_invoice", payment, invoice_no="00112234", reason="号码填错")
    taped = {"terminal": "GT06A0001", "tape": "√", "is_clean": "√"}
    await give("technician", "workorder.come_back", order, **taped)
    await give("technician", "payment.hand_over", payment, amount_fen="8000")
    await give("supervisor", "payment.withdraw_handover", payment, reason="未点清")
    await give("technician", "payment.hand_over", payment, amount_fen="8000")
    await give("finance", "payment.receive", payment, amount_fen="7950")
    await give("manager", "payment.explain", payment, reason="找零差错")
    await give("supervisor", "payment.withdraw_receipt", payment, reason="重新清点")
    await give("finance", "payment.receive", payment, amount_fen="8000")
    await give("technician", "workorder.complete", order, **FILED)
    await give("supervisor", "payment.withdraw", payment, reason="记在别的单上")


async def _vendors(desks: Desks) -> None:
    give = desks.give
    order = await give("agent-1", "workorder.request_repair", **{**REPAIR, "terminal": "GT06A0003"})
    await give("manager", "workorder.approve", order)
    proposed = {"vendor": "某车载电子维修厂", "passes_address": "yes", "consent": "written"}
    await give("lead-1", "workorder.propose_outside", order, **proposed, reason="技术员均已外出")
    await give("manager", "workorder.allow_outside", order)
    await give("lead-1", "workorder.check_departure", order, **CHECKED)
    for step in ("depart", "arrive"):
        await give("lead-1", f"workorder.{step}", order)
    await give("lead-1", "workorder.finish", order, result="重新接线")
    await give("lead-1", "workorder.come_back", order)
    await give("lead-1", "workorder.confirm_deletion", order)
    await give("lead-1", "workorder.complete", order, **FILED)


async def _orally(desks: Desks) -> None:
    give = desks.give
    order = await give("agent-1", "workorder.request_repair", **{**REPAIR, "terminal": "GT06A0004"})
    asked = {"by": desks.person("manager"), **ORALLY, "note": "先行处理"}
    await give("lead-1", "workorder.record_oral_approval", order, **asked)
    await give("manager", "workorder.deny_oral", order, oral_matter="order", reason="未曾同意")
    await give("manager", "workorder.approve", order)
