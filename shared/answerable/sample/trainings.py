"""Training sessions: planned, attended by two words, examined, and ended."""

from __future__ import annotations

from datetime import timedelta

from answerable.sample.centre import MONTH
from answerable.sample.scribe import Scribe, at
from answerable.streams.training.events import Level

_SCENES = (
    ("terms", 9, "规范服务用语", Level.NEW, False, True),
    ("devices", 23, "新终端的功能与故障判断", Level.EXPERIENCED, True, True),
    ("complaints", 31, "投诉处理流程", Level.NEW, False, False),
)
"""Name, day, topic, for whom, whether it has an exam, and whether it has ended."""

_ATTENDING = ("agent-1", "agent-2", "agent-3", "agent-5")
_MARKS = {"agent-1": "92", "agent-2": "71", "agent-3": "54", "agent-5": "60"}


def show(scribe: Scribe) -> None:
    """Hold sessions; one attendant is missing on the trainer's list, and one fails the exam.

    Arguments:
        scribe: writes it.
    """
    for name, number, topic, level, has_exam, has_ended in _SCENES:
        centre, training = scribe.centre, f"training-{scribe.centre.site}-{name}"
        day, trainer = MONTH.day(number), centre.staff("trainer")
        held_at = at(day, 14)
        scribe.write(
            "training.plan",
            f"{training}:plan",
            held_at - timedelta(days=5),
            centre.staff("supervisor"),
            training=training,
            topic=topic,
            staff=trainer,
            level=level,
            held_on=day,
            half_days=1,
            has_exam=has_exam,
        )
        if not has_ended:
            continue
        for word in _ATTENDING:
            person = centre.staff(word)
            this = {"training": training}
            scribe.write("training.sign_in", f"{training}:in:{word}", held_at, person, **this)
            if word != "agent-2" or has_exam:
                at_once = held_at + timedelta(minutes=10)
                step = f"{training}:attended:{word}"
                scribe.write("training.record_attendance", step, at_once, trainer, staff=person, **this)
            if has_exam:
                marked_at = held_at + timedelta(hours=3)
                marks = _MARKS[word]
                step = f"{training}:marked:{word}"
                scribe.write(
                    "training.mark_exam", step, marked_at, trainer, staff=person, score=marks, **this
                )
        if not has_exam:
            scribe.write(
                "training.strike",
                f"{training}:strike",
                held_at + timedelta(hours=3),
                trainer,
                training=training,
                staff=centre.staff("agent-3"),
                reason="中途离开，未再回来",
            )
        ended_at = held_at + timedelta(hours=4)
        scribe.write("training.end", f"{training}:end", ended_at, trainer, training=training)
