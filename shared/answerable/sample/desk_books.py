"""The front desk's log and the work book with security: counted, refused, decided on (002-r4, 002-r7)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from answerable.calendar.workdays import is_working_day
from answerable.sample.centre import MONTH, holidays
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.handover.commands import handover_id
from answerable.streams.handover.events import Book, Countable, Mark, Shift

_ITEM = "台面整洁，物品入柜上锁"
_COUNTED = {Countable.KEYS: 6, Countable.LETTERS: 9, Countable.NEWSPAPERS: 4, Countable.MAGAZINES: 2}


def hand_over(scribe: Scribe) -> None:
    """Hand the front desk over on some days, and the work book to the monitoring room and back."""
    days = [day for number in range(21, 31) if is_working_day(day := MONTH.day(number), holidays())]
    agreed, overruled, upheld, disputed = days[0], days[1], days[2], days[-1]
    _agreed(scribe, _front_desk(scribe, agreed))
    _overruled(scribe, _front_desk(scribe, overruled))
    _refused(scribe, _front_desk(scribe, upheld), "支持：先找到钥匙再交接")
    _disputed(scribe, _front_desk(scribe, disputed))
    _with_security(scribe, days[-2])
    _leave(scribe)


class _Paper:
    """A handover that is begun: its id, its sides, and when it began."""

    def __init__(self, handover: str, outgoing: str, incoming: str, begun_at: datetime) -> None:
        self.handover = handover
        self.outgoing = outgoing
        self.incoming = incoming
        self.begun_at = begun_at


def _front_desk(scribe: Scribe, day: date) -> _Paper:
    sides = (scribe.centre.staff("agent-1"), scribe.centre.staff("agent-2"))
    return _begun(scribe, day, (Shift.DAY, Book.FRONT_DESK), sides, at(day, 17, 30))


def _begun(
    scribe: Scribe, day: date, which: tuple[Shift, Book], sides: tuple[str, str], begun_at: datetime
) -> _Paper:
    """Begin a handover with one item, checked, and everything that counts counted."""
    shift, book = which
    paper = _Paper(handover_id(scribe.centre.site, day, shift, book), *sides, begun_at)
    said = {"on": day, "shift": shift, "book": book, "checklist": (_ITEM,)}
    parties = {"outgoing": paper.outgoing, "incoming": paper.incoming}
    scribe.write("handover.start", f"{paper.handover}:start", begun_at, paper.outgoing, **said, **parties)
    _write(scribe, paper, "check_item", 2, paper.outgoing, item=_ITEM, mark=Mark.NORMAL)
    for number, (thing, count) in enumerate(_COUNTED.items()):
        _write(scribe, paper, "count_item", 3 + number, paper.outgoing, thing=thing, number=count)
    return paper


def _write(scribe: Scribe, paper: _Paper, verb: str, after: int, by: str, **said: object) -> None:
    """Write a step of a handover, so many minutes after it began; each minute has one."""
    moment = paper.begun_at + minutes(after)
    step = f"{paper.handover}:{verb}-{after}"
    scribe.write(f"handover.{verb}", step, moment, by, handover=paper.handover, **said)


def _confirmed(scribe: Scribe, paper: _Paper, after: int, things: tuple[Countable, ...]) -> None:
    for number, thing in enumerate(things):
        _write(scribe, paper, "confirm_count", after + number, paper.incoming, thing=thing)


def _agreed(scribe: Scribe, paper: _Paper) -> None:
    _confirmed(scribe, paper, 10, tuple(_COUNTED))
    _write(scribe, paper, "sign_out", 20, paper.outgoing)
    _write(scribe, paper, "sign_in", 24, paper.incoming)
    _write(scribe, paper, "review", 60, scribe.centre.staff("lead-1"))


def _disputed(scribe: Scribe, paper: _Paper) -> None:
    """Find another number than was given; the superior has not decided on the refusal yet."""
    note = {"thing": Countable.KEYS, "found": 5, "note": "少一把前台抽屉钥匙"}
    _write(scribe, paper, "dispute_count", 10, paper.incoming, **note)
    _write(scribe, paper, "sign_out", 20, paper.outgoing)
    _write(scribe, paper, "refuse", 24, paper.incoming, reason="钥匙数量不符，交班人未能说明")


def _refused(scribe: Scribe, paper: _Paper, decision: str) -> None:
    _disputed(scribe, paper)
    _write(scribe, paper, "uphold_refusal", 50, scribe.centre.staff("supervisor"), decision=decision)


def _overruled(scribe: Scribe, paper: _Paper) -> None:
    """Refuse without ground: the superior says so, and both sides sign."""
    _write(scribe, paper, "sign_out", 10, paper.outgoing)
    _write(scribe, paper, "refuse", 14, paper.incoming, reason="信件未分拣")
    decision = {"decision": "信件无须分拣，数量相符即可接班"}
    _write(scribe, paper, "overrule_refusal", 30, scribe.centre.staff("supervisor"), **decision)
    _confirmed(scribe, paper, 32, tuple(_COUNTED))
    _write(scribe, paper, "sign_out", 40, paper.outgoing)
    _write(scribe, paper, "sign_in", 44, paper.incoming)


def _with_security(scribe: Scribe, day: date) -> None:
    """Give the work book to the monitoring room at six, and take it back at eight, with an urgent matter."""
    desk, guard = scribe.centre.staff("agent-1"), scribe.centre.staff("technician")
    lead, supervisor = scribe.centre.staff("lead-1"), scribe.centre.staff("supervisor")
    evening = _begun(scribe, day, (Shift.DAY, Book.TO_SECURITY), (desk, guard), at(day, 17, 45))
    _confirmed(scribe, evening, 8, tuple(_COUNTED))
    _write(scribe, evening, "sign_out", 13, desk)
    _write(scribe, evening, "sign_in", 15, guard)
    began_at = at(day + timedelta(days=1), 7, 40)
    morning = _begun(scribe, day, (Shift.NIGHT, Book.FROM_SECURITY), (guard, desk), began_at)
    urgent = {"what": "夜间二层配电间有焦味，已断电"}
    _write(scribe, morning, "report_urgent", 8, guard, **urgent, reported_to=supervisor)
    _write(scribe, morning, "report_urgent", 9, desk, **urgent, reported_to=lead)
    _confirmed(scribe, morning, 10, tuple(_COUNTED))
    _write(scribe, morning, "sign_out", 18, guard)
    _write(scribe, morning, "sign_in", 20, desk)


def _leave(scribe: Scribe) -> None:
    """Leave things at the desk: fetched, kept, lost, not allowed, and one that waits (002-r7-4)."""
    fates = (("一箱样品", "hand_out"), ("一把雨伞", "report_loss"), ("一份合同原件", "store"))
    for number, (what, last) in enumerate((*fates, ("一袋现金", "refuse"), ("两盒名片", "ask")), start=1):
        _one_left(scribe, number, what, last)


def _one_left(scribe: Scribe, number: int, what: str, last: str) -> None:
    centre = scribe.centre
    deposit, asked_at = f"deposit-{centre.site}-{number}", at(MONTH.day(26 + number), 10, 5 * number)
    agent, supervisor = centre.staff("agent-1"), centre.staff("supervisor")
    way = {"wanted": "forward", "for_customer": centre.customer(number)} if number % 2 else {"wanted": "keep"}
    steps = (
        ("ask", agent, {"what": what, **way}),
        ("refuse" if last == "refuse" else "approve", supervisor, {"reason": "前台不代为保管现金"}),
        ("store", agent, {"place": "前台二号柜"}),
        ("hand_out", agent, {"signed": "前台日志第十二页"}),
    )
    if last == "report_loss":
        said = {"responsible": agent, "reason": "未及时收柜，下班后不见"}
        steps = (*steps[:3], ("report_loss", supervisor, said))
    for minute, (verb, by, said) in enumerate(steps):
        told = said if verb != "approve" else {}
        moment = asked_at + minutes(20 * minute)
        scribe.write(f"deposit.{verb}", f"{deposit}:{verb}", moment, by, deposit=deposit, **told)
        if verb == last:
            return
