"""Appending: each event once or not at all, whatever happens to the connection or the server.

A lost acknowledgement leaves open whether the event was written. It is resolved by reading the
first message behind the expected sequence: if its bytes are ours, it was; a repeat carries the
same check, so nothing is ever written twice. Two writers that append the very same bytes behind
the same sequence cannot be told apart there, which is why an event names its cause.

A server whose disk is full says nothing at all to what it should store, goes on reading, and
stores nothing more until it is started again, so silence beside answered reads is told as such.
Where that happens in the middle of a batch its first part can be read; the rest follows at the start.

Source: ADR-7 (error codes).
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from nats.errors import Error as NatsError
from nats.errors import NoRespondersError
from nats.errors import TimeoutError as NatsTimeoutError

from answerable.errors import (
    AnswerableError,
    Conflict,
    Invalid,
    Misconfigured,
    NotInstalled,
    OutcomeUnknown,
    PartlyWritten,
    StorageFailed,
    TooLarge,
    Unavailable,
)
from answerable.ledger.store.chunks import Links, refuse_unchecked
from answerable.ledger.store.client import LedgerClient
from answerable.ledger.store.read import Reader
from answerable.ledger.store.recorded import Entry
from answerable.ledger.store.sending import HEADER_ROOM, Sender
from answerable.ledger.store.stream import MAX_BATCH
from answerable.retries import again

_FIRST_PAUSE_S = 0.02
_LONGEST_PAUSE_S = 1.0
# How often in a row a server that reads may leave what it should store without an answer, or refuse it.
_STALLS = 3


def _sequence_before(entry: Entry) -> int:
    """Give the sequence that the first event of a save follows.

    Raises:
        Invalid: it does not say, so a repeat could write it twice.
    """
    if entry.expected is None:
        message = "the first event of a save must say which sequence it follows"
        raise Invalid(message)
    return entry.expected


class _Trouble:
    """What went wrong with a write so far."""

    def __init__(self) -> None:
        self.failure: Exception | None = None
        self.is_open = False
        """Whether it may have been written all the same."""
        self._stalls = 0

    @property
    def has_stalled(self) -> bool:
        """Whether the server read, and stored nothing, too often in a row."""
        return self._stalls == _STALLS

    def may_pass(self, failure: Exception) -> bool:
        """Take note of a failure, and tell whether another try makes sense."""
        self.failure = failure
        if isinstance(failure, Unavailable | NoRespondersError):
            self._stalls = self._stalls + 1 if isinstance(failure, StorageFailed) else 0
        elif isinstance(failure, NatsError | OSError):
            self.is_open = True
            self._stalls = self._stalls + 1 if isinstance(failure, NatsTimeoutError) else 0
        else:
            return False
        return not self.has_stalled


class Appender:
    """Writes to the ledger, each event once or not at all.

    Arguments:
        client: the connection.
        reader: reads the stream that is written to, from its leader.
        timeout_s: seconds to wait for an acknowledgement.
        within_s: seconds for which an unacknowledged write is tried again; a cluster may need ten of them
            to find another leader.
    """

    def __init__(
        self, client: LedgerClient, reader: Reader, *, timeout_s: float = 2.0, within_s: float = 30.0
    ) -> None:
        self._client = client
        self._reader = reader
        self._timeout_s = timeout_s
        self._within_s = within_s
        self._sender = Sender(client, timeout_s=timeout_s)
        self.retries = 0
        """Attempts beyond the first ones."""

    async def append(self, entries: Sequence[Entry], *, in_chunks: bool = False) -> list[int]:
        """Write entries, all or none, and give their sequences.

        Arguments:
            entries: in the order they shall stand; the first of each subject carries a check.
            in_chunks: whether more than 1,000 may be written, as several saves: each all or none, each
                behind the ones before.

        Raises:
            Conflict: a check failed; nothing was written.
            TooLarge: more than 1,000 entries, or one over the server's limit; nothing was written.
            Invalid: a check is missing, so that a repeat could write twice, or stands twice; nothing was
                written.
            StorageFailed: the server cannot store more.
            NotInstalled: the stream is not there; nothing was written.
            Misconfigured: the stream does not take what a ledger must take; nothing was written.
            OutcomeUnknown: no acknowledgement came; it may have been written.
            Unavailable: the server does not take it now; nothing was written.
            PartlyWritten: the first chunks stand, a later one failed in one of these ways.
        """
        if not entries:
            return []
        self._refuse_unwritable(entries)
        if len(entries) <= MAX_BATCH:
            return await self._write(entries)
        if not in_chunks:
            message = (
                f"{len(entries)} events in one save: at most {MAX_BATCH} can be written as one; "
                "nothing was written: save in parts, or ask for chunks"
            )
            raise TooLarge(message)
        return await self._write_chunks(entries)

    async def _write_chunks(self, entries: Sequence[Entry]) -> list[int]:
        refuse_unchecked(entries)
        links = Links()
        written: list[int] = []
        for start in range(0, len(entries), MAX_BATCH):
            chunk = links.linked(entries[start : start + MAX_BATCH])
            try:
                sequences = await self._write(chunk)
            except AnswerableError as error:
                if not written:
                    raise
                message = (
                    f"the first {start} of {len(entries)} events stand, up to sequence {written[-1]}; "
                    f"go on with the one behind them, for then: {error.message}"
                )
                raise PartlyWritten(message, sequences=tuple(written)) from error
            links.written(chunk, sequences)
            written.extend(sequences)
        return written

    async def _write(self, entries: Sequence[Entry]) -> list[int]:
        """Try until it is known that the entries were written, or cannot be."""
        trouble = _Trouble()

        async def attempt() -> list[int]:
            self.retries += trouble.failure is not None
            return await self._try(entries, is_repeat=trouble.is_open)

        try:
            # A starting server refuses at once: without a pause it would be asked in vain far too often.
            return await again(
                attempt,
                on=trouble.may_pass,
                first_s=_FIRST_PAUSE_S,
                longest_s=_LONGEST_PAUSE_S,
                within_s=self._within_s,
            )
        except (Unavailable, NatsError, OSError) as failure:
            return await self._conclude(
                entries, failure, is_open=trouble.is_open, has_stalled=trouble.has_stalled
            )

    async def _conclude(
        self, entries: Sequence[Entry], failure: Exception, *, is_open: bool, has_stalled: bool
    ) -> list[int]:
        """Look a last time whether the entries were written, and raise what their failure comes to."""
        subject = entries[0].subject
        reading: Unavailable | None = None
        try:
            if (written := await self._find(entries)) and is_open:
                return written
        except Unavailable as error:
            reading = error
        if isinstance(reading, StorageFailed | NotInstalled):
            raise reading
        if is_open and has_stalled and reading is None:
            message = (
                f"the server reads but does not store: no acknowledgement for {subject}, and nothing of it "
                "can be read back; look at its disk and its log: once a write has failed it stores nothing "
                "more until there is room and it is started again"
            )
            raise StorageFailed(message) from failure
        if is_open:
            message = (
                f"no acknowledgement for {subject} within {self._within_s:g} s: {failure!r}; "
                "it may have been written, or may yet be: load again before deciding anew; "
                "behind the same sequence it cannot be written twice"
            )
            raise OutcomeUnknown(message) from failure
        if isinstance(failure, StorageFailed):
            raise failure
        if isinstance(failure, NoRespondersError) and reading is None:
            # Only now is it known that somebody leads the stream.
            try:
                return await self._sender.send(entries)
            except NoRespondersError as error:
                message = (
                    f"the ledger's stream does not take {subject}; nothing was written: look at its subjects"
                )
                raise Misconfigured(message) from error
            except (NatsError, OSError) as error:
                message = f"no acknowledgement for {subject}: {error!r}; load again before deciding anew"
                raise OutcomeUnknown(message) from error
        message = (
            f"{subject} was not taken within {self._within_s:g} s, nothing was written: "
            f"{getattr(failure, 'message', None) or repr(failure)}; try again"
        )
        raise Unavailable(message) from failure

    def _refuse_unwritable(self, entries: Sequence[Entry]) -> None:
        largest = max(len(entry.body) for entry in entries)
        if largest + HEADER_ROOM > self._client.max_payload:
            message = (
                f"an event of {largest} bytes: the server takes at most "
                f"{self._client.max_payload - HEADER_ROOM}, headers apart; nothing was written"
            )
            raise TooLarge(message)
        _sequence_before(entries[0])
        checked: set[str] = set()
        for entry in entries:
            if entry.expected is not None:
                scope = entry.scope or entry.subject
                if scope in checked:
                    message = (
                        f"{scope} is checked twice in one save; only its first event may say what it follows"
                    )
                    raise Invalid(message)
                checked.add(scope)

    async def _try(self, entries: Sequence[Entry], *, is_repeat: bool) -> list[int]:
        """Write once; before and after a repeat, look whether an earlier try was written after all."""
        if is_repeat and (written := await self._find(entries)):
            return written
        try:
            return await self._sender.send(entries)
        except Conflict as error:
            if not is_repeat:
                raise
            if written := await self._find(entries):
                return written
            if await self._is_overtaken(entries):
                raise
            # Our own earlier try may still be under way in the cluster.
            raise Unavailable(error.message) from error

    async def _find(self, entries: Sequence[Entry]) -> list[int]:
        """Look whether the entries were written although no acknowledgement came.

        A batch stands as one, so its two ends tell: another writer may have written the same first event.

        Raises:
            Unavailable: the server does not answer.
        """
        try:
            async with asyncio.timeout(self._timeout_s):
                return await self._look(entries)
        except TimeoutError as error:
            message = f"reading what became of {entries[0].subject}: no answer within {self._timeout_s:g} s"
            raise Unavailable(message) from error

    async def _look(self, entries: Sequence[Entry]) -> list[int]:
        first, last = entries[0], entries[-1]
        begin = await self._reader.next(first.scope or first.subject, after=_sequence_before(first))
        if begin is None or (begin.subject, begin.body) != (first.subject, first.body):
            return []
        sequences = list(range(begin.sequence, begin.sequence + len(entries)))
        if last is not first:
            end = await self._reader.get(sequences[-1])
            if end is None:
                await self._refuse_half(entries, begin.sequence)
            if end is None or (end.subject, end.body) != (last.subject, last.body):
                return []
        return sequences

    async def _refuse_half(self, entries: Sequence[Entry], first_sequence: int) -> None:
        """See whether the stream ends in the middle of a batch, which the server then did not finish.

        Raises:
            StorageFailed: it does.
        """
        end = await self._reader.last(">")
        count = 0 if end is None else end.sequence - first_sequence + 1
        if end is None or not 0 < count < len(entries):
            return
        middle = entries[count - 1]
        if (end.subject, end.body) == (middle.subject, middle.body):
            message = (
                f"the server stopped storing in the middle of a save to {middle.subject}: {count} of its "
                f"{len(entries)} events can be read, the others will stand as well once there is room and it "
                "is started again: look at its disk and its log, and load again before deciding anew"
            )
            raise StorageFailed(message)

    async def _is_overtaken(self, entries: Sequence[Entry]) -> bool:
        """Tell whether anything was written behind one of the sequences that the entries expect."""
        for entry in entries:
            if entry.expected is not None and await self._reader.next(
                entry.scope or entry.subject, after=entry.expected
            ):
                return True
        return False
