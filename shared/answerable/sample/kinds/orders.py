"""Work orders: repairs and installations, arrived at in time or not; fees handed over or not (000-5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import NamedTuple

from answerable.sample.kinds.fates import due, end
from answerable.sample.kinds.matters import Matter, arising, customer
from answerable.sample.scribe import Scribe, minutes

_CHECKED = dict.fromkeys(("order_data", "tools", "spares", "papers"), "√")
_ON_FILE = {"is_name_on_file": True, "is_address_on_file": True, "is_contact_on_file": True}
_FILED = {"is_signed": True, "has_numbers": True, "has_papers": True}
_YEARS_AGO, _MONTHS_AGO = timedelta(days=900), timedelta(days=120)
_CHARGED, _SWAPPED, _SHORT, _PAPER_LATER, _CASH = 60, 50, 6, 40, 70
_FIRST_AFTER = timedelta(hours=2)
"""Nobody arrives sooner behind the call."""


class Device(NamedTuple):
    """What is repaired.

    Arguments:
        model: its model.
        problem: what is wrong.
        symptom: how it shows.
        part: what is fitted.
        has_terminal: whether it is a terminal, which is swapped.
    """

    model: str
    problem: str
    symptom: str
    part: str
    has_terminal: bool


_TERMINALS = (
    Device("GT06", "终端不在线", "指示灯不亮", "电源模块", has_terminal=True),
    Device("GT06", "定位漂移", "静止时轨迹跳动", "天线", has_terminal=True),
    Device("GT08", "无法远程断油", "指令下发后无回应", "断油继电器", has_terminal=True),
)
_BUILDINGS = (
    Device("MJ-2", "门禁失灵", "刷卡无反应", "读卡器", has_terminal=False),
    Device("DZ-5", "道闸不落杆", "遥控后停在半空", "限位开关", has_terminal=False),
    Device("SB-3", "水泵异响", "运行时有摩擦声", "轴承", has_terminal=False),
)


def mend_terminals(scribe: Scribe, day: date) -> None:
    """Repair customers' terminals."""
    technicians = [scribe.centre.staff(word) for word in ("technician", "technician-2", "technician-3")]
    for name, moment, chance in arising(scribe, "repair", day, 120):
        _repair(scribe, day, name, moment, chance, technicians, _TERMINALS)


def mend_buildings(scribe: Scribe, day: date) -> None:
    """Repair what belongs to the buildings."""
    technicians = [scribe.centre.staff(word) for word in ("technician", "technician-2")]
    for name, moment, chance in arising(scribe, "repair", day, 60):
        _repair(scribe, day, name, moment, chance, technicians, _BUILDINGS)


def _repair(
    scribe: Scribe,
    day: date,
    name: str,
    called_at: datetime,
    chance: Random,
    technicians: Sequence[str],
    devices: Sequence[Device],
) -> None:
    centre, order, device = scribe.centre, Matter(scribe, "workorder", name), chance.choice(devices)
    drawn_up_by, manager = centre.staff("lead-2"), centre.staff("manager")
    is_charged = chance.randrange(100) < _CHARGED
    order.do(
        "request_repair",
        called_at,
        drawn_up_by,
        customer=customer(scribe, day, name),
        **_ON_FILE,
        device_model=device.model,
        purchased_on=day - (_YEARS_AGO if is_charged else _MONTHS_AGO),
        problem=device.problem,
        symptom=device.symptom,
        **({"terminal": f"{device.model}A{name[2:].replace('-', '')}"} if device.has_terminal else {}),
    )
    technician, trip = (
        chance.choice(technicians),
        _Trip(scribe, order, name, device, chance, is_charged=is_charged),
    )
    declined = order.later("decline", manager, reason="外观瑕疵，不属维修范围")
    end(
        chance,
        called_at + _FIRST_AFTER,
        due("onsite-arrival", called_at),
        lambda arrived_at: trip.make(called_at, arrived_at, technician),
        declined,
    )


class _Trip:
    """A technician's trip with an order: there, the work, the fee, and back."""

    def __init__(
        self,
        scribe: Scribe,
        order: Matter,
        name: str,
        device: Device,
        chance: Random,
        *,
        is_charged: bool,
    ) -> None:
        self._scribe, self._order, self._name = scribe, order, name
        self._device, self._is_charged, self._chance = device, is_charged, chance

    def make(self, called_at: datetime, arrived_at: datetime, technician: str) -> None:
        """Approve and give out the order, and carry it out."""
        centre, order = self._scribe.centre, self._order
        order.do("approve", called_at + minutes(20), centre.staff("manager"))
        order.do("assign", called_at + minutes(30), centre.staff("lead-1"), technician=technician)
        order.do("check_departure", arrived_at - minutes(45), technician, **_CHECKED)
        order.do("depart", arrived_at - minutes(40), technician)
        order.do("arrive", arrived_at, technician)
        terminal = self._swap(arrived_at, technician)
        part = {"part_name": self._device.part, "count": 1, "price_fen": self._fee_fen}
        order.do("fit_part", arrived_at + minutes(25), technician, **part)
        order.do("finish", arrived_at + minutes(45), technician, result=f"更换{self._device.part}后正常")
        back_at = arrived_at + minutes(100)
        payment = Matter(self._scribe, "payment", self._name)
        if self._is_charged:
            self._collect(payment, arrived_at + minutes(50), technician)
        order.do("come_back", back_at, technician, **terminal)
        if not self._is_charged:
            order.do("complete", back_at + minutes(50), technician, **_FILED)
            return
        handed = payment.later("hand_over", technician, amount_fen=self._fee_fen)
        collected_at = arrived_at + minutes(50)
        ended = end(self._chance, back_at, due("fee-to-finance", collected_at), handed)
        if ended.fate.is_done:
            self._receive(payment, ended.at + minutes(20))
            order.do("complete", ended.at + minutes(60), technician, **_FILED)

    @property
    def _fee_fen(self) -> int:
        return 3000 + 500 * (int(self._name[-1]) + len(self._device.part))

    def _swap(self, arrived_at: datetime, technician: str) -> dict[str, str]:
        """Swap the terminal, where there is one and chance has it; give what has to come back then."""
        if not self._device.has_terminal or self._chance.randrange(100) >= _SWAPPED:
            return {}
        number = self._name[2:].replace("-", "")
        old, new = f"{self._device.model}A{number}", f"{self._device.model}B{number}"
        self._order.do("swap_terminal", arrived_at + minutes(15), technician, old=old, new=new)
        return {"terminal": old, "tape": "√", "is_clean": "√"}

    def _collect(self, payment: Matter, moment: datetime, technician: str) -> None:
        method = "cash" if self._chance.randrange(100) < _CASH else "transfer"
        said = {"workorder": self._order.id, "amount_fen": self._fee_fen, "method": method}
        payment.begin("collect", moment, technician, **said)
        number = f"{self._name[2:8]}{int(self._name.rpartition('-')[2]):02}"
        payment.do(
            "issue_invoice", moment + minutes(4), technician, invoice_no=number, amount_fen=self._fee_fen
        )

    def _receive(self, payment: Matter, moment: datetime) -> None:
        """Count the money; a difference is explained."""
        centre = self._scribe.centre
        is_short = self._chance.randrange(100) < _SHORT
        counted_fen = self._fee_fen - (500 if is_short else 0)
        payment.do("receive", moment, centre.staff("finance"), amount_fen=counted_fen)
        if is_short:
            reason = "找零差错，已由客户补足，次日入账"
            payment.do("explain", moment + minutes(15), centre.staff("manager"), reason=reason)


def install(scribe: Scribe, day: date) -> None:
    """Order installations, whose papers come in turn, and carry most out."""
    for name, moment, chance in arising(scribe, "install", day, 50):
        centre, request = scribe.centre, f"XQ-{name}"
        order = Matter(scribe, "workorder", request)
        sales, number = centre.staff("salesperson"), name[2:]
        said = {"customer": customer(scribe, day, name), "vehicles": 1 + chance.randrange(8)}
        papers = {"vehicles_no": f"CL-{number}", "drivers_no": f"SJ-{number}"}
        is_later = chance.randrange(100) < _PAPER_LATER
        given = {"vehicles_no": papers["vehicles_no"]} if is_later else papers
        order.begin("request_install", moment, sales, request_no=request, **given, **said)
        if is_later:
            paper = {"paper": "drivers", "paper_no": papers["drivers_no"]}
            order.do("receive_paper", moment + minutes(60), sales, **paper)
        order.do("approve", moment + minutes(90), centre.staff("manager"))
        if chance.randrange(100) < 80:  # noqa: PLR2004  (hundredths)
            _carry_out(scribe, order, moment + timedelta(days=1))


def _carry_out(scribe: Scribe, order: Matter, moment: datetime) -> None:
    technician = scribe.centre.staff("technician-2")
    order.do("assign", moment, scribe.centre.staff("lead-1"), technician=technician)
    for step, after, said in (
        ("check_departure", 20, _CHECKED),
        ("depart", 25, {}),
        ("arrive", 70, {}),
        ("finish", 200, {"result": "全部上线，客户当场确认"}),
        ("come_back", 260, {}),
        ("complete", 300, _FILED),
    ):
        order.do(step, moment + minutes(after), technician, **said)
