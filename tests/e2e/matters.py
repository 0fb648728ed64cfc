"""What can be done with suggestions, demands, disputes, major matters and training, given from the pages."""

from __future__ import annotations

from tests.e2e.desks import Desks
from tests.e2e.morning import CUSTOMER, TODAY
from tests.services.console.following import Typed


async def suggestions(desks: Desks) -> None:
    """Make suggestions, try one, and find its effect."""
    give = desks.give
    said = {"topic": "合并两张表", "problem": "同一信息登记两次", "proposal": "合并为一张"}
    idea = await give("agent-5", "suggestion.make", **said)
    await give("agent-5", "suggestion.correct", idea, topic="合并登记表", reason="主题不清")
    await give("supervisor", "suggestion.decline", idea, reason="系统已可自动填写")
    await give("manager", "suggestion.withdraw_step", idea, reason="看错了表")
    await give("supervisor", "suggestion.take_up", idea)
    await give("lead-1", "suggestion.start_trial", idea, place="热线组", from_day=TODAY, to_day=TODAY)
    await give("trainer", "suggestion.find_effect", idea, effect="good", findings="登记时间减半")
    await give("manager", "suggestion.withdraw_finding", idea, reason="只看了一天")
    other = await give("agent-5", "suggestion.make", **said)
    await give("agent-5", "suggestion.withdraw", other, reason="重复提出")


async def demands(desks: Desks) -> None:
    """Ask a customer for next year’s needs, plan, approve, and settle them."""
    give = desks.give
    asked: dict[str, Typed] = {"customer": CUSTOMER, "year": "2016"}
    demand = await give("salesperson", "demand.ask", "", **asked)
    await give("salesperson", "demand.send_gift", demand, gift="台历")
    await give("salesperson", "demand.withdraw_gift", demand, reason="寄错客户")
    await give("salesperson", "demand.record_none", demand)
    await give("supervisor", "demand.withdraw_step", demand, reason="客户改口")
    await give("salesperson", "demand.state", demand, needs="道闸", quantity="3")
    plan: dict[str, Typed] = {"plan": "五月到货", "planned": "3", "due_on": "2016-05-31"}
    await give("salesperson", "demand.plan", demand, **plan)
    await give("supervisor", "demand.refuse", demand, reason="到货太晚")
    await give("salesperson", "demand.plan", demand, **{**plan, "due_on": "2016-04-30"})
    await give("manager", "demand.approve", demand)
    await give("lead-1", "demand.settle", demand, delivered="3")
    other = await give("salesperson", "demand.ask", "", customer="customer-gz02-8", year="2016")
    await give("salesperson", "demand.withdraw", other, reason="客户编号有误")


async def disputes(desks: Desks) -> None:
    """Let two departments disagree, and the office rule."""
    give = desks.give
    said: dict[str, Typed] = {"topic": "上门前由谁约时间", "opinion": "热线组只负责登记"}
    dispute = await give("agent-5", "dispute.raise", "", **said, asked=desks.person("technician"))
    await give("agent-5", "dispute.correct", dispute, topic="上门前由谁约客户", reason="写得不清楚")
    await give("technician", "dispute.answer", dispute, opinion="技术组只负责现场")
    await give("manager", "dispute.withdraw_step", dispute, reason="不是本部门的意见")
    await give("technician", "dispute.answer", dispute, opinion="技术组负责现场，不约时间")
    ruling: dict[str, Typed] = {"side": "other", "ruling": "由技术组约时间", "due_on": "2016-04-08"}
    await give("manager", "dispute.rule", dispute, **ruling)
    await give("manager", "dispute.supervise", dispute, note="已提醒技术组")
    await give("technician", "dispute.carry_out", dispute, note="已写入派工单")
    await give("manager", "dispute.send_back", dispute, reason="只写了一半")
    await give("technician", "dispute.carry_out", dispute, note="全部写入派工单")
    await give("manager", "dispute.close", dispute, findings="抽查三张，均已照办")
    await give("manager", "dispute.note_silence", "dispute-gz02-label", reason="电话问过两次")
    other = await give("agent-5", "dispute.raise", "", **said, asked=desks.person("technician"))
    await give("agent-5", "dispute.withdraw", other, reason="双方已商定")


async def incidents(desks: Desks) -> None:
    """Report a major matter, note it, direct, write it up, and close it."""
    give = desks.give
    said: dict[str, Typed] = {"topic": "机房进水", "what": "已断电", "happened_at": "2016-04-01T07:30"}
    incident = await give("agent-5", "incident.report", "", **said, known_at="2016-04-01T07:40")
    await give("supervisor", "incident.correct", incident, topic="一号机房进水", reason="地点不清")
    await give("general-manager", "incident.take_note", incident)
    await give("general-manager", "incident.withdraw_step", incident, reason="误点")
    await give("general-manager", "incident.take_note", incident)
    handler = desks.person("technician")
    await give("general-manager", "incident.direct", incident, directions="先断电", responsible=handler)
    await give("technician", "incident.write_up", incident, account="水管破裂", measures="已更换")
    await give("manager", "incident.close", incident, findings="现场已干")
    other = await give("agent-5", "incident.report", "", **said, known_at="2016-04-01T07:41")
    await give("supervisor", "incident.withdraw", other, reason="重复报告")


async def trainings(desks: Desks) -> None:
    """Plan a session, attend it, mark exams, and end it."""
    give = desks.give
    trainer, who = desks.person("trainer"), {"staff": desks.person("agent-5")}
    plan: dict[str, Typed] = {"topic": "服务用语", "staff": trainer, "level": "new", "held_on": TODAY}
    plan |= {"half_days": "1", "has_exam": "yes"}
    training = await give("supervisor", "training.plan", "", **plan)
    await give("agent-5", "training.sign_in", training)
    await give("trainer", "training.record_attendance", training, **who)
    await give("trainer", "training.strike", training, **who, reason="认错了人")
    await give("agent-5", "training.sign_in", training)
    await give("trainer", "training.record_attendance", training, **who)
    await give("trainer", "training.mark_exam", training, **who, score="88")
    await give("trainer", "training.end", training)
    await give("supervisor", "training.withdraw_end", training, reason="少登记一人")
    other = await give("supervisor", "training.plan", "", **plan)
    await give("supervisor", "training.withdraw", other, reason="重复安排")
