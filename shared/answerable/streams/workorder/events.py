"""Work order: drawn up, approved, given to somebody, done on site, brought back, and put on file (000-5)."""

from __future__ import annotations

from datetime import date

from pydantic import AwareDatetime, PositiveInt

from answerable.devices import SimNumber, TerminalNumber
from answerable.events.base import (
    CaseId,
    Concerned,
    CustomerId,
    Event,
    Label,
    OriginatorId,
    StaffId,
    Text,
)
from answerable.money import Fen
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
from answerable.warranty import Basis


class InstallRequested(Event):
    """An installation's order was drawn up on its request (000-5.4.1).

    Arguments:
        request_no: the number of the request (安装需求单).
        vehicles_no: the number of the list of vehicles (安装车辆明细), where it has come.
        drivers_no: the number of the drivers' and vehicles' data (司机信息和车辆基本信息); the same.
        customer: whose vehicles they are.
        vehicles: how many terminals are to be installed.
        case: the case that it comes from.
        called_at: when the customer asked for it: the case's beginning, or the order's.
    """

    request_no: PaperNumber
    vehicles_no: PaperNumber | None = None
    drivers_no: PaperNumber | None = None
    customer: CustomerId
    vehicles: PositiveInt
    case: CaseId | None = None
    called_at: AwareDatetime


class RepairRequested(Event):
    """A repair's order was drawn up on a call or a letter (000-5.4.2).

    Arguments:
        customer: who called; their name, address and telephone stand in their file alone.
        is_name_on_file: whether their name was taken down there.
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
        called_at: when the customer called: the contact's or the case's beginning, or the order's.
        delivered_on: when the customer accepted that project.
        repaired_on: when it was repaired by that order.
        warranty_until: the last day of the warranty; None where no rulebook says how long it is.
        warranty_from: what that is counted from.
    """

    customer: CustomerId
    is_name_on_file: bool
    is_address_on_file: bool
    is_contact_on_file: bool
    device_model: Label
    purchased_on: date
    problem: Text
    symptom: Text
    terminal: TerminalNumber | None = None
    contact: OriginatorId | None = None
    case: CaseId | None = None
    delivery: OriginatorId | None = None
    earlier: OriginatorId | None = None
    called_at: AwareDatetime
    delivered_on: date | None = None
    repaired_on: date | None = None
    warranty_until: date | None = None
    warranty_from: Basis | None = None


class PaperReceived(Event):
    """A paper came that the installation's order was drawn up without (000-5.4.1).

    Arguments:
        paper: which.
        paper_no: the number that is printed on it.
    """

    paper: OrderPaper
    paper_no: PaperNumber


class InstallCorrected(Event):
    """What an installation's order said was wrong; what is left out stays as it was.

    Arguments:
        vehicles_no: the number of the list of vehicles.
        drivers_no: the number of the drivers' and vehicles' data.
        customer: whose vehicles they are.
        vehicles: how many terminals are to be installed.
        empties: the papers that had not come.
        reason: why.
    """

    corrects = (InstallRequested, PaperReceived)

    vehicles_no: PaperNumber | None = None
    drivers_no: PaperNumber | None = None
    customer: CustomerId | None = None
    vehicles: PositiveInt | None = None
    empties: tuple[InstallEmptiable, ...] | None = None
    reason: Text


class RepairCorrected(Event):
    """What a repair's order said was wrong, or lacking; what is left out stays as it was.

    Arguments:
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
        warranty_until: the last day of the warranty, by what holds now.
        warranty_from: what that is counted from.
    """

    corrects = (RepairRequested,)

    customer: CustomerId | None = None
    is_name_on_file: bool | None = None
    is_address_on_file: bool | None = None
    is_contact_on_file: bool | None = None
    device_model: Label | None = None
    purchased_on: date | None = None
    problem: Text | None = None
    symptom: Text | None = None
    terminal: TerminalNumber | None = None
    empties: tuple[RepairEmptiable, ...] | None = None
    reason: Text
    warranty_until: date | None = None
    warranty_from: Basis | None = None


class Approved(Event):
    """The manager approved the order (000-5.4.3)."""


class Declined(Event):
    """The manager did not approve it.

    Arguments:
        reason: why.
    """

    reason: Text


class OrallyApproved(Event):
    """The manager is said to have approved the order by word of mouth (000-5.7.3a).

    Arguments:
        by: who did.
        approved_at: when.
        note: what was said.
    """

    by: StaffId
    approved_at: AwareDatetime
    note: Text


class PartsOrallyAllowed(Event):
    """The manager is said to have allowed parts that were missing by word of mouth (000-5.7.3a).

    Arguments:
        by: who did.
        approved_at: when.
        part_name: which part.
    """

    by: StaffId
    approved_at: AwareDatetime
    part_name: Label


class OralConfirmed(Event):
    """Who is said to have allowed it by word of mouth confirmed that they did (000-5.7.3a).

    Arguments:
        oral_matter: what they allowed.
    """

    oral_matter: OralMatter


class OralDenied(Event):
    """Who is said to have allowed it by word of mouth did not.

    Arguments:
        oral_matter: what they had not allowed.
        reason: what they say.
    """

    oral_matter: OralMatter
    reason: Text


class OutsideProposed(Event):
    """Somebody proposed to send an outside vendor, as all technicians are out (000-5.7.3b).

    Arguments:
        vendor: which firm.
        passes_address: whether it gets the customer's address.
        passes_contact: whether it gets how to reach them.
        passes_plate: whether it gets the vehicle's plate.
        consent: how the customer agreed to that, where it gets any of these.
        reason: why nobody of the centre goes.
    """

    vendor: Label
    passes_address: bool
    passes_contact: bool
    passes_plate: bool
    consent: Consent | None = None
    reason: Text


class OutsideAllowed(Event):
    """The manager agreed that the vendor goes (000-5.7.3b)."""


class Assigned(Event):
    """The order was given to a technician (000-5.4.3).

    Arguments:
        technician: to whom.
    """

    technician: StaffId


class DepartureChecked(Event):
    """What is needed on site was checked before anybody left (000-5.4.4, 000-5.7.2).

    Arguments:
        order_data: the order's data.
        tools: the tools.
        spares: the spare parts.
        papers: the papers.
        note: what is wrong.
    """

    order_data: Mark
    tools: Mark
    spares: Mark
    papers: Mark
    note: Text | None = None


class Departed(Event):
    """Whoever has the order left for the site (000-5.3).

    Arguments:
        waited_min: minutes since the customer called (000-5.7.1).
    """

    waited_min: int


class Arrived(Event):
    """They arrived on site."""


class TerminalSwapped(Event):
    """A terminal was changed for another (000-5.4.5).

    Arguments:
        old: the number of the one that was there.
        new: the number of the one that is there now.
    """

    old: TerminalNumber
    new: TerminalNumber


class SimSwapped(Event):
    """A SIM card was changed for another (000-5.4.6).

    Arguments:
        old: the number of the card that was there.
        new: the number of the card that is there now.
    """

    old: SimNumber
    new: SimNumber


class PartFitted(Event):
    """A part was built in.

    Arguments:
        part_name: which.
        count: how many.
        price_fen: what one costs.
    """

    part_name: Label
    count: PositiveInt
    price_fen: Fen


class DamageReported(Event):
    """Something else was damaged in the work (000-5.4.8).

    Arguments:
        what: what was damaged, and how.
        technician: who had the order; None where a vendor had.
    """

    what: Text
    technician: Concerned | None = None


class Finished(Event):
    """The work on site is done.

    Arguments:
        result: what was found and done.
        done_on: the day, at the site.
        worked_min: minutes since the arrival (000-5.7.1).
        is_under_warranty: whether that day lies within the warranty; None for an installation.
        fee_fen: what the customer owes: nothing for an installation (000-5.2.1) and within the warranty, and
            the parts alone behind it (000-5.2.3).
    """

    result: Text
    done_on: date
    worked_min: int
    is_under_warranty: bool | None = None
    fee_fen: Fen


class CameBack(Event):
    """Whoever had the order came back from the site (000-5.4.5).

    Arguments:
        terminal: the number of the terminal that was brought back for repair.
        tape: whether the tape with plate and symptom is on it.
        is_clean: whether it is clean.
        note: what is wrong.
    """

    terminal: TerminalNumber | None = None
    tape: Mark | None = None
    is_clean: Mark | None = None
    note: Text | None = None


class DeletionConfirmed(Event):
    """The vendor deleted or gave back what it had of the customer."""


class WorkWithdrawn(Event):
    """The last entry of a kind was wrong: it counts as if it had never been made.

    Arguments:
        work_kind: of what.
        reason: why.
    """

    corrects = (
        TerminalSwapped,
        SimSwapped,
        PartFitted,
        DamageReported,
        PartsOrallyAllowed,
        DeletionConfirmed,
    )

    work_kind: WorkKind
    reason: Text


class Completed(Event):
    """The order is on file, and complete (000-5.4.7).

    Arguments:
        is_signed: whether the customer signed the order's sheet.
        has_numbers: whether the sheet has the old and new numbers of what was changed.
        has_papers: whether all its papers are with it.
    """

    is_signed: bool
    has_numbers: bool
    has_papers: bool


class Abandoned(Event):
    """The customer called the order off.

    Arguments:
        reason: why.
    """

    reason: Text


class StepWithdrawn(Event):
    """The last step had been entered by mistake; it is to be taken anew.

    Arguments:
        reason: why.
    """

    corrects = (
        Approved,
        Declined,
        OrallyApproved,
        OutsideProposed,
        OutsideAllowed,
        Assigned,
        Departed,
        Arrived,
        Finished,
        CameBack,
        Completed,
        Abandoned,
    )

    reason: Text


class OrderWithdrawn(Event):
    """The order had been drawn up by mistake: it counts as if it had never been.

    Arguments:
        reason: why.
    """

    corrects = (InstallRequested, RepairRequested)

    reason: Text
