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
from tests.e2e.goods import deposits, hazardous_goods
from tests.e2e.keys import counted_keys, keys, sealed_keys
from tests.e2e.matters import demands, disputes, incidents, suggestions, trainings
from tests.e2e.morning import CUSTOMER, SITE, TODAY
from tests.e2e.orders import orders
from tests.e2e.outside import outside
from tests.e2e.papers import papers
from tests.e2e.reports import reports
from tests.e2e.rosters import on_duty
from tests.services.cli.running import Centre, up
from tests.services.cli.sample_month import sample_month
from tests.services.console.following import Typed, Visitor

pytestmark = [pytest.mark.server, pytest.mark.slow, pytest.mark.whole]

MORNING = "2016-04-01T08:00:00+08:00"

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
    analysis["cause_kind"] = "environment"
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
    exam = {"rule": "monthly-exam", "occurrence": "20160401", "moved_to": "2016-05-06T18:00"}
    moved = await give("supervisor", "obligation.move", **exam, reason="讲师请假")
    await give("manager", "obligation.withdraw_move", moved, reason="讲师按时到岗")


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
    await give(
        "manager",
        "rulebook.unbind",
        binding,
        rulebook="call-centre-80",
        effective_from="2016-05-01",
        reason="尚未批准",
    )
    number = {"rule": "transfer-answer", "effective_from": "2016-05-01"}
    await give("manager", "rulebook.set_number", binding, **number, number="60", reason="收紧答复时限")
    await give("manager", "rulebook.withdraw_number", binding, **number, reason="尚未公示")


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
    deposits,
    hazardous_goods,
    _obligations,
    keys,
    sealed_keys,
    counted_keys,
    _people,
    _duties,
    _sites,
    demands,
    disputes,
    incidents,
    trainings,
    suggestions,
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
