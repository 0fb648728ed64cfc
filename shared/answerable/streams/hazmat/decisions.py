"""Hazardous goods: one entry for each of a site's goods; it is taken off only with nothing left (002-r11)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from answerable.calendar import Month
from answerable.corrections import nothing_to_correct
from answerable.deciding import Stamp, World, evolves, records, refuse, wrong
from answerable.streams.hazmat import commands, events
from answerable.streams.hazmat.flow import CATALOGUE, HazmatStage
from answerable.streams.hazmatbook.sheet import Sheet
from answerable.wording import say


@dataclass(frozen=True, slots=True)
class Hazmat:
    """A controlled good of a site.

    Arguments:
        substance: which.
        place: where it is stored.
        custodian: who keeps the key.
        month: the month of its first sheet since it is kept.
        stage: whether it is kept.
    """

    substance: events.Substance
    place: str
    custodian: str
    month: str
    stage: HazmatStage = HazmatStage.STORED


def _unit(_: Hazmat | None, command: commands.Catalogue, __: Stamp, ___: World) -> events.Unit:
    """Let the unit follow from the substance: nobody mixes two in one book."""
    return events.UNITS[command.substance]


def _month(_: Hazmat | None, __: commands.Catalogue, stamp: Stamp, world: World) -> str:
    """Let its first sheet be of the month in which it is catalogued."""
    return str(Month.of(world.day_of(stamp.occurred_at)))


def _elsewhere(state: Hazmat, command: commands.Move, _: Stamp, __: World) -> None:
    """Let a good move to another place."""
    if command.place == state.place:
        raise nothing_to_correct(command.hazmat)


def _another(state: Hazmat, command: commands.PassKey, _: Stamp, __: World) -> None:
    """Let the key pass to another person."""
    if command.custodian == state.custodian:
        raise nothing_to_correct(command.hazmat)


def _with_nothing_left(_: Hazmat, command: commands.TakeOff, stamp: Stamp, world: World) -> None:
    """Let a good go off the catalogue only with this month's sheet closed at nothing."""
    today = str(Month.of(world.day_of(stamp.occurred_at)))
    if command.month != today:
        said = say("refusal.hazmat.other_month", month=command.month, today=today)
        raise wrong("month", said, rule="month-of-site")
    sheet: Sheet | None = world.others[command.depends_on[0]]
    if sheet is None or not sheet.is_closed:
        said = say("refusal.hazmat.sheet_open", hazmat=command.hazmat, month=command.month)
        raise refuse(said, rule=CATALOGUE, field="month")
    if sheet.balance or sheet.outside:
        said = say("refusal.hazmat.not_empty", hazmat=command.hazmat, balance=sheet.balance)
        raise refuse(said, rule=CATALOGUE, field="month")


records(commands.Catalogue, events.Catalogued, works_out={"unit": _unit, "month": _month}, may_begin=True)
records(commands.Move, events.Moved, _elsewhere)
records(commands.PassKey, events.KeyPassed, _another)
records(commands.TakeOff, events.TakenOff, _with_nothing_left)


@evolves(events.Catalogued)
def catalogued(_: Hazmat | None, event: events.Catalogued) -> Hazmat:
    """Remember what is kept, where, and by whom."""
    return Hazmat(event.substance, event.place, event.custodian, event.month)


@evolves(events.Moved)
def moved(state: Hazmat, event: events.Moved) -> Hazmat:
    """Remember the place."""
    return replace(state, place=event.place)


@evolves(events.KeyPassed)
def key_passed(state: Hazmat, event: events.KeyPassed) -> Hazmat:
    """Remember who keeps the key."""
    return replace(state, custodian=event.custodian)
