"""Handover: the list is checked, both sides sign, the lead reviews; the incoming side may refuse (002-r4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from answerable.deciding import (
    Matter,
    Stamp,
    World,
    evolves,
    needs,
    opens_or_continues,
    records,
    refuse,
    relates,
    wrong,
)
from answerable.events.base import Event
from answerable.streams.handover import commands, events
from answerable.streams.handover.events import Mark, Shift
from answerable.streams.handover.flow import CHECKS, SIGNATURES, HandoverStage
from answerable.wording import Sentence, quoted, say

SHIFTS = "shift-of-the-day"
"""The rule that a shift is handed over when it ends."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Handover:
    """A shift's handover.

    Arguments:
        outgoing: who hands over.
        incoming: who takes over.
        checklist: the items to be checked.
        stage: where it stands.
        checked: the items that were.
        is_reviewed: whether the lead signed.
        written_by: who wrote down for a side what that had begun, checked or carried over.
    """

    outgoing: str
    incoming: str
    checklist: tuple[str, ...]
    stage: HandoverStage = HandoverStage.STARTED
    checked: tuple[str, ...] = ()
    is_reviewed: bool = False
    written_by: tuple[str, ...] = ()


@opens_or_continues(commands.Start)
def start(
    state: Handover | None, command: commands.Start, stamp: Stamp, world: World
) -> list[events.Started]:
    """Open the one handover of a site's day and shift; a refused or annulled one may be tried again."""
    if state is not None and state.stage not in (HandoverStage.REFUSED, HandoverStage.ANNULLED):
        said = say("refusal.handover.begun", **_shift(command), handover=command.target)
        raise refuse(said, rule=SIGNATURES, field="shift")
    _about_now(command, world.day_of(stamp.occurred_at))
    if command.outgoing == command.incoming:
        said = say("refusal.handover.to_oneself", staff=command.outgoing)
        raise refuse(said, rule=SIGNATURES, field="incoming")
    return [
        events.Started(
            **stamp.next(),
            on=command.on,
            shift=command.shift,
            outgoing=command.outgoing,
            incoming=command.incoming,
            checklist=command.checklist,
        )
    ]


def _about_now(command: commands.Start, today: date) -> None:
    """Let only today's shift be handed over, or tomorrow's; a night's also on the morning after it began."""
    earliest = today - _DAY if command.shift is Shift.NIGHT else today
    if not earliest <= command.on <= today + _DAY:
        said = say("refusal.handover.other_day", **_shift(command), today=str(today))
        raise wrong("on", said, rule=SHIFTS)


def _shift(command: commands.Start) -> dict[str, Sentence | str]:
    """Name a shift and its day."""
    return {"shift": say(f"refusal.handover.shift.{command.shift.value}"), "day": str(command.on)}


def _says_what_is_wrong(state: Handover, command: commands.CheckItem, _: Stamp, __: World) -> None:
    """Let × stand only with a note, and only on an item of the list."""
    if command.item not in state.checklist:
        said = say("refusal.handover.no_item", item=quoted(command.item), handover=command.handover)
        raise refuse(said, rule=CHECKS, field="item")
    if command.mark is Mark.ABNORMAL and command.note is None:
        raise wrong("note", say("refusal.handover.no_note", item=quoted(command.item)), rule=CHECKS)


def _with_all_checked(state: Handover, _: commands.SignOut, __: Stamp, ___: World) -> None:
    """Let it be signed out only with every item checked."""
    if missing := [item for item in state.checklist if item not in state.checked]:
        raise refuse(say("error.unchecked_items", items=", ".join(missing)), rule=CHECKS)


@needs(commands.Review)
def _once(state: Handover, handover: str) -> None:
    """Let it be reviewed once."""
    if state.is_reviewed:
        raise refuse(say("refusal.handover.reviewed", handover=handover), rule=SIGNATURES)


def _sides(matter: Matter, command: commands.Start) -> tuple[str, ...]:
    """Give both sides: of a handover that begins, those who are said."""
    said = command if isinstance(command, commands.Start) else matter.state
    return () if said is None else (said.outgoing, said.incoming)


def _sides_and_writers(matter: Matter, command: commands.Start) -> tuple[str, ...]:
    """Give whom a handover concerns or comes from: both sides, and who wrote it down for one of them."""
    state: Handover | None = matter.state
    return (*_sides(matter, command), *(() if state is None else state.written_by))


relates("handover", own=_sides, oneself=_sides_and_writers)
records(commands.Annul, events.Annulled)
records(commands.CheckItem, events.ItemChecked, _says_what_is_wrong)
records(commands.CarryOpenItem, events.OpenItemCarried)
records(commands.SignOut, events.SignedOut, _with_all_checked)
records(commands.SignIn, events.SignedIn)
records(commands.Refuse, events.Refused)
records(commands.Review, events.Reviewed)


@evolves(events.Started)
def started(_: Handover | None, event: events.Started) -> Handover:
    """Begin the handover."""
    begun = Handover(outgoing=event.outgoing, incoming=event.incoming, checklist=event.checklist)
    return _written(begun, event)


def _written(state: Handover, event: Event) -> Handover:
    """Remember who wrote something down for somebody else."""
    if event.entered_by is None or event.entered_by in state.written_by:
        return state
    return replace(state, written_by=(*state.written_by, event.entered_by))


@evolves(events.ItemChecked)
def item_checked(state: Handover, event: events.ItemChecked) -> Handover:
    """Remember the check."""
    state = _written(state, event)
    return state if event.item in state.checked else replace(state, checked=(*state.checked, event.item))


@evolves(events.OpenItemCarried)
def open_item_carried(state: Handover, event: events.OpenItemCarried) -> Handover:
    """Remember who wrote it down."""
    return _written(state, event)


@evolves(events.Reviewed)
def reviewed(state: Handover, _: events.Reviewed) -> Handover:
    """Remember the review."""
    return replace(state, is_reviewed=True)
