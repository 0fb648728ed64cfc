"""Work order: what each command is recorded as, and what is worked out for it (000-5)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from answerable.deciding import Matter, Stamp, World, records, relates, wrong
from answerable.purposes import Purpose
from answerable.streams.delivery.decisions import Delivery
from answerable.streams.workorder import commands, events, guards
from answerable.streams.workorder.flow import REPAIRING
from answerable.streams.workorder.kinds import OrderKind, WorkKind
from answerable.streams.workorder.state import Workorder
from answerable.warranty import Basis, Covered, DeviceDates, covered
from answerable.wording import say

_MINUTE_S = 60


def _called_at(
    _: Any, command: commands.RequestInstall | commands.RequestRepair, stamp: Stamp, world: World
) -> datetime:
    """Tell when the customer called: the contact and the case say so, else the order itself does."""
    named = (getattr(command, "contact", None), command.case)
    begun = [world.matters.get(one) for one in named if one is not None]
    return min((one.at for one in begun if one is not None and one.at is not None), default=stamp.occurred_at)


def _delivered_on(_: Any, command: commands.RequestRepair, __: Stamp, world: World) -> date | None:
    delivery: Delivery | None = None if command.delivery is None else world.others[command.delivery]
    return None if delivery is None else delivery.accepted_on


def _repaired_on(_: Any, command: commands.RequestRepair, __: Stamp, world: World) -> date | None:
    order: Workorder | None = None if command.earlier is None else world.others[command.earlier]
    return None if order is None else order.done_on


def _was_repaired(_: Any, command: commands.RequestRepair, __: Stamp, world: World) -> None:
    """Let a repair rest on an earlier one only where that was done."""
    if command.earlier is None:
        return
    order: Workorder | None = world.others[command.earlier]
    if order is None or order.done_on is None or order.kind is not OrderKind.REPAIR:
        raise wrong("earlier", say("refusal.workorder.not_repaired", earlier=command.earlier), rule=REPAIRING)


def _covered(
    state: Workorder | None,
    command: commands.RequestRepair | commands.CorrectRepair,
    stamp: Stamp,
    world: World,
) -> Covered | None:
    """Work out until when the device is under warranty; None where the rulebook does not say how long."""
    terms = world.first_rulebook_or_on(
        command.site, world.day_of(stamp.occurred_at), Purpose.WARRANTY
    ).warranty_terms
    if terms is None:
        return None
    if isinstance(command, commands.RequestRepair):
        delivered_on = _delivered_on(state, command, stamp, world)
        repaired_on = _repaired_on(state, command, stamp, world)
        return covered(DeviceDates(command.purchased_on, delivered_on, repaired_on), terms)
    purchased_on = command.purchased_on or (None if state is None else state.purchased_on)
    if state is None or purchased_on is None:
        return None
    return covered(DeviceDates(purchased_on, state.delivered_on, state.repaired_on), terms)


def _warranty_until(state: Any, command: Any, stamp: Stamp, world: World) -> date | None:
    found = _covered(state, command, stamp, world)
    return None if found is None else found.until


def _warranty_from(state: Any, command: Any, stamp: Stamp, world: World) -> Basis | None:
    found = _covered(state, command, stamp, world)
    return None if found is None else found.basis


_WARRANTY = {"warranty_until": _warranty_until, "warranty_from": _warranty_from}


def _minutes(since: datetime | None, until: datetime) -> int:
    return 0 if since is None else max(0, int((until - since).total_seconds()) // _MINUTE_S)


def _waited_min(state: Workorder, _: commands.Depart, stamp: Stamp, __: World) -> int:
    return _minutes(state.called_at, stamp.occurred_at)


def _worked_min(state: Workorder, _: commands.Finish, stamp: Stamp, __: World) -> int:
    return _minutes(state.arrived_at, stamp.occurred_at)


def _done_on(_: Workorder, __: commands.Finish, stamp: Stamp, world: World) -> date:
    return world.day_of(stamp.occurred_at)


def _is_under_warranty(state: Workorder, _: commands.Finish, stamp: Stamp, world: World) -> bool | None:
    if state.kind is OrderKind.INSTALL:
        return None
    return state.warranty_until is not None and world.day_of(stamp.occurred_at) <= state.warranty_until


def _fee_fen(state: Workorder, command: commands.Finish, stamp: Stamp, world: World) -> int:
    """Work out what is owed: behind the warranty the parts, and labour never (000-5.2.1, 000-5.2.3)."""
    if state.kind is OrderKind.INSTALL or _is_under_warranty(state, command, stamp, world):
        return 0
    return sum(one.fen for one in state.of_kind(WorkKind.PART))


def _technician(state: Workorder, *_: object) -> str | None:
    return state.technician


def _whose(matter: Matter, _: Any) -> tuple[str | None, ...]:
    """Give whose an order is: who drew it up, and who has it."""
    state: Workorder | None = matter.state
    return matter.taken_down_by if state is None else (*matter.taken_down_by, state.technician)


def _said_to_have_allowed(matter: Matter, _: Any) -> tuple[str, ...]:
    state: Workorder | None = matter.state
    return () if state is None else tuple(one.by for one in state.oral)


relates("workorder", own=_whose, asked=_said_to_have_allowed)
records(
    commands.RequestInstall,
    events.InstallRequested,
    works_out={"called_at": _called_at},
    may_begin=True,
)
records(
    commands.RequestRepair,
    events.RepairRequested,
    guards.is_a_terminal,
    _was_repaired,
    works_out={
        "called_at": _called_at,
        "delivered_on": _delivered_on,
        "repaired_on": _repaired_on,
        **_WARRANTY,
    },
)
records(commands.ReceivePaper, events.PaperReceived, guards.has_not_come)
records(
    commands.CorrectInstall,
    events.InstallCorrected,
    guards.behind_its_drawing_up,
    corrects=events.InstallRequested,
)
records(
    commands.CorrectRepair,
    events.RepairCorrected,
    guards.is_a_terminal,
    guards.behind_its_drawing_up,
    works_out=_WARRANTY,
    corrects=events.RepairRequested,
)
records(commands.Approve, events.Approved)
records(commands.Decline, events.Declined)
records(commands.RecordOralApproval, events.OrallyApproved, guards.allowed_by_another)
records(commands.RecordOralParts, events.PartsOrallyAllowed, guards.allowed_by_another)
records(commands.ConfirmOral, events.OralConfirmed, guards.was_said)
records(commands.DenyOral, events.OralDenied, guards.was_said)
records(commands.ProposeOutside, events.OutsideProposed, guards.customer_agreed)
records(commands.AllowOutside, events.OutsideAllowed)
records(commands.Assign, events.Assigned)
records(commands.CheckDeparture, events.DepartureChecked, guards.says_what_lacks)
records(commands.Depart, events.Departed, works_out={"waited_min": _waited_min})
records(commands.Arrive, events.Arrived)
records(commands.SwapTerminal, events.TerminalSwapped, guards.swaps_terminals)
records(commands.SwapSim, events.SimSwapped, guards.swaps_cards)
records(commands.FitPart, events.PartFitted)
records(commands.ReportDamage, events.DamageReported, works_out={"technician": _technician})
records(
    commands.Finish,
    events.Finished,
    works_out={
        "done_on": _done_on,
        "worked_min": _worked_min,
        "is_under_warranty": _is_under_warranty,
        "fee_fen": _fee_fen,
    },
)
records(commands.ComeBack, events.CameBack, guards.is_taped)
records(commands.ConfirmDeletion, events.DeletionConfirmed)
records(commands.Complete, events.Completed, guards.is_complete, guards.is_paid)
records(commands.Abandon, events.Abandoned)
records(commands.WithdrawWork, events.WorkWithdrawn, guards.was_entered)
records(commands.WithdrawStep, events.StepWithdrawn)
records(commands.Withdraw, events.OrderWithdrawn)
