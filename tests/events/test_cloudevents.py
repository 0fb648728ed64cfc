"""The envelope: its members in one order, with the trace an event belongs to where one is followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from answerable.events.cloudevents import cut, decode, encode, open_envelope
from answerable.events.registry import REGISTRY
from tests.events import golden
from tests.projection.examples import received

EVENT = received(1, "a")
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def test_a_trace_stands_before_the_data() -> None:
    """The trace is one member more, between the content type and the data; the other bytes are the same."""
    plain, marked = encode(EVENT), encode(EVENT, TRACE)

    assert marked == plain.replace(b',"data":', f',"traceparent":"{TRACE}","data":'.encode(), 1)


def test_a_trace_is_read() -> None:
    """Whoever reads the envelope learns the trace, or that there is none; the event is the same."""
    marked = encode(EVENT, TRACE)

    assert [open_envelope(body).traceparent for body in (marked, encode(EVENT))] == [TRACE, None]
    assert decode(marked) == EVENT


def test_an_event_is_written_the_same_again() -> None:
    """The same event in the same trace gives the same bytes, which tell what became of a lost answer."""
    assert encode(EVENT, TRACE) == encode(EVENT.model_copy(), TRACE)


@pytest.mark.parametrize("path", sorted(golden.FOLDER.glob("*.jsonl")), ids=lambda path: path.stem)
def test_a_document_that_is_cut_says_the_same(path: Path) -> None:
    """Whatever the kind of event: read from the cut document, it is what the opened document says."""
    for line in path.read_bytes().splitlines():
        event = decode(line)
        for body in (encode(event), encode(event, TRACE)):
            parts = cut(body)
            assert parts is not None
            assert (parts.id, parts.type) == (event.event_id, event.event_type)
            assert REGISTRY.parse(parts.type, parts.data) == event


@pytest.mark.parametrize(
    "body",
    [
        encode(EVENT)[:-1] + b',"more":1}',
        encode(EVENT)[:-1],
        encode(EVENT).replace(b'"actor":', b'"actress":'),
        encode(EVENT).replace(b'"1.0"', b'"1.1"'),
        encode(EVENT).replace(b"contact.received.v1", b"contact.received.v0"),
        b" " + encode(EVENT),
        b"",
    ],
)
def test_what_cannot_be_cut_is_left_to_be_opened(body: bytes) -> None:
    """A document in any other form, of another version or with other data gives nothing: no half an event."""
    parts = cut(body)

    assert parts is None or REGISTRY.parse(parts.type, parts.data) is None
