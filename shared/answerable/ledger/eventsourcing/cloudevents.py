"""Our own events as the library stores them: the state is the CloudEvents document, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from eventsourcing.persistence import Mapper, StoredEvent

from answerable.errors import Corrupt, Invalid
from answerable.events.base import Event
from answerable.events.cloudevents import decode, encode, open_envelope
from answerable.events.subjects import EVERYTHING, anywhere, subject_of
from answerable.ledger.store.recorded import Recorded

_SOURCE = "/sites/"


@dataclass(frozen=True)
class SitedEvent(StoredEvent):
    """A stored event that knows its site, so that its subject is built without reading its state."""

    site: str
    """The service centre where it happened."""


class CloudEventCodec:
    """Stores our events under ``ledger.<site>.<stream>.<originator_id>``, their document as the body.

    The check of what an event follows spans all sites: an aggregate's id exists once in a company.
    """

    @property
    def everything(self) -> str:
        """The filter of every subject of the ledger."""
        return EVERYTHING

    def scope(self, originator_id: UUID | str) -> str:
        """Give the filter that finds an aggregate's events, whatever its site."""
        return anywhere(str(originator_id))

    def encode(self, event: StoredEvent) -> tuple[str, bytes]:
        """Give the subject and the document of an event.

        Raises:
            Invalid: it does not say its site, or a part cannot stand in a subject.
        """
        if not isinstance(event, SitedEvent):
            raise Invalid(
                f"event {event.topic} of {event.originator_id} has no site: map it with CloudEventMapper"
            )
        return subject_of(event.site, str(event.originator_id)), event.state

    def decode(self, message: Recorded) -> SitedEvent:
        """Read the envelope of a message; the event's own data stay unread.

        Raises:
            Corrupt: it is not a CloudEvents document of ours.
        """
        envelope = open_envelope(message.body)
        originator_id, _, version = envelope.id.rpartition(".")
        if not originator_id or not version.isdecimal() or not envelope.source.startswith(_SOURCE):
            raise Corrupt(
                f"message {message.sequence} on {message.subject}: id {envelope.id!r} of source "
                f"{envelope.source!r} does not name an aggregate, a version and a site"
            )
        return SitedEvent(
            originator_id=originator_id,
            originator_version=int(version),
            topic=envelope.type,
            state=message.body,
            site=envelope.source[len(_SOURCE) :],
        )


class CloudEventMapper(Mapper[str]):
    """Turns our events into CloudEvents documents and back; neither compressed nor encrypted as a whole.

    Any language can read the ledger, and auditors' tools do: a document that only this library could open
    would break that.

    Raises:
        Invalid: a compressor or a cipher is configured.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.compressor is not None or self.cipher is not None:
            raise Invalid("CloudEvents documents are stored in clear: configure no compressor and no cipher")

    def to_stored_event(self, domain_event: Any, traceparent: str | None = None) -> SitedEvent:
        """Write an event as a document.

        Arguments:
            domain_event: the event.
            traceparent: where in a trace it is recorded, if that is to stand in the document.

        Raises:
            Invalid: it is not one of the published events.
        """
        if not isinstance(domain_event, Event):
            raise Invalid(f"{type(domain_event).__qualname__} is not an answerable.events.base.Event")
        return SitedEvent(
            originator_id=domain_event.originator_id,
            originator_version=domain_event.originator_version,
            topic=domain_event.event_type,
            state=encode(domain_event, traceparent),
            site=domain_event.site,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Event:
        """Read the event in a document.

        Raises:
            Corrupt: its type is unknown or its data do not fit.
        """
        return decode(stored_event.state)
