"""Handover: the list is checked, both sides sign, the lead reviews; the incoming side may refuse (002-r4)."""

from __future__ import annotations

from dataclasses import dataclass, replace

from answerable.commands import handover as commands
from answerable.events import handover as events
from answerable.events.base import Event
from answerable.events.handover import Mark
from services.intake.domain.kernel import Stamp, World, decides, evolves, opens, refuse, wrong

SIGNATURES = "002-r4-2.3"
REFUSAL = "002-r4-1.6"
CHECKS = "002-r4-2.1"


@dataclass(frozen=True, slots=True)
class Handover:
    """A shift's handover.

    Arguments:
        outgoing: who hands over.
        incoming: who takes over.
        checklist: the items to be checked.
        checked: the items that were.
        is_signed_out: whether the outgoing side signed.
        is_signed_in: whether the incoming side signed.
        is_refused: whether the incoming side refused.
        is_reviewed: whether the lead signed.
    """

    outgoing: str
    incoming: str
    checklist: tuple[str, ...]
    checked: tuple[str, ...] = ()
    is_signed_out: bool = False
    is_signed_in: bool = False
    is_refused: bool = False
    is_reviewed: bool = False


@opens(commands.Start)
def start(_: None, command: commands.Start, stamp: Stamp, __: World) -> list[Event]:
    """Open the handover between two persons."""
    if command.outgoing == command.incoming:
        message = f"{command.outgoing} cannot hand over to themselves"
        raise refuse(message, rule=SIGNATURES)
    if len(set(command.checklist)) != len(command.checklist):
        message = "the checklist names an item twice"
        raise wrong("checklist", message, rule="unique")
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


def _must_be_unsigned(state: Handover, handover: str) -> None:
    if state.is_signed_in or state.is_refused:
        ended = "signed by both sides" if state.is_signed_in else "refused"
        message = f"{handover} was {ended} and cannot be changed"
        raise refuse(message, rule=SIGNATURES)


def _must_be_in_the_making(state: Handover, handover: str) -> None:
    """Refuse to change what the outgoing side has put its name to."""
    _must_be_unsigned(state, handover)
    if state.is_signed_out:
        message = f"{state.outgoing} signed {handover} already; what was signed is not changed"
        raise refuse(message, rule=SIGNATURES)


@decides(commands.CheckItem)
def check_item(state: Handover, command: commands.CheckItem, stamp: Stamp, _: World) -> list[Event]:
    """Mark an item √ or ×, until the outgoing side signs; × says what is wrong."""
    _must_be_in_the_making(state, command.handover)
    if command.item not in state.checklist:
        message = f"{command.item!r} is not on the checklist of {command.handover}"
        raise refuse(message, rule=CHECKS)
    if command.mark is Mark.ABNORMAL and command.note is None:
        message = f"{command.item!r} is marked ×: a note must say what is wrong"
        raise wrong("note", message, rule=CHECKS)
    return [events.ItemChecked(**stamp.next(), item=command.item, mark=command.mark, note=command.note)]


@decides(commands.CarryOpenItem)
def carry_open_item(state: Handover, command: commands.CarryOpenItem, stamp: Stamp, _: World) -> list[Event]:
    """Hand on something unfinished, with its reason, until the outgoing side signs."""
    _must_be_in_the_making(state, command.handover)
    return [
        events.OpenItemCarried(
            **stamp.next(), matter=command.matter, what=command.what, reason=command.reason
        )
    ]


@decides(commands.SignOut)
def sign_out(state: Handover, command: commands.SignOut, stamp: Stamp, _: World) -> list[Event]:
    """Sign for the outgoing side, with every item checked."""
    _must_be_in_the_making(state, command.handover)
    if command.by != state.outgoing:
        message = f"{command.handover} is signed out by {state.outgoing}, not by {command.by}"
        raise refuse(message, rule=SIGNATURES)
    if missing := [item for item in state.checklist if item not in state.checked]:
        message = f"{command.handover} has unchecked items: {', '.join(missing)}"
        raise refuse(message, rule=CHECKS)
    return [events.SignedOut(**stamp.next(), by=command.by)]


def _must_be_incoming(state: Handover, handover: str, by: str) -> None:
    if by != state.incoming:
        message = f"{handover} is for {state.incoming} to sign or refuse, not for {by}"
        raise refuse(message, rule=SIGNATURES)


@decides(commands.SignIn)
def sign_in(state: Handover, command: commands.SignIn, stamp: Stamp, _: World) -> list[Event]:
    """Sign for the incoming side, behind the outgoing one."""
    _must_be_unsigned(state, command.handover)
    _must_be_incoming(state, command.handover, command.by)
    if not state.is_signed_out:
        message = f"{state.outgoing} has not signed {command.handover} yet"
        raise refuse(message, rule=SIGNATURES)
    return [events.SignedIn(**stamp.next(), by=command.by)]


@decides(commands.Refuse)
def refuse_shift(state: Handover, command: commands.Refuse, stamp: Stamp, _: World) -> list[Event]:
    """Refuse the shift with a reason (002-r4-1.6)."""
    _must_be_unsigned(state, command.handover)
    _must_be_incoming(state, command.handover, command.by)
    return [events.Refused(**stamp.next(), by=command.by, reason=command.reason)]


@decides(commands.Review)
def review(state: Handover, command: commands.Review, stamp: Stamp, _: World) -> list[Event]:
    """Read and sign as the lead, when both sides have ended it."""
    if state.is_reviewed:
        message = f"{command.handover} was reviewed already"
        raise refuse(message, rule=SIGNATURES)
    if not (state.is_signed_in or state.is_refused):
        message = f"{command.handover} is neither signed by both sides nor refused yet"
        raise refuse(message, rule=SIGNATURES)
    if command.by in (state.outgoing, state.incoming):
        message = f"{command.by} took part in {command.handover} and cannot review it"
        raise refuse(message, rule=SIGNATURES)
    return [events.Reviewed(**stamp.next(), by=command.by)]


@evolves(events.Started)
def started(_: None, event: events.Started) -> Handover:
    """Begin the handover."""
    return Handover(outgoing=event.outgoing, incoming=event.incoming, checklist=event.checklist)


@evolves(events.ItemChecked)
def item_checked(state: Handover, event: events.ItemChecked) -> Handover:
    """Remember the check."""
    return state if event.item in state.checked else replace(state, checked=(*state.checked, event.item))


@evolves(events.OpenItemCarried)
def open_item_carried(state: Handover, _: events.OpenItemCarried) -> Handover:
    """Change nothing that decisions depend on."""
    return state


@evolves(events.SignedOut)
def signed_out(state: Handover, _: events.SignedOut) -> Handover:
    """Remember the signature."""
    return replace(state, is_signed_out=True)


@evolves(events.SignedIn)
def signed_in(state: Handover, _: events.SignedIn) -> Handover:
    """Remember the signature."""
    return replace(state, is_signed_in=True)


@evolves(events.Refused)
def refused(state: Handover, _: events.Refused) -> Handover:
    """Remember the refusal."""
    return replace(state, is_refused=True)


@evolves(events.Reviewed)
def reviewed(state: Handover, _: events.Reviewed) -> Handover:
    """Remember the review."""
    return replace(state, is_reviewed=True)
