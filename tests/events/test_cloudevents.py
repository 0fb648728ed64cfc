"""The envelope: its members in one order, with the trace an event belongs to where one is followed."""

from __future__ import annotations

from answerable.events.cloudevents import decode, encode, open_envelope
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
