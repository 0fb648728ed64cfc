"""Work orders and repair fees: drawn up, approved, carried out, paid for, filed; some in the middle of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from answerable.sample.centre import MONTH
from answerable.sample.scribe import Scribe, at, minutes

_CHECKED = dict.fromkeys(("order_data", "tools", "spares", "papers"), "√")
_ON_FILE = {"is_name_on_file": True, "is_address_on_file": True, "is_contact_on_file": True}
_FILED = {"is_signed": True, "has_numbers": True, "has_papers": True}
_OUT_OF_WARRANTY, _UNDER_WARRANTY = date(2014, 6, 18), date(2015, 11, 2)

Step = tuple[str, str, int, Mapping[str, Any]]
"""A command, who gives it, how many minutes behind the call, and its fields."""

_WAY: tuple[Step, ...] = (
    ("workorder.approve", "manager", 20, {}),
    ("workorder.assign", "lead-1", 30, {"technician": "technician"}),
    ("workorder.check_departure", "technician", 45, _CHECKED),
    ("workorder.depart", "technician", 50, {}),
    ("workorder.arrive", "technician", 85, {}),
    ("workorder.swap_terminal", "technician", 100, {"old": "{old}", "new": "{new}"}),
    ("workorder.swap_sim", "technician", 102, {"old": "{old_card}", "new": "{new_card}"}),
    ("workorder.fit_part", "technician", 105, {"part_name": "电源模块", "count": 1, "price_fen": 8000}),
    ("workorder.finish", "technician", 130, {"result": "更换终端和电源模块，上线正常"}),
    ("payment.collect", "technician", 135, {"amount_fen": 8000, "method": "cash"}),
    ("payment.issue_invoice", "technician", 140, {"invoice_no": "{invoice}", "amount_fen": 8000}),
    ("workorder.come_back", "technician", 190, {"terminal": "{old}", "tape": "√", "is_clean": "√"}),
    ("payment.hand_over", "technician", 200, {"amount_fen": 8000}),
    ("payment.receive", "finance", 230, {"amount_fen": 8000}),
    ("workorder.complete", "technician", 240, _FILED),
)
"""What a repair goes through, with who does it and how many minutes behind the call."""


_COLLECTED_FEN = 8000


class Repair(NamedTuple):
    """A repair of the sample.

    Arguments:
        name: what it is told apart by at its site.
        day: the day of the month.
        problem: what is wrong.
        symptom: how it shows.
        purchased_on: when the device was bought.
        stops_at: the first command that has not been given yet; none where it is on file.
        received_fen: what finance counts.
    """

    name: str
    day: int
    problem: str
    symptom: str
    purchased_on: date = _OUT_OF_WARRANTY
    stops_at: str = ""
    received_fen: int = _COLLECTED_FEN


_REPAIRS = (
    Repair("filed", 9, "终端不在线", "指示灯不亮"),
    Repair("short", 16, "终端反复重启", "通电后每隔几分钟重启", received_fen=7500),
    Repair("free", 21, "定位漂移", "静止时轨迹跳动", _UNDER_WARRANTY),
    Repair("money", 30, "终端不在线", "更换场地后无信号", stops_at="payment.receive"),
    Repair("site", 31, "无法远程断油", "指令下发后无回应", stops_at="workorder.finish"),
    Repair("to-give-out", 31, "终端不在线", "电源线松脱", stops_at="workorder.assign"),
    Repair("to-approve", 31, "按键失灵", "报警按键无反应", stops_at="workorder.approve"),
)


def carry_out(scribe: Scribe) -> None:
    """Play the repairs of a site, installations whose papers come in turn, oral approvals, and a vendor.

    Arguments:
        scribe: writes them.
    """
    for number, repair in enumerate(_REPAIRS, start=1):
        _repair(scribe, number, repair)
    _install(scribe)
    _approve_orally(scribe)
    _decline(scribe)
    _send_outside(scribe)


def _request(scribe: Scribe, order: str, called_at: datetime, repair: Repair, number: int) -> None:
    scribe.write(
        "workorder.request_repair",
        order,
        called_at,
        scribe.centre.staff("lead-2"),
        workorder=order,
        customer=scribe.centre.customer(number),
        **_ON_FILE,
        device_model="GT06",
        purchased_on=repair.purchased_on,
        problem=repair.problem,
        symptom=repair.symptom,
        terminal=_terminal(number, "A"),
    )


def _terminal(number: int, series: str) -> str:
    return f"GT06{series}{number:05}"


def _repair(scribe: Scribe, number: int, repair: Repair) -> None:
    """Take a repair so far as it has come."""
    centre = scribe.centre
    name, called_at = f"{centre.site}-{repair.name}", at(MONTH.day(repair.day), 9, 10 + number)
    order, payment = f"workorder-{name}", f"payment-{name}"
    told = {"old": _terminal(number, "A"), "new": _terminal(number, "B"), "invoice": f"{number:08}"}
    told |= {"old_card": f"8986001600000000{number:04}", "new_card": f"8986001600000001{number:04}"}
    _request(scribe, order, called_at, repair, number)
    for command, word, after, said in _WAY:
        if command == repair.stops_at:
            return
        is_money = command.startswith("payment.")
        if is_money and repair.purchased_on == _UNDER_WARRANTY:
            continue
        fields = {
            key: value.format(**told) if isinstance(value, str) else value for key, value in said.items()
        }
        if command == "workorder.assign":
            fields["technician"] = centre.staff("technician")
        if command == "payment.receive":
            fields["amount_fen"] = repair.received_fen
        of = {"workorder": order} if not is_money or command == "payment.collect" else {"payment": payment}
        key = f"{order}:{command}"
        scribe.write(command, key, called_at + minutes(after), centre.staff(word), **of, **fields)
        if command == "payment.receive" and repair.received_fen != _COLLECTED_FEN:
            scribe.write(
                "payment.explain",
                f"{order}:explain",
                called_at + minutes(after + 5),
                centre.staff("manager"),
                payment=payment,
                reason="找零差错，已由客户补足，次日入账",
            )


def _install(scribe: Scribe) -> None:
    """Order an installation, one of whose papers has not come."""
    centre = scribe.centre
    salesperson = centre.staff("salesperson")
    for number, papers in ((1, ("CL-20160318-1", "SJ-20160318-1")), (2, ("CL-20160330-2", None))):
        asked_at = at(MONTH.day(18 if number == 1 else 30), 15, 20)
        request = f"XQ-{asked_at:%Y%m%d}-{number}"
        order = f"workorder-{centre.site}-{request}"
        vehicles_no, drivers_no = papers
        scribe.write(
            "workorder.request_install",
            order,
            asked_at,
            salesperson,
            request_no=request,
            vehicles_no=vehicles_no,
            customer=centre.customer(20 + number),
            vehicles=3 * number,
        )
        if drivers_no is None:
            continue
        scribe.write(
            "workorder.receive_paper",
            f"{order}:drivers",
            asked_at + minutes(60),
            salesperson,
            workorder=order,
            paper="drivers",
            paper_no=drivers_no,
        )
        scribe.write(
            "workorder.approve",
            f"{order}:approve",
            asked_at + minutes(90),
            centre.staff("manager"),
            workorder=order,
        )


def _steps(scribe: Scribe, order: str, called_at: datetime, *steps: Step) -> None:
    """Give commands about an order one after the other."""
    for number, (command, word, after, said) in enumerate(steps):
        scribe.write(
            f"workorder.{command}",
            f"{order}:{number}:{command}",
            called_at + minutes(after),
            scribe.centre.staff(word),
            workorder=order,
            **said,
        )


def _approve_orally(scribe: Scribe) -> None:
    """Let repairs go on that the manager is said to have approved by word of mouth: one they had not."""
    centre = scribe.centre
    manager, technician = {"by": centre.staff("manager")}, {"technician": centre.staff("technician")}
    for number, (name, day) in enumerate((("confirmed", 14), ("denied", 24), ("urgent", 31)), start=9):
        called_at, order = at(MONTH.day(day), 13, 5), f"workorder-{centre.site}-{name}"
        _request(scribe, order, called_at, Repair(name, day, "车辆无法启动", "断油继电器误动作"), number)
        said = {**manager, "approved_at": (called_at + minutes(15)).isoformat()}
        note = "客户车辆停在路口，经理电话同意先行处理"
        _steps(
            scribe,
            order,
            called_at,
            ("record_oral_approval", "lead-1", 25, {**said, "note": note}),
            ("assign", "lead-1", 27, technician),
        )
        if name == "denied":
            answer = {"oral_matter": "order", "reason": "当时只答复研究后再定，并未同意"}
            _steps(
                scribe,
                order,
                called_at,
                ("deny_oral", "manager", 60, answer),
                ("approve", "general-manager", 90, {}),
            )
        if name == "confirmed":
            part = {
                **manager,
                "approved_at": (called_at + minutes(95)).isoformat(),
                "part_name": "断油继电器",
            }
            _steps(
                scribe,
                order,
                called_at,
                ("confirm_oral", "manager", 40, {"oral_matter": "order"}),
                ("check_departure", "technician", 45, _CHECKED),
                ("depart", "technician", 50, {}),
                ("arrive", "technician", 80, {}),
                ("record_oral_parts", "technician", 100, part),
                ("report_damage", "technician", 110, {"what": "拆装时压断仪表台卡扣一个，已当场告知客户"}),
                ("finish", "technician", 140, {"result": "更换继电器后正常"}),
                ("come_back", "technician", 180, {}),
                ("confirm_oral", "manager", 200, {"oral_matter": "parts"}),
                ("complete", "technician", 210, _FILED),
            )


def _decline(scribe: Scribe) -> None:
    """Let the manager not approve a repair, and a customer give one up."""
    called_at, order = at(MONTH.day(17), 10, 40), f"workorder-{scribe.centre.site}-declined"
    _request(scribe, order, called_at, Repair("declined", 17, "外壳划痕", "不影响使用"), 12)
    _steps(
        scribe,
        order,
        called_at,
        ("decline", "manager", 50, {"reason": "外观瑕疵不属维修范围，改由业务员答复"}),
    )
    called_at, order = at(MONTH.day(18), 14, 15), f"workorder-{scribe.centre.site}-abandoned"
    _request(scribe, order, called_at, Repair("abandoned", 18, "终端不在线", "车辆停放地下车库"), 14)
    _steps(
        scribe,
        order,
        called_at,
        ("approve", "manager", 30, {}),
        ("abandon", "lead-2", 55, {"reason": "客户来电：移出车库后已恢复"}),
    )


def _send_outside(scribe: Scribe) -> None:
    """Let a vendor go, as all technicians are out, with no more of the customer than it needs."""
    called_at, order = at(MONTH.day(22), 9, 30), f"workorder-{scribe.centre.site}-outside"
    _request(
        scribe, order, called_at, Repair("outside", 22, "终端不在线", "装车后未上线", _UNDER_WARRANTY), 13
    )
    proposed = {
        "vendor": "某车载电子维修厂",
        "passes_address": True,
        "consent": "recorded_call",
        "reason": "技术员均在外地，客户当日须出车",
    }
    _steps(
        scribe,
        order,
        called_at,
        ("approve", "manager", 15, {}),
        ("propose_outside", "lead-1", 25, proposed),
        ("allow_outside", "manager", 35, {}),
        ("check_departure", "lead-1", 45, _CHECKED),
        ("depart", "lead-1", 50, {}),
        ("arrive", "lead-1", 90, {}),
        ("finish", "lead-1", 150, {"result": "重新接线后上线"}),
        ("come_back", "lead-1", 200, {}),
        ("confirm_deletion", "lead-1", 400, {}),
        ("complete", "lead-1", 410, _FILED),
    )
