"""Why a command about a work order is refused, beyond what its flow says (000-5)."""

from __future__ import annotations

from answerable.deciding import Stamp, World, must_follow, needs, refuse, wrong
from answerable.devices import has_its_check_digit
from answerable.streams.handover.events import Mark
from answerable.streams.payment.decisions import Payment
from answerable.streams.payment.flow import PaymentStage
from answerable.streams.workorder import commands
from answerable.streams.workorder.flow import (
    APPROVAL,
    CHECKING,
    FILING,
    INSTALLING,
    ORAL,
    OUTSIDE,
    REPAIRING,
    RETURNING,
    SIM_CARDS,
    WorkorderStage,
)
from answerable.streams.workorder.kinds import OralMatter, OralStanding, OrderKind, WorkKind
from answerable.streams.workorder.state import PAPER_FIELDS, Workorder
from answerable.wording import Sentence, listed, say

ORDER = "order-of-times"
DEVICE = "device-number"
"""The rule that a device's number has the form and the check digit of one."""

Correction = commands.CorrectInstall | commands.CorrectRepair

_NEEDED = say("refusal.workorder.no_mark")
_NOT_ASKED = say("refusal.workorder.no_terminal")

_ON_SITE_WORK = (WorkKind.TERMINAL, WorkKind.SIM, WorkKind.PART)


def _lacking(order: Workorder) -> Sentence:
    return listed(say(f"refusal.workorder.lacks.{lack.value}") for lack in order.missing)


@needs(commands.ReceivePaper, commands.CorrectInstall)
def _is_install(order: Workorder, name: str) -> None:
    """Let only an installation have an installation's papers."""
    if order.kind is not OrderKind.INSTALL:
        raise refuse(say("refusal.workorder.no_install", workorder=name), rule=INSTALLING)


@needs(commands.CorrectRepair)
def _is_repair(order: Workorder, name: str) -> None:
    """Let only a repair have a repair's fields."""
    if order.kind is not OrderKind.REPAIR:
        raise refuse(say("refusal.workorder.no_repair", workorder=name), rule=REPAIRING)


@needs(commands.Approve)
def _can_be_approved(order: Workorder, name: str) -> None:
    """Let it be approved once, and complete; again only where the oral approval turned out to be none."""
    said = order.oral_of(OralMatter.ORDER)
    was_denied = said is not None and said.standing is OralStanding.DENIED
    if order.stage is not WorkorderStage.DRAWN_UP and not was_denied:
        raise refuse(say("refusal.workorder.approved", workorder=name), rule=APPROVAL)
    _has_all(order, name)


@needs(commands.RecordOralApproval)
def _has_all(order: Workorder, name: str) -> None:
    """Let it be approved only with all its papers, or with all that a repair's order has to say."""
    if order.missing:
        rule = INSTALLING if order.kind is OrderKind.INSTALL else REPAIRING
        raise refuse(say("refusal.workorder.lacking", workorder=name, what=_lacking(order)), rule=rule)


@needs(commands.Depart)
def _is_ready(order: Workorder, name: str) -> None:
    """Let nobody leave before all that is needed was checked."""
    if not order.is_ready:
        raise refuse(say("refusal.workorder.not_ready", workorder=name), rule=CHECKING)


@needs(commands.ConfirmDeletion)
def _has_data_outside(order: Workorder, name: str) -> None:
    """Let a deletion be confirmed where a vendor has data."""
    if not order.has_data_outside:
        raise refuse(say("refusal.workorder.nothing_outside", workorder=name), rule=OUTSIDE)


@needs(commands.WithdrawStep)
def _nothing_rests_on_it(order: Workorder, name: str) -> None:
    """Let an arrival be taken back only where nothing was done behind it."""
    if order.stage is WorkorderStage.ON_SITE and any(order.of_kind(kind) for kind in _ON_SITE_WORK):
        raise refuse(say("refusal.workorder.worked", workorder=name), rule=APPROVAL)


def is_a_terminal(
    _: Workorder | None,
    command: commands.RequestRepair | commands.CorrectRepair,
    __: Stamp,
    ___: World,
) -> None:
    """Let a terminal's number be one."""
    if command.terminal is not None:
        _must_be_right("terminal", command.terminal)


def _must_be_right(field: str, number: str) -> None:
    if not has_its_check_digit(number):
        raise wrong(field, say("refusal.workorder.check_digit", number=number), rule=DEVICE)


def has_not_come(order: Workorder, command: commands.ReceivePaper, _: Stamp, __: World) -> None:
    """Let a paper come once."""
    lack = PAPER_FIELDS[command.paper]
    if order.said.get(lack.value) is not None:
        said = say("refusal.workorder.has_come", paper=say(f"refusal.workorder.lacks.{lack.value}"))
        raise refuse(said, rule=INSTALLING, field="paper")


def allowed_by_another(
    order: Workorder,
    command: commands.RecordOralApproval | commands.RecordOralParts,
    _: Stamp,
    __: World,
) -> None:
    """Let nobody be said to have allowed their own, and not before the customer called."""
    own = (*order.drawn_up_by, command.actor, command.entered_by)
    if command.by in own:
        raise wrong("by", say("refusal.workorder.own", staff=command.by), rule=ORAL)
    # People read a clock's minutes.
    if command.approved_at < (called_at := order.called_at.replace(second=0, microsecond=0)):
        at, then = called_at.isoformat(), command.approved_at.isoformat()
        raise wrong("approved_at", say("refusal.workorder.before_the_call", at=at, then=then), rule=ORDER)


def was_said(
    order: Workorder, command: commands.ConfirmOral | commands.DenyOral, _: Stamp, __: World
) -> None:
    """Let what was allowed by word of mouth be confirmed or denied once."""
    said = order.oral_of(command.oral_matter)
    if said is None:
        raise refuse(
            say("refusal.workorder.nothing_said", workorder=command.workorder), rule=ORAL, field="oral_matter"
        )
    if said.standing is not OralStanding.SAID:
        raise refuse(
            say("refusal.workorder.answered", workorder=command.workorder), rule=ORAL, field="oral_matter"
        )


def customer_agreed(_: Workorder, command: commands.ProposeOutside, __: Stamp, ___: World) -> None:
    """Let a vendor get personal data only where the customer agreed (PIPL, article 23)."""
    has_data = command.passes_address or command.passes_contact or command.passes_plate
    if has_data and command.consent is None:
        raise wrong("consent", say("refusal.workorder.no_consent"), rule=OUTSIDE)


def says_what_lacks(_: Workorder, command: commands.CheckDeparture, __: Stamp, ___: World) -> None:
    """Let × stand only with a note."""
    marks = (command.order_data, command.tools, command.spares, command.papers)
    if Mark.ABNORMAL in marks and command.note is None:
        raise wrong("note", say("refusal.workorder.no_note"), rule=CHECKING)


def swaps_terminals(order: Workorder, command: commands.SwapTerminal, _: Stamp, __: World) -> None:
    """Let a terminal be changed for another, and the one that was there be the one that is on record."""
    _must_differ(command, RETURNING)
    known = order.terminal if order.kind is OrderKind.REPAIR else None
    if known is not None and command.old != known:
        said = say("refusal.workorder.other_terminal", workorder=command.workorder, known=known)
        raise refuse(said, rule=RETURNING, field="old")


def swaps_cards(order: Workorder, command: commands.SwapSim, _: Stamp, __: World) -> None:
    """Let a card be changed for another, and the one that was there be the one that was put in before."""
    _must_differ(command, SIM_CARDS)
    before = order.of_kind(WorkKind.SIM) if order.kind is OrderKind.REPAIR else ()
    if before and command.old != before[-1].new:
        raise refuse(
            say("refusal.workorder.other_card", workorder=command.workorder), rule=SIM_CARDS, field="old"
        )


def _must_differ(command: commands.SwapTerminal | commands.SwapSim, rule: str) -> None:
    for field, number in (("old", command.old), ("new", command.new)):
        _must_be_right(field, number)
    if command.old == command.new:
        raise wrong("new", say("refusal.workorder.same"), rule=rule)


def is_taped(order: Workorder, command: commands.ComeBack, _: Stamp, __: World) -> None:
    """Let what is brought back say whether its tape is on it and whether it is clean, and what is wrong."""
    marks = {"tape": command.tape, "is_clean": command.is_clean}
    for field, mark in marks.items():
        if (mark is None) != (command.terminal is None):
            raise wrong(field, _NEEDED if mark is None else _NOT_ASKED, rule=RETURNING)
    if command.terminal is None:
        return
    _must_be_right("terminal", command.terminal)
    if Mark.ABNORMAL in marks.values() and command.note is None:
        raise wrong("note", say("refusal.workorder.no_note"), rule=RETURNING)
    out = [one.old for one in order.of_kind(WorkKind.TERMINAL)]
    known = [one for one in (*out, order.terminal) if one is not None]
    if known and command.terminal not in known:
        said = say(
            "refusal.workorder.not_of_the_order",
            workorder=command.workorder,
            known=listed(dict.fromkeys(known)),
        )
        raise refuse(said, rule=RETURNING, field="terminal")


def is_complete(order: Workorder, command: commands.Complete, _: Stamp, __: World) -> None:
    """Let an order be filed only with all that it has to have, nothing of it open (000-5.4.7)."""
    if order.missing:
        raise refuse(
            say("refusal.workorder.lacking", workorder=command.workorder, what=_lacking(order)), rule=FILING
        )
    for one in order.oral:
        if one.standing in (OralStanding.SAID, OralStanding.DENIED) and one is order.oral_of(one.matter):
            is_open = one.standing is OralStanding.SAID
            key = "refusal.workorder.unconfirmed" if is_open else "refusal.workorder.denied"
            raise refuse(say(key, workorder=command.workorder, staff=one.by), rule=ORAL)
    if order.has_data_outside:
        raise refuse(say("refusal.workorder.data_outside", workorder=command.workorder), rule=OUTSIDE)
    swapped = any(order.of_kind(kind) for kind in (WorkKind.TERMINAL, WorkKind.SIM))
    wanted = ("is_signed", "has_numbers", "has_papers") if swapped else ("is_signed", "has_papers")
    for field in wanted:
        if not getattr(command, field):
            raise wrong(field, say(f"refusal.workorder.incomplete.{field}"), rule=FILING)


def is_paid(order: Workorder, command: commands.Complete, _: Stamp, world: World) -> None:
    """Let an order with a fee be filed only when finance has the money, and it is the fee."""
    if not order.fee_fen:
        return
    payment: Payment | None = world.others[commands.payment_of(command.workorder)]
    if payment is None or payment.stage not in (PaymentStage.RECEIVED, PaymentStage.SETTLED):
        raise refuse(say("refusal.workorder.unpaid", workorder=command.workorder), rule="000-5.4.9")
    if payment.due_fen != order.fee_fen:
        raise refuse(say("refusal.workorder.other_fee", workorder=command.workorder), rule="000-5.4.9")


def behind_its_drawing_up(order: Workorder, command: Correction, stamp: Stamp, _: World) -> None:
    """Let nothing be put right before it was said."""
    must_follow(stamp, order.drawn_up_at, say("refusal.workorder.when_drawn_up", workorder=command.workorder))


def was_entered(order: Workorder, command: commands.WithdrawWork, stamp: Stamp, _: World) -> None:
    """Let an entry be taken back that is there, and what the fee rests on only before the work is done."""
    if not order.of_kind(command.work_kind):
        raise refuse(
            say("refusal.workorder.not_entered", workorder=command.workorder),
            rule=APPROVAL,
            field="work_kind",
        )
    at = order.of_kind(command.work_kind)[-1].at
    must_follow(stamp, at, say("refusal.workorder.when_entered", workorder=command.workorder))
    if command.work_kind in _ON_SITE_WORK and order.stage is not WorkorderStage.ON_SITE:
        raise refuse(
            say("refusal.workorder.done_since", workorder=command.workorder), rule=APPROVAL, field="work_kind"
        )
