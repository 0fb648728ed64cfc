"""Assessments: violations, bonuses, extra points, exams, and entries taken back."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from answerable.calendar.months import Month
from answerable.calendar.workdays import is_working_day, next_working_day
from answerable.sample import suggestions
from answerable.sample.centre import holidays
from answerable.sample.scribe import Scribe, at


class Assessment(NamedTuple):
    """What a superior finds.

    Arguments:
        article: the article.
        reason: what happened.
        points: what is proposed inside the article's range.
        minutes: how long, where the article counts minutes.
    """

    article: str
    reason: str
    points: str | None = None
    minutes: int | None = None


MINOR = (
    Assessment("001-m1", "接听时未使用普通话"),
    Assessment("001-m2", "换班后桌面凌乱"),
    Assessment("001-m4", "迟到十二分钟", points="3"),
    Assessment("001-m5", "交接记录缺项"),
    Assessment("001-m7", "离岗未通知上级", minutes=9),
    Assessment("001-m9", "上班时间谈论无关事情", points="1"),
    Assessment("001-m12", "客户资料录入错误"),
    Assessment("001-m14", "抽查工单分类有误", points="2"),
)
IDEA = "001-B6"
"""The article of a suggestion whose effect is good."""

BONUSES = (
    Assessment("001-B3", "人手不足时主动代班"),
    Assessment("001-B4", "完成上级交办的额外工作"),
    Assessment(IDEA, "合理化建议试用效果好"),
)
EXAM_DAY = 15
_GOOD, _NEW_ENTRY = 60, 100


def find(scribe: Scribe, day: date, *, first_agent: int = 1, has_exam: bool = True) -> None:
    """Let a superior record something on a working day, where chance has it; and hold the month's exam.

    Arguments:
        scribe: writes it.
        day: the day.
        first_agent: only agents from this one on get entries by chance.
        has_exam: whether the month's exam is held on its usual day.
    """
    if not is_working_day(day, holidays()):
        return
    chance = scribe.dice("assessment", day)
    agents = [agent.id for agent in scribe.centre.agents_on(day, first_agent)]
    if agents and chance.randrange(_NEW_ENTRY) < scribe.centre.volume.entries_percent:
        is_bonus = chance.randrange(100) >= _GOOD
        record(
            scribe,
            f"{day:%Y%m%d}",
            at(day, 17, chance.randrange(30)),
            chance.choice(agents),
            chance.choice(BONUSES if is_bonus else MINOR),
        )
    exam_day = next_working_day(Month.of(day).day(EXAM_DAY), holidays())
    for staff in agents if has_exam and day == exam_day else ():
        marks = min(100, 52 + chance.randrange(49))
        sit_exam(scribe, day, staff, marks)


def record(scribe: Scribe, name: str, moment: datetime, staff: str, finding: Assessment) -> str:
    """Record a violation or a bonus, and give its id; what counts for an idea is found by its trial."""
    assessment = f"assessment-{scribe.centre.site}-{name}"
    if finding.article == IDEA:
        suggestions.handle(
            scribe,
            name,
            moment,
            staff,
            topic="合并两张登记表",
            problem="同一信息登记两次",
            proposal="两张登记表合并为一张",
        )
        return assessment
    is_bonus = finding.article.startswith("001-B")
    command = "assessment.record_bonus" if is_bonus else "assessment.record_violation"
    evidence = f"抽查单 {scribe.centre.site}-{moment:%m%d%H%M}"
    scribe.write(
        command,
        assessment,
        moment,
        scribe.centre.staff("supervisor"),
        assessment=assessment,
        staff=staff,
        article=finding.article,
        reason=finding.reason,
        evidence=(evidence,),
        points=finding.points,
        minutes=finding.minutes,
        superior_informed=False if finding.minutes is not None else None,
    )
    return assessment


def sit_exam(scribe: Scribe, day: date, staff: str, marks: int) -> None:
    """Record an exam's marks (001-3.6)."""
    word = staff.rpartition(f"{scribe.centre.site}-")[2]
    assessment = f"assessment-{scribe.centre.site}-exam-{day:%Y%m%d}-{word}"
    scribe.write(
        "assessment.score_exam",
        assessment,
        at(day, 18),
        scribe.centre.staff("trainer"),
        staff=staff,
        score=str(Decimal(marks)),
        held_on=day,
    )


def add_extra(scribe: Scribe, name: str, moment: datetime, staff: str, points: str, reason: str) -> None:
    """Add or take extra points (001-X1)."""
    assessment = f"assessment-{scribe.centre.site}-{name}"
    trainer = scribe.centre.staff("trainer")
    scribe.write(
        "assessment.record_extra",
        assessment,
        moment,
        trainer,
        staff=staff,
        month=f"{moment:%Y-%m}",
        points=points,
        reason=reason,
    )


def take_back(scribe: Scribe, assessment: str, moment: datetime, reason: str) -> None:
    """Take an entry back."""
    manager = scribe.centre.staff("manager")
    scribe.write(
        "assessment.revoke",
        f"{assessment}:revoke",
        moment,
        manager,
        assessment=assessment,
        reason=reason,
    )
