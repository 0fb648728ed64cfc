"""An aggregate as the writer has it: its history folded, with the idempotency keys it has answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from answerable.deciding import evolve, is_beside, is_in_any_order, is_step, takes_back
from answerable.events.base import Event


def causation(command_name: str, key: str | None, digest: str) -> str:
    """Write what made the writer record an event.

    Arguments:
        command_name: the command's.
        key: its idempotency key, where it had one.
        digest: of the command: the same key with another command is a mistake.
    """
    return command_name if key is None else f"{key}#{digest}"


@dataclass(slots=True, eq=False)
class Aggregate:
    """An aggregate, folded from its events.

    The keys that were carried out grow with its history, so a copy shares them, and adds its own beside
    them until it is settled: trying a decision costs the same however old the aggregate is.

    Arguments:
        id: its name; empty before the first event.
        state: folded from its events; None before the first.
        version: of its last event, 0 before the first.
        site: where it belongs.
        correlation_id: the matter it belongs to.
        settled: the idempotency keys carried out on it, with the commands' digests; copies share them.
        fresh: those of this copy alone.
        begun_at: when its first event happened, of those that stand.
        stepped_at: when its latest step happened, of those that stand; a note is no step.
        reached: when the latest step had happened, in each stage that it was in.
        grounds: the same without those that stand beside others in the stage: what each of them follows.
        taken_down_by: who took it down: whoever did so, and who had it recorded for them.
    """

    id: str = ""
    state: Any = None
    version: int = 0
    site: str | None = None
    correlation_id: str | None = None
    settled: dict[str, str] = field(default_factory=dict)
    fresh: dict[str, str] = field(default_factory=dict)
    begun_at: datetime | None = None
    stepped_at: datetime | None = None
    reached: dict[str, datetime | None] = field(default_factory=dict)
    grounds: dict[str, datetime | None] = field(default_factory=dict)
    taken_down_by: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Aggregate):
            return NotImplemented
        return self._facts() == other._facts()

    __hash__ = None  # type: ignore[assignment]  # it changes

    def _facts(self) -> tuple[Any, ...]:
        keys = {**self.settled, **self.fresh}
        times = (self.begun_at, self.stepped_at, self.reached, self.grounds)
        matter = (self.id, self.state, self.version, self.site, self.correlation_id, self.taken_down_by)
        return (*matter, keys, times)

    def digest_of(self, key: str) -> str | None:
        """Give the digest of the command that an idempotency key was carried out with, or None."""
        return self.fresh.get(key) or self.settled.get(key)

    def settle(self) -> None:
        """Add what is this copy's own to what all copies share: it was written."""
        self.settled.update(self.fresh)
        self.fresh = {}

    def apply(self, event: Event) -> None:
        """Take the next event."""
        was_none = self.state is None
        self.state = evolve(self.state, event)
        if self.begun_at is None or (was_none and self.state is not None):
            self.begun_at = event.occurred_at
            self.taken_down_by = (
                (event.actor,) if event.entered_by is None else (event.actor, event.entered_by)
            )
        if self.state is None:  # it was taken back: nothing of it bounds what is recorded anew
            self.stepped_at, self.reached, self.grounds = None, {}, {}
        elif takes_back(event):
            self.stepped_at = self.reached.get(self.state.stage)
            if self.stepped_at is None:  # nothing stands any more: it begins with what comes next
                self.begun_at = None
        elif is_step(event):
            if self.stepped_at is None or self.stepped_at < event.occurred_at:
                self.stepped_at = event.occurred_at
            self.reached[self.state.stage] = self.stepped_at
            if not is_beside(event):
                self.grounds[self.state.stage] = self.stepped_at
        self.id = event.originator_id
        self.version = event.originator_version
        self.site = event.site
        self.correlation_id = self.correlation_id or event.correlation_id
        key, mark, digest = event.causation_id.rpartition("#")
        if mark:
            self.fresh[key] = digest

    def earliest(self, event: Event) -> datetime | None:
        """Give when the next event can have happened at the earliest; None where nothing bounds it.

        A step follows the one before it, one that stands beside others what led to their stage, and anything
        else the matter's beginning.
        """
        if self.state is not None and is_beside(event):
            after = self.grounds.get(self.state.stage)
        else:
            after = self.stepped_at if is_step(event) or takes_back(event) else None
        if after is not None:
            return after
        return None if is_in_any_order(event.stream) or self.state is None else self.begun_at

    def copy(self) -> Aggregate:
        """Give a copy to try decisions on."""
        return Aggregate(
            self.id,
            self.state,
            self.version,
            self.site,
            self.correlation_id,
            self.settled,
            dict(self.fresh),
            self.begun_at,
            self.stepped_at,
            dict(self.reached),
            dict(self.grounds),
            self.taken_down_by,
        )


def fold(events: Iterable[Event]) -> Aggregate:
    """Fold a history; an empty one gives an aggregate that does not exist yet."""
    aggregate = Aggregate()
    for event in events:
        aggregate.apply(event)
    aggregate.settle()
    return aggregate
