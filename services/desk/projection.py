"""The desk: what is open, whose it is, and where it stands, kept up with the ledger."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from answerable.errors import Corrupt
from answerable.events.base import Event
from answerable.projection.writing.projection import Projection, on
from answerable.projection.writing.rows import Row, Rows
from answerable.queries.desk import CaseState, ComplaintState, FaultState, HandoverState
from answerable.streams.case import events as case
from answerable.streams.complaint import events as complaint
from answerable.streams.complaint import flow as complaint_flow
from answerable.streams.contact import events as contact
from answerable.streams.fault import events as fault
from answerable.streams.fault import flow as fault_flow
from answerable.streams.handover import events as handover
from answerable.streams.site import events as site
from answerable.streams.staff import events as staff
from services.desk import tables as t


class Desk(Projection):
    """Sites, contacts, cases, complaints, faults and handovers as they stand."""

    name = "desk"
    version = 3
    tables = t.TABLES

    @on(site.Opened)
    def site_opened(self, event: site.Opened, rows: Rows) -> None:
        """Begin the site's row."""
        rows.put(
            t.SITES,
            site=event.site,
            name_zh=event.name_zh,
            name_en=event.name_en,
            timezone=event.timezone,
            staff=0,
            contacts=0,
            abandoned=0,
        )

    @on(staff.Hired, staff.Left)
    def staff_changed(self, event: Event, rows: Rows) -> None:
        """Count the people on the register."""
        row = _site(rows, event)
        change = 1 if isinstance(event, staff.Hired) else -1
        rows.put(t.SITES, **{**row, "staff": row["staff"] + change})

    @on(contact.Received)
    def contact_received(self, event: contact.Received, rows: Rows) -> None:
        """Count the contact, and the hour it came in."""
        row = _site(rows, event)
        rows.put(t.SITES, **{**row, "contacts": row["contacts"] + 1})
        hour = event.occurred_at.astimezone(ZoneInfo(row["timezone"])).hour
        counted = rows.get(t.CONTACT_HOURS, site=event.site, hour=hour)
        before = counted["contacts"] if counted else 0
        rows.put(t.CONTACT_HOURS, site=event.site, hour=hour, contacts=before + 1)

    @on(contact.Abandoned)
    def contact_abandoned(self, event: contact.Abandoned, rows: Rows) -> None:
        """Count the customer who gave up."""
        row = _site(rows, event)
        rows.put(t.SITES, **{**row, "abandoned": row["abandoned"] + 1})

    @on(case.Opened)
    def case_opened(self, event: case.Opened, rows: Rows) -> None:
        """Begin the case's row."""
        rows.put(
            t.CASES,
            case=event.originator_id,
            site=event.site,
            topic=event.topic,
            priority=event.priority.value,
            state=CaseState.OPEN.value,
            owner=event.owner,
            first_responder=event.owner,
            team=event.team,
            contact=event.contact,
            opened_at=event.occurred_at,
            due_at=event.due_at,
            limit_missed=False,
            transfers=0,
            reopened=0,
        )

    @on(case.TransferRequested)
    def transfer_requested(self, event: case.TransferRequested, rows: Rows) -> None:
        """Show who was asked."""
        _change(rows, event, waiting_for=event.to or event.to_team, waiting_team=event.to_team)

    @on(case.TransferAccepted)
    def transfer_accepted(self, event: case.TransferAccepted, rows: Rows) -> None:
        """Show the new owner."""
        row = _case(rows, event)
        rows.put(
            t.CASES,
            **{
                **row,
                "owner": event.owner,
                "team": row["waiting_team"] or row["team"],
                "waiting_for": None,
                "waiting_team": None,
                "transfers": row["transfers"] + 1,
            },
        )

    @on(case.TransferRefused)
    def transfer_refused(self, event: case.TransferRefused, rows: Rows) -> None:
        """Show that nobody is asked any more."""
        _change(rows, event, waiting_for=None, waiting_team=None)

    @on(case.Paused)
    def paused(self, event: case.Paused, rows: Rows) -> None:
        """Show that the limit stands still."""
        _change(rows, event, state=CaseState.PAUSED.value, paused_at=event.occurred_at)

    @on(case.Resumed)
    def resumed(self, event: case.Resumed, rows: Rows) -> None:
        """Show that the limit runs."""
        _change(rows, event, state=CaseState.OPEN.value, paused_at=None, due_at=event.due_at)

    @on(case.Resolved)
    def resolved(self, event: case.Resolved, rows: Rows) -> None:
        """Show the solution."""
        _change(
            rows,
            event,
            state=CaseState.RESOLVED.value,
            resolved_at=event.occurred_at,
            at_first_contact=event.at_first_contact,
            waiting_for=None,
            waiting_team=None,
        )

    @on(case.Closed)
    def closed(self, event: case.Closed, rows: Rows) -> None:
        """Show the end."""
        _change(rows, event, state=CaseState.CLOSED.value, closed_at=event.occurred_at)

    @on(case.Reopened)
    def reopened(self, event: case.Reopened, rows: Rows) -> None:
        """Show that it began again."""
        row = _case(rows, event)
        _change(
            rows,
            event,
            state=CaseState.OPEN.value,
            due_at=event.due_at,
            closed_at=None,
            resolved_at=None,
            at_first_contact=None,
            reopened=row["reopened"] + 1,
        )

    @on(case.LimitMissed)
    def limit_missed(self, event: case.LimitMissed, rows: Rows) -> None:
        """Show the miss."""
        _change(rows, event, limit_missed=True)

    @on(case.MissWithdrawn)
    def miss_withdrawn(self, event: case.MissWithdrawn, rows: Rows) -> None:
        """Show that it was taken back."""
        _change(rows, event, limit_missed=False)

    @on(complaint.Filed)
    def complaint_filed(self, event: complaint.Filed, rows: Rows) -> None:
        """Begin the complaint's row."""
        rows.put(
            t.COMPLAINTS,
            complaint=event.originator_id,
            site=event.site,
            topic=event.topic,
            state=ComplaintState.FILED.value,
            about=event.about,
            case=event.case,
            filed_at=event.occurred_at,
        )

    @on(
        complaint.Investigated,
        complaint.Upheld,
        complaint.NotUpheld,
        complaint.PlanProposed,
        complaint.PlanApproved,
        complaint.CarriedOut,
        complaint.FedBack,
        complaint.JudgementWithdrawn,
    )
    def complaint_moved(self, event: Event, rows: Rows) -> None:
        """Show where the complaint stands."""
        changes: Row = {"state": complaint_flow.FLOW.after(None, type(event)).value}
        if isinstance(event, complaint.Upheld | complaint.NotUpheld):
            changes["is_upheld"] = isinstance(event, complaint.Upheld)
        if isinstance(event, complaint.JudgementWithdrawn):
            changes |= {"is_upheld": None, "ended_at": None}
        if isinstance(event, complaint.FedBack):
            changes["ended_at"] = event.occurred_at
        _must_change(rows, t.COMPLAINTS, event, {"complaint": event.originator_id}, changes)

    @on(fault.Reported)
    def fault_reported(self, event: fault.Reported, rows: Rows) -> None:
        """Begin the fault's row."""
        rows.put(
            t.FAULTS,
            fault=event.originator_id,
            site=event.site,
            place=event.place,
            phenomenon=event.phenomenon,
            state=FaultState.REPORTED.value,
            began_at=event.began_at,
            notified=[],
            acknowledged=[],
            delivered=[],
        )

    @on(fault.Notified, fault.Acknowledged, fault.AnalysisDelivered)
    def fault_told(self, event: Event, rows: Rows) -> None:
        """Show who knows."""
        row = _fault(rows, event)
        if isinstance(event, fault.Notified):
            changes = {"notified": _with(row["notified"], event.link.value)}
        elif isinstance(event, fault.Acknowledged):
            changes = {"acknowledged": _with(row["acknowledged"], event.link.value)}
        elif isinstance(event, fault.AnalysisDelivered):
            changes = {"delivered": _with(row["delivered"], event.recipient.value)}
        rows.put(t.FAULTS, **{**row, **changes})

    @on(fault.Ended, fault.AnalysisFiled, fault.Closed)
    def fault_moved(self, event: Event, rows: Rows) -> None:
        """Show where the fault stands."""
        row = _fault(rows, event)
        changes: Row = {"state": fault_flow.FLOW.after(None, type(event)).value}
        if isinstance(event, fault.Ended):
            changes["ended_at"] = event.ended_at
        if isinstance(event, fault.AnalysisFiled):
            changes["delivered"] = []
        rows.put(t.FAULTS, **{**row, **changes})

    @on(handover.Started)
    def handover_started(self, event: handover.Started, rows: Rows) -> None:
        """Begin the handover's row."""
        rows.put(
            t.HANDOVERS,
            handover=event.originator_id,
            site=event.site,
            on=event.on,
            shift=event.shift.value,
            state=HandoverState.STARTED.value,
            outgoing=event.outgoing,
            incoming=event.incoming,
            items=[{"item": item, "mark": None, "note": None} for item in event.checklist],
            carried=[],
            abnormal=0,
        )

    @on(handover.ItemChecked)
    def item_checked(self, event: handover.ItemChecked, rows: Rows) -> None:
        """Mark the item."""
        row = _handover(rows, event)
        checked = {"item": event.item, "mark": event.mark.value, "note": event.note}
        items = [checked if item["item"] == event.item else item for item in row["items"]]
        abnormal = sum(1 for item in items if item["mark"] == handover.Mark.ABNORMAL.value)
        rows.put(t.HANDOVERS, **{**row, "items": items, "abnormal": abnormal})

    @on(handover.OpenItemCarried)
    def open_item_carried(self, event: handover.OpenItemCarried, rows: Rows) -> None:
        """Add the open item."""
        row = _handover(rows, event)
        carried = {"matter": event.matter, "what": event.what, "reason": event.reason}
        rows.put(t.HANDOVERS, **{**row, "carried": [*row["carried"], carried]})

    @on(handover.SignedOut, handover.SignedIn, handover.Refused, handover.Reviewed)
    def handover_moved(self, event: Event, rows: Rows) -> None:
        """Show the signatures."""
        row = _handover(rows, event)
        if isinstance(event, handover.SignedOut):
            changes: Row = {"state": HandoverState.SIGNED_OUT.value, "signed_out_at": event.occurred_at}
        elif isinstance(event, handover.SignedIn):
            changes = {"state": HandoverState.SIGNED_IN.value, "signed_in_at": event.occurred_at}
        elif isinstance(event, handover.Refused):
            changes = {"state": HandoverState.REFUSED.value, "refused_reason": event.reason}
        elif isinstance(event, handover.Reviewed):
            changes = {"reviewed_by": event.by}
            if row["state"] == HandoverState.SIGNED_IN.value:
                changes["state"] = HandoverState.REVIEWED.value
        rows.put(t.HANDOVERS, **{**row, **changes})


def _with(known: list[str], more: str) -> list[str]:
    return known if more in known else [*known, more]


def _required(row: Row | None, event: Event) -> Row:
    """Give the row an event changes.

    Raises:
        Corrupt: the event before it is missing from the view.
    """
    if row is None:
        message = f"{event.event_type} for {event.originator_id} comes before what it changes"
        raise Corrupt(message)
    return row


def _site(rows: Rows, event: Event) -> Row:
    return _required(rows.get(t.SITES, site=event.site), event)


def _case(rows: Rows, event: Event) -> Row:
    return _required(rows.get(t.CASES, case=event.originator_id), event)


def _fault(rows: Rows, event: Event) -> Row:
    return _required(rows.get(t.FAULTS, fault=event.originator_id), event)


def _handover(rows: Rows, event: Event) -> Row:
    return _required(rows.get(t.HANDOVERS, handover=event.originator_id), event)


def _change(rows: Rows, event: Event, **changes: Any) -> None:
    _must_change(rows, t.CASES, event, {"case": event.originator_id}, changes)


def _must_change(rows: Rows, table: Any, event: Event, key: Row, changes: Row) -> None:
    if not rows.change(table, key, **changes):
        _required(None, event)
