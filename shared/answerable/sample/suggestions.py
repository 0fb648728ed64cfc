"""Suggestions: made by agents, taken up or declined by the supervisor, tried, and judged by the trainer."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from answerable.sample.centre import MONTH
from answerable.sample.scribe import Scribe, at
from answerable.streams.suggestion.events import Effect

_SCENES = (
    ("hold", "agent-7", 31, "等待时播报排队人数", "客户不知道还要等多久", "播报前面还有几位", "make"),
    ("night", "agent-6", 14, "夜间只留一人接听", "夜间来电少", "夜班改为一人", "decline"),
    ("cards", "technician", 18, "维修单附二维码", "客户报错设备编号", "在设备上贴二维码", "start_trial"),
    ("greeting", "agent-8", 8, "缩短开场白", "开场白太长", "开场白改为一句", "find_effect"),
)
"""Name, who suggests, the day, topic, problem, proposal, and the step that it has come to."""


def show(scribe: Scribe) -> None:
    """Let suggestions wait, be declined, be tried, and show no effect.

    Arguments:
        scribe: writes them.
    """
    for name, who, day, topic, problem, proposal, until in _SCENES:
        handle(
            scribe,
            name,
            at(MONTH.day(day), 9, 20),
            scribe.centre.staff(who),
            topic=topic,
            problem=problem,
            proposal=proposal,
            effect=Effect.NONE,
            until=until,
        )


def handle(  # noqa: PLR0913  # what a suggestion says
    scribe: Scribe,
    name: str,
    made_at: datetime,
    staff: str,
    *,
    topic: str,
    problem: str,
    proposal: str,
    effect: Effect = Effect.GOOD,
    until: str = "find_effect",
) -> None:
    """Take a suggestion through its stages: decided on the next day, tried for five days.

    Arguments:
        scribe: writes it.
        name: what it is told apart by at its site.
        made_at: when it is made.
        staff: who makes it.
        topic: what about.
        problem: what was found.
        proposal: what should be done.
        effect: what the trial shows.
        until: the last step that is taken.
    """
    centre, suggestion = scribe.centre, f"suggestion-{scribe.centre.site}-{name}"
    supervisor = centre.staff("supervisor")
    first = (made_at + timedelta(days=2)).date()

    def step(command: str, days: int, actor: str, **fields: object) -> None:
        scribe.write(
            f"suggestion.{command}",
            f"{suggestion}:{command}",
            made_at + timedelta(days=days),
            actor,
            suggestion=suggestion,
            **fields,
        )

    step("make", 0, staff, topic=topic, problem=problem, proposal=proposal)
    if until == "make":
        return
    if until == "decline":
        step("decline", 1, supervisor, reason="夜间仍有紧急来电，须两人值守")
        return
    step("take_up", 1, supervisor)
    last = first + timedelta(days=4)
    step("start_trial", 2, centre.staff("lead-1"), place="一组", from_day=first, to_day=last)
    if until == "find_effect":
        found_at = datetime.combine(last, time(17, 30), made_at.tzinfo)
        findings = "试用五天，重复来电减少" if effect is Effect.GOOD else "试用五天，通话时长没有变化"
        scribe.write(
            "suggestion.find_effect",
            f"{suggestion}:find_effect",
            found_at,
            centre.staff("trainer"),
            suggestion=suggestion,
            effect=effect,
            findings=findings,
        )
