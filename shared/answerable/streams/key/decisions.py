"""Key: who may borrow, what a viewing leaves behind, what is sealed and for whom, who answers for a loss."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from answerable.corrections import Correctable
from answerable.deciding import Matter, Stamp, World, evolves, needs, records, refuse, relates, wrong
from answerable.streams.key import commands, events
from answerable.streams.key.events import KeyClass, LoanPurpose, Remedy
from answerable.streams.key.flow import (
    CONTRACTORS,
    LOANS,
    LOSSES,
    MOVE_IN,
    PLANT_ROOMS,
    SEALING,
    VIEWINGS,
    KeyStage,
)
from answerable.streams.staff.events import Role
from answerable.wording import say

MOST_LOANS = 200
"""Loans on one card: behind them it is retired, and the key gets a new one (decision 0023)."""

ORDER = "order-of-times"


@dataclass(frozen=True, slots=True)
class Key(Correctable):
    """A key's card.

    Arguments:
        label: what is written on it.
        key_class: of which class.
        pieces: how many keys there are.
        stage: where it is.
        customer: whose it is, since it was handed over.
        borrower: who asked for it or has it, or had it last.
        purpose: what it was borrowed for, last.
        back_by: the day on which it has to be back, of the last loan.
        was_out: whether the last loan was handed out.
        answers: who answers for its loss.
        loans: how many loans there were.
    """

    label: str = ""
    key_class: KeyClass = KeyClass.OFFICE
    pieces: int = 1
    stage: KeyStage = KeyStage.KEPT
    customer: str | None = None
    borrower: str | None = None
    purpose: LoanPurpose = LoanPurpose.OTHER
    back_by: date | None = None
    was_out: bool = False
    answers: str | None = None
    loans: int = 0

    @property
    def expected(self) -> int:
        """How many pieces lie in its place."""
        here = (KeyStage.KEPT, KeyStage.ASKED, KeyStage.APPROVED, KeyStage.BROUGHT_BACK, KeyStage.SEALED)
        return self.pieces if self.stage in here else 0


def _with_room(state: Key, command: commands.AskForLoan, _: Stamp, __: World) -> None:
    """Let a card be full: what is decided about a key does not grow for ever."""
    if state.loans >= MOST_LOANS:
        raise refuse(say("refusal.key.full", key=command.key, most=MOST_LOANS), rule=LOANS)


def _due_today_or_later(_: Key, command: commands.AskForLoan, stamp: Stamp, world: World) -> None:
    """Let no key be due before it is asked for."""
    if command.back_by < (today := world.day_of(stamp.occurred_at)):
        said = say("refusal.key.due_before", due=str(command.back_by), today=str(today))
        raise wrong("back_by", said, rule=ORDER)


def _has(role: Role, command: commands.AskForLoan, stamp: Stamp, world: World) -> bool:
    known: Any = world.people.get(command.actor)
    return known is not None and known.has_role(world.day_of(stamp.occurred_at), command.site, role)


def _by_engineering(_: Key, command: commands.AskForLoan, stamp: Stamp, world: World) -> None:
    """Let only engineering borrow for a firm from outside: it answers for it (002-r3-B6)."""
    if command.on_behalf_of is not None and not _has(Role.TECHNICIAN, command, stamp, world):
        raise wrong("on_behalf_of", say("refusal.key.for_contractor"), rule=CONTRACTORS)


def _with_cause(state: Key, command: commands.AskForLoan, stamp: Stamp, world: World) -> None:
    """Let an assistant open a plant room only with a special cause (002-r3-C2)."""
    is_plant = state.key_class is KeyClass.PLANT_ROOM
    if is_plant and command.special_cause is None and _has(Role.AGENT, command, stamp, world):
        raise wrong("special_cause", say("refusal.key.no_cause", label=state.label), rule=PLANT_ROOMS)


def _unit_left_safe(state: Key, command: commands.BringBack, _: Stamp, __: World) -> None:
    """Let a viewing end with the power off, doors and windows closed, and the unit locked (002-r3-B3)."""
    if state.purpose is not LoanPurpose.VIEWING:
        return
    for name in ("is_power_off", "is_closed", "is_locked"):
        if not getattr(command, name):
            raise wrong(name, say(f"refusal.key.viewing.{name}", label=state.label), rule=VIEWINGS)


def _a_units(state: Key, command: commands.HandOver, stamp: Stamp, world: World) -> None:
    """Let customers get keys of units alone, and only behind the inspection (002-r3-A1)."""
    if state.key_class is not KeyClass.UNIT:
        raise refuse(say("refusal.key.no_unit", label=state.label), rule=MOVE_IN)
    if command.inspected_on > (today := world.day_of(stamp.occurred_at)):
        said = say("refusal.key.inspected_later", day=str(command.inspected_on), today=str(today))
        raise wrong("inspected_on", said, rule=ORDER)


def _entrusted(state: Key, command: commands.Release, _: Stamp, __: World) -> None:
    """Let only what a customer entrusted be given back to them."""
    if state.customer is None:
        raise refuse(say("refusal.key.not_entrusted", key=command.key), rule=SEALING)


def _lock_is_changed(_: Key, command: commands.Replace, __: Stamp, world: World) -> None:
    """Let a lock be changed only by the change that security approved, and that is done (002-r13-6)."""
    if command.remedy is not Remedy.LOCK_CHANGED:
        if command.lockchange is not None:
            raise wrong("lockchange", say("refusal.key.no_lock"), rule=LOSSES)
        return
    if command.lockchange is None:
        raise wrong("lockchange", say("refusal.key.which_lock"), rule=LOSSES)
    change: Any = world.others[command.lockchange]
    if change is None:
        raise world.no_such(command.lockchange, command.site)
    if not change.is_done:
        said = say("refusal.key.lock_not_changed", lockchange=command.lockchange)
        raise refuse(said, rule=LOSSES, field="lockchange")


@needs(commands.WithdrawReturn)
def _was_out(state: Key, key: str) -> None:
    """Let only a return be taken back that there was."""
    if not state.was_out:
        raise refuse(say("refusal.key.not_returned", key=key), rule=LOANS)


def _whose(matter: Matter, _: object) -> tuple[str | None, ...]:
    return () if matter.state is None else (matter.state.borrower,)


def _holder(state: Key, *_: object) -> str | None:
    """Give who has it: who is only said to have asked answers for nothing."""
    return state.borrower if state.stage in (KeyStage.OUT, KeyStage.BROUGHT_BACK) else None


_AS_ASKED: Mapping[str, Callable[..., Any]] = {
    "to": lambda state, *_: state.borrower,
    "purpose": lambda state, *_: state.purpose,
    "back_by": lambda state, *_: state.back_by,
}
"""What is handed out is what was asked for: nobody says it a second time."""

relates("key", own=_whose)
records(commands.Catalogue, events.Catalogued)
records(commands.Correct, events.Corrected, corrects=events.Catalogued)
records(commands.AskForLoan, events.LoanAsked, _with_room, _due_today_or_later, _by_engineering, _with_cause)
records(commands.ApproveLoan, events.LoanApproved)
records(commands.RefuseLoan, events.LoanRefused)
records(commands.HandOut, events.HandedOut, works_out=_AS_ASKED)
records(commands.BringBack, events.BroughtBack, _unit_left_safe)
records(commands.TakeBack, events.TakenBack, works_out={"brought_by": lambda state, *_: state.borrower})
records(commands.TurnAway, events.TurnedAway)
records(commands.HandOver, events.HandedOver, _a_units)
records(commands.Seal, events.Sealed, works_out={"customer": lambda state, *_: state.customer})
records(commands.Release, events.Released, _entrusted)
records(commands.ReportLoss, events.LossReported, works_out={"holder": _holder})
records(commands.TakePrecaution, events.PrecautionTaken)
records(commands.Replace, events.Replaced, _lock_is_changed)
records(commands.Recover, events.Recovered)
records(commands.Retire, events.Retired)
records(commands.WithdrawLoan, events.LoanWithdrawn)
records(commands.WithdrawReturn, events.ReturnWithdrawn, works_out=_AS_ASKED)
records(commands.WithdrawCustody, events.CustodyWithdrawn)
records(commands.WithdrawLoss, events.LossWithdrawn)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.Catalogued)
def catalogued(_: None, event: events.Catalogued) -> Key:
    """Begin its card."""
    return Key(label=event.label, key_class=event.key_class, pieces=event.pieces)


@evolves(events.Corrected)
def corrected(state: Key, event: events.Corrected) -> Key:
    """Have the card say what holds."""
    return replace(
        state,
        label=event.label or state.label,
        key_class=event.key_class or state.key_class,
        pieces=event.pieces or state.pieces,
    )


@evolves(events.LoanAsked)
def loan_asked(state: Key, event: events.LoanAsked) -> Key:
    """Remember who borrows, and until when."""
    return replace(
        state,
        borrower=event.actor,
        purpose=event.purpose,
        back_by=event.back_by,
        was_out=False,
        loans=state.loans + 1,
    )


@evolves(events.HandedOut)
def handed_out(state: Key, _: events.HandedOut) -> Key:
    """Remember that the loan was no mere wish."""
    return replace(state, was_out=True)


@evolves(events.LoanWithdrawn, events.LoanRefused)
def no_loan(state: Key, _: events.LoanWithdrawn | events.LoanRefused) -> Key:
    """Forget who borrows."""
    return replace(state, borrower=None, back_by=None, was_out=False)


@evolves(events.HandedOver)
def handed_over(state: Key, event: events.HandedOver) -> Key:
    """Remember whose it is."""
    return replace(state, customer=event.customer)


@evolves(events.CustodyWithdrawn)
def in_its_place(state: Key, _: events.CustodyWithdrawn) -> Key:
    """Have nobody's key in its place."""
    return replace(state, customer=None)


@evolves(events.LossReported)
def lost(state: Key, event: events.LossReported) -> Key:
    """Remember who answers for it; no loan of it can be brought back."""
    return replace(state, answers=event.holder, was_out=False)


@evolves(events.LossWithdrawn, events.Recovered)
def there_again(state: Key, _: events.LossWithdrawn | events.Recovered) -> Key:
    """Have nobody answer for it any more."""
    return replace(state, answers=None)
