"""Scenes: what the sample month has to show, whatever chance brings: every grade, every finding."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from answerable.calendar.workdays import is_working_day
from answerable.sample import (
    assessments,
    complaints,
    customers,
    deliveries,
    demands,
    desk,
    desk_books,
    disputes,
    documents,
    faults,
    goods,
    keys,
    majors,
    orders,
    outside,
    papers,
    records,
    reports,
    rosters,
    sheets,
    shop,
    suggestions,
    surveys,
    trainings,
    visits,
)
from answerable.sample.assessments import Assessment
from answerable.sample.centre import EMERGENCIES_OF, MONTH, holidays
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.case.events import Priority
from answerable.streams.contact.events import Channel
from answerable.streams.record.events import RecordKind, Severity

SCRIPTED_AGENTS = 5
"""Agents whose month is written here and not left to chance."""

_DAY = timedelta(days=1)


def play(scribe: Scribe, number: int) -> None:
    """Play the scenes of a site of the sample.

    Arguments:
        scribe: writes them.
        number: which site, from 0; some scenes are played at one site only.
    """
    _grades(scribe)
    _records(scribe)
    _deliveries(scribe)
    _emergencies(scribe)
    goods.keep(scribe)
    desk_books.hand_over(scribe)
    visits.pay(scribe)
    surveys.ask(scribe)
    keys.play(scribe)
    demands.show(scribe)
    disputes.show(scribe)
    majors.show(scribe)
    trainings.show(scribe)
    suggestions.show(scribe)
    reports.show(scribe)
    outside.show(scribe)
    orders.carry_out(scribe)
    rosters.show(scribe)
    documents.keep(scribe)
    sheets.fill(scribe)
    customers.serve(scribe)
    shop.sell(scribe)
    site = scribe.centre.site
    note(
        scribe,
        "power",
        at(MONTH.day(10), 11, 5),
        "lead-1",
        f"case-{site}-emergency-1",
        "供电恢复后由首问人再次回电确认",
    )
    if number == 0:
        faults.handle(scribe, f"{site}-closed", at(MONTH.day(9), 10, 12), "客户机房", "全部终端离线")
        faults.handle(
            scribe,
            f"{site}-unanalysed",
            at(MONTH.day(29), 14, 30),
            "总部平台",
            "平台无法登录",
            stops_at="to-business",
        )
        note(
            scribe,
            "analysis",
            at(MONTH.day(10), 17, 20),
            "technician",
            f"fault-{site}-closed",
            "附故障分析报告，已与业务部核对",
            attachments=(papers.analysis(),),
        )
    elif number == 1:
        about = scribe.centre.staff("agent-3")
        filed_at = at(MONTH.day(14), 11, 20)
        complaints.handle(scribe, f"{site}-quarrel", filed_at, about, topic="服务态度", verdict="conflict")
        faults.handle(scribe, f"{site}-climbing", at(MONTH.day(31), 16, 40), "物流园区", "数据延迟超过一小时")
    else:
        about = scribe.centre.staff("agent-4")
        filed_at = at(MONTH.day(30), 10, 5)
        complaints.handle(scribe, f"{site}-recent", filed_at, about, topic="回电不及时", verdict="upheld")
    if number != 1:
        filed_at = at(MONTH.day(8), 15, 45)
        about = scribe.centre.staff("agent-6")
        complaints.handle(scribe, f"{site}-old", filed_at, about, topic="上门时间未履约", verdict="dismissed")
    enter_late(scribe)


def _grades(scribe: Scribe) -> None:
    """Bring the first agents into each band, from above the cap to below the threshold."""

    def found(agent: int, *findings: Assessment) -> list[str]:
        staff = scribe.centre.staff(f"agent-{agent}")
        return [
            assessments.record(
                scribe, f"scene-{agent}-{number}", at(MONTH.day(2 + 3 * number), 16, 30), staff, finding
            )
            for number, finding in enumerate(findings)
        ]

    exam_day = MONTH.day(assessments.EXAM_DAY)
    cover, task, idea = assessments.BONUSES
    found(1, cover, task, cover, idea, task)
    best = scribe.centre.staff("agent-1")
    assessments.sit_exam(scribe, exam_day, best, 100)
    assessments.add_extra(scribe, "scene-1-extra", at(MONTH.day(28), 17), best, "2", "带教两名新员工")
    found(2, Assessment("001-S1", "旷工一天"), Assessment("001-M1", "上班时间看网络电影"))
    assessments.sit_exam(scribe, exam_day, scribe.centre.staff("agent-2"), 74)
    found(
        3,
        Assessment("001-M4", "未经批准安装软件"),
        Assessment("001-m6", "回应投诉不耐烦"),
        Assessment("001-m1", "未使用普通话"),
    )
    assessments.sit_exam(scribe, exam_day, scribe.centre.staff("agent-3"), 81)
    entries = found(
        4,
        Assessment("001-m4", "迟到"),
        Assessment("001-m11", "在办公区用餐"),
        Assessment("001-S3", "让非公司人员进入工作区域"),
    )
    assessments.take_back(scribe, entries[2], at(MONTH.day(21), 10), "门禁记录显示来访者已登记")
    found(
        5,
        Assessment("001-M3", "知情未报告"),
        Assessment("001-m5", "交接记录缺项"),
        Assessment("001-m3", "下班未清扫"),
    )
    assessments.sit_exam(scribe, exam_day, scribe.centre.staff("agent-5"), 57)


def _records(scribe: Scribe) -> None:
    """Read in bulk, take out a whole list, and let a record leak."""
    centre = scribe.centre
    days = [
        day
        for number in range(1, 26)
        if is_working_day(day := MONTH.day(number), holidays()) and centre.on_shift(0, day)
    ]
    count = range(1, centre.volume.records + 1)
    names = [records.record_id(scribe, day, number) for day in days for number in count]
    reader = centre.on_shift(0, MONTH.day(28))[-1]
    records.read_in_bulk(scribe, MONTH.day(28), reader, names[:34])
    supervisor, record = centre.staff("supervisor"), f"record-{centre.site}-list"
    made_at = at(MONTH.day(7), 9, 30)
    scribe.write(
        "record.create",
        record,
        made_at,
        supervisor,
        record=record,
        kind=RecordKind.CUSTOMER_DATA,
        custodian=supervisor,
    )
    records.take_out(
        scribe,
        record,
        made_at + 15 * _DAY,
        centre.staff("agent-3"),
        purpose="制作年度客户名单",
        rows=640,
    )
    _asked_for(scribe)
    scribe.write(
        "record.report_leak",
        f"{record}:leak",
        made_at + 21 * _DAY,
        centre.staff("auditor"),
        record=record,
        what="客户名单疑似出现在同行手中",
        suspected=centre.staff("agent-3"),
    )
    if centre.site == "xm01":
        scribe.write(
            "record.confirm_leak",
            f"{record}:confirmed",
            made_at + 23 * _DAY,
            centre.staff("manager"),
            record=record,
            severity=Severity.SERIOUS,
            responsible=centre.staff("agent-3"),
            persons_affected=640,
        )


def _asked_for(scribe: Scribe) -> None:
    """Let one export be refused, and one wait for whoever decides."""
    centre = scribe.centre
    supervisor, agent = centre.staff("supervisor"), centre.staff("agent-3")
    for name, day in (("contracts", 17), ("visits", 30)):
        record = f"record-{centre.site}-{name}"
        made_at = at(MONTH.day(day), 9)
        scribe.write(
            "record.create",
            record,
            made_at,
            supervisor,
            record=record,
            kind=RecordKind.CUSTOMER_DATA,
            custodian=supervisor,
        )
        asked_at = made_at + timedelta(hours=5)
        export = records.ask_for(scribe, record, asked_at, agent, purpose="带回家核对", rows=35)
        if name == "contracts":
            scribe.write(
                "export.refuse",
                f"{record}:refuse",
                asked_at + timedelta(hours=1),
                supervisor,
                export=export,
                reason="可在办公室核对，无需带出",
            )


_ACCEPTED = (
    (date(2015, 8, 31), date(2016, 3, 10)),
    (date(2015, 12, 30), date(2016, 3, 20)),
    (date(2016, 2, 25), date(2016, 3, 1)),
    (date(2014, 3, 24), date(2016, 3, 10)),
    (date(2015, 3, 18), date(2016, 3, 10)),
    (date(2016, 1, 29), date(2016, 3, 31)),
    (date(2014, 9, 16), date(2016, 3, 31)),
)
"""Days of acceptance, and the last due day whose callback was made: with the clock at the month's end one
is due that very day, some are overdue, and some have been missed."""


def _deliveries(scribe: Scribe) -> None:
    for number, (accepted_on, until) in enumerate(_ACCEPTED, start=1):
        deliveries.accept(scribe, f"project-{number}", accepted_on, until=until)


def _emergencies(scribe: Scribe) -> None:
    """Miss the limit of emergencies by a little, by more, and by much (001-m13, 001-M8, 001-S6)."""
    for number, (day, overrun) in enumerate(((10, 4), (17, 18), (22, None)), start=1):
        name = f"{scribe.centre.site}-emergency-{number}"
        customer = scribe.centre.customer(EMERGENCIES_OF[number - 1])
        owner = scribe.centre.staff(f"agent-{5 + number}")
        moment = at(MONTH.day(day), 9, 40)
        scribe.write(
            "contact.receive",
            f"contact-{name}",
            moment,
            owner,
            contact=f"contact-{name}",
            channel=Channel.CALL,
            customer=customer,
            topic="现场断电",
            asked=owner,
        )
        desk.open_case(
            scribe,
            name,
            moment + minutes(2),
            owner,
            priority=Priority.CRITICAL,
            topic="现场断电",
            customer=customer,
            contact=f"contact-{name}",
        )
        desk.end_emergency(scribe, name, moment + minutes(2), owner, overrun)


def note(
    scribe: Scribe, name: str, moment: datetime, writer: str, matter: str, content: str, **attached: Any
) -> None:
    """Write something down about a matter (000-4.2.2).

    Arguments:
        scribe: writes it.
        name: what the note is told apart by at its site.
        moment: when.
        writer: who, by their word.
        matter: what about.
        content: what.
        attached: its papers, as ``attachments``, where it has any.
    """
    id_ = f"note-{scribe.centre.site}-{name}"
    scribe.write(
        "note.write",
        id_,
        moment,
        scribe.centre.staff(writer),
        note=id_,
        matter=matter,
        content=content,
        **attached,
    )


def enter_late(scribe: Scribe) -> None:
    """Enter by hand what was forgotten: nobody imports it, so it shows as back-dated."""
    centre = scribe.centre
    supervisor, lead = centre.staff("supervisor"), centre.staff("lead-2")
    contact, assessment = f"contact-{centre.site}-paper-1", f"assessment-{centre.site}-paper-1"
    scribe.write_by_hand(
        "contact.receive",
        "paper-1",
        at(MONTH.day(11), 9, 12),
        lead,
        contact=contact,
        channel=Channel.LETTER,
        topic="来信建议",
        asked=lead,
    )
    scribe.write_by_hand(
        "assessment.record_violation",
        "paper-2",
        at(MONTH.day(3), 16),
        supervisor,
        assessment=assessment,
        staff=centre.staff("agent-4"),
        article="001-m10",
        reason="在办公区大声喧哗",
        evidence=("值班本三月三日",),
    )
    record = f"record-{centre.site}-list"
    scribe.write_by_hand(
        "record.deposit",
        "paper-3",
        at(MONTH.day(18), 17, 30),
        supervisor,
        record=record,
        place="档案柜二",
    )
