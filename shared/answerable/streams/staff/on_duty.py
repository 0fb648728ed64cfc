"""Duties that contradict what the register shall say of a person."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from answerable.commands.base import Command
from answerable.deciding import Stamp, World, refuse
from answerable.wording import say


def no_duty_where(
    is_amiss: Callable[[Any, date], bool], command: Command, stamp: Stamp, world: World
) -> None:
    """Refuse what a duty contradicts that somebody was on; what is only planned is told.

    One that is only planned is called off behind it; that it stands there is told. The rosters are those of
    the months around that day; what lies further is not looked at.

    Arguments:
        is_amiss: tells of a duty and its day whether they contradict it.
        command: what is asked.
        stamp: tells the asker.
        world: knows the rosters.

    Raises:
        Refused: they were on such a duty.
    """
    rosters = (world.others[name] or () for name in command.depends_on if name.startswith("duty-"))
    duties = (duty for roster in rosters for duty in roster)
    for duty in sorted(duties, key=lambda duty: duty.starts_at):
        day = world.day_of(duty.starts_at)
        if is_amiss(duty, day):
            if duty.starts_at <= stamp.counted_at:
                raise refuse(say("refusal.staff.was_on_duty", staff=command.target, day=str(day)))
            stamp.warn(f"{command.target} is on the roster on {day}: call that off (duty.call_off)")
