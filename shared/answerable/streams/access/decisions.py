"""Access: each reading is on record; how secret what was read is follows from the record."""

from __future__ import annotations

from dataclasses import dataclass, replace

from answerable.deciding import Matter, Stamp, World, evolves, records, refuse, relates
from answerable.streams.access import commands, events
from answerable.streams.record.decisions import Record
from answerable.streams.record.events import RecordClass

APPROVAL = "001-2.7"


@dataclass(frozen=True, slots=True)
class Access:
    """One reading.

    Arguments:
        by: who had it.
        is_withdrawn: whether it was taken back.
    """

    by: str
    is_withdrawn: bool = False


def _class_of(_: None, command: commands.Read, __: Stamp, world: World) -> RecordClass:
    record: Record = world.others[command.record]
    return record.record_class


records(commands.Read, events.Read, works_out={"record_class": _class_of})


def _once(state: Access, command: commands.Withdraw, _: Stamp, __: World) -> None:
    """Let an access be taken back once."""
    if state.is_withdrawn:
        message = f"{command.access} was taken back already"
        raise refuse(message, rule=APPROVAL)


def _had_it(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else (matter.state.by,)


relates("access", oneself=_had_it)
records(commands.Withdraw, events.Withdrawn, _once)


@evolves(events.Read)
def seen(_: None, event: events.Read) -> Access:
    """Remember who had it."""
    return Access(by=event.actor)


@evolves(events.Withdrawn)
def withdrawn(state: Access, _: events.Withdrawn) -> Access:
    """Take it back."""
    return replace(state, is_withdrawn=True)
