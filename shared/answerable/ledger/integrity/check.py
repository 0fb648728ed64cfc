"""Checking the whole ledger: every event's sequence, subject, version, type and fields, and the chain."""

from __future__ import annotations

from contextlib import aclosing

from pydantic import BaseModel, ConfigDict

from answerable.errors import Corrupt, Invalid
from answerable.events.cloudevents import open_envelope
from answerable.events.registry import REGISTRY
from answerable.events.subjects import parse
from answerable.ledger.archive.export import Progress, untold
from answerable.ledger.integrity.boot import difference
from answerable.ledger.integrity.chain import START, Checkpoint, missing
from answerable.ledger.integrity.head import Head
from answerable.ledger.store.ledger import Ledger
from answerable.ledger.store.recorded import Recorded
from answerable.ledger.store.walk import walk

_MOST_FAULTS = 100


class CheckReport(BaseModel):
    """What a check of the ledger found.

    Arguments:
        events: read.
        aggregates: they belong to.
        head: the sequence up to which the head file's chain was compared; None where there is no head file.
        faults: what is wrong, the first hundred; empty where the ledger is whole.
        fault_count: how many there are in all.
    """

    model_config = ConfigDict(frozen=True)

    events: int
    aggregates: int
    head: int | None = None
    faults: tuple[str, ...]
    fault_count: int


async def check_ledger(
    ledger: Ledger, *, head: Head | None = None, progress: Progress = untold
) -> CheckReport:
    """Read every event and check it.

    Arguments:
        ledger: what to check.
        head: what it must hold at least, where that is known.
        progress: told how far it is.

    Raises:
        Unavailable: the server does not answer.
    """
    found = await ledger.status()
    check = _Check(head)
    if head is not None and head.ledger != found.identity:
        check.note(f"the head file is of ledger {head.ledger}, the server has ledger {found.identity}")
    async with aclosing(walk(ledger, start=0, end=found.last_sequence)) as batches:
        async for batch in batches:
            for message in batch:
                check.take(message)
            progress(check.sequence, found.last_sequence)
    check.end(found.last_sequence)
    return check.report()


class _Check:
    """A check under way.

    Arguments:
        head: what the ledger must hold at least, where that is known.
    """

    def __init__(self, head: Head | None) -> None:
        self.sequence = 0
        self._head = head
        self._marks = [] if head is None else [head.anchor, head.checkpoint]
        self._good = START
        self._chain: Checkpoint | None = START
        self._events = 0
        self._versions: dict[str, int] = {}
        self._faults: list[str] = []
        self._fault_count = 0

    def note(self, fault: str) -> None:
        """Take down what is wrong."""
        self._fault_count += 1
        if len(self._faults) < _MOST_FAULTS:
            self._faults.append(fault)

    def take(self, message: Recorded) -> None:
        """Check one event."""
        if message.sequence != self.sequence + 1:
            self.note(missing(self.sequence + 1, message.sequence - 1))
            # Behind a gap the chain says nothing; the gap is the fault.
            self._chain = None
        self.sequence = message.sequence
        self._events += 1
        for fault in _faults(message, self._versions):
            self.note(fault)
        if self._chain is not None:
            self._chain = self._chain.then(message)
            self._compare(self._chain)

    def _compare(self, found: Checkpoint) -> None:
        for mark in self._marks:
            if mark.sequence != found.sequence:
                continue
            if fault := difference(found, self._good, mark):
                self.note(fault)
                self._chain = None
            self._good = mark

    def end(self, last_sequence: int) -> None:
        """Check that nothing is missing at the end."""
        written = max(last_sequence, 0 if self._head is None else self._head.sequence)
        if self.sequence < written:
            self.note(missing(self.sequence + 1, written))

    def report(self) -> CheckReport:
        """Give what was found."""
        return CheckReport(
            events=self._events,
            aggregates=len(self._versions),
            head=None if self._head is None else self._head.sequence,
            faults=tuple(self._faults),
            fault_count=self._fault_count,
        )


def _faults(message: Recorded, versions: dict[str, int]) -> list[str]:
    """Give what is wrong with one event in itself, and behind those of its aggregate."""
    try:
        subject = parse(message.subject)
        envelope = open_envelope(message.body)
        event = REGISTRY.build(envelope.type, envelope.data)
    except (Corrupt, Invalid) as error:
        return [f"event {message.sequence}: {error.message}"]
    found: list[str] = []
    if (event.site, event.stream, event.originator_id) != subject or event.event_id != envelope.id:
        found.append(f"event {message.sequence}: subject {message.subject} does not fit {envelope.id}")
    before = versions.get(event.originator_id, 0)
    if event.originator_version != before + 1:
        found.append(f"event {message.sequence}: {envelope.id} follows version {before}")
    versions[event.originator_id] = event.originator_version
    return found
