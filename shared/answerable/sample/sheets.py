"""Filled forms: plans and evaluations signed by both sides, one sent back, one begun, one void."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from answerable.sample.centre import MONTH
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.filledform.events import FormName

_RATED = FormName.QUARTERLY_EVALUATION

_PLAN: dict[str, str] = {
    "daily.plan.1": "检查分公司2家",
    "daily.until.1": "3月底前",
    "daily.goal.1": "按要求完成",
    "daily.plan.2": "重要客户巡访，每户一次",
    "daily.until.2": "3月25日前",
    "daily.goal.2": "巡访不少于8户",
    "special.plan.1": "下厂检查5家，继电保护与电气试验2家",
    "special.until.1": "3月底前",
    "special.goal.1": "达到目标要求",
    "extra.plan.1": "领导临时交办：整理投诉台账",
    "extra.until.1": "3月18日前",
    "extra.goal.1": "台账齐全，无遗漏",
    "talked_on": "2016-03-01",
}
_DONE: dict[str, str] = {
    "daily.actual.1": "已检查2家，达到目标要求",
    "daily.actual.2": "已巡访9户",
    "special.actual.1": "检查5家，试验2家",
    "extra.actual.1": "已完成",
    "reviewed_on": "2016-03-30",
}
_ITEMS = ("workload", "timeliness", "effect", "cooperation", "attitude")
_GROUNDS = (
    "按计划完成全部任务，另完成额外任务1项",
    "任务均在时限内完成",
    "指标达到标准，分析清楚",
    "及时沟通，上下道工序配合",
    "遵守纪律，提出建议2项",
)
_SCORES = ("4", "3", "3", "3", "4")


def fill(scribe: Scribe) -> None:
    """Let a site's people fill in the forms of the month.

    Arguments:
        scribe: writes it.
    """
    plan = _begin(scribe, "plan-1", FormName.MONTHLY_PLAN, "agent-1", "lead-1", at(MONTH.day(1), 10))
    _write(scribe, plan, "plan", _PLAN, "agent-1", at(MONTH.day(1), 11))
    _write(scribe, plan, "done", _DONE, "agent-1", at(MONTH.day(30), 16))
    _sign(scribe, plan, at(MONTH.day(30), 17), "agent-1", "lead-1")
    _step(scribe, plan, "issue", "issue", at(MONTH.day(30), 17, 30), "lead-1")

    open_ = _begin(scribe, "plan-2", FormName.MONTHLY_PLAN, "agent-2", "lead-1", at(MONTH.day(2), 9))
    _write(scribe, open_, "plan", _PLAN, "agent-2", at(MONTH.day(2), 9, 30))

    rated = _begin(scribe, "rated-1", _RATED, "agent-1", "lead-1", at(MONTH.day(30), 9))
    _write(scribe, rated, "scores", _scores(), "lead-1", at(MONTH.day(30), 10))
    _sign(scribe, rated, at(MONTH.day(31), 9), "agent-1", "lead-1")

    back = _begin(scribe, "rated-3", _RATED, "agent-3", "lead-1", at(MONTH.day(30), 14))
    _write(scribe, back, "scores", _scores(), "lead-1", at(MONTH.day(30), 15))
    _sign(scribe, back, at(MONTH.day(31), 10), "agent-3")
    _step(scribe, back, "back", "send_back", at(MONTH.day(31), 11), "lead-1", reason="第二项评分依据不清楚")
    _write(
        scribe,
        back,
        "again",
        {"timeliness.ground.1": "延误1次，未造成不良后果", "timeliness.score.1": "2"},
        "lead-1",
        at(MONTH.day(31), 11, 20),
    )
    _sign(scribe, back, at(MONTH.day(31), 13), "agent-3")

    review = _begin(
        scribe, "review-1", FormName.EVALUATION_REVIEW, "supervisor", "lead-1", at(MONTH.day(31), 14)
    )
    _write(scribe, review, "text", _review(rated), "supervisor", at(MONTH.day(31), 14, 30))

    task = _begin(scribe, "task-1", FormName.TASK_SHEET, "lead-1", "technician", at(MONTH.day(21), 15))
    _write(scribe, task, "text", _TASK, "lead-1", at(MONTH.day(21), 15, 30))
    _sign(scribe, task, at(MONTH.day(22), 9), "lead-1", "technician")
    _step(scribe, task, "issue", "issue", at(MONTH.day(22), 10), "lead-1")

    items = _begin(scribe, "items-1", FormName.HANDOVER_ITEMS, "lead-1", "supervisor", at(MONTH.day(1), 13))
    _write(scribe, items, "text", _items(MONTH.day(3)), "lead-1", at(MONTH.day(1), 13, 30))
    _sign(scribe, items, at(MONTH.day(1), 14), "lead-1", "supervisor")
    _step(scribe, items, "issue", "issue", at(MONTH.day(1), 15), "supervisor")

    wrong = _begin(scribe, "note-1", FormName.LIAISON_NOTE, "agent-3", "technician", at(MONTH.day(8), 10))
    reason = "已在工单中移交，不再另发联络单"
    _step(scribe, wrong, "void", "void", at(MONTH.day(8), 11), "lead-1", reason=reason)


_TASK = {
    "received_on": "2016-03-21",
    "customer": "customer-8",
    "place": "会展中心配电房",
    "starts_on": "2016-03-25",
    "ends_on": "2016-03-27",
    "task": "展会期间保证双回路供电，每两小时巡视一次",
    "measures": "值守3人，备用发电机1台，抢修车1辆",
}
_CHECKED = (
    ("电话线路", "通话正常，录音正常"),
    ("工作台", "整洁，无遗留物品"),
    ("未结事项", "逐项交代，写明原因"),
    ("钥匙", "数量与登记一致"),
)


def _scores() -> dict[str, str]:
    found = {f"{item}.weight.1": "20" for item in _ITEMS}
    found |= {f"{item}.score.1": score for item, score in zip(_ITEMS, _SCORES, strict=True)}
    found |= {f"{item}.ground.1": ground for item, ground in zip(_ITEMS, _GROUNDS, strict=True)}
    return {**found, "talked_on": "2016-03-29", "talk": "双方逐项沟通，本人无异议"}


def _review(sheet: str) -> dict[str, str]:
    return {
        "post": "key_customers",
        "sheet": sheet,
        "strengths": "依据具体，写明数量和时间",
        "to_improve": "3分的依据与4分区别不明显",
        "scores_defined": "yes",
        "tasks_told_apart": "no",
        "goals_measurable": "yes",
        "advice": "把日常、特定和额外事项分开写，各写明完成数量",
    }


def _items(used_from: date) -> dict[str, str]:
    found = {"valid_from": used_from.isoformat()}
    for row, (what, normal) in enumerate(_CHECKED, start=1):
        found |= {f"item.what.{row}": what, f"item.normal.{row}": normal}
    return found


def _begin(scribe: Scribe, name: str, form: FormName, first: str, second: str, moment: datetime) -> str:
    centre = scribe.centre
    this = f"filledform-{centre.site}-{name}"
    about = {FormName.MONTHLY_PLAN: str(MONTH), FormName.QUARTERLY_EVALUATION: str(MONTH)}
    scribe.write(
        "filledform.begin",
        f"{this}:begin",
        moment,
        centre.staff(first),
        filledform=this,
        form_name=form,
        signer=centre.staff(first),
        countersigner=centre.staff(second),
        month=about.get(form),
    )
    return this


def _write(scribe: Scribe, this: str, step: str, cells: dict[str, str], by: str, moment: datetime) -> None:
    entries = [{"cell": cell, "value": value} for cell, value in cells.items()]
    _step(scribe, this, step, "fill", moment, by, entries=entries)


def _sign(scribe: Scribe, this: str, moment: datetime, *people: str) -> None:
    for place, person in enumerate(people):
        step = f"sign-{person}-{moment:%d%H}"
        _step(scribe, this, step, "sign", moment + minutes(20 * place), person)


def _step(scribe: Scribe, this: str, step: str, command: str, moment: datetime, by: str, **said: Any) -> None:
    scribe.write(
        f"filledform.{command}", f"{this}:{step}", moment, scribe.centre.staff(by), filledform=this, **said
    )
