"""What can be done about people from outside, what they ask for, and secrecy, given from the pages."""

from __future__ import annotations

from tests.e2e.desks import Desks


async def outside(desks: Desks) -> None:
    """Let somebody in and out, decide on what others ask for, and sign a statement of secrecy.

    Arguments:
        desks: where it is done.
    """
    give = desks.give
    said = {"outsider_role": "电梯维保人员", "purpose": "月度检查", "place": "机房"}
    entry = await give("agent-5", "outsider.admit", **said, devices="检测仪 JC-1")
    await give("agent-5", "outsider.correct", entry, place="机房、前台", reason="补登区域")
    await give("lead-1", "outsider.see_off", entry)
    await give("lead-1", "outsider.withdraw_leaving", entry, reason="登记早了")
    await give("lead-2", "outsider.withdraw", entry, reason="登记到别的站点")
    asked = {"customer": "customer-gz02-8", "sought": "phone_number", "asker": "快递员"}
    first = await give("agent-5", "disclosure.ask", **asked, purpose="送件联系不上")
    await give("supervisor", "disclosure.approve", first)
    await give("agent-5", "disclosure.tell", first)
    await give("manager", "disclosure.withdraw", first, reason="记错客户")
    second = await give("agent-5", "disclosure.ask", **asked, purpose="未说明")
    await give("supervisor", "disclosure.refuse", second, reason="用途不明")
    pledge = await give("agent-5", "pledge.sign", covers="customers", valid_until="2017-03-31")
    await give("supervisor", "pledge.withdraw", pledge, reason="本人未签")
