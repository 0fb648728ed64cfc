"""Swap: of a duty that stands on the roster and has not begun, with somebody who is free for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from answerable.deciding import Matter, Stamp, World, evolves, no_such, records, refuse, relates, wrong
from answerable.people import doers_of
from answerable.streams.duty.decisions import Duty
from answerable.streams.swap import commands, events
from answerable.streams.swap.flow import STANDING, SWAPPING, SwapStage
from answerable.wording import say


@dataclass(frozen=True, slots=True)
class Swap:
    """A swap.

    Arguments:
        staff: who cannot do the duty.
        to: who is to do it.
        sides: both, and who had it recorded for them.
        duty_begins: when the duty begins.
        stage: where it stands.
    """

    staff: str
    to: str
    sides: tuple[str, ...]
    duty_begins: datetime
    stage: SwapStage = SwapStage.PROPOSED


def _duties(command: commands.Propose, staff: str, world: World) -> list[Duty]:
    rosters = (world.others[name] or () for name in command.rosters_of(staff))
    return [duty for roster in rosters for duty in roster if duty.site in (None, command.site)]


def _duty(field: str, begins: datetime, staff: str, command: commands.Propose, world: World) -> Duty:
    found = next((one for one in _duties(command, staff, world) if one.starts_at == begins), None)
    if found is None:
        since = f"{begins.astimezone(world.zone):%Y-%m-%d %H:%M}"
        raise no_such(field, say("refusal.swap.no_duty", staff=staff, since=since))
    return found


def _with_somebody_else(_: Swap | None, command: commands.Propose, __: Stamp, ___: World) -> None:
    """Let nobody swap with themselves."""
    if command.to == command.actor:
        raise wrong("to", say("refusal.swap.with_oneself"), rule=SWAPPING)


def _beforehand(_: Swap | None, command: commands.Propose, stamp: Stamp, __: World) -> None:
    """Let a duty be swapped before it begins, whenever that is said to have been proposed (002-r15-1.8)."""
    for field, begins in (("duty_begins", command.duty_begins), ("return_begins", command.return_begins)):
        if begins is not None and begins <= stamp.told_at:
            raise wrong(field, say("refusal.swap.has_begun"), rule=SWAPPING)


def _free_for_it(_: Swap | None, command: commands.Propose, __: Stamp, world: World) -> None:
    """Let the duty be one that stands, and the other be free for it; in return, the same the other way."""
    duty = _duty("duty_begins", command.duty_begins, command.actor, command, world)
    sides = [(command.to, duty, command.return_begins, "to")]
    if command.return_begins is not None:
        back = _duty("return_begins", command.return_begins, command.to, command, world)
        sides.append((command.actor, back, command.duty_begins, "return_begins"))
    for staff, wanted, given_up, field in sides:
        for one in _duties(command, staff, world):
            is_given_up = one.starts_at == given_up
            if not is_given_up and one.starts_at < wanted.ends_at and wanted.starts_at < one.ends_at:
                since = f"{one.starts_at.astimezone(world.zone):%Y-%m-%d %H:%M}"
                raise refuse(
                    say("refusal.swap.not_free", staff=staff, since=since), rule=SWAPPING, field=field
                )


def _is_theirs_yet(_: Swap | None, command: commands.Propose, __: Stamp, world: World) -> None:
    """Let nobody give in return what they swap away: it goes to one person."""
    if command.swap_of_return is None:
        return
    other: Swap | None = world.others[command.swap_of_return]
    if other is not None and other.stage in STANDING:
        since = f"{other.duty_begins.astimezone(world.zone):%Y-%m-%d %H:%M}"
        said = say("refusal.swap.away_already", staff=other.staff, since=since, to=other.to)
        raise refuse(said, rule=SWAPPING, field="return_begins")


def _ends(_: Swap | None, command: commands.Propose, __: Stamp, world: World) -> datetime:
    return _duty("duty_begins", command.duty_begins, command.actor, command, world).ends_at


def _return_ends(_: Swap | None, command: commands.Propose, __: Stamp, world: World) -> datetime | None:
    if command.return_begins is None:
        return None
    return _duty("return_begins", command.return_begins, command.to, command, world).ends_at


def _still_ahead(state: Swap, _: commands.Agree | commands.Approve, stamp: Stamp, __: World) -> None:
    """Let a swap be agreed to and approved before the duty begins."""
    if stamp.occurred_at >= state.duty_begins:
        raise refuse(say("refusal.swap.began_since"), rule=SWAPPING)


def _tells_the_roster(state: Swap, _: commands.Approve, stamp: Stamp, world: World) -> None:
    """Tell what has to be changed on the roster: that is decided there, with its own rules."""
    begins = f"{state.duty_begins.astimezone(world.zone):%Y-%m-%d %H:%M}"
    stamp.warn(
        f"change the roster: call the duty of {state.staff} at {begins} off (duty.call_off) and put "
        f"{state.to} on it (duty.roster); until then the roster's page says that the swap is not entered"
    )


def _whose(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else (matter.state.staff,)


def _asked(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else (matter.state.to,)


relates("swap", own=_whose, asked=_asked)
records(
    commands.Propose,
    events.Proposed,
    _with_somebody_else,
    _beforehand,
    _free_for_it,
    _is_theirs_yet,
    works_out={"duty_ends": _ends, "return_ends": _return_ends},
    may_begin=True,
)
records(commands.Agree, events.Agreed, _still_ahead)
records(commands.Decline, events.Declined)
records(commands.Approve, events.Approved, _still_ahead, _tells_the_roster)
records(commands.Refuse, events.Refused)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.Proposed)
def proposed(_: Swap | None, event: events.Proposed) -> Swap:
    """Remember both sides."""
    sides = tuple(dict.fromkeys((event.actor, event.to, *doers_of(event))))
    return Swap(event.actor, event.to, sides, event.duty_begins)
