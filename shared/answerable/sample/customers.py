"""Customers: work contact forms, remote help, sales leads, grades, files and events, as far as each came."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from answerable.sample.centre import EMERGENCIES_OF, MONTH
from answerable.sample.scribe import Scribe, at
from answerable.streams.contact.events import Channel
from answerable.streams.customerevent.events import EventKind
from answerable.streams.customerfile.commands import customerfile_id
from answerable.streams.customerfile.events import FilePart, LawfulGround
from answerable.streams.grading.commands import grading_id
from answerable.streams.grading.events import CustomerGrade, Ground
from answerable.streams.liaison.events import LiaisonKind
from answerable.streams.saleslead.events import LeadOutcome

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)


def serve(scribe: Scribe) -> None:
    """Let a site's people work with other departments and with sales, and know their customers.

    Arguments:
        scribe: writes it.
    """
    _forms(scribe)
    _opinions(scribe)
    _remotes(scribe)
    _leads(scribe)
    _grades(scribe)
    _files(scribe)
    _events(scribe)


class _Matter:
    """One matter of the sample, gone through step by step."""

    def __init__(self, scribe: Scribe, stream: str, matter: str) -> None:
        self._scribe, self._stream, self._matter = scribe, stream, matter

    def do(self, step: str, moment: datetime, who: str, **said: Any) -> None:
        """Take a step."""
        command, key, actor = (
            f"{self._stream}.{step}",
            f"{self._matter}:{step}",
            self._scribe.centre.staff(who),
        )
        self._scribe.write(command, key, moment, actor, **{self._stream: self._matter}, **said)


def _one(scribe: Scribe, stream: str, name: str) -> _Matter:
    return _Matter(scribe, stream, f"{stream}-{scribe.centre.site}-{name}")


def _forms(scribe: Scribe) -> None:
    centre, case = scribe.centre, f"case-{scribe.centre.site}-emergency-1"
    form = _one(scribe, "liaison", "spares")
    sent_at = at(MONTH.day(10), 14)
    said = {"addressee": centre.staff("technician"), "request": "客户要求更换备用电源，请核对库存和上门时间"}
    form.do("file", sent_at, "agent-3", liaison_kind=LiaisonKind.HANDOVER, **said)
    form.do("answer", sent_at + 3 * _HOUR, "technician", answer="库存有货，周五上午上门")

    form = _one(scribe, "liaison", "price")
    said = {"addressee": centre.staff("salesperson"), "request": "维修收费标准下月调整，请通知在谈客户"}
    form.do("file", at(MONTH.day(30), 15), "supervisor", liaison_kind=LiaisonKind.INFORMATION, **said)

    form = _one(scribe, "liaison", "errand")
    said = {"addressee": centre.staff("agent-4"), "request": "请整理本月重复来电的客户编号"}
    form.do("file", at(MONTH.day(31), 9), "lead-1", liaison_kind=LiaisonKind.ERRAND, **said)

    form = _one(scribe, "liaison", "power")
    said = {
        "addressee": centre.staff("technician"),
        "request": "机房断电，已先行协调切换备用电源",
        "case": case,
    }
    late_at = at(MONTH.day(29), 10)
    form.do("file_late", late_at, "agent-3", reason="全部终端离线，等不及填单", **said)
    if scribe.centre.site.endswith("2"):
        form.do("confirm", late_at + 4 * _HOUR, "supervisor")


def _opinions(scribe: Scribe) -> None:
    centre = scribe.centre
    for name, day, who, customer, asked, opinion in (
        ("bill", 8, "agent-1", 311, "manager", "账单看不懂，希望写明每项费用"),
        ("hours", 21, "agent-5", 312, "supervisor", "希望周六也能预约上门"),
        ("manual", 30, "agent-6", 313, "technician", "希望说明书附安装图"),
    ):
        form, told_at = _one(scribe, "liaison", name), at(MONTH.day(day), 10)
        said = {"addressee": centre.staff(asked), "customer": centre.customer(customer), "opinion": opinion}
        form.do("forward_opinion", told_at, who, channel=Channel.CALL, **said)
        if name != "manual":
            form.do("answer", told_at + _DAY, asked, answer="已列入下月改进，按客户意见调整")
        if name == "bill":
            form.do(
                "tell_customer",
                told_at + 2 * _DAY,
                who,
                channel=Channel.CALL,
                reply_given="账单下月起逐项列明",
            )


def _remotes(scribe: Scribe) -> None:
    for name, day, emergency, extent in (
        ("settings", 10, 1, "查看终端参数，修改上报间隔"),
        ("network", 17, 2, "查看网络设置"),
        ("upgrade", 22, 3, "升级终端程序"),
        ("login", 22, 3, "重设平台登录参数"),
    ):
        # While the case waits for its solution.
        remote, asked_at = _one(scribe, "remote", name), at(MONTH.day(day), 9, 50)
        case = f"case-{scribe.centre.site}-emergency-{emergency}"
        remote.do("ask", asked_at, "agent-3", case=case, extent=extent, channel=Channel.CALL)
        if name == "network":
            remote.do("refuse", asked_at + _HOUR, "agent-3", reason="客户要求工程师上门")
        if name in {"settings", "upgrade"}:
            remote.do("consent", asked_at + _HOUR / 4, "agent-3", channel=Channel.EMAIL)
            remote.do("begin", asked_at + _HOUR / 2, "technician")
            ended = {"result": "按客户授权的范围完成", "is_solved": name == "settings"}
            remote.do("end", asked_at + 1.2 * _HOUR, "technician", **ended)


def _leads(scribe: Scribe) -> None:
    centre = scribe.centre
    sales = centre.staff("salesperson")
    for name, day, interest, until in (
        ("vans", 7, "十辆货车加装定位终端", "signed"),
        ("gates", 15, "两处道闸换新", "no_deal"),
        ("cameras", 24, "仓库加装摄像机", "take_up"),
        ("renewal", 30, "服务期满续约", "pass_on"),
        ("branch", 31, "新开分店需要整套门禁", "record"),
    ):
        lead, heard_at = _one(scribe, "saleslead", name), at(MONTH.day(day), 11)
        manager = sales if name in {"vans", "renewal"} else None
        customer = centre.customer(320 + day)
        lead.do("record", heard_at, "agent-7", interest=interest, customer=customer, account_manager=manager)
        if until == "record":
            continue
        lead.do("pass_on", heard_at + _HOUR, "lead-1", to=sales)
        if until == "pass_on":
            continue
        lead.do("take_up", heard_at + 4 * _HOUR, "salesperson")
        if until != "take_up":
            note = "已签订合同" if until == "signed" else "客户预算不足，明年再谈"
            lead.do(
                "conclude", heard_at + 5 * _DAY, "salesperson", lead_outcome=LeadOutcome(until), note=note
            )


def _grades(scribe: Scribe) -> None:
    centre = scribe.centre
    for day, grade, ground, emergency, until in (
        (9, CustomerGrade.KEY, Ground.STEADY_ORDERS, None, "confirm"),
        (17, CustomerGrade.REGULAR, Ground.USUAL_DEALINGS, None, "lift"),
        (22, CustomerGrade.POOR, Ground.UNPAID, 2, "decline"),
        (30, CustomerGrade.POOR, Ground.FALSE_CLAIMS, 3, "propose"),
        (31, CustomerGrade.KEY, Ground.LARGE_ORDERS, None, "propose"),
    ):
        number = 340 + day if emergency is None else EMERGENCIES_OF[emergency - 1]
        customer, seen_at = centre.customer(number), at(MONTH.day(day), 16)
        matter = grading_id(centre.site, customer)
        scribe.write(
            "grading.propose",
            f"{matter}:propose",
            seen_at,
            centre.staff("agent-8"),
            customer=customer,
            customer_grade=grade,
            grounds=(ground,),
            case=None if emergency is None else f"case-{centre.site}-emergency-{emergency}",
        )
        grading = _Matter(scribe, "grading", matter)
        if until in {"confirm", "lift"}:
            grading.do("confirm", seen_at + _DAY, "supervisor", review_on=(seen_at + 180 * _DAY).date())
        if until == "lift":
            grading.do("lift", seen_at + 12 * _DAY, "manager", reason="客户订货量增大，另行提出重点客户")
        if until == "decline":
            grading.do("decline", seen_at + _DAY, "supervisor", reason="客户已在约定日期前付清")


def _files(scribe: Scribe) -> None:
    centre = scribe.centre
    for number, day, parts, ground in (
        (361, 3, (FilePart.BASIC, FilePart.TRANSACTIONS, FilePart.SERVICE_NEEDS), LawfulGround.CONTRACT),
        (362, 4, (FilePart.BASIC, FilePart.TRANSACTIONS), LawfulGround.CONTRACT),
        (363, 14, (FilePart.BASIC, FilePart.PREFERENCES), LawfulGround.CONSENT),
        (364, 28, (FilePart.BASIC,), LawfulGround.LEGAL_DUTY),
    ):
        customer, opened_at = centre.customer(number), at(MONTH.day(day), 9, 40)
        matter = customerfile_id(centre.site, customer)
        said = {"file_no": f"KH-{number}", "file_parts": parts, "lawful_ground": ground}
        until = (opened_at + 90 * _DAY).date()
        scribe.write(
            "customerfile.open",
            f"{matter}:open",
            opened_at,
            centre.staff("agent-2"),
            customer=customer,
            review_on=until,
            **said,
        )
        file = _Matter(scribe, "customerfile", matter)
        if number == 361:  # noqa: PLR2004  # the one that was looked at again
            file.do("review", opened_at + 20 * _DAY, "agent-2", review_on=until + 20 * _DAY, **said)
        if number == 363:  # noqa: PLR2004  # the one whose consent ended
            file.do("close", opened_at + 9 * _DAY, "supervisor", reason="客户撤回同意")


def _events(scribe: Scribe) -> None:
    centre = scribe.centre
    for name, kind, day, topic, until in (
        ("lecture", EventKind.LECTURE, 11, "终端日常维护讲座", "hold"),
        ("forum", EventKind.FORUM, 25, "一季度服务座谈会", "hold"),
        ("launch", EventKind.LAUNCH, 29, "新款终端发布会", "abandon"),
        ("festival", EventKind.FORUM, 30, "节日联欢会", "decline"),
        ("seminar", EventKind.SEMINAR, 45, "车队管理研讨会", "approve"),
        ("course", EventKind.COURSE, 50, "平台操作培训班", "plan"),
    ):
        event, planned_at = _one(scribe, "customerevent", name), at(MONTH.day(1), 10)
        held_at = at(MONTH.day(1) + (day - 1) * _DAY, 14)
        if until in {"approve", "plan"}:
            planned_at = at(MONTH.day(30), 10)
        event.do(
            "plan",
            planned_at,
            "salesperson",
            event_kind=kind,
            topic=topic,
            place="一楼会议室",
            planned_on=held_at.date(),
            expected_guests=30,
            host=centre.staff("trainer"),
        )
        if until == "plan":
            continue
        if until == "decline":
            event.do("decline", planned_at + 5 * _HOUR, "manager", reason="与服务无关，经费不予安排")
            continue
        event.do("approve", planned_at + 5 * _HOUR, "manager")
        if until == "abandon":
            event.do("abandon", planned_at + 9 * _DAY, "supervisor", reason="样机未按时到货")
        if until == "hold":
            came = {"guests": 26, "hosts": 4, "proceedings": "客户反映上门等待时间长，希望提前约定时段"}
            event.do("hold", held_at + 3 * _HOUR, "trainer", **came)
