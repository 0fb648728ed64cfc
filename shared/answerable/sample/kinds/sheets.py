"""Forms: plans and evaluations begun by their day or not; each issued in time, late, never, or void (003)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta

from answerable.calendar.months import Month
from answerable.sample.kinds.fates import end, recurring
from answerable.sample.kinds.matters import Matter, agents, arising
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.filledform.events import FormName

_DAY = timedelta(days=1)
_ITEMS = ("workload", "timeliness", "effect", "cooperation", "attitude")
_PLAN_DAYS, _EVALUATION_DAYS = 5, 10
"""Until when a form of a period is issued behind it, as its declaration says."""


def _plan(day: date) -> dict[str, str]:
    return {
        "daily.plan.1": "重要客户巡访，每户一次",
        "daily.until.1": f"{day.month}月底前",
        "daily.goal.1": "巡访不少于8户",
        "talked_on": day.isoformat(),
    }


def _done(day: date) -> dict[str, str]:
    return {"daily.actual.1": "已巡访9户", "reviewed_on": day.isoformat()}


def _scores(day: date) -> dict[str, str]:
    found = {f"{item}.weight.1": "20" for item in _ITEMS}
    found |= {f"{item}.score.1": str(3 + number % 2) for number, item in enumerate(_ITEMS)}
    found |= {f"{item}.ground.1": "按计划完成全部任务" for item in _ITEMS}
    return {**found, "talked_on": day.isoformat(), "talk": "双方逐项沟通，本人无异议"}


def _task(day: date) -> dict[str, str]:
    return {
        "received_on": day.isoformat(),
        "place": "会展中心配电房",
        "starts_on": (day + 3 * _DAY).isoformat(),
        "ends_on": (day + 5 * _DAY).isoformat(),
        "task": "展会期间保证双回路供电，每两小时巡视一次",
        "measures": "值守3人，备用发电机1台",
    }


class _Sheet:
    """A form that two people sign."""

    def __init__(self, scribe: Scribe, name: str, form: FormName, signers: tuple[str, str]) -> None:
        self._scribe, self._form, self._signers = scribe, form, signers
        self._matter = Matter(scribe, "filledform", name)

    def begin(self, moment: datetime, month: Month | None = None) -> None:
        """Begin it, about a month where it is about one."""
        first, second = self._signers
        about = {} if month is None else {"month": str(month)}
        self._matter.do(
            "begin", moment, first, form_name=self._form, signer=first, countersigner=second, **about
        )

    def fill(self, moment: datetime, cells: Mapping[str, str], by: int = 0) -> None:
        """Fill cells in."""
        entries = [{"cell": cell, "value": value} for cell, value in cells.items()]
        self._matter.do("fill", moment, self._signers[by], f"-{moment:%m%d%H%M}", entries=entries)

    def sign(self, moment: datetime) -> None:
        """Let both sign."""
        for number, person in enumerate(self._signers):
            self._matter.do("sign", moment + minutes(10 * number), person, number)

    @property
    def issued(self) -> Callable[[datetime], None]:
        """What issues it."""
        return self._matter.later("issue", self._signers[0])

    @property
    def voided(self) -> Callable[[datetime], None]:
        """What voids it: somebody who does not sign it."""
        return self._matter.later("void", self._scribe.centre.staff("manager"), reason="填写有误，另行开具")


def plan(scribe: Scribe, day: date) -> None:
    """Begin the month's plans by the fifth, and issue them behind the month (003-C4)."""
    begun, chance = recurring(scribe, day, "monthly-plan"), scribe.dice("plan", day)
    if begun is None or not begun[1].fate.is_done:
        return
    first, begun_at = begun[0], begun[1].at
    month, lead = Month.of(first), scribe.centre.staff("lead-1")
    signed_at = at(month.last_day, 15)
    for number, person in enumerate(agents(scribe, day, chance, 3)):
        sheet = _Sheet(scribe, f"plan-{month}-{number + 1}", FormName.MONTHLY_PLAN, (person, lead))
        sheet.begin(begun_at + minutes(9 * number), month)
        sheet.fill(begun_at + minutes(9 * number + 5), _plan(begun_at.date()))
        sheet.fill(signed_at, _done(month.last_day))
        sheet.sign(signed_at + minutes(30))
        due_at = at(month.last_day + (_PLAN_DAYS + 1) * _DAY, 0)
        end(chance, signed_at + minutes(60), due_at, sheet.issued, sheet.voided)


def evaluate(scribe: Scribe, day: date) -> None:
    """Begin the quarter's evaluations by its last working day, and issue them behind it (003-C3)."""
    begun, chance = recurring(scribe, day, "quarterly-evaluation"), scribe.dice("evaluation", day)
    if begun is None or not begun[1].fate.is_done:
        return
    first, begun_at = begun[0], begun[1].at
    last = Month.of(first).plus(2).last_day
    for number, person in enumerate(agents(scribe, day, chance, 3)):
        names = (person, scribe.centre.staff("lead-1"))
        sheet = _Sheet(scribe, f"rated-{Month.of(first)}-{number + 1}", FormName.QUARTERLY_EVALUATION, names)
        filled_at = begun_at + minutes(20 * number)
        sheet.begin(filled_at, Month.of(first))
        sheet.fill(filled_at + minutes(10), _scores(begun_at.date()), by=1)
        sheet.sign(filled_at + minutes(15))
        due_at = at(max(last, begun_at.date()) + (_EVALUATION_DAYS + 1) * _DAY, 0)
        end(chance, filled_at + minutes(40), due_at, sheet.issued, sheet.voided)


def give_tasks(scribe: Scribe, day: date) -> None:
    """Give tasks, whose sheets are issued by the next day, or not (003-E4)."""
    for name, moment, chance in arising(scribe, "task", day, 35):
        signers = (scribe.centre.staff("lead-1"), scribe.centre.staff("technician"))
        sheet = _Sheet(scribe, f"task-{name}", FormName.TASK_SHEET, signers)
        sheet.begin(moment)
        sheet.fill(moment + minutes(10), _task(day))
        sheet.sign(moment + minutes(20))
        end(chance, moment + minutes(40), at(day + 2 * _DAY, 0), sheet.issued, sheet.voided)
