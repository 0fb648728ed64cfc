"""What cannot lie before what it takes back, of the registers about customers and of the shop."""

from __future__ import annotations

from datetime import date
from typing import Any

from answerable.commands.base import Command
from answerable.streams.case import commands as case
from answerable.streams.customerevent import commands as customerevent
from answerable.streams.customerfile import commands as customerfile
from answerable.streams.grading import commands as grading
from answerable.streams.liaison import commands as liaison
from answerable.streams.remote import commands as remote
from answerable.streams.saleday import commands as saleday
from answerable.streams.saleslead import commands as saleslead
from answerable.streams.shipment import commands as shipment
from answerable.streams.stockout import commands as stockout
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, THIRD

Step = tuple[type[Command], dict[str, Any]]

_BY = {"actor": LEAD, "reason": "r"}
_TODAY, _LATER = date(2016, 3, 10), date(2016, 9, 10)


def _of(stream: str) -> dict[str, Any]:
    return {stream: f"{stream}-1"}


_REMOTE = (
    (case.Open, {"case": "case-1", "topic": "t", "first_asked": FIRST}),
    (remote.Ask, {**_of("remote"), "case": "case-1", "extent": "e", "channel": "call"}),
    (remote.Consent, {**_of("remote"), "channel": "call"}),
)
_FORM = (
    (
        liaison.File,
        {**_of("liaison"), "liaison_kind": "errand", "addressee": THIRD, "request": "r", "actor": FIRST},
    ),
    (liaison.Answer, {**_of("liaison"), "answer": "a", "actor": THIRD}),
)
_GRADE_ID = {"grading": grading.grading_id("xm01", "customer-1")}
_GRADE = (
    (
        grading.Propose,
        {
            "customer": "customer-1",
            "customer_grade": "key",
            "grounds": ("large_orders",),
            "actor": FIRST,
        },
    ),
    (grading.Confirm, {**_GRADE_ID, "review_on": _LATER, "actor": SECOND}),
)
_LIFTED: Step = (grading.Lift, {**_GRADE_ID, "reason": "r", "actor": SECOND})
_LEAD = (
    (saleslead.Record, {**_of("saleslead"), "interest": "i", "actor": FIRST}),
    (saleslead.PassOn, {**_of("saleslead"), "to": SECOND}),
    (saleslead.TakeUp, {**_of("saleslead"), "actor": SECOND}),
    (saleslead.Conclude, {**_of("saleslead"), "lead_outcome": "no_deal", "note": "n", "actor": SECOND}),
)
_FILE_ID = {"customerfile": customerfile.customerfile_id("xm01", "customer-1")}
_FILE = (
    (
        customerfile.Open,
        {
            "customer": "customer-1",
            "file_no": "1",
            "file_parts": ("basic",),
            "lawful_ground": "contract",
            "review_on": _LATER,
        },
    ),
    (customerfile.Close, {**_FILE_ID, "reason": "r"}),
)
_EVENT = (
    (
        customerevent.Plan,
        {
            **_of("customerevent"),
            "event_kind": "forum",
            "topic": "t",
            "place": "p",
            "planned_on": _TODAY,
            "expected_guests": 3,
            "host": THIRD,
            "actor": FIRST,
        },
    ),
    (customerevent.Approve, {**_of("customerevent"), "actor": LEAD}),
)
_ORDER_ID = {"shipment": shipment.shipment_id("xm01", "1")}
_ORDER = (
    (shipment.Take, {"order_no": "1", "product": "p"}),
    (shipment.Send, {**_ORDER_ID, "courier": "c", "tracking_no": "SF00001"}),
    (shipment.Arrive, _ORDER_ID),
)
_SALES: Step = (
    saleday.HandIn,
    {"on": _TODAY, "lines": ({"product": "p", "price_fen": 100},), "actor": FIRST},
)
_SALES_ID = {"saleday": saleday.saleday_id("xm01", FIRST, _TODAY)}
_STOCK_ID = {"stockout": stockout.stockout_id("xm01", "p")}
_STOCK = (
    (stockout.TakeOff, {"product": "p", "gone_at": TEN}),
    (stockout.PutBack, _STOCK_ID),
)

LATER: tuple[tuple[tuple[Step, ...], Step], ...] = (
    (_REMOTE, (remote.WithdrawStep, {**_of("remote"), **_BY})),
    (_REMOTE[:2], (remote.Withdraw, {**_of("remote"), **_BY})),
    (_FORM, (liaison.WithdrawStep, {**_of("liaison"), **_BY})),
    (_FORM[:1], (liaison.Withdraw, {**_of("liaison"), **_BY})),
    (_GRADE, (grading.WithdrawDecision, {**_GRADE_ID, **_BY})),
    ((*_GRADE, _LIFTED), (grading.WithdrawLifting, {**_GRADE_ID, **_BY})),
    (_GRADE[:1], (grading.Withdraw, {**_GRADE_ID, **_BY})),
    (_LEAD, (saleslead.WithdrawOutcome, {**_of("saleslead"), **_BY})),
    (_LEAD[:1], (saleslead.Withdraw, {**_of("saleslead"), **_BY})),
    (_FILE, (customerfile.WithdrawClosing, {**_FILE_ID, **_BY})),
    (_FILE[:1], (customerfile.Withdraw, {**_FILE_ID, **_BY})),
    (_EVENT, (customerevent.WithdrawStep, {**_of("customerevent"), **_BY})),
    (_EVENT[:1], (customerevent.Withdraw, {**_of("customerevent"), **_BY})),
    (_ORDER[:2], (shipment.WithdrawStep, {**_ORDER_ID, **_BY})),
    (_ORDER, (shipment.WithdrawFate, {**_ORDER_ID, **_BY})),
    (_ORDER[:1], (shipment.Withdraw, {**_ORDER_ID, **_BY})),
    ((_SALES,), (saleday.Restate, {**_SALES_ID, "lines": _SALES[1]["lines"], **_BY})),
    ((_SALES,), (saleday.Withdraw, {**_SALES_ID, **_BY})),
    (_STOCK, (stockout.WithdrawStep, {**_STOCK_ID, **_BY})),
    (_STOCK[:1], (stockout.Withdraw, {**_STOCK_ID, **_BY})),
)
"""What is said in order, and what takes the last of it back."""

BEGUN: tuple[Step, ...] = (
    *_REMOTE[:2],
    *(way[0] for way in (_FORM, _GRADE, _LEAD, _FILE, _EVENT, _ORDER, _STOCK)),
    _SALES,
)
"""What begins a matter of each of these registers."""
