"""Record: who may take confidential data out, and what a leak needs before it is confirmed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from answerable.deciding import Stamp, World, decides, evolves, records, refuse
from answerable.events.base import Event
from answerable.streams.record import commands, events
from answerable.streams.record.events import RecordClass


@dataclass(frozen=True, slots=True)
class Record:
    """A confidential record.

    Arguments:
        record_class: its class.
        is_deposited: whether it is in the archive.
        is_leak_reported: whether a leak was reported and is not yet confirmed.
    """

    record_class: RecordClass
    is_deposited: bool = False
    is_leak_reported: bool = False


def _deposited_once(state: Record, command: commands.Deposit, _: Stamp, __: World) -> None:
    """Let it go into the archive once (000-2.K3)."""
    if state.is_deposited:
        message = f"{command.record} is in the archive already"
        raise refuse(message, rule="000-2.K3")


@decides(commands.Access)
def access(state: Record, command: commands.Access, stamp: Stamp, _: World) -> list[Event]:
    """Record the reading; whether it was proper is for the auditors."""
    return [
        events.Accessed(
            **stamp.next(),
            by=command.by,
            record_class=state.record_class,
            purpose=command.purpose,
            case=command.case,
        )
    ]


@decides(commands.Export)
def export(state: Record, command: commands.Export, stamp: Stamp, _: World) -> list[Event]:
    """Let it out with somebody else's approval (001-2.7)."""
    if command.by == command.approved_by:
        message = f"{command.by} cannot approve an export of their own"
        raise refuse(message, rule="001-2.7")
    return [
        events.Exported(
            **stamp.next(),
            by=command.by,
            record_class=state.record_class,
            purpose=command.purpose,
            rows=command.rows,
            approved_by=command.approved_by,
            case=command.case,
        )
    ]


@decides(commands.ReportLeak)
def report_leak(state: Record, command: commands.ReportLeak, stamp: Stamp, _: World) -> list[Event]:
    """Take the report of a leak."""
    return [
        events.LeakReported(
            **stamp.next(),
            record_class=state.record_class,
            what=command.what,
            suspected=command.suspected,
        )
    ]


def _of_a_reported_leak(state: Record, command: commands.ConfirmLeak, _: Stamp, __: World) -> None:
    """Let only a reported leak be found true (000-2.L1, 000-2.L2)."""
    if not state.is_leak_reported:
        message = f"no leak of {command.record} was reported that could be confirmed"
        raise refuse(message, rule="000-2.L1")


records(commands.Create, events.Created)
records(commands.Deposit, events.Deposited, _deposited_once)
records(commands.ConfirmLeak, events.LeakConfirmed, _of_a_reported_leak)


@evolves(events.Created)
def created(_: None, event: events.Created) -> Record:
    """Begin the record."""
    return Record(record_class=event.record_class)


@evolves(events.Deposited)
def deposited(state: Record, _: events.Deposited) -> Record:
    """Remember that it is in the archive."""
    return replace(state, is_deposited=True)


@evolves(events.LeakReported)
def leak_reported(state: Record, _: events.LeakReported) -> Record:
    """Remember the report."""
    return replace(state, is_leak_reported=True)


@evolves(events.LeakConfirmed)
def leak_confirmed(state: Record, _: events.LeakConfirmed) -> Record:
    """Settle the report."""
    return replace(state, is_leak_reported=False)


@evolves(events.Accessed, events.Exported)
def seen(state: Record, _: Event) -> Record:
    """Change nothing that decisions depend on."""
    return state
