"""Pledge: nobody signs for somebody else, and what is signed anew holds for more, and for no less."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from answerable.deciding import Matter, Stamp, World, evolves, records, refuse, relates, wrong
from answerable.people import doers_of
from answerable.streams.pledge import commands, events
from answerable.streams.pledge.events import PledgedData
from answerable.streams.pledge.flow import SECRECY, PledgeStage
from answerable.wording import say


@dataclass(frozen=True, slots=True)
class Pledge:
    """A statement of secrecy.

    Arguments:
        whose: who signed, and who had that recorded for them.
        covers: which data.
        valid_until: the last day for which it is signed.
        stage: where it stands.
        before: the statement that this one was signed after, where that held.
    """

    whose: tuple[str, ...]
    covers: tuple[PledgedData, ...]
    valid_until: date
    stage: PledgeStage = PledgeStage.PLEDGED
    before: Pledge | None = None


def _whose(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else matter.state.whose


def _not_over(_: Pledge | None, command: commands.Sign, stamp: Stamp, world: World) -> None:
    """Let nothing be signed for a time that is over."""
    if command.valid_until < (today := world.day_of(stamp.occurred_at)):
        said = say("refusal.pledge.over", day=str(command.valid_until), today=str(today))
        raise wrong("valid_until", said, rule="order-of-times")


def _each_once(_: Pledge | None, command: commands.Sign, __: Stamp, ___: World) -> None:
    """Let every kind of data be named once."""
    if len(command.covers) != len(set(command.covers)):
        raise wrong("covers", say("refusal.pledge.twice"), rule=SECRECY)


def _says_more(state: Pledge | None, command: commands.Sign, _: Stamp, __: World) -> None:
    """Let what is signed anew hold at least as long, and for all that it held for, and for more or longer."""
    if state is None or state.stage is not PledgeStage.PLEDGED:
        return
    if command.valid_until < state.valid_until:
        said = say("refusal.pledge.shorter", matter=command.target, day=str(state.valid_until))
        raise refuse(said, rule=SECRECY, field="valid_until")
    if not set(command.covers) >= set(state.covers):
        raise refuse(say("refusal.pledge.less", matter=command.target), rule=SECRECY, field="covers")
    if command.valid_until == state.valid_until and set(command.covers) == set(state.covers):
        said = say("refusal.pledge.holds_already", matter=command.target, day=str(state.valid_until))
        raise refuse(said, rule=SECRECY, field="valid_until")


relates("pledge", own=_whose)
records(commands.Sign, events.Signed, _not_over, _each_once, _says_more, may_begin=True)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.Signed)
def signed(_: Pledge | None, event: events.Signed) -> Pledge:
    """Remember what holds."""
    return Pledge(whose=doers_of(event), covers=event.covers, valid_until=event.valid_until)
