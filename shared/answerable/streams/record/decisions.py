"""Record: how secret it is, and what a leak needs before it is confirmed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from answerable.deciding import Stamp, World, evolves, records, refuse
from answerable.streams.record import commands, events
from answerable.streams.record.classes import SECRECY
from answerable.streams.record.events import RecordClass


@dataclass(frozen=True, slots=True)
class Record:
    """A confidential record.

    Arguments:
        record_class: its class.
        created_at: when it came into being.
        is_deposited: whether it is in the archive.
        is_leak_reported: whether a leak was reported and is not yet confirmed.
    """

    record_class: RecordClass
    created_at: datetime
    is_deposited: bool = False
    is_leak_reported: bool = False


def _deposited_once(state: Record, command: commands.Deposit, _: Stamp, __: World) -> None:
    """Let it go into the archive once (000-2.K3)."""
    if state.is_deposited:
        message = f"{command.record} is in the archive already"
        raise refuse(message, rule="000-2.K3")


def _of_a_reported_leak(state: Record, command: commands.ConfirmLeak, _: Stamp, __: World) -> None:
    """Let only a reported leak be found true (000-2.L1, 000-2.L2)."""
    if not state.is_leak_reported:
        message = f"no leak of {command.record} was reported that could be confirmed"
        raise refuse(message, rule="000-2.L1")


def _class_of_its_kind(_: None, command: commands.Create, __: Stamp, ___: World) -> RecordClass:
    return SECRECY[command.kind].record_class


def _its_class(state: Record, _: commands.ReportLeak, __: Stamp, ___: World) -> RecordClass:
    return state.record_class


records(commands.Create, events.Created, works_out={"record_class": _class_of_its_kind})
records(commands.Deposit, events.Deposited, _deposited_once)
records(commands.ReportLeak, events.LeakReported, works_out={"record_class": _its_class})
records(commands.ConfirmLeak, events.LeakConfirmed, _of_a_reported_leak)


@evolves(events.Created)
def created(_: None, event: events.Created) -> Record:
    """Begin the record."""
    return Record(record_class=event.record_class, created_at=event.occurred_at)


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
