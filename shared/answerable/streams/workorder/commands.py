"""Work order: draw it up, approve it, give it to somebody, work on it, put it on file (000-5)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from answerable.commands.base import Command, Count
from answerable.days import RecordedDay, RecordedInstant
from answerable.devices import SimNumber, TerminalNumber
from answerable.events.base import (
    AT_WORK,
    AtWorkHere,
    CaseId,
    CustomerId,
    HereOrAbove,
    Label,
    Text,
    identity,
)
from answerable.money import Fen
from answerable.streams.contact.commands import ContactId
from answerable.streams.delivery.commands import DeliveryId
from answerable.streams.handover.events import Mark
from answerable.streams.workorder.kinds import (
    Consent,
    InstallEmptiable,
    OralMatter,
    OrderPaper,
    PaperNumber,
    RepairEmptiable,
    WorkKind,
)

WorkorderId = Annotated[str, identity("workorder")]

AtLeastOne = Annotated[Count, Field(ge=1)]


def payment_of(workorder: str) -> str:
    """Name the one payment of an order.

    Arguments:
        workorder: the order.
    """
    return f"payment-{workorder.partition('-')[2]}"


def workorder_of(payment: str) -> str:
    """Name the order that a payment is for.

    Arguments:
        payment: the payment.
    """
    return f"workorder-{payment.partition('-')[2]}"


class RequestInstall(Command):
    """Draw up an installation's order on its request: a request gives one order (000-5.4.1).

    Arguments:
        request_no: the number of the request (安装需求单).
        vehicles_no: the number of the list of vehicles (安装车辆明细); later where it has not come.
        drivers_no: the number of the drivers' and vehicles' data (司机信息和车辆基本信息); the same.
        customer: whose vehicles they are.
        vehicles: how many terminals are to be installed.
        case: the case that it comes from.
    """

    request_no: PaperNumber
    vehicles_no: PaperNumber | None = None
    drivers_no: PaperNumber | None = None
    customer: CustomerId
    vehicles: AtLeastOne
    case: CaseId | None = None

    @property
    def target(self) -> str:
        """The order of that request."""
        return f"workorder-{self.site}-{self.request_no}"


class RequestRepair(Command):
    """Draw up a repair's order on a call or a letter (000-5.4.2).

    Arguments:
        workorder: its id; a new one where left out.
        customer: who called.
        is_name_on_file: whether their name was taken down in their file.
        is_address_on_file: whether the full address was.
        is_contact_on_file: whether it says how to reach them.
        device_model: which model it is.
        purchased_on: when they bought it.
        problem: what is wrong.
        symptom: how it shows.
        terminal: the terminal's number, where known.
        contact: the call or letter.
        case: the case that it comes from.
        delivery: the delivered project that it belongs to.
        earlier: the order by which it was repaired before.
    """

    workorder: WorkorderId | None = None
    customer: CustomerId
    is_name_on_file: bool
    is_address_on_file: bool
    is_contact_on_file: bool
    device_model: Label
    purchased_on: RecordedDay
    problem: Text
    symptom: Text
    terminal: TerminalNumber | None = None
    contact: ContactId | None = None
    case: CaseId | None = None
    delivery: DeliveryId | None = None
    earlier: WorkorderId | None = None

    @property
    def depends_on(self) -> tuple[str, ...]:
        """What the warranty is counted from."""
        return tuple(one for one in (self.delivery, self.earlier) if one is not None)


class ReceivePaper(Command):
    """Record a paper that came later (000-5.4.1).

    Arguments:
        workorder: which.
        paper: which paper.
        paper_no: the number that is printed on it.
    """

    workorder: WorkorderId
    paper: OrderPaper
    paper_no: PaperNumber


class CorrectInstall(Command):
    """Put an installation's order right; what is left out stays as it was.

    Arguments:
        workorder: which.
        vehicles_no: the number of the list of vehicles.
        drivers_no: the number of the drivers' and vehicles' data.
        customer: whose vehicles they are.
        vehicles: how many terminals are to be installed.
        empties: the papers that had not come.
        reason: why.
    """

    workorder: WorkorderId
    vehicles_no: PaperNumber | None = None
    drivers_no: PaperNumber | None = None
    customer: CustomerId | None = None
    vehicles: AtLeastOne | None = None
    empties: tuple[InstallEmptiable, ...] | None = None
    reason: Text


class CorrectRepair(Command):
    """Put a repair's order right, or add what it lacks; what is left out stays as it was.

    Arguments:
        workorder: which.
        customer: who called.
        is_name_on_file: whether their name stands in their file.
        is_address_on_file: whether the full address does.
        is_contact_on_file: whether it says how to reach them.
        device_model: which model it is.
        purchased_on: when they bought it.
        problem: what is wrong.
        symptom: how it shows.
        terminal: the terminal's number.
        empties: what nothing holds of.
        reason: why.
    """

    workorder: WorkorderId
    customer: CustomerId | None = None
    is_name_on_file: bool | None = None
    is_address_on_file: bool | None = None
    is_contact_on_file: bool | None = None
    device_model: Label | None = None
    purchased_on: RecordedDay | None = None
    problem: Text | None = None
    symptom: Text | None = None
    terminal: TerminalNumber | None = None
    empties: tuple[RepairEmptiable, ...] | None = None
    reason: Text


class Approve(Command):
    """Approve the order, in one's own name; never by who drew it up (000-5.4.3).

    Arguments:
        workorder: which.
    """

    workorder: WorkorderId


class Decline(Command):
    """Do not approve the order, in one's own name.

    Arguments:
        workorder: which.
        reason: why.
    """

    workorder: WorkorderId
    reason: Text


class RecordOralApproval(Command):
    """Record that the manager approved the order by word of mouth; they confirm it themselves (000-5.7.3a).

    Arguments:
        workorder: which.
        by: who approved it.
        approved_at: when.
        note: what was said.
    """

    workorder: WorkorderId
    by: HereOrAbove
    approved_at: RecordedInstant
    note: Text


class RecordOralParts(Command):
    """Record that the manager allowed a missing part by word of mouth; they confirm it (000-5.7.3a).

    Arguments:
        workorder: which.
        by: who allowed it.
        approved_at: when.
        part_name: which part.
    """

    workorder: WorkorderId
    by: HereOrAbove
    approved_at: RecordedInstant
    part_name: Label


class ConfirmOral(Command):
    """Confirm what one allowed by word of mouth, oneself (000-5.7.3a).

    Arguments:
        workorder: which.
        oral_matter: what one allowed.
    """

    workorder: WorkorderId
    oral_matter: OralMatter


class DenyOral(Command):
    """Say that one did not allow it, oneself.

    Arguments:
        workorder: which.
        oral_matter: what one had not allowed.
        reason: what one has to say.
    """

    workorder: WorkorderId
    oral_matter: OralMatter
    reason: Text


class ProposeOutside(Command):
    """Propose to send an outside vendor, as all technicians are out (000-5.7.3b).

    Arguments:
        workorder: which.
        vendor: which firm.
        passes_address: whether it gets the customer's address.
        passes_contact: whether it gets how to reach them.
        passes_plate: whether it gets the vehicle's plate.
        consent: how the customer agreed to that, where it gets any of these.
        reason: why nobody of the centre goes.
    """

    workorder: WorkorderId
    vendor: Label
    passes_address: bool = False
    passes_contact: bool = False
    passes_plate: bool = False
    consent: Consent | None = None
    reason: Text


class AllowOutside(Command):
    """Agree that the vendor goes, in one's own name; never by who proposed it (000-5.7.3b).

    Arguments:
        workorder: which.
    """

    workorder: WorkorderId


class Assign(Command):
    """Give the order to a technician (000-5.4.3).

    Arguments:
        workorder: which.
        technician: to whom.
    """

    workorder: WorkorderId
    technician: AtWorkHere


class CheckDeparture(Command):
    """Check before leaving what is needed on site (000-5.4.4).

    Arguments:
        workorder: which.
        order_data: the order's data.
        tools: the tools.
        spares: the spare parts.
        papers: the papers.
        note: what is wrong; required with ×.
    """

    workorder: WorkorderId
    order_data: Mark
    tools: Mark
    spares: Mark
    papers: Mark
    note: Text | None = None


class Depart(Command):
    """Record that one leaves for the site (000-5.3).

    Arguments:
        workorder: which.
    """

    doer = AT_WORK

    workorder: WorkorderId


class Arrive(Command):
    """Record that one is on site.

    Arguments:
        workorder: which.
    """

    doer = AT_WORK

    workorder: WorkorderId


class SwapTerminal(Command):
    """Record that a terminal was changed (000-5.4.5).

    Arguments:
        workorder: which.
        old: the number of the one that was there.
        new: the number of the one that is there now.
    """

    workorder: WorkorderId
    old: TerminalNumber
    new: TerminalNumber


class SwapSim(Command):
    """Record that a SIM card was changed (000-5.4.6).

    Arguments:
        workorder: which.
        old: the number of the card that was there.
        new: the number of the card that is there now.
    """

    workorder: WorkorderId
    old: SimNumber
    new: SimNumber


class FitPart(Command):
    """Record that a part was built in.

    Arguments:
        workorder: which.
        part_name: which part.
        count: how many.
        price_fen: what one costs, in fen.
    """

    workorder: WorkorderId
    part_name: Label
    count: AtLeastOne = 1
    price_fen: Fen


class ReportDamage(Command):
    """Record that something else was damaged in the work (000-5.4.8).

    Arguments:
        workorder: which.
        what: what was damaged, and how.
    """

    workorder: WorkorderId
    what: Text


class Finish(Command):
    """Record that the work on site is done.

    Arguments:
        workorder: which.
        result: what was found and done.
    """

    workorder: WorkorderId
    result: Text


class ComeBack(Command):
    """Record that one is back from the site, and what was brought back for repair (000-5.4.5).

    Arguments:
        workorder: which.
        terminal: the number of the terminal that was brought back.
        tape: whether the tape with plate and symptom is on it; required with a terminal.
        is_clean: whether it is clean; the same.
        note: what is wrong; required with ×.
    """

    workorder: WorkorderId
    terminal: TerminalNumber | None = None
    tape: Mark | None = None
    is_clean: Mark | None = None
    note: Text | None = None


class ConfirmDeletion(Command):
    """Record that the vendor deleted or gave back what it had of the customer (000-5.7.3b).

    Arguments:
        workorder: which.
    """

    workorder: WorkorderId


class Complete(Command):
    """Put the order on file, complete (000-5.4.7).

    Arguments:
        workorder: which.
        is_signed: whether the customer signed the order's sheet.
        has_numbers: whether the sheet has the old and new numbers of what was changed.
        has_papers: whether all its papers are with it.
    """

    workorder: WorkorderId
    is_signed: bool
    has_numbers: bool
    has_papers: bool

    @property
    def depends_on(self) -> tuple[str, ...]:
        """Its payment, where a fee was due."""
        return (payment_of(self.workorder),)


class Abandon(Command):
    """Record that the customer called the order off.

    Arguments:
        workorder: which.
        reason: why.
    """

    workorder: WorkorderId
    reason: Text


class WithdrawWork(Command):
    """Take back the last entry of a kind that was made while working on the order.

    Arguments:
        workorder: which.
        work_kind: of what.
        reason: why.
    """

    workorder: WorkorderId
    work_kind: WorkKind
    reason: Text


class WithdrawStep(Command):
    """Take the last step back: it was entered by mistake. Never by who took it.

    Arguments:
        workorder: which.
        reason: why.
    """

    workorder: WorkorderId
    reason: Text


class Withdraw(Command):
    """Take the order back: it was drawn up by mistake.

    Arguments:
        workorder: which.
        reason: why.
    """

    workorder: WorkorderId
    reason: Text
