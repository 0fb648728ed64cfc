"""Learning: sessions with attendance, the month's exam, suggestions that are tried (000-6, 001-3.6)."""

from __future__ import annotations

from datetime import date, timedelta

from answerable.sample import suggestions
from answerable.sample.assessments import sit_exam
from answerable.sample.kinds.fates import recurring
from answerable.sample.kinds.matters import Matter, agents, arising, works
from answerable.sample.scribe import Scribe, at, minutes
from answerable.streams.suggestion.events import Effect
from answerable.streams.training.events import Level

_TOPICS = ("规范服务用语", "新终端的功能与故障判断", "投诉处理流程", "客户信息保密")
_IDEAS = (
    ("合并两张登记表", "同一信息登记两次", "两张登记表合并为一张"),
    ("等待时播报排队人数", "客户不知道还要等多久", "播报前面还有几位"),
    ("维修单附二维码", "客户报错设备编号", "在设备上贴二维码"),
)
_STEPS = ("make", "decline", "start_trial", "find_effect", "find_effect", "find_effect")
_FORTNIGHT = 14
_ABSENT = 10


def teach(scribe: Scribe, day: date) -> None:
    """Hold a session every two weeks (000-6.3)."""
    if day.toordinal() % _FORTNIGHT != 1 or not works(day):
        return
    centre, chance = scribe.centre, scribe.dice("training", day)
    session, trainer, held_at = (
        Matter(scribe, "training", f"{day:%Y%m%d}"),
        centre.staff("trainer"),
        at(day, 14),
    )
    has_exam = chance.randrange(2) == 0
    plan = {"topic": chance.choice(_TOPICS), "staff": trainer, "level": Level.NEW, "held_on": day}
    planned_at = held_at - timedelta(days=4)
    session.do("plan", planned_at, centre.staff("supervisor"), **plan, half_days=1, has_exam=has_exam)
    for person in agents(scribe, day - timedelta(days=1), chance, 5):
        session.do("sign_in", held_at, person, person)
        if chance.randrange(100) < _ABSENT:
            continue
        session.do("record_attendance", held_at + minutes(10), trainer, person, staff=person)
        if has_exam:
            score = str(50 + chance.randrange(51))
            session.do("mark_exam", held_at + minutes(180), trainer, person, staff=person, score=score)
    session.do("end", held_at + minutes(240), trainer)


def examine(scribe: Scribe, day: date) -> None:
    """Hold the month's exam by its last working day, a little later, or not at all (001-3.6)."""
    held = recurring(scribe, day, "monthly-exam")
    if held is None or not held[1].fate.is_done:
        return
    held_on, chance = held[1].at.date(), scribe.dice("exam", day)
    for person in agents(scribe, day, chance, scribe.centre.volume.agents):
        sit_exam(scribe, held_on, person, 52 + chance.randrange(49))


def suggest(scribe: Scribe, day: date) -> None:
    """Suggest something, and have it tried (001-B6)."""
    for name, moment, chance in arising(scribe, "suggestion", day, 20):
        topic, problem, proposal = chance.choice(_IDEAS)
        suggestions.handle(
            scribe,
            name,
            moment,
            agents(scribe, day, chance)[0],
            topic=topic,
            problem=problem,
            proposal=proposal,
            effect=Effect.GOOD if chance.randrange(2) else Effect.NONE,
            until=chance.choice(_STEPS),
        )
