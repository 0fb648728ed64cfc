"""Export: what was asked for is what is allowed, and what was allowed is what leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from answerable.deciding import Matter, Stamp, World, evolves, records, relates
from answerable.events.base import Event
from answerable.people import is_of_the_staff
from answerable.streams.export import commands, events
from answerable.streams.export.flow import ExportStage
from answerable.streams.record.decisions import Record
from answerable.streams.record.events import RecordClass


@dataclass(frozen=True, slots=True)
class Export:
    """A record that somebody wants to take out.

    Arguments:
        by: who wants to.
        asked_by: who asked: they, and who had that recorded for them.
        record: which.
        record_class: how secret it was then.
        purpose: what for.
        rows: how many.
        case: on which case.
        decided_by: who allowed it or did not: whoever did so first, then who had it recorded for them.
        stage: where it stands.
    """

    by: str
    asked_by: tuple[str, ...]
    record: str
    record_class: RecordClass
    purpose: str
    rows: int
    case: str | None = None
    decided_by: tuple[str, ...] = ()
    stage: ExportStage = ExportStage.ASKED_FOR


def _whose(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else (matter.state.by,)


def _class_of(_: None, command: commands.Ask, __: Stamp, world: World) -> RecordClass:
    record: Record = world.others[command.record]
    return record.record_class


def _as_asked(name: str) -> Callable[..., Any]:
    """Let what leaves be what was asked for: nobody says it a second time."""
    return lambda state, *_: getattr(state, name)


def _approver(state: Export, *_: object) -> str:
    return state.decided_by[0]


relates("export", own=_whose)
records(commands.Ask, events.Asked, works_out={"record_class": _class_of})
records(commands.Approve, events.Approved)
records(commands.Refuse, events.Refused)
records(
    commands.TakeOut,
    events.TakenOut,
    works_out={
        **{name: _as_asked(name) for name in ("record", "record_class", "purpose", "rows", "case")},
        "approved_by": _approver,
    },
)
records(commands.Withdraw, events.Withdrawn)


def _made_by(event: Event) -> tuple[str, ...]:
    """Give who did it and who had it recorded, people only: an import brings in what several did."""
    return tuple(one for one in (event.actor, event.entered_by) if one is not None and is_of_the_staff(one))


@evolves(events.Asked)
def asked(_: None, event: events.Asked) -> Export:
    """Remember who asks, and for what."""
    return Export(
        by=event.actor,
        asked_by=_made_by(event),
        record=event.record,
        record_class=event.record_class,
        purpose=event.purpose,
        rows=event.rows,
        case=event.case,
    )


@evolves(events.Approved, events.Refused)
def decided(state: Export, event: events.Approved | events.Refused) -> Export:
    """Remember who answers for it."""
    return replace(state, decided_by=_made_by(event))
