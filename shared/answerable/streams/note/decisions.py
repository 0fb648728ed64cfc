"""Note: about what may be noted, and which papers belong to it."""

from __future__ import annotations

from dataclasses import dataclass

from answerable.deciding import Stamp, World, evolves, opens, records, relates, took_it_down, wrong
from answerable.streams.note import commands, events
from answerable.streams.note.commands import NOTED
from answerable.streams.note.flow import NoteStage
from answerable.streams.note.papers import Attachment, fitted
from answerable.wording import listed, say

NO_MATTER = "no-matter-of-notes"
NAMED_TWICE = "named-twice"


@dataclass(frozen=True, slots=True)
class Note:
    """A note.

    Arguments:
        matter: what it is about.
        writer: who wrote it.
        attachments: its papers.
        entered_by: who had it recorded, where that was somebody else.
        stage: whether it stands.
    """

    matter: str
    writer: str
    attachments: tuple[Attachment, ...] = ()
    entered_by: str | None = None
    stage: NoteStage = NoteStage.WRITTEN


@opens(commands.Write)
def write(_: None, command: commands.Write, stamp: Stamp, __: World) -> list[events.Written]:
    """Write it down, each paper once and with an ending that says what it holds."""
    stream = command.matter.partition("-")[0]
    if stream not in NOTED:
        said = say("refusal.note.not_about", matter=command.matter, streams=listed(sorted(NOTED)))
        raise wrong("matter", said, rule=NO_MATTER)
    given = command.attachments or ()
    if len({one.digest for one in given}) < len(given):
        raise wrong("attachments", say("refusal.note.same_file"), rule=NAMED_TWICE)
    papers = tuple(
        Attachment.model_validate({**one.model_dump(), "name": fitted(one.name, one.format)}) for one in given
    )
    return [
        events.Written(**stamp.next(), matter=command.matter, content=command.content, attachments=papers)
    ]


relates(commands.Write.stream, own=took_it_down)
records(commands.Withdraw, events.Withdrawn)


@evolves(events.Written)
def written(_: Note | None, event: events.Written) -> Note:
    """Remember whose it is, and about what."""
    return Note(event.matter, event.actor, event.attachments, event.entered_by)
