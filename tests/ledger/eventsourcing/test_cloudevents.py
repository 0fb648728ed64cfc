"""Our own events are stored as their CloudEvents document, under their site's subject."""

from __future__ import annotations

import pytest
from eventsourcing.compressor import ZlibCompressor
from eventsourcing.persistence import JSONTranscoder, StoredEvent

from answerable.errors import Corrupt, Invalid
from answerable.events.cloudevents import encode
from answerable.ledger.eventsourcing import CloudEventCodec, CloudEventMapper, SitedEvent
from answerable.ledger.store.recorded import Recorded
from tests.ledger.eventsourcing.examples import filed

CODEC = CloudEventCodec()
MAPPER = CloudEventMapper(JSONTranscoder())
EVENT = filed("complaint-1", version=3)
STORED = SitedEvent("complaint-1", 3, "answerable.complaint.filed.v1", encode(EVENT), "xm01")


def test_stored_event() -> None:
    """The state is the document, the topic its type."""
    assert MAPPER.to_stored_event(EVENT) == STORED


def test_message() -> None:
    """The body is the document and nothing else."""
    assert CODEC.encode(STORED) == ("ledger.xm01.complaint.complaint-1", encode(EVENT))


def test_back() -> None:
    """A message gives the stored event, and that the event."""
    stored = CODEC.decode(Recorded(1, "ledger.xm01.complaint.complaint-1", encode(EVENT)))

    assert stored == STORED
    assert MAPPER.to_domain_event(stored) == EVENT


def test_scope_spans_sites() -> None:
    """An aggregate is looked for at every site."""
    assert CODEC.scope("complaint-1") == "ledger.*.complaint.complaint-1"


def test_without_site() -> None:
    """An event that does not say its site is refused."""
    with pytest.raises(Invalid, match="has no site"):
        CODEC.encode(StoredEvent("complaint-1", 1, "t", b"{}"))


def test_foreign_event() -> None:
    """Only published events are mapped."""
    with pytest.raises(Invalid, match="StoredEvent is not an"):
        MAPPER.to_stored_event(StoredEvent("complaint-1", 1, "t", b"{}"))


def test_in_clear() -> None:
    """A compressed ledger could be read by nobody else, so a compressor is refused."""
    with pytest.raises(Invalid, match="in clear"):
        CloudEventMapper(JSONTranscoder(), compressor=ZlibCompressor())


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b'"complaint-1.3"', b'"complaint-1"'),
        (b'"complaint-1.3"', b'".3"'),
        (b'"complaint-1.3"', b'"complaint-1.x"'),
        (b'"/sites/', b'"/elsewhere/'),
        (b'"1.0"', b'"0.3"'),
        (b"{", b"["),
    ],
)
def test_damaged_envelope(was: bytes, becomes: bytes) -> None:
    """An envelope that does not name aggregate, version and site is reported as damaged."""
    with pytest.raises(Corrupt):
        CODEC.decode(Recorded(1, "ledger.xm01.complaint.complaint-1", encode(EVENT).replace(was, becomes)))
