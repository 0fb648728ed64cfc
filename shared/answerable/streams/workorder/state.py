"""What is known of a work order, and what each event changes about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from answerable.corrections import Correctable
from answerable.deciding import evolves
from answerable.events.base import Event
from answerable.people import is_of_the_staff
from answerable.streams.handover.events import Mark
from answerable.streams.workorder import events
from answerable.streams.workorder.flow import WorkorderStage
from answerable.streams.workorder.kinds import (
    Lack,
    OralMatter,
    OralStanding,
    OrderKind,
    OrderPaper,
    WorkKind,
)

PAPERS = (Lack.VEHICLES, Lack.DRIVERS)
"""What an installation needs beside its request (000-5.4.1)."""

IN_THE_FILE = (Lack.NAME, Lack.ADDRESS, Lack.CONTACT)
"""What has to stand in the customer's file, which is no part of the ledger (000-5.4.2)."""

PAPER_FIELDS = {OrderPaper.VEHICLES: Lack.VEHICLES, OrderPaper.DRIVERS: Lack.DRIVERS}
"""The field of an installation's order that has each paper's number."""


@dataclass(frozen=True, slots=True)
class Oral:
    """That somebody is said to have allowed something by word of mouth.

    Arguments:
        matter: what.
        by: who.
        standing: whether they confirmed it.
    """

    matter: OralMatter
    by: str
    standing: OralStanding = OralStanding.SAID


@dataclass(frozen=True, slots=True)
class Work:
    """An entry that was made while somebody worked on the order.

    Arguments:
        kind: of what.
        at: when it happened.
        old: the number of what was taken out, of a swap.
        new: the number of what was put in, of a swap.
        fen: what the customer pays for it behind the warranty.
    """

    kind: WorkKind
    at: datetime
    old: str | None = None
    new: str | None = None
    fen: int = 0


@dataclass(frozen=True, slots=True)
class Workorder(Correctable):
    """A work order.

    Arguments:
        kind: what it is for.
        begun_by: the kind of event that began it: ids of installations follow from their requests.
        drawn_up_by: who drew it up or put it right, and who had that recorded: they do not approve it.
        drawn_up_at: when it was drawn up.
        called_at: when the customer called.
        stage: where it stands.
        purchased_on: when the device was bought, of a repair.
        delivered_on: when its project was accepted, where known.
        repaired_on: when it was repaired before, where known.
        warranty_until: the last day of the warranty, where known.
        technician: who has it; nobody before it is given out, and where a vendor has it.
        outside_by: who proposed the vendor; nobody where none goes.
        has_data_outside: whether the vendor has personal data of the customer.
        is_ready: whether the last check before leaving found nothing amiss.
        oral: what is said to have been allowed by word of mouth.
        works: what was done on site, in order.
        arrived_at: when they arrived.
        done_at: when the work was done.
        done_on: the day of that, at the site.
        fee_fen: what the customer owes; None before the work is done.
        came_back_at: when they came back.
        takers: who took the step to each stage, and who had it recorded.
    """

    kind: OrderKind
    drawn_up_by: tuple[str, ...]
    drawn_up_at: datetime
    called_at: datetime
    begun_by: str | None = None
    stage: WorkorderStage = WorkorderStage.DRAWN_UP
    purchased_on: date | None = None
    delivered_on: date | None = None
    repaired_on: date | None = None
    warranty_until: date | None = None
    technician: str | None = None
    outside_by: tuple[str, ...] = ()
    has_data_outside: bool = False
    is_ready: bool = False
    oral: tuple[Oral, ...] = ()
    works: tuple[Work, ...] = ()
    arrived_at: datetime | None = None
    done_at: datetime | None = None
    done_on: date | None = None
    fee_fen: int | None = None
    came_back_at: datetime | None = None
    takers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of_kind(self, kind: WorkKind) -> tuple[Work, ...]:
        """Give the entries of a kind, in order."""
        return tuple(one for one in self.works if one.kind is kind)

    @property
    def terminal(self) -> str | None:
        """The number of the terminal that is in the vehicle now, where known."""
        swapped = self.of_kind(WorkKind.TERMINAL)
        told = self.said.get("terminal")
        return swapped[-1].new if swapped else None if told is None else str(told)

    @property
    def missing(self) -> tuple[Lack, ...]:
        """What the order lacks: papers that have not come, or what the customer's file has not."""
        wanted = IN_THE_FILE if self.kind is OrderKind.REPAIR else PAPERS
        return tuple(lack for lack in wanted if self.said.get(lack.value) in (None, False))

    def oral_of(self, matter: OralMatter) -> Oral | None:
        """Give the last approval of something by word of mouth; None where there is none."""
        return next((one for one in reversed(self.oral) if one.matter is matter), None)


def makers(event: Event) -> tuple[str, ...]:
    """Give who did something and who had it recorded, people only: an import brings in what several did.

    Arguments:
        event: what happened.
    """
    return tuple(one for one in (event.actor, event.entered_by) if one is not None and is_of_the_staff(one))


def _taken(state: Workorder, event: Event, to: WorkorderStage) -> dict[str, tuple[str, ...]]:
    return {**state.takers, to.value: makers(event)}


@evolves(events.InstallRequested)
def install_requested(_: Workorder | None, event: events.InstallRequested) -> Workorder:
    """Begin an installation's order."""
    return Workorder(
        kind=OrderKind.INSTALL,
        begun_by=type(event).__name__,
        drawn_up_by=makers(event),
        drawn_up_at=event.occurred_at,
        called_at=event.called_at,
    )


@evolves(events.RepairRequested)
def repair_requested(_: Workorder | None, event: events.RepairRequested) -> Workorder:
    """Begin a repair's order."""
    return Workorder(
        kind=OrderKind.REPAIR,
        begun_by=type(event).__name__,
        drawn_up_by=makers(event),
        drawn_up_at=event.occurred_at,
        called_at=event.called_at,
        purchased_on=event.purchased_on,
        delivered_on=event.delivered_on,
        repaired_on=event.repaired_on,
        warranty_until=event.warranty_until,
    )


@evolves(events.PaperReceived)
def paper_received(state: Workorder, event: events.PaperReceived) -> Workorder:
    """Have the paper."""
    return replace(state, said={**state.said, PAPER_FIELDS[event.paper].value: event.paper_no})


def _also_by(state: Workorder, event: Event) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*state.drawn_up_by, *makers(event))))


@evolves(events.InstallCorrected)
def install_corrected(state: Workorder, event: events.InstallCorrected) -> Workorder:
    """Remember who said what the order says."""
    return replace(state, drawn_up_by=_also_by(state, event))


@evolves(events.RepairCorrected)
def repair_corrected(state: Workorder, event: events.RepairCorrected) -> Workorder:
    """Count the warranty by what holds, and remember who said it."""
    return replace(
        state,
        drawn_up_by=_also_by(state, event),
        purchased_on=event.purchased_on or state.purchased_on,
        warranty_until=event.warranty_until,
    )


def _oral_is(state: Workorder, matter: OralMatter, standing: OralStanding) -> tuple[Oral, ...]:
    last = state.oral_of(matter)
    return tuple(replace(one, standing=standing) if one is last else one for one in state.oral)


@evolves(events.Approved)
def approved(state: Workorder, event: events.Approved) -> Workorder:
    """Have it approved, also where it was denied that it had been by word of mouth."""
    return replace(
        state,
        oral=_oral_is(state, OralMatter.ORDER, OralStanding.MADE_UP),
        takers=_taken(state, event, WorkorderStage.CLEARED),
    )


@evolves(events.OrallyApproved)
def orally_approved(state: Workorder, event: events.OrallyApproved) -> Workorder:
    """Remember who is said to have approved it."""
    return replace(
        state,
        oral=(*state.oral, Oral(OralMatter.ORDER, event.by)),
        takers=_taken(state, event, WorkorderStage.CLEARED),
    )


@evolves(events.PartsOrallyAllowed)
def parts_allowed(state: Workorder, event: events.PartsOrallyAllowed) -> Workorder:
    """Remember who is said to have allowed the part."""
    return replace(
        state,
        oral=(*state.oral, Oral(OralMatter.PARTS, event.by)),
        works=(*state.works, Work(WorkKind.ORAL_PARTS, event.occurred_at)),
    )


@evolves(events.OralConfirmed)
def oral_confirmed(state: Workorder, event: events.OralConfirmed) -> Workorder:
    """Have it confirmed."""
    return replace(state, oral=_oral_is(state, event.oral_matter, OralStanding.CONFIRMED))


@evolves(events.OralDenied)
def oral_denied(state: Workorder, event: events.OralDenied) -> Workorder:
    """Have it denied."""
    return replace(state, oral=_oral_is(state, event.oral_matter, OralStanding.DENIED))


@evolves(events.OutsideProposed)
def outside_proposed(state: Workorder, event: events.OutsideProposed) -> Workorder:
    """Remember who proposed the vendor, and whether it gets personal data."""
    has_data = event.passes_address or event.passes_contact or event.passes_plate
    return replace(
        state,
        outside_by=makers(event),
        has_data_outside=has_data,
        takers=_taken(state, event, WorkorderStage.OUTSIDE_ASKED),
    )


@evolves(events.OutsideAllowed)
def outside_allowed(state: Workorder, event: events.OutsideAllowed) -> Workorder:
    """Have it with the vendor, and with nobody of the centre."""
    return replace(
        state, technician=None, is_ready=False, takers=_taken(state, event, WorkorderStage.ASSIGNED)
    )


@evolves(events.Assigned)
def assigned(state: Workorder, event: events.Assigned) -> Workorder:
    """Have it with the technician, who checks before leaving."""
    return replace(
        state,
        technician=event.technician,
        outside_by=(),
        has_data_outside=False,
        is_ready=False,
        takers=_taken(state, event, WorkorderStage.ASSIGNED),
    )


@evolves(events.DepartureChecked)
def departure_checked(state: Workorder, event: events.DepartureChecked) -> Workorder:
    """Remember whether everything is there."""
    found = (event.order_data, event.tools, event.spares, event.papers)
    return replace(state, is_ready=all(one is Mark.NORMAL for one in found))


_LEADS_TO: dict[type[Event], WorkorderStage] = {
    events.Declined: WorkorderStage.DECLINED,
    events.Departed: WorkorderStage.ON_THE_WAY,
    events.Completed: WorkorderStage.ON_FILE,
    events.Abandoned: WorkorderStage.CALLED_OFF,
}


@evolves(events.Declined, events.Departed, events.Completed, events.Abandoned)
def stepped(state: Workorder, event: Event) -> Workorder:
    """Remember who took the step."""
    return replace(state, takers=_taken(state, event, _LEADS_TO[type(event)]))


@evolves(events.Arrived)
def arrived(state: Workorder, event: events.Arrived) -> Workorder:
    """Remember when."""
    return replace(state, arrived_at=event.occurred_at, takers=_taken(state, event, WorkorderStage.ON_SITE))


@evolves(events.TerminalSwapped)
def terminal_swapped(state: Workorder, event: events.TerminalSwapped) -> Workorder:
    """Remember both numbers."""
    return replace(
        state, works=(*state.works, Work(WorkKind.TERMINAL, event.occurred_at, event.old, event.new))
    )


@evolves(events.SimSwapped)
def sim_swapped(state: Workorder, event: events.SimSwapped) -> Workorder:
    """Remember both numbers."""
    return replace(state, works=(*state.works, Work(WorkKind.SIM, event.occurred_at, event.old, event.new)))


@evolves(events.PartFitted)
def part_fitted(state: Workorder, event: events.PartFitted) -> Workorder:
    """Remember what it costs."""
    return replace(
        state, works=(*state.works, Work(WorkKind.PART, event.occurred_at, fen=event.count * event.price_fen))
    )


@evolves(events.DamageReported)
def damage_reported(state: Workorder, event: events.DamageReported) -> Workorder:
    """Remember that there was some."""
    return replace(state, works=(*state.works, Work(WorkKind.DAMAGE, event.occurred_at)))


@evolves(events.DeletionConfirmed)
def deletion_confirmed(state: Workorder, event: events.DeletionConfirmed) -> Workorder:
    """Have no data outside any more."""
    return replace(
        state, has_data_outside=False, works=(*state.works, Work(WorkKind.DELETION, event.occurred_at))
    )


@evolves(events.WorkWithdrawn)
def work_withdrawn(state: Workorder, event: events.WorkWithdrawn) -> Workorder:
    """Have the last entry of its kind never made."""
    last = max(place for place, one in enumerate(state.works) if one.kind is event.work_kind)
    works = (*state.works[:last], *state.works[last + 1 :])
    if event.work_kind is WorkKind.DELETION:
        return replace(state, works=works, has_data_outside=True)
    if event.work_kind is WorkKind.ORAL_PARTS:
        said = state.oral_of(OralMatter.PARTS)
        return replace(state, works=works, oral=tuple(one for one in state.oral if one is not said))
    return replace(state, works=works)


@evolves(events.Finished)
def finished(state: Workorder, event: events.Finished) -> Workorder:
    """Remember the day, and what is owed."""
    return replace(
        state,
        done_at=event.occurred_at,
        done_on=event.done_on,
        fee_fen=event.fee_fen,
        takers=_taken(state, event, WorkorderStage.WORK_DONE),
    )


@evolves(events.CameBack)
def came_back(state: Workorder, event: events.CameBack) -> Workorder:
    """Remember when."""
    return replace(state, came_back_at=event.occurred_at, takers=_taken(state, event, WorkorderStage.BACK))


@evolves(events.StepWithdrawn)
def step_withdrawn(state: Workorder, _: events.StepWithdrawn) -> Workorder:
    """Forget what the step said."""
    stage = WorkorderStage
    match state.stage:
        case stage.CLEARED | stage.CALLED_OFF:
            kept = tuple(one for one in state.oral if one.matter is not OralMatter.ORDER)
            return replace(state, oral=kept, technician=None, outside_by=(), has_data_outside=False)
        case stage.OUTSIDE_ASKED | stage.ASSIGNED:
            return replace(state, technician=None, outside_by=(), has_data_outside=False, is_ready=False)
        case stage.ON_SITE:
            return replace(state, arrived_at=None)
        case stage.WORK_DONE:
            return replace(state, done_at=None, done_on=None, fee_fen=None)
        case stage.BACK:
            return replace(state, came_back_at=None)
        case _:
            return state


@evolves(events.OrderWithdrawn)
def never_drawn_up(_: Workorder, __: events.OrderWithdrawn) -> None:
    """End it as if it had never begun: there is none, for every decision that asks."""
