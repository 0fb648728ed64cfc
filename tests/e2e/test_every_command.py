"""Every command can be given from the pages, by somebody of a real centre whose role may, and is recorded."""

from __future__ import annotations

import asyncio
import json
import os
import re
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack

import pytest

from answerable.commands.registry import COMMANDS
from answerable.identity.table import table
from answerable.ledger.store.recorded import Recorded
from answerable.settings import Settings
from answerable.wording import Language
from answerable_services.cli.connecting import connected
from tests.e2e.centre import everything_in
from tests.e2e.customers import customers, shop
from tests.e2e.desks import Desks, desks_at
from tests.e2e.orders import orders
from tests.e2e.outside import outside
from tests.e2e.papers import papers
from tests.e2e.reports import reports
from tests.e2e.rosters import on_duty
from tests.services.cli.running import Centre, up
from tests.services.cli.sample_month import sample_month
from tests.services.console.following import Typed, Visitor, asked_in

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.whole]

SITE = "gz02"
MORNING = "2016-04-01T08:00:00+08:00"
TODAY = "2016-04-01"
CUSTOMER = "customer-gz02-7"

MOST_BYTES = 150_000
MOST_S = 0.1
_MOST_TIMES = 30

_SEEN_BY_ACCOUNTS = "what the accounts saw happen: nobody says of themselves that they signed in"
_FOUND_BY_THE_CLOCK = "what is not done in time is found by the service for what is due"
BY_PARTS = dict.fromkeys(
    (
        "account.sign_in",
        "account.sign_out",
        "account.fail_to_sign_in",
        "account.slow_down",
        "account.make_link",
        "account.set_password",
        "account.set_second_factor",
        "account.remove_second_factor",
        "account.make_recovery_codes",
        "account.add_passkey",
        "account.remove_passkey",
        "account.make_calendar_link",
        "account.revoke_calendar_link",
        "account.close",
        "account.bind_provider",
        "account.unbind_provider",
        "account.change_name",
        "account.create_token",
        "account.revoke_token",
        "account.use_token_elsewhere",
        "account.deny_attempt",
    ),
    _SEEN_BY_ACCOUNTS,
) | {
    "questionnaire.answer": "what a customer answers by a link: see test_survey.py",
    "obligation.miss": _FOUND_BY_THE_CLOCK,
    "obligation.withdraw_miss": _FOUND_BY_THE_CLOCK,
    "report.state_figures": "counted by the desk when a report is handed in",
    "reminder.give": _FOUND_BY_THE_CLOCK,
    "reminder.lapse": _FOUND_BY_THE_CLOCK,
}
"""Commands that only machines and parts of the system give, each with why."""


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """`answerable up` on the sample's directory, on the morning behind its month."""
    data = sample_month(tmp_path_factory).copied_to(tmp_path_factory.mktemp("every") / "data")
    with up(data, ANSWERABLE_CLOCK_START=MORNING) as running:
        yield running


async def _contacts(desks: Desks) -> None:
    give = desks.give
    contact = await give("agent-1", "contact.receive", channel="call", customer=CUSTOMER, topic="终端不在线")
    await give("agent-1", "contact.answer", contact, talk_s="90")
    await give("agent-1", "contact.request_return_call", contact)
    await give("agent-1", "contact.correct", contact, topic="终端无法登录", reason="客户说的是登录")
    await give("agent-1", "contact.withdraw_ending", contact, reason="接听的不是我")
    await give("agent-1", "contact.abandon", contact, wait_s="30")
    silent = await give("agent-2", "contact.receive", channel="call", topic="无人应声")
    await give("agent-2", "contact.void", silent, reason="无人应声")


async def _notes(desks: Desks) -> None:
    give = desks.give
    case = await give("agent-5", "case.open", topic="有附注", first_asked=desks.person("agent-5"))
    note = await give("agent-5", "note.write", matter=case, content="客户寄来了说明")
    await give("lead-1", "note.withdraw", note, reason="记错工单")


async def _cases(desks: Desks) -> None:
    give, asked = desks.give, desks.person
    case = await give(
        "agent-1",
        "case.open",
        customer=CUSTOMER,
        topic="终端不在线",
        priority="high",
        first_asked=asked("agent-1"),
    )
    await give("agent-1", "case.note_progress", case, note="已重启终端，仍不在线")
    await give("agent-1", "case.correct_opening", case, topic="终端离线", reason="写错了")
    await give("agent-1", "case.escalate", case, level="lead", reason="需要现场支持")
    await give("agent-1", "case.pause", case, reason="vendor")
    await give("agent-1", "case.resume", case)
    await give("agent-1", "case.transfer", case, to=asked("agent-2"), reason="需要熟悉该设备的人")
    await give("agent-2", "case.refuse", case, reason="手上已有三件")
    await give("agent-1", "case.transfer", case, to=asked("technician"), reason="需要上门")
    await give("technician", "case.accept", case)
    await give("technician", "case.resolve", case, resolution="更换电源")
    await give("technician", "case.withdraw_resolution", case, reason="又离线了")
    await give("technician", "case.resolve", case, resolution="更换主板")
    await give("agent-1", "case.inform_customer", case, channel="call")
    await give("technician", "case.close", case)
    await give("lead-1", "case.reopen", case, reason="客户说仍不稳定")
    late = await give(
        "agent-1",
        "case.open",
        topic="三天前的来电",
        priority="critical",
        first_asked=asked("agent-1"),
        occurred_at="2016-03-28T09:00",
    )
    await give("lead-1", "case.miss_limit", late)
    await give("lead-1", "case.withdraw_miss", late, reason="客户要求改期")
    await give("lead-1", "case.correct_limit", late, priority="low", reason="并不紧急")
    await give("lead-1", "case.withdraw_opening", late, reason="重复建单")


async def _complaints(desks: Desks) -> None:
    give, asked = desks.give, desks.person
    complaint = await give(
        "agent-1",
        "complaint.file",
        customer=CUSTOMER,
        channel="call",
        topic="态度",
        about=asked("agent-2"),
        text="客户说等了很久",
    )
    await give("lead-1", "complaint.correct_filing", complaint, topic="服务态度", reason="分类不准")
    await give("lead-1", "complaint.investigate", complaint, findings="通话录音属实")
    await give("supervisor", "complaint.withdraw_step", complaint, reason="听错了录音")
    await give("lead-1", "complaint.investigate", complaint, findings="另一段录音属实")
    await give("supervisor", "complaint.uphold", complaint, responsible=asked("agent-2"), reason="录音属实")
    await give("manager", "complaint.withdraw_judgement", complaint, reason="证据不足")
    await give("supervisor", "complaint.uphold", complaint, responsible=asked("agent-2"), reason="有第二人证")
    await give("lead-1", "complaint.propose_plan", complaint, plan="当面道歉", due_at="2016-04-05T12:00")
    await give("manager", "complaint.approve_plan", complaint)
    await give("lead-1", "complaint.carry_out", complaint, note="已当面道歉")
    await give("lead-1", "complaint.feed_back", complaint, channel="call", is_satisfied="yes")
    other = await give("agent-1", "complaint.file", channel="letter", topic="收费", text="客户说多收了")
    await give("lead-1", "complaint.investigate", other, findings="收费与合同一致")
    await give("supervisor", "complaint.dismiss", other, reason="收费无误")
    third = await give("agent-1", "complaint.file", channel="letter", topic="收费", text="重复登记")
    await give("supervisor", "complaint.withdraw_filing", third, reason="重复登记")


async def _faults(desks: Desks) -> None:
    give, asked = desks.give, desks.person
    fault = await give(
        "technician",
        "fault.report",
        began_at="2016-04-01T07:40",
        place="番禺停车场",
        phenomenon="道闸全部无法抬起",
        plan="先人工放行",
        customer=CUSTOMER,
    )
    await give("technician", "fault.correct_report", fault, place="番禺二号停车场", reason="地点写错")
    await give("technician", "fault.notify", fault, link="salesperson", staff=asked("salesperson"))
    await give("salesperson", "fault.acknowledge", fault, link="salesperson", staff=asked("salesperson"))
    await give("technician", "fault.notify", fault, link="manager", staff=asked("manager"))
    await give("technician", "fault.withdraw_notice", fault, link="manager", reason="打错电话")
    await give("technician", "fault.log_handling", fault, note="更换控制板")
    await give("technician", "fault.end", fault, ended_at="2016-04-01T07:55")
    await give("lead-1", "fault.withdraw_end", fault, reason="又坏了")
    await give("technician", "fault.end", fault, ended_at="2016-04-01T07:58")
    analysis = {"impact": "三个出口", "handling": "更换控制板", "cause": "进水", "correction": "加装防水罩"}
    await give("technician", "fault.file_analysis", fault, **analysis)
    await give("technician", "fault.deliver_analysis", fault, recipient="customer")
    await give("technician", "fault.deliver_analysis", fault, recipient="business")
    await give("lead-1", "fault.close", fault)
    none = await give(
        "agent-1", "fault.report", began_at="2016-04-01T07:40", place="车库", phenomenon="无", plan="无"
    )
    await give("lead-1", "fault.withdraw_report", none, reason="误报")


async def _visits(desks: Desks) -> None:
    give, asked = desks.give, desks.person
    case = await give("agent-5", "case.open", topic="走访发现的问题", first_asked=asked("agent-5"))
    visit = await give(
        "lead-1",
        "visit.plan",
        visit_kind="patrol",
        visitor=asked("technician"),
        due_on=TODAY,
        customer=CUSTOMER,
    )
    await give("lead-1", "visit.correct_plan", visit, place="番禺二号停车场", reason="补充地点")
    await give("technician", "visit.make", visit, summary="正常", findings=("标签脱落",))
    await give("lead-1", "visit.withdraw_visit", visit, reason="漏记一项")
    await give("technician", "visit.make", visit, summary="正常", findings=("标签脱落",))
    await give("technician", "visit.raise_finding", visit, what="机柜未上锁")
    await give("agent-5", "visit.link_finding", visit, finding="1", case=case)
    await give("lead-1", "visit.withdraw_finding", visit, finding="2", reason="已上锁")
    await give("technician", "visit.file_report", visit, analysis="安装不牢", measures="更换标签")
    await give("lead-1", "visit.review", visit, remark="同意")
    late: dict[str, Typed] = {"visit_kind": "inspection", "visitor": asked("technician"), "place": "机房"}
    behind: dict[str, Typed] = {"due_on": "2016-03-30", "occurred_at": "2016-03-30T09:00"}
    missed = await give("lead-1", "visit.plan", "", **late, **behind)
    await give("lead-1", "visit.miss", missed, reason="未去")
    await give("lead-1", "visit.withdraw_miss", missed, reason="改期")
    await give("technician", "visit.move", missed, due_on="2016-04-05", reason="与客户另约")
    await give("lead-1", "visit.withdraw_plan", missed, reason="客户已撤机")


async def _surveys(desks: Desks) -> None:
    give = desks.give
    days = {"first_day": TODAY, "last_day": "2016-04-20"}
    none = await give("supervisor", "survey.prepare", title="重复", **days)
    await give("supervisor", "survey.withdraw_plan", none, reason="重复")
    survey = await give("supervisor", "survey.prepare", title="四月调查", **days)
    await give("supervisor", "survey.correct_plan", survey, last_day="2016-04-25", reason="延长")
    await give("supervisor", "survey.open", survey)
    link = await give("agent-1", "questionnaire.send", survey=survey, means="email", customer=CUSTOMER)
    await give("agent-1", "questionnaire.revoke_link", link, reason="发错人")
    heard = await give("agent-1", "questionnaire.take_down", survey=survey, means="phone", operation="4")
    await give("supervisor", "questionnaire.discount_answer", heard, reason="重复登记")
    await give("supervisor", "survey.close", survey)
    await give("supervisor", "survey.withdraw_closing", survey, reason="过早结束")
    await give("supervisor", "survey.close", survey)
    await give("lead-1", "survey.file_report", survey, analysis="总体满意", measures="增加回访")
    await give("supervisor", "survey.send_back_report", survey, reason="补充数据")
    await give("lead-1", "survey.file_report", survey, analysis="总体满意，四分", measures="增加回访")
    await give("supervisor", "survey.approve_report", survey)


async def _handovers(desks: Desks) -> None:
    give = desks.give
    sides: dict[str, str] = {"outgoing": desks.person("agent-1"), "incoming": desks.person("agent-2")}
    start: dict[str, Typed] = {"on": TODAY, "shift": "morning", **sides, "checklist": ("电话", "钥匙")}
    handover = await give("agent-1", "handover.start", "", **start)
    await give("agent-1", "handover.check_item", handover, item="电话", mark="√")
    await give("agent-1", "handover.check_item", handover, item="钥匙", mark="×", note="少一把")
    await give("agent-1", "handover.carry_open_item", handover, what="客户等回电", reason="约在下午")
    await give("agent-1", "handover.count_item", handover, thing="keys", number="4")
    await give("agent-2", "handover.dispute_count", handover, thing="keys", found="3", note="少一把")
    await give(
        "agent-2",
        "handover.report_urgent",
        handover,
        what="备用钥匙下落不明",
        reported_to=desks.person("lead-1"),
    )
    await give("agent-1", "handover.sign_out", handover)
    await give("agent-2", "handover.refuse", handover, reason="钥匙不全")
    await give("lead-1", "handover.overrule_refusal", handover, decision="钥匙在机房，已核实")
    await give("agent-2", "handover.confirm_count", handover, thing="keys")
    await give("agent-1", "handover.sign_out", handover)
    await give("agent-2", "handover.refuse", handover, reason="机房也没有")
    await give("lead-1", "handover.uphold_refusal", handover, decision="找到钥匙后重新交接")
    await give("lead-1", "handover.review", handover)
    await give("lead-1", "handover.annul", handover, reason="记错班次")
    await give("agent-1", "handover.start", "", **{**start, "checklist": ("电话",)})
    await give("agent-1", "handover.check_item", handover, item="电话", mark="√")
    await give("agent-1", "handover.sign_out", handover)
    await give("agent-2", "handover.sign_in", handover)


async def _callbacks(desks: Desks) -> None:
    give = desks.give
    delivery = await give(
        "salesperson", "delivery.accept", customer=CUSTOMER, project="一卡通", accepted_on="2016-03-01"
    )
    await give(
        "salesperson", "delivery.correct_acceptance", delivery, project="停车一卡通", reason="名称不全"
    )
    first = {"delivery": delivery, "ordinal": "1"}
    await give("agent-1", "callback.attempt", **first, outcome="no_answer")
    done = await give("agent-1", "callback.complete", **first, satisfaction="4")
    await give("lead-1", "callback.withdraw_call", done, reason="打错了客户")
    await give("supervisor", "delivery.cancel", delivery, reason="客户停用")
    await give("supervisor", "delivery.withdraw_cancellation", delivery, reason="客户继续使用")
    await give("supervisor", "delivery.withdraw_acceptance", delivery, reason="并未验收")


async def _misses(desks: Desks) -> None:
    give = desks.give
    delivery = await give(
        "salesperson", "delivery.accept", customer=CUSTOMER, project="门禁", accepted_on="2016-01-04"
    )
    missed = await give("lead-1", "callback.miss", delivery=delivery, ordinal="1")
    await give("lead-1", "callback.withdraw_miss", missed, reason="已有电话记录")


async def _assessments(desks: Desks) -> None:
    give = desks.give
    who = {"staff": desks.person("agent-3")}
    entry = await give(
        "lead-1",
        "assessment.record_violation",
        **who,
        article="001-m12",
        reason="地址录错",
        evidence="工单录音",
    )
    await give("supervisor", "assessment.revoke", entry, reason="录音不全")
    await give("lead-1", "assessment.set_aside", matter=entry, version="1", reason="录音不全，不属违规")
    await give(
        "lead-1", "assessment.record_bonus", **who, article="001-B4", reason="客户来信表扬", evidence="来信"
    )
    await give("trainer", "assessment.record_extra", **who, month="2016-03", points="-2.5", reason="屡次提醒")
    await give("trainer", "assessment.score_exam", **who, score="88", held_on="2016-03-30")


async def _records(desks: Desks) -> None:
    give, asked = desks.give, desks.person
    record = await give(
        "agent-1", "record.create", kind="customer_data", custodian=asked("agent-1"), customer=CUSTOMER
    )
    await give("lead-1", "record.correct", record, kind="work_diary", reason="种类选错")
    await give("agent-1", "record.deposit", record, place="档案柜一")
    await give("lead-1", "record.withdraw_deposit", record, reason="尚未交存")
    read = await give("agent-1", "access.read", record=record, purpose="核对资料")
    await give("data-protection-officer", "access.withdraw", read, reason="误登")
    copy = {"record": record, "purpose": "客户要求副本", "rows": "3"}
    taken = await give("agent-1", "export.ask", **copy)
    await give("supervisor", "export.approve", taken)
    await give("agent-1", "export.take_out", taken)
    await give("data-protection-officer", "export.withdraw", taken, reason="误登")
    refused = await give("agent-1", "export.ask", **copy)
    await give("supervisor", "export.refuse", refused, reason="无需带出")
    await give("lead-2", "record.report_leak", record, what="有人在群里提到", suspected=asked("agent-1"))
    await give("manager", "record.confirm_leak", record, severity="ordinary", persons_affected="1")
    await give("manager", "record.withdraw_leak", record, reason="查无实据")
    none = await give("agent-1", "record.create", kind="work_diary", custodian=asked("agent-1"))
    await give("lead-1", "record.withdraw_creation", none, reason="误建")


async def _deposits(desks: Desks) -> None:
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


async def _hazardous_goods(desks: Desks) -> None:
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


async def _found(seat: Visitor, address: str, link: str) -> list[str]:
    """Wait until a page has links that the service's sweeps make."""
    links = re.compile(rf'href="{link}\w+)"')
    async with asyncio.timeout(400):
        while not (found := links.findall(await seat.read(address))):
            await asyncio.sleep(2)
    return sorted(set(found))


async def _obligations(desks: Desks) -> None:
    """Let a plan's time pass: the service finds that within a minute or two, and a superior excuses it."""
    give = desks.give
    late = await give("agent-1", "complaint.file", channel="call", topic="迟到", text="约好的时间没有人来")
    await give("lead-1", "complaint.investigate", late, findings="确未到场")
    await give("supervisor", "complaint.uphold", late, responsible=desks.person("agent-2"), reason="属实")
    await give("lead-1", "complaint.propose_plan", late, plan="致歉并改约", due_at="2016-04-01T08:03")
    supervisor = await desks.seat("supervisor")
    found = await _found(supervisor, f"/obligations?site={SITE}", "/obligations/(obligation-complaint-plan-")
    told = desks.person("lead-1")
    reminders = f"/reminders?site={SITE}&reminded={told}&state=unread"
    for reminder in await _found(await desks.seat("lead-1"), reminders, "/reminders/(reminder-"):
        await give("lead-1", "reminder.acknowledge", reminder)
    await give("supervisor", "obligation.excuse", found[0], reason="客户要求改约")
    await give("manager", "obligation.withdraw_excuse", found[0], reason="客户并未要求")


async def _keys(desks: Desks) -> None:
    give = desks.give
    card = {"label": "K-20", "opens": "会议室", "key_class": "office", "pieces": "2", "place": "前台"}
    key = await give("agent-1", "key.catalogue", "", **card)
    await give("lead-1", "key.correct", key, pieces="3", reason="数错")
    loan: dict[str, Typed] = {"purpose": "repair", "details": "换灯管", "back_by": TODAY}
    await give("technician", "key.ask_for_loan", key, **loan, on_behalf_of="一建公司")
    await give("lead-1", "key.refuse_loan", key, reason="改日")
    await give("agent-1", "key.turn_away", key, outsider="contractor", reason="须由工程部代借")
    await give("technician", "key.ask_for_loan", key, **loan)
    await give("lead-1", "key.approve_loan", key)
    await give("agent-1", "key.hand_out", key)
    await give("technician", "key.bring_back", key)
    await give("agent-2", "key.take_back", key)
    await give("lead-1", "key.withdraw_return", key, reason="收错")
    await give("lead-1", "key.withdraw_loan", key, reason="记错")
    lost = {"damage": "lost", "details": "钩上没有"}
    await give("agent-1", "key.report_loss", key, **lost)
    await give("lead-1", "key.withdraw_loss", key, reason="误报")
    await give("agent-1", "key.report_loss", key, **lost)
    await give("guard", "key.recover", key, details="掉在柜后")
    await give("agent-1", "key.report_loss", key, **lost)
    await give("guard", "key.take_precaution", key, measure="加派值守")
    change = await give("lead-1", "lockchange.apply", "", place="会议室", cause="遗失", key=key)
    await give("guard", "lockchange.approve", change)
    await give("technician", "lockchange.fit", change, details="换锁芯", new_keys="3")
    await give("guard", "lockchange.receive_keys", change, counted="3")
    done = {"remedy": "lock_changed", "details": "已换锁", "lockchange": change}
    await give("technician", "key.replace", key, **done)
    await give("lead-2", "lockchange.withdraw", change, reason="误登")
    other = await give("agent-1", "lockchange.apply", "", place="茶水间", cause="锁旧")
    await give("guard", "lockchange.refuse", other, reason="无需更换")
    none = await give("agent-1", "key.catalogue", "", **card)
    await give("lead-1", "key.retire", none, reason="停用")
    await give("lead-1", "key.withdraw_custody", none, reason="还在用")
    await give("lead-1", "key.withdraw", none, reason="重复建卡")


async def _sealed_keys(desks: Desks) -> None:
    give = desks.give
    card = {"label": "3-702", "opens": "三号楼702", "key_class": "unit", "pieces": "1", "place": "前台"}
    key = await give("agent-1", "key.catalogue", "", **card)
    signed = {"customer": CUSTOMER, "inspected_on": TODAY, "sheet": "JJ-9"}
    await give("agent-1", "key.hand_over", key, **signed)
    await give("agent-1", "key.seal", key, seal="F-20")
    await give("agent-1", "key.release", key, sheet="TG-9")
    await give("agent-1", "key.seal", key, seal="F-21")
    asked: dict[str, Typed] = {"key": key, "emergency": "漏水", "unreachable": "电话无人接听"}
    refused = await give("manager", "unsealing.ask_in_emergency", "", **asked)
    await give("general-manager", "unsealing.refuse", refused, reason="客户已到")
    use = await give("manager", "unsealing.ask_in_emergency", "", **asked)
    await give("general-manager", "unsealing.approve", use)
    for word in ("agent-1", "agent-2", "guard"):
        await give(word, "unsealing.attend", use)
    await give("agent-1", "unsealing.unseal", use, before="封条完好")
    await give("guard", "unsealing.reseal", use, after="关闭水阀", seal="F-22")
    await give("manager", "unsealing.sign", use)
    papers = await _attached(desks, "agent-2", "key-request.txt")
    note = await give("agent-2", "note.write", "", **{"matter": key, "content": "书面申请", **papers})
    lent = await give("agent-2", "unsealing.ask_for_customer", "", key=key, application=note)
    await give("agent-1", "unsealing.confirm", lent, how="回拨登记电话，负责人同意")
    await give("manager", "unsealing.agree", lent)
    await give("agent-2", "unsealing.attend", lent)
    await give("agent-2", "unsealing.unseal", lent, before="封条完好")
    await give("agent-2", "unsealing.reseal", lent, after="已开门", seal="F-23")
    await give("agent-2", "unsealing.stamp", lent, archived_as="QF-9")
    await give("supervisor", "unsealing.withdraw", lent, reason="记错钥匙")


async def _attached(desks: Desks, word: str, name: str) -> dict[str, Typed]:
    """Send a file by the form of a note, as a browser does, and give what that says of it then."""
    client, at = await desks.browser(word), (await desks.seat(word)).address("note.write")
    form = asked_in((await client.get(at)).text)
    origin = {"origin": str(client.base_url).rstrip("/")}
    files = {"files": (name, "书面申请，已盖章".encode(), "text/plain")}
    again = await client.post(at, data={**form, "more": "attachments"}, files=files, headers=origin)
    said = asked_in(again.text)
    return {one: said[one] for one in said if one.startswith("attachments.0.")} | {
        "attachments.0.paper": "written_request"
    }


async def _counted_keys(desks: Desks) -> None:
    give = desks.give
    names, late = ("store", "pumps", "gate", "power", "unit-503"), {"keys.1.cause": "轴承尚未装好"}
    lines = {f"keys.{at}.key": f"key-{SITE}-{name}" for at, name in enumerate(names)}
    early = dict(zip((f"keys.{at}.counted" for at in range(5)), ("2", "0", "1", "1", "1"), strict=True))
    on = {"on": TODAY, "shift": "early", **lines, **late}
    count = await give("agent-1", "keycount.count_keys", "", **on, **early)
    await give("lead-1", "keycount.settle", count, finding="一把在客户看房途中")
    await give("lead-1", "keycount.withdraw", count, reason="数错")
    await give("agent-1", "keycount.count_keys", "", **on, **{**early, "keys.4.counted": "2"})
    await give("agent-2", "keycount.confirm", count)
    found = {"place": "花园", "found_at": "2016-04-01T07:30", "looks": "两把"}
    find = await give("agent-4", "foundkey.report", "", **found)
    await give("guard", "foundkey.receive", find, kept_at="保安室")
    await give("guard", "foundkey.give_back", find, how="住户当场试开")
    await give("lead-1", "foundkey.withdraw", find, reason="误登")


async def _people(desks: Desks) -> None:
    give = desks.give
    new = "staff-gz02-new-1"
    await give("manager", "staff.hire", staff=new, role="agent", team="热线组", hired_on="2016-03-01")
    await give("manager", "staff.correct_hiring", new, team="投诉组", reason="分组有误")
    await give("manager", "staff.send_on_leave", new, since="2016-03-20", until="2016-03-25", reason="年休假")
    await give("manager", "staff.return", new, since="2016-03-24", reason="提前返岗")
    await give("manager", "staff.grant_role", new, role="lead", at=SITE, since="2016-03-26", reason="代班")
    await give(
        "manager", "staff.withdraw_role", new, role="lead", at=SITE, since="2016-03-28", reason="代班结束"
    )
    await give("manager", "staff.move", new, team="热线组", since="2016-03-29", reason="调组")
    await give("manager", "staff.promote", new, role="lead", since="2016-03-30", reason="竞聘上岗")
    await give("manager", "staff.withdraw_entry", new, entry="8", reason="尚未批准")
    await give("manager", "staff.leave", new, left_on="2016-03-31")
    await give("manager", "staff.correct_leaving", new, left_on="2016-03-30", reason="日期有误")
    await give(
        "manager", "staff.rehire", new, role="agent", team="热线组", since="2016-04-01", reason="重新应聘"
    )
    once = "staff-gz02-new-2"
    await give("manager", "staff.hire", staff=once, role="agent", team="热线组", hired_on="2016-03-01")
    await give("manager", "staff.leave", once, left_on="2016-03-20")
    await give("manager", "staff.withdraw_leaving", once, reason="并未离职")
    await give("manager", "staff.withdraw_hiring", once, reason="并未入职")


async def _duties(desks: Desks) -> None:
    give = desks.give
    of = {"staff": desks.person("agent-4"), "month": "2016-04"}
    duty = await give("lead-1", "duty.roster", **of, starts_at="2016-04-09T08:00", ends_at="2016-04-09T16:00")
    await give(
        "lead-1",
        "duty.change",
        duty,
        **of,
        instead_of="2016-04-09T08:00",
        starts_at="2016-04-09T10:00",
        ends_at="2016-04-09T18:00",
        reason="换班",
    )
    await give("lead-1", "duty.call_off", duty, **of, starts_at="2016-04-09T10:00", reason="不需值班")


async def _sites(desks: Desks) -> None:
    give = desks.give
    meeting = await give("lead-1", "meeting.hold", on=TODAY)
    await give("lead-1", "meeting.withdraw", meeting, reason="未召开")
    site = await give("general-manager", "site.open", site="sz09", name_zh="深圳", name_en="Shenzhen")
    assert site == "site-sz09"
    await give("manager", "site.rename", "site-gz02", name_zh="广州二", reason="更名")
    # The form begins with the hours that hold: the afternoon begins later.
    later = {"since": "2016-05-01", "hours.1.starts": "14:00", "reason": "作息调整"}
    await give("manager", "site.set_hours", "site-gz02", **later)
    closed = {"first": "2016-05-03", "reason": "盘点"}
    await give("manager", "site.announce_closing", "site-gz02", **closed, last="2016-05-03")
    await give("manager", "site.withdraw_closing", "site-gz02", **closed)
    binding = await give("manager", "rulebook.bind", rulebook="call-centre-80", effective_from="2016-05-01")
    await give("manager", "rulebook.unbind", binding, effective_from="2016-05-01", reason="尚未批准")


async def _suggestions(desks: Desks) -> None:
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


async def _demands(desks: Desks) -> None:
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


async def _disputes(desks: Desks) -> None:
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


async def _incidents(desks: Desks) -> None:
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


async def _trainings(desks: Desks) -> None:
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


STORIES = (
    _contacts,
    _notes,
    _cases,
    _complaints,
    _faults,
    _visits,
    _surveys,
    _handovers,
    _callbacks,
    _misses,
    _assessments,
    _records,
    _deposits,
    _hazardous_goods,
    _obligations,
    _keys,
    _sealed_keys,
    _counted_keys,
    _people,
    _duties,
    _sites,
    _demands,
    _disputes,
    _incidents,
    _trainings,
    _suggestions,
    orders,
    on_duty,
    papers,
    reports,
    outside,
    customers,
    shop,
)


async def test_every_command_is_given_from_the_pages(centre: Centre) -> None:
    """Somebody whose role may finds it offered, fills its form in, and the ledger names them alone."""
    before = (await _ledger(centre))[-1].sequence
    async with AsyncExitStack() as opened:
        everybody = [
            await opened.enter_async_context(desks_at(centre.document["console"], SITE)) for _ in STORIES
        ]
        async with asyncio.TaskGroup() as running:
            for story, desks in zip(STORIES, everybody, strict=True):
                running.create_task(story(desks), name=story.__name__)
    given = [one for desks in everybody for one in desks.given]

    assert {command for _, command in given} | set(BY_PARTS) == set(COMMANDS)
    assert {command for command in COMMANDS if not _is_of_people(command)} == set(BY_PARTS)
    told = [json.loads(one.body) for one in await _ledger(centre) if one.sequence > before]
    found = Counter((one["data"]["actor"], one["type"].split(".")[1]) for one in told)
    assert Counter((who, command.partition(".")[0]) for who, command in given) - found == Counter()
    assert {who for who, _ in found if not who.startswith("staff-")} <= {
        "system-callbacks",
        "system-accounts",
        "system-desk",
    }
    assert [one for one in told if "entered_by" in one["data"]] == []


WORKED_ON = (
    "/",
    "/do",
    "/do/case/open",
    "/do/assessment/record_violation",
    "/cases/case-INC0000467",
    "/do/case/correct_limit?site=gz02&target=case-INC0000467",
    "/sign-in",
)
"""What people work on: their home, what can be begun, forms, and a matter with what can be done."""


@pytest.mark.parametrize("lang", Language)
async def test_pages_to_work_on_are_light_and_quick(centre: Centre, lang: Language) -> None:
    """Less than 150 kB, and 100 ms on the server where the machine has no other work meanwhile."""
    wrong = []
    async with desks_at(centre.document["console"], SITE) as desks:
        client = await desks.browser("lead-1")
        for path in WORKED_ON:
            for _ in range(_MOST_TIMES):
                began = time.perf_counter()
                answer = await client.get(path, headers={"accept-language": lang})
                took_s = time.perf_counter() - began
                size = len(answer.raise_for_status().content)
                if took_s < MOST_S or size >= MOST_BYTES:
                    break
            if size >= MOST_BYTES or (took_s >= MOST_S and _is_quiet()):
                wrong.append((path, size, took_s))
    assert wrong == []


def _is_quiet() -> bool:
    """Tell whether the machine has no more to do than it has cores: else a time tells of the machine."""
    return os.getloadavg()[0] <= (os.cpu_count() or 1)


def _is_of_people(command: str) -> bool:
    """Tell whether the table leaves a command to any role of a member of staff."""
    return any(entry.role in table().staff for entry in table().who(command))


async def _ledger(centre: Centre) -> list[Recorded]:
    async with connected(Settings(data=centre.data)) as here:
        return await everything_in(here.ledger)
