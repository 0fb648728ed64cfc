"""Record: how secret it is, and what a leak needs before it is confirmed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from answerable.commands.base import Command
from answerable.corrections import Correctable
from answerable.deciding import Matter, Stamp, World, evolves, must_follow, records, refuse, relates
from answerable.events.base import FORMER
from answerable.people import must_have_been_employed
from answerable.streams.record import commands, events
from answerable.streams.record.classes import SECRECY
from answerable.streams.record.events import RecordClass


@dataclass(frozen=True, slots=True)
class LeakEntry:
    """A report or a confirmation of a leak.

    Arguments:
        version: the event's.
        person: who is thought, or found, to be answerable.
        is_confirmed: whether it was found true.
        at: when it was said.
    """

    version: int
    person: str | None
    is_confirmed: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Record(Correctable):
    """A confidential record.

    Arguments:
        record_class: its class.
        custodian: who keeps it.
        created_at: when it came into being.
        deposited_at: since when it is in the archive, where it is.
        leaks: what was reported and confirmed, and not taken back, in order.
        deposit_taken_back_by: who took the deposit back before the one that stands.
    """

    record_class: RecordClass
    custodian: str
    created_at: datetime
    deposited_at: datetime | None = None
    leaks: tuple[LeakEntry, ...] = ()
    deposit_taken_back_by: tuple[str, ...] = ()

    @property
    def is_deposited(self) -> bool:
        """Whether it is in the archive."""
        return self.deposited_at is not None

    @property
    def is_leak_reported(self) -> bool:
        """Whether a leak was reported and is not yet confirmed."""
        return bool(self.leaks) and not self.leaks[-1].is_confirmed


def _deposited_once(state: Record, command: commands.Deposit, _: Stamp, __: World) -> None:
    """Let it go into the archive once (000-2.K3)."""
    if state.is_deposited:
        message = f"{command.record} is in the archive already"
        raise refuse(message, rule="000-2.K3")


def _of_a_reported_leak(state: Record, command: commands.ConfirmLeak, stamp: Stamp, world: World) -> None:
    """Let only a reported leak be found true (000-2.L1, 000-2.L2)."""
    if not state.is_leak_reported:
        message = f"no leak of {command.record} was reported that could be confirmed"
        raise refuse(message, rule="000-2.L1")
    must_follow(stamp, state.leaks[-1].at, f"when a leak of {command.record} was reported")
    if (person := command.responsible) is not None:
        day = world.day_of(state.leaks[-1].at)
        must_have_been_employed("responsible", person, world.people[person], day, FORMER)


def _kept_by_somebody_who_could(state: Record, command: commands.Correct, _: Stamp, world: World) -> None:
    """Let only somebody have kept it who was employed then, and has not said when it was deposited."""
    if (custodian := command.custodian) is None:
        return
    day = world.day_of(state.created_at)
    must_have_been_employed("custodian", custodian, world.people[custodian], day)
    if state.is_deposited and custodian in state.deposit_taken_back_by and custodian != state.custodian:
        message = (
            f"{custodian} would keep {command.record}, and has taken an earlier deposit of it back; somebody "
            "else has to take the one that stands back first (record.withdraw_deposit), and enter it anew"
        )
        raise refuse(message, rule="000-2.K2")


def _deposited(state: Record, command: commands.WithdrawDeposit, stamp: Stamp, __: World) -> None:
    """Let only a deposit that is on record be taken back."""
    if state.deposited_at is None:
        message = f"{command.record} is not in the archive"
        raise refuse(message, rule="000-2.K3")
    must_follow(stamp, state.deposited_at, f"when {command.record} was deposited")


def _a_leak_on_record(state: Record, command: commands.WithdrawLeak, stamp: Stamp, __: World) -> None:
    """Let only a leak on record be taken back (000-2.L1)."""
    if not state.leaks:
        message = f"no leak of {command.record} is on record that could be taken back"
        raise refuse(message, rule="000-2.L1")
    said = "confirmed" if state.leaks[-1].is_confirmed else "reported"
    must_follow(stamp, state.leaks[-1].at, f"when the leak of {command.record} was {said}")


def _class_of_its_kind(_: None, command: commands.Create, __: Stamp, ___: World) -> RecordClass:
    return SECRECY[command.kind].record_class


def _class_of_the_right_kind(
    _: Record, command: commands.Correct, __: Stamp, ___: World
) -> RecordClass | None:
    return None if command.kind is None else SECRECY[command.kind].record_class


def _its_class(state: Record, _: commands.ReportLeak, __: Stamp, ___: World) -> RecordClass:
    return state.record_class


def _the_last_word(state: Record, _: commands.WithdrawLeak, __: Stamp, ___: World) -> int:
    return state.leaks[-1].version


def _with_nothing_that_counts(state: Record, command: commands.WithdrawCreation, _: Stamp, __: World) -> None:
    """Let a record be none only while it is not in the archive, and no leak of it is on record."""
    back = [
        *(["record.withdraw_leak"] if state.leaks else []),
        *(["record.withdraw_deposit"] if state.is_deposited else []),
    ]
    if back:
        message = f"more is on record of {command.record} than its creation; take that back first "
        raise refuse(f"{message}({', then '.join(back)})", rule="000-2.K3")


def _custodian(matter: Matter, command: Command) -> tuple[str, ...]:
    if isinstance(command, commands.Create):
        return (command.custodian,)
    return () if matter.state is None else (matter.state.custodian,)


def _who_answers(matter: Matter, command: Command) -> tuple[str | None, ...]:
    """Give who is said to have caused a leak; of all else who keeps the record answers for it, or shall."""
    if isinstance(command, commands.Correct):
        return (*_custodian(matter, command), command.custodian)
    if not isinstance(command, commands.ConfirmLeak | commands.WithdrawLeak):
        return _custodian(matter, command)
    named = () if matter.state is None else tuple(entry.person for entry in matter.state.leaks)
    return (*named, getattr(command, "responsible", None))


relates("record", own=_custodian, oneself=_who_answers)
records(
    commands.WithdrawCreation,
    events.CreationWithdrawn,
    _with_nothing_that_counts,
)
records(commands.Create, events.Created, works_out={"record_class": _class_of_its_kind})
records(
    commands.Correct,
    events.Corrected,
    _kept_by_somebody_who_could,
    corrects=events.Created,
    works_out={"record_class": _class_of_the_right_kind},
)
records(commands.WithdrawDeposit, events.DepositWithdrawn, _deposited)
records(
    commands.WithdrawLeak,
    events.LeakWithdrawn,
    _a_leak_on_record,
    works_out={"entry": _the_last_word},
)
records(commands.Deposit, events.Deposited, _deposited_once)
records(commands.ReportLeak, events.LeakReported, works_out={"record_class": _its_class})
records(commands.ConfirmLeak, events.LeakConfirmed, _of_a_reported_leak)


@evolves(events.Created)
def created(_: None, event: events.Created) -> Record:
    """Begin the record."""
    return Record(record_class=event.record_class, custodian=event.custodian, created_at=event.occurred_at)


@evolves(events.Corrected)
def corrected(state: Record, event: events.Corrected) -> Record:
    """Keep what now holds."""
    return replace(
        state,
        record_class=event.record_class or state.record_class,
        custodian=event.custodian or state.custodian,
    )


@evolves(events.CreationWithdrawn)
def never_created(_: Record, __: events.CreationWithdrawn) -> None:
    """End it as if it had never begun: there is none, for every decision that asks."""


@evolves(events.DepositWithdrawn)
def deposit_withdrawn(state: Record, event: events.DepositWithdrawn) -> Record:
    """Miss it in the archive again."""
    people = (event.actor,) if event.entered_by is None else (event.actor, event.entered_by)
    return replace(state, deposited_at=None, deposit_taken_back_by=people)


@evolves(events.Deposited)
def deposited(state: Record, event: events.Deposited) -> Record:
    """Remember that it is in the archive."""
    return replace(state, deposited_at=event.occurred_at)


@evolves(events.LeakReported)
def leak_reported(state: Record, event: events.LeakReported) -> Record:
    """Remember the report."""
    entry = LeakEntry(event.originator_version, event.suspected, is_confirmed=False, at=event.occurred_at)
    return replace(state, leaks=(*state.leaks, entry))


@evolves(events.LeakConfirmed)
def leak_confirmed(state: Record, event: events.LeakConfirmed) -> Record:
    """Settle the report."""
    entry = LeakEntry(event.originator_version, event.responsible, is_confirmed=True, at=event.occurred_at)
    return replace(state, leaks=(*state.leaks, entry))


@evolves(events.LeakWithdrawn)
def leak_withdrawn(state: Record, event: events.LeakWithdrawn) -> Record:
    """Forget that word; the one before it holds."""
    return replace(state, leaks=tuple(one for one in state.leaks if one.version != event.entry))
