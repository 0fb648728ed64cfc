"""Which files events name: read from the ledger once, and kept up with it from where it was left."""

from __future__ import annotations

from contextlib import aclosing

from answerable.events.cloudevents import decode
from answerable.events.subjects import filter_of
from answerable.ledger.store.ledger import Ledger
from answerable.streams.note.events import Written


class Named:
    """The digests that events name, each with the note that named it first."""

    def __init__(self) -> None:
        self.notes: dict[str, str] = {}
        self._position = 0

    async def catch_up(self, ledger: Ledger) -> None:
        """Read what was written since.

        Arguments:
            ledger: where notes are.

        Raises:
            Unavailable: the server does not answer.
        """
        of_notes = filter_of(stream=Written.stream)
        last = await ledger.reader.last(of_notes)
        if last is None or last.sequence <= self._position:
            return
        async with (
            ledger.follow(filters=(of_notes,), start=self._position) as feed,
            aclosing(feed.batches()) as batches,
        ):
            async for batch in batches:
                for message in batch:
                    self._take(message.body)
                self._position = batch[-1].sequence
                if self._position >= last.sequence:
                    return

    def _take(self, body: bytes) -> None:
        event = decode(body)
        if isinstance(event, Written):
            for one in event.attachments:
                self.notes.setdefault(one.digest, event.originator_id)
