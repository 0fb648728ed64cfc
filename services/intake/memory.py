"""What the writer remembers: the latest aggregates, folded, with the keys they have answered."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from answerable.deciding import evolve, is_step
from answerable.events.base import Event

REMEMBERED = 50_000
"""Aggregates held in memory, at most."""


def causation(command_name: str, key: str | None, digest: str) -> str:
    """Write what made the writer record an event.

    Arguments:
        command_name: the command's.
        key: its idempotency key, where it had one.
        digest: of the command: the same key with another command is a mistake.
    """
    return command_name if key is None else f"{key}#{digest}"


@dataclass(slots=True, eq=False)
class Held:
    """An aggregate as the writer holds it.

    The keys that were carried out grow with its history, so a copy shares them, and adds its own beside
    them until it is settled: trying a decision costs the same however old the aggregate is.

    Arguments:
        state: folded from its events; None before the first.
        version: of its last event, 0 before the first.
        site: where it belongs.
        correlation_id: the matter it belongs to.
        settled: the idempotency keys carried out on it, with the commands' digests; copies share them.
        fresh: those of this copy alone.
        begun_at: when its first event happened.
        stepped_at: when its latest step happened; a note is no step.
    """

    state: Any = None
    version: int = 0
    site: str | None = None
    correlation_id: str | None = None
    settled: dict[str, str] = field(default_factory=dict)
    fresh: dict[str, str] = field(default_factory=dict)
    begun_at: datetime | None = None
    stepped_at: datetime | None = None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Held):
            return NotImplemented
        return self._facts() == other._facts()

    __hash__ = None  # type: ignore[assignment]  # it changes

    def _facts(self) -> tuple[Any, ...]:
        keys = {**self.settled, **self.fresh}
        return (self.state, self.version, self.site, self.correlation_id, keys)

    def digest_of(self, key: str) -> str | None:
        """Give the digest of the command that an idempotency key was carried out with, or None."""
        return self.fresh.get(key) or self.settled.get(key)

    def settle(self) -> None:
        """Add what is this copy's own to what all copies share: it was written."""
        self.settled.update(self.fresh)
        self.fresh = {}

    def apply(self, event: Event) -> None:
        """Take the next event."""
        self.state = evolve(self.state, event)
        if self.begun_at is None:
            self.begun_at = event.occurred_at
        if is_step(event) and (self.stepped_at is None or self.stepped_at < event.occurred_at):
            self.stepped_at = event.occurred_at
        self.version = event.originator_version
        self.site = event.site
        self.correlation_id = self.correlation_id or event.correlation_id
        key, mark, digest = event.causation_id.rpartition("#")
        if mark:
            self.fresh[key] = digest

    def copy(self) -> Held:
        """Give a copy to try decisions on."""
        return Held(
            self.state,
            self.version,
            self.site,
            self.correlation_id,
            self.settled,
            dict(self.fresh),
            self.begun_at,
            self.stepped_at,
        )


def fold(events: Iterable[Event]) -> Held:
    """Fold a history."""
    held = Held()
    for event in events:
        held.apply(event)
    return held


class Memory:
    """The aggregates that were used last.

    Arguments:
        size: how many are held, at most.
    """

    def __init__(self, size: int = REMEMBERED) -> None:
        self._size = size
        self._held: OrderedDict[str, Held] = OrderedDict()

    def __contains__(self, originator_id: str) -> bool:
        return originator_id in self._held

    def __len__(self) -> int:
        return len(self._held)

    def peek(self, originator_id: str) -> Held | None:
        """Give what is held of an aggregate, which does not count as using it."""
        return self._held.get(originator_id)

    def get(self, originator_id: str) -> Held | None:
        """Give what is held of an aggregate, or None."""
        held = self._held.get(originator_id)
        if held is not None:
            self._held.move_to_end(originator_id)
        return held

    def put(self, originator_id: str, held: Held) -> Held:
        """Hold an aggregate, letting go of the one unused for longest where there are too many.

        What was read from the ledger earlier does not undo what was learned since.

        Returns:
            What is held of it now.
        """
        known = self._held.get(originator_id)
        if known is None or known.version <= held.version:
            held.settle()
            self._held[originator_id] = known = held
        self._held.move_to_end(originator_id)
        while len(self._held) > self._size:
            self._held.popitem(last=False)
        return known

    def forget(self, originator_ids: Iterable[str]) -> None:
        """Let go of aggregates; the ledger knows better."""
        for originator_id in originator_ids:
            self._held.pop(originator_id, None)


class Turns:
    """Lets decisions on one aggregate be made one at a time, in the order of asking."""

    def __init__(self) -> None:
        self._locks: dict[str, asyncio.Lock] = {}
        self._users: dict[str, int] = {}

    def __contains__(self, originator_id: str) -> bool:
        """Tell whether somebody is deciding on an aggregate, or waits to."""
        return originator_id in self._users

    @asynccontextmanager
    async def of(self, originator_ids: Iterable[str]) -> AsyncIterator[None]:
        """Hold the turns of several aggregates, always taken in the same order."""
        names = sorted(set(originator_ids))
        for name in names:
            self._users[name] = self._users.get(name, 0) + 1
        taken: list[asyncio.Lock] = []
        try:
            for name in names:
                lock = self._locks.get(name)
                if lock is None:
                    lock = self._locks[name] = asyncio.Lock()
                await lock.acquire()
                taken.append(lock)
            yield
        finally:
            for lock in taken:
                lock.release()
            for name in names:
                self._users[name] -= 1
                if not self._users[name]:
                    del self._users[name]
                    self._locks.pop(name, None)
