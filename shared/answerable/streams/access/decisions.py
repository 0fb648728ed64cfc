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
    """One reading; or one export, of the time when they were recorded here.

    Arguments:
        by: who had it.
        approved_by: who is said to have allowed it, where it was an export.
        is_withdrawn: whether it was taken back.
    """

    by: str
    approved_by: str | None = None
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


def _had_or_allowed_it(matter: Matter, _: object) -> tuple[str | None, ...]:
    return () if matter.state is None else (matter.state.by, matter.state.approved_by)


relates("access", oneself=_had_or_allowed_it)
records(commands.Withdraw, events.Withdrawn, _once)


@evolves(events.Read, events.Exported)
def seen(_: None, event: events.Read | events.Exported) -> Access:
    """Remember who had it."""
    return Access(
        by=event.actor, approved_by=event.approved_by if isinstance(event, events.Exported) else None
    )


@evolves(events.Withdrawn)
def withdrawn(state: Access, _: events.Withdrawn) -> Access:
    """Take it back."""
    return replace(state, is_withdrawn=True)
