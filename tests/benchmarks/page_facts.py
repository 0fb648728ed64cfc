"""Histories for pages: so many events of a kind, the last of them shortly before `NOW`."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from answerable.calendar import china
from answerable.events.base import Event
from answerable.rulebook import find
from answerable.streams.access import events as access
from answerable.streams.assessment import events as assessment
from answerable.streams.callback import events as callback
from answerable.streams.callback.commands import callback_id
from answerable.streams.case import events as case
from answerable.streams.case.events import Priority
from answerable.streams.complaint import events as complaint
from answerable.streams.contact.events import Channel
from answerable.streams.delivery import events as delivery
from answerable.streams.duty import events as duty
from answerable.streams.meeting import events as meeting
from answerable.streams.record import events as record
from answerable.streams.record.events import RecordClass, RecordKind
from answerable.streams.rulebook import events as rulebook
from answerable.streams.site import events as site
from answerable.streams.staff import events as staff
from answerable.streams.staff.events import Role
from answerable_services.callbacks.projection import RULEBOOK
from answerable_services.callbacks.schedule import Schedule

NOW = datetime(2026, 1, 15, 2, tzinfo=UTC)


_A_DAY = 274
"""Events of a day: a million are ten years."""

_WORDS = (
    *("账单", "网络", "退款", "延迟", "维修", "电话", "安装", "屏幕", "故障", "密码", "发票", "客服"),
    *("电梯", "空调", "噪音", "合同", "快递", "停电", "门锁", "水管", "漏水", "价格", "配件", "断线"),
)
_SELDOM, _SELDOM_SAID = 5003, "屋顶漏雨"
"""One complaint of how many says what no other does."""


def _base(originator: str, version: int, where: str, at: datetime) -> dict[str, Any]:
    return {
        "originator_id": originator,
        "originator_version": version,
        "site": where,
        "occurred_at": at,
        "recorded_at": at,
        "actor": "staff-bench-lead",
        "causation_id": "bench",
        "correlation_id": originator,
    }


def _moments(count: int) -> Iterator[tuple[int, datetime]]:
    """Number events and spread them over as many days as they take, the last of them just now."""
    step = timedelta(days=1) / _A_DAY
    return ((number, NOW - (count - number) * step) for number in range(count))


def accesses(count: int) -> Iterator[Event]:
    """Give readings, most of them on a case and on duty, exports, papers, meetings and rosters."""
    people, sites = 200, 10
    for number, at in _moments(count):
        where, who = f"site{number % sites}", f"staff-bench-{number % people}"
        paper = f"record-{number // 10}"
        kind = number % 10
        version = number + 1
        if kind == 0:
            yield record.Created(
                **_base(paper, 1, where, at),
                kind=RecordKind.WORK_DIARY if number % 20 else RecordKind.CUSTOMER_DATA,
                record_class=RecordClass.SECRET,
                custodian=who,
            )
        elif kind == 1:
            yield duty.Rostered(
                **_base(f"duty-bench-{number // 10 % people}-{at:%Y-%m}", version, where, at),
                staff=f"staff-bench-{number // 10 % people}",
                month=f"{at:%Y-%m}",
                starts_at=at,
                ends_at=at + timedelta(hours=8),
            )
        elif kind == 2:
            yield record.Deposited(**_base(paper, version, where, at), place="archive")
        elif kind == 3 and number % 100 == 3:
            yield meeting.Held(**_base(f"meeting-{where}-{number}", 1, where, at), on=at.date())
        else:
            yield access.Read(
                **(_base(f"access-{number}", 1, where, at) | {"actor": who}),
                record=paper,
                record_class=RecordClass.SECRET,
                purpose="to call back",
                case=None if number % 50 == 4 else "case-1",
            )


def deliveries(count: int) -> Iterator[Event]:
    """Give deliveries over three years and the callbacks made for them, each on its day."""
    schedule = Schedule(find(RULEBOOK).callback_plan, china())
    days, today = 3 * 365, NOW.date()
    made: list[tuple[date, int, int]] = []
    number = 0
    while len(made) < count:
        on = today - timedelta(days=1 + number * 7 % days)
        made.append((on, number, 0))
        made += [(at.due_on, number, at.ordinal) for at in schedule.dates(on, today - timedelta(days=1))]
        number += 1
    for on, which, ordinal in sorted(made[:count], key=lambda one: (one[0], one[2] > 0, one[1])):
        at = datetime(on.year, on.month, on.day, 2, tzinfo=UTC)
        where, delivered = f"site{which % 10}", f"delivery-{which}"
        if not ordinal:
            yield delivery.Accepted(
                **_base(delivered, 1, where, at),
                customer=f"customer-{which}",
                project="line 4",
                accepted_on=on,
            )
            continue
        said: dict[str, Any] = {**_base(callback_id(delivered, ordinal), 1, where, at), "delivery": delivered}
        if which % 40 == 0:
            yield callback.Missed(**said, ordinal=ordinal, due_on=on, grace_days=1)
        else:
            yield callback.Completed(
                **(said | {"actor": "staff-bench-1"}), ordinal=ordinal, due_on=on, satisfaction=5
            )


def violations(count: int) -> Iterator[Event]:
    """Give fifty sites of four people, each bound to the rulebook, and what counts against them."""
    sites, book = 50, find(RULEBOOK)
    begin = NOW - timedelta(days=1 + count / _A_DAY)
    for place in range(sites):
        yield rulebook.Bound(
            **_base(f"rulebook-site{place}", 1, f"site{place}", begin),
            rulebook=RULEBOOK,
            edition=book.edition,
            digest=book.digest,
            purposes=book.purposes,
            effective_from=date(2010, 1, 1),
        )
        for person in range(4):
            yield staff.Hired(
                **_base(f"staff-bench-{place}-{person}", 1, f"site{place}", begin),
                role=Role.AGENT,
                team="one",
                hired_on=date(2010, 1, 1),
            )
    for number, at in _moments(count):
        place = number % sites
        yield assessment.ViolationRecorded(
            **_base(f"assessment-{number}", 1, f"site{place}", at),
            staff=f"staff-bench-{place}-{number // sites % 4}",
            article="001-m1",
            reason="seen by the lead",
            evidence=("case-7",),
        )


def _said(number: int) -> str:
    """Give what a complaint says: three words of two characters each, and now and then one of its own."""
    words = (_WORDS[number // step % len(_WORDS)] for step in (1, 5, 24))
    return "，".join(("".join(words), *([_SELDOM_SAID] if number % _SELDOM == 17 else [])))


def complaints(count: int) -> Iterator[Event]:
    """Give complaints of some sites, nearly all of them ended long ago, and a case beside every tenth."""
    sites = 8
    first = NOW - timedelta(days=count / _A_DAY + 30)
    for place in range(sites):
        where = f"site{place}"
        yield site.Opened(
            **_base(f"site-{where}", 1, where, first),
            name_zh="站",
            name_en="Site",
            timezone="Asia/Shanghai",
        )
    for number, at in _moments(count // 4):
        where, this = f"site{number % sites}", f"complaint-{number:09}"
        steps = (
            complaint.Filed(
                **_base(this, 1, where, at),
                channel=Channel.CALL,
                topic=f"topic {number % 97}",
                text=_said(number),
            ),
            complaint.Investigated(
                **(_base(this, 2, where, at) | {"actor": "staff-bench-lead"}), findings="f"
            ),
            complaint.NotUpheld(**_base(this, 3, where, at), reason="r"),
            complaint.FedBack(**_base(this, 4, where, at), channel=Channel.CALL),
        )
        yield from steps if number % 500 else steps[:1]
        if number % 10 == 0:
            yield case.Opened(
                **_base(f"case-{number:09}", 1, where, at),
                topic="t",
                priority=Priority.MODERATE,
                limit_minutes=480,
                limit_article="000-1.2",
                due_at=at + timedelta(hours=8),
                owner=f"staff-bench-{number % 40}",
            )
