"""Snapshots of aggregates for the library's repository, as JSON of their stream's own state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Self

from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent
from pydantic import AwareDatetime, BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic_core import from_json, to_json

from answerable.deciding import state_type
from answerable.errors import Corrupt, Invalid, NotFound
from answerable_services.intake.aggregate import Aggregate

TOPIC = "answerable.snapshot.v1"


class _Document(BaseModel):
    """An aggregate as its snapshot keeps it; `Aggregate` says what the fields are."""

    model_config = ConfigDict(extra="forbid")

    state: Any
    site: str
    correlation_id: str
    keys: dict[str, str]
    begun_at: AwareDatetime | None
    stepped_at: AwareDatetime | None
    reached: dict[str, AwareDatetime | None]
    grounds: dict[str, AwareDatetime | None]
    taken_down_by: tuple[str, ...]
    taken_at: AwareDatetime


@dataclass(frozen=True)
class Snapshot:
    """An aggregate as it was behind one of its events.

    Arguments:
        originator_id: whose.
        originator_version: of the last event in it.
        aggregate: what the events up to there were folded to.
        timestamp: when it was taken.
    """

    originator_id: str
    originator_version: int
    aggregate: Aggregate
    timestamp: datetime

    @property
    def state(self) -> Aggregate:
        """What the library calls the state of a snapshot."""
        return self.aggregate

    @classmethod
    def take(cls, aggregate: Aggregate) -> Self:
        """Take a snapshot."""
        return cls(aggregate.id, aggregate.version, aggregate.copy(), datetime.now(UTC))


def project(aggregate: Aggregate | None, events: Iterable[Any]) -> Aggregate | None:
    """Fold a snapshot, where there is one, and the events behind it: the library's projector function.

    Arguments:
        aggregate: what is there already.
        events: snapshots and events, oldest first.

    Returns:
        The aggregate; None where there was nothing.
    """
    for event in events:
        if isinstance(event, Snapshot):
            aggregate = event.aggregate.copy()
            continue
        if aggregate is None:
            aggregate = Aggregate()
        aggregate.apply(event)
    if aggregate is not None:
        aggregate.settle()
    return aggregate


class SnapshotMapper(Mapper[str]):
    """Turns snapshots into JSON documents and back."""

    def __init__(self) -> None:
        super().__init__(JSONTranscoder())

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """Write a snapshot.

        Raises:
            Invalid: it is none.
        """
        if not isinstance(domain_event, Snapshot):
            message = f"{type(domain_event).__qualname__} is no snapshot of an aggregate"
            raise Invalid(message)
        aggregate = domain_event.aggregate
        document = _Document(
            state=from_json(_states_of(domain_event.originator_id).dump_json(aggregate.state)),
            site=aggregate.site or "",
            correlation_id=aggregate.correlation_id or "",
            keys={**aggregate.settled, **aggregate.fresh},
            begun_at=aggregate.begun_at,
            stepped_at=aggregate.stepped_at,
            reached=aggregate.reached,
            grounds=aggregate.grounds,
            taken_down_by=aggregate.taken_down_by,
            taken_at=domain_event.timestamp,
        )
        return StoredEvent(
            domain_event.originator_id,
            domain_event.originator_version,
            TOPIC,
            document.model_dump_json().encode(),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Snapshot:
        """Read a snapshot.

        Raises:
            Corrupt: it is none that this version can read; without it, the events are folded.
        """
        name = str(stored_event.originator_id)
        try:
            document = _Document.model_validate_json(stored_event.state)
            state = _states_of(name).validate_json(to_json(document.state))
        except (ValidationError, NotFound) as error:
            message = f"the snapshot of {name} cannot be read: {error}"
            raise Corrupt(message) from error
        version = stored_event.originator_version
        aggregate = Aggregate(
            name,
            state,
            version,
            document.site,
            document.correlation_id,
            document.keys,
            {},
            document.begun_at,
            document.stepped_at,
            document.reached,
            document.grounds,
            document.taken_down_by,
        )
        return Snapshot(name, version, aggregate, document.taken_at)


def _states_of(originator_id: str) -> TypeAdapter[Any]:
    """Give the reader of an aggregate's state: whoever wrote the snapshot, no other type is made of it.

    Raises:
        NotFound: it is of no stream that has a state.
    """
    return _reader(originator_id.partition("-")[0])


@cache
def _reader(stream: str) -> TypeAdapter[Any]:
    # One of another version is refused: what that called otherwise would be read as if it had never been.
    return TypeAdapter(state_type(stream), config=ConfigDict(extra="forbid"))
