"""Copy of a document: only of what is in force, and acknowledged by nobody but whoever has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from answerable.deciding import Matter, Stamp, World, evolves, records, refuse, relates
from answerable.streams.document.decisions import Document
from answerable.streams.documentcopy import commands, events
from answerable.streams.documentcopy.flow import CONTROL, DocumentCopyStage
from answerable.wording import say


@dataclass(frozen=True, slots=True)
class DocumentCopy:
    """Somebody's copy of a document.

    Arguments:
        staff: who has it.
        stage: where it stands.
    """

    staff: str
    stage: DocumentCopyStage = DocumentCopyStage.TO_BE_READ


def _of_what_holds(
    _: DocumentCopy | None, command: commands.HandOut | commands.Acknowledge, stamp: Stamp, world: World
) -> None:
    """Let nobody get, or say that they go by, what is not in force."""
    [name] = command.depends_on
    document = world.others[name]
    if not isinstance(document, Document):
        raise world.no_such(name, command.site)
    if not document.is_in_force(world.day_of(stamp.occurred_at)):
        field = "document" if isinstance(command, commands.HandOut) else "documentcopy"
        raise refuse(say("refusal.document.not_in_force", document=name), rule=CONTROL, field=field)


def _printed(name: str) -> Callable[..., str]:
    """Give what stands on the copy, as its document has it."""

    def say_it(_: DocumentCopy | None, command: commands.HandOut, __: Stamp, world: World) -> str:
        printed: str = getattr(world.others[command.document], name)
        return printed

    return say_it


def _whose(matter: Matter, _: object) -> tuple[str, ...]:
    return () if matter.state is None else (matter.state.staff,)


relates("documentcopy", own=_whose)
records(
    commands.HandOut,
    events.HandedOut,
    _of_what_holds,
    works_out={name: _printed(name) for name in ("code", "title_zh", "title_en")},
    may_begin=True,
)
records(commands.Acknowledge, events.Acknowledged, _of_what_holds)
records(commands.Recall, events.Recalled)


@evolves(events.HandedOut)
def handed_out(_: DocumentCopy | None, event: events.HandedOut) -> DocumentCopy:
    """Remember who has it."""
    return DocumentCopy(staff=event.staff)
