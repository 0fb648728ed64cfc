"""Papers: which files a note may name, who gets them, and which go because nobody named them."""

from __future__ import annotations

import asyncio
from typing import BinaryIO

import structlog

from answerable.attachments import Attachments, Kept, Named, Upload
from answerable.errors import AnswerableError, BrokenRule, Forbidden, Invalid, NotFound, Refused
from answerable.identity import Principal
from answerable.identity.answers import Denied
from answerable.identity.permission import may, scope
from answerable.ledger.store.ledger import Ledger
from answerable.settings import Settings
from answerable.streams.note.commands import Write
from answerable.streams.note.decisions import Note
from answerable.streams.note.flow import NoteStage
from answerable.streams.note.papers import Attachment
from answerable.wording import say
from answerable_services.intake.aggregate import Aggregate
from answerable_services.intake.seeing import Look, Seeing

log = structlog.get_logger()

RULE = "attachment-sent"
"""The rule that a file which a note names was sent before."""

_SWEEPS_EVERY_S = 3600.0


def store_of(settings: Settings) -> Attachments:
    """Give the store of an installation.

    Arguments:
        settings: how this process is set up.
    """
    return Attachments(settings.papers, most_bytes=settings.max_attachment_bytes)


class Papers:
    """The files of an installation's notes.

    Arguments:
        store: where they are.
        ledger: says which of them are named.
        look: gives notes as they are now.
        seeing: tells who may see what they are about.
    """

    def __init__(self, store: Attachments, ledger: Ledger, look: Look, seeing: Seeing) -> None:
        self._store = store
        self._ledger = ledger
        self._look = look
        self._seeing = seeing
        self._named = Named()

    @property
    def most_bytes(self) -> int:
        """The largest file that is taken."""
        return self._store.most_bytes

    async def begin(self, asker: Principal) -> Upload:
        """Begin to take a file from somebody who may write notes anywhere.

        Arguments:
            asker: who sends it.

        Raises:
            Forbidden: they may not.
            StorageFailed: the disk is nearly full, or cannot be written to.
        """
        action = Write.command_name
        if not scope(asker, action).reaches:
            refused = may(asker, action, None)
            raise (
                refused.as_error() if isinstance(refused, Denied) else Forbidden(say("error.kind.forbidden"))
            )
        return await asyncio.to_thread(self._store.begin, asker.id)

    async def check(self, command: Write, asker: Principal) -> None:
        """Let nothing be written about what the sender may not see, nor a file named that they did not send.

        The files stay for another day. An import brings along what was written elsewhere.

        Arguments:
            command: the note to be written.
            asker: who asks, as it was proved.

        Raises:
            Forbidden: they may not see the matter.
            Invalid: they sent no such file, or it is another one; the faults name them.
        """
        matter = (await self._look((command.matter,)))[command.matter]
        # What is not there, or another site's, is refused where the note is decided on.
        if matter.state is not None and matter.site == command.site:
            seen = await self._seeing.told_of(asker, matter)
            if isinstance(seen, Denied):
                raise seen.as_error()
        given = command.attachments or ()
        found = [await asyncio.to_thread(self._store.look, one.digest, asker.id) for one in given]
        told = say("error.attachment_not_sent")
        faults = tuple(
            BrokenRule(pointer=f"/attachments/{number}/digest", rule=RULE, message=told.en)
            for number, (one, kept) in enumerate(zip(given, found, strict=True))
            if kept != Kept(digest=one.digest, size=one.size, format=one.format)
        )
        if faults:
            raise Invalid(told, rule=RULE, broken_rules=faults)

    async def paper_of(self, note: str, digest: str, asker: Principal) -> tuple[Attachment, BinaryIO]:
        """Give a file that a note names, to somebody who may see the note.

        Arguments:
            note: the note's id.
            digest: the file's.
            asker: who asks.

        Returns:
            What the note says of the file, and the file itself, which has been read through.

        Raises:
            NotFound: there is no such note, or it names no such file.
            Forbidden: they may not see it.
            Refused: the note was taken back.
            Unavailable: the file is not there, or not the one that was taken.
        """
        aggregate = (await self._look((note,)))[note]
        state = aggregate.state
        if not isinstance(state, Note) or aggregate.site is None:
            raise NotFound(say("error.no_matter", matter=note))
        await self._check_note(asker, aggregate, (await self._look((state.matter,)))[state.matter])
        paper = next((one for one in state.attachments if one.digest == digest), None)
        if paper is None:
            raise NotFound(say("error.no_attachment"))
        if state.stage is NoteStage.WITHDRAWN:
            raise Refused(say("error.note_taken_back", note=note))
        return paper, await asyncio.to_thread(self._store.open, digest)

    async def _check_note(self, asker: Principal, note: Aggregate, matter: Aggregate) -> None:
        """Let whoever sees all notes, wrote this one, or sees the matter that it is about.

        Raises:
            NotFound: they do not, and it is at a site where they have no part: so they learn nothing of it.
            Forbidden: they do not.
        """
        of_notes = await self._seeing.of(asker, note)
        if isinstance(of_notes, Denied) and isinstance(await self._seeing.of(asker, matter), Denied):
            if not any(grant.site in (None, note.site) for grant in asker.grants):
                missing = NotFound(say("error.no_matter", matter=note.id))
                missing.is_elsewhere = True
                raise missing
            raise of_notes.as_error()

    async def sweep(self) -> int:
        """Remove what nobody named for a day, and what was left of files that were not sent to their end.

        Returns:
            How many files were removed; none while the ledger is not what it was, for it may lack names.

        Raises:
            Unavailable: the ledger does not answer.
        """
        if not self._store.folder.exists():
            return 0
        await self._named.catch_up(self._ledger)
        if self._ledger.guard.fault is not None:
            return 0
        return await asyncio.to_thread(self._store.sweep, frozenset(self._named.notes))

    async def run(self) -> None:
        """Sweep now and every hour, until cancelled."""
        while True:
            try:
                if removed := await self.sweep():
                    log.info("attachments.removed", files=removed, reason="no note named them for a day")
            except (AnswerableError, OSError) as error:
                log.warning("attachments.not_swept", reason=str(error))
            await asyncio.sleep(_SWEEPS_EVERY_S)
