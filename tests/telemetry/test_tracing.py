"""Following a command: one trace from the request to the view, no mark where nobody follows, nobody named."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from opentelemetry.trace import SpanKind
from sqlalchemy import create_engine

from answerable.clock import Clock, FixedClock
from answerable.errors import Refused
from answerable.events.cloudevents import encode
from answerable.events.subjects import subject_of
from answerable.ledger.store.recorded import Recorded
from answerable.projection.filling.filling import Filler, Poison
from answerable.projection.views.generation import Generation
from answerable.telemetry import tracing
from answerable.telemetry.commands import Append, Watched, Way
from tests.projection.examples import TEN, Topics, received, recorded, unwanted

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
HEADERS = {"traceparent": f"00-{TRACE}-{PARENT}-01"}


def marked(number: int, topic: str = "a", trace: str = HEADERS["traceparent"]) -> Recorded:
    event = received(number, topic)
    return Recorded(number, subject_of(event.site, event.originator_id), encode(event, trace))


def write(*batch: Recorded, clock: Clock | None = None, poison: Poison = Poison.IS_PARKED) -> None:
    """Put events into a view, as its runner does."""
    generation = Generation(1, create_engine("sqlite://"), Topics.tables)
    clock = clock or FixedClock(TEN)
    generation.prepare(Topics.version, clock.now())
    Filler(Topics(), generation, clock, poison=poison).write(batch)
    generation.close()


def told(spans: InMemorySpanExporter) -> list[ReadableSpan]:
    return list(spans.get_finished_spans())


class TestCommands:
    @pytest.mark.parametrize("headers", [HEADERS, {b"traceparent": HEADERS["traceparent"].encode()}])
    def test_goes_on_with_the_askers_trace(
        self, spans: InMemorySpanExporter, headers: Mapping[Any, Any]
    ) -> None:
        """Whether by NATS or by HTTP, the command is a child of who asked, and the append of the command."""
        with Watched("case.open", Way.HTTP, headers), Append(2) as append:
            append.at([5, 6])
        written, served = told(spans)

        assert (served.name, served.kind) == ("command case.open", SpanKind.SERVER)
        assert served.parent is not None
        assert (f"{served.parent.trace_id:032x}", f"{served.parent.span_id:016x}") == (TRACE, PARENT)
        assert (written.parent, written.kind) == (served.context, SpanKind.PRODUCER)
        assert written.context is not None
        assert append.traceparent == f"00-{TRACE}-{written.context.span_id:016x}-01"
        assert (written.attributes or {})["answerable.sequence.last"] == 6

    def test_begins_one_of_its_own(self, spans: InMemorySpanExporter) -> None:
        """A request without a trace, or with one that cannot be read, begins one."""
        for headers in ({}, {"traceparent": "rubbish"}):
            with Watched("case.open", Way.NATS, headers):
                pass

        assert [span.parent for span in told(spans)] == [None, None]
        assert len({span.context.trace_id for span in told(spans) if span.context}) == 2

    def test_a_problem_is_told_by_its_kind(self, spans: InMemorySpanExporter) -> None:
        """A span says that a command was refused, and no word of why: the text may name somebody."""
        with pytest.raises(Refused), Watched("case.open", Way.NATS, {}), Append(1):
            raise Refused("staff-secret may not")

        assert [(span.attributes or {})["error.type"] for span in told(spans)] == ["Refused", "Refused"]
        assert "secret" not in "".join(span.to_json() for span in told(spans))

    def test_not_followed(self) -> None:
        """Where nobody asked for spans, none are made and events get no mark."""
        with Watched("case.open", Way.NATS, HEADERS), Append(1) as append:
            assert append.traceparent is None
        assert not tracing.is_on()

    def test_not_sampled(self) -> None:
        """What is not sampled leaves no mark in the ledger."""
        tracing.use(TracerProvider(sampler=ALWAYS_OFF, shutdown_on_exit=False).get_tracer("test"))
        try:
            with Watched("case.open", Way.NATS, {}), Append(1) as append:
                assert append.traceparent is None
        finally:
            tracing.use(None)

    def test_a_request_carries_the_present_trace(self, spans: InMemorySpanExporter) -> None:
        """Whoever asks within a span says so in the headers; whoever does not says nothing."""
        assert tracing.with_context(None) is None
        with Watched("case.open", Way.HTTP, HEADERS):
            carried = tracing.with_context({"Idempotency-Key": "k"})
        (served,) = told(spans)

        assert served.context is not None
        assert carried == {
            "Idempotency-Key": "k",
            "traceparent": f"00-{TRACE}-{served.context.span_id:016x}-01",
        }


class TestViews:
    def test_an_event_of_a_followed_command(self, spans: InMemorySpanExporter) -> None:
        """A view tells when an event that says its trace was taken, as a child of the append."""
        write(marked(1), *recorded(received(2, "a"), after=1))
        (span,) = told(spans)

        assert (span.name, span.kind) == ("view topics", SpanKind.CONSUMER)
        assert span.parent is not None
        assert (f"{span.parent.trace_id:032x}", f"{span.parent.span_id:016x}") == (TRACE, PARENT)
        assert dict(span.attributes or {}) == {
            "messaging.system": "nats",
            "messaging.batch.message_count": 1,
            "answerable.projection": "topics",
            "answerable.sequence.first": 1,
            "answerable.sequence.last": 1,
        }

    def test_events_of_one_append(self, spans: InMemorySpanExporter) -> None:
        """Events of one append that come together are one span; another append's are another."""
        other = HEADERS["traceparent"].replace(PARENT, "00f067aa0ba902b7")
        write(marked(1), marked(2), marked(3, trace=other))
        counts = {(span.attributes or {})["messaging.batch.message_count"] for span in told(spans)}

        assert (len(told(spans)), counts) == (2, {1, 2})

    def test_events_that_the_view_does_not_want(self, spans: InMemorySpanExporter) -> None:
        """A view says nothing of events of other streams."""
        event = unwanted(1)
        write(Recorded(1, subject_of(event.site, event.originator_id), encode(event, HEADERS["traceparent"])))

        assert told(spans) == []

    def test_history(self, spans: InMemorySpanExporter) -> None:
        """Catching up and rebuilding follow no command: those traces ended long ago."""
        write(marked(1), clock=FixedClock(TEN + timedelta(hours=1)))
        write(marked(1), poison=Poison.STOPS)

        assert told(spans) == []

    @pytest.mark.parametrize("trace", ["rubbish", "00-0-0-01"])
    def test_a_mark_that_cannot_be_read(self, spans: InMemorySpanExporter, trace: str) -> None:
        """A mark that is no trace context leads nowhere, and harms nothing."""
        write(marked(1, trace=trace))

        assert told(spans) == []

    def test_a_word_in_the_text(self, spans: InMemorySpanExporter) -> None:
        """An event whose data only mention the word belongs to no trace."""
        write(*recorded(received(1, '"traceparent"')))

        assert told(spans) == []

    def test_an_event_it_cannot_take(self, spans: InMemorySpanExporter) -> None:
        """An event that is parked was looked at all the same; one that is no event gets no span."""
        write(marked(1, "poison"), Recorded(2, "ledger.xm01.contact.contact-2", b'{"traceparent"'))

        assert [span.name for span in told(spans)] == ["view topics"]


async def test_traces_of_requests_at_once_stay_apart(spans: InMemorySpanExporter) -> None:
    """Commands that are answered at the same time do not become each other's children."""
    both = asyncio.Barrier(2)

    async def one() -> None:
        with Watched("case.open", Way.NATS, {}):
            await both.wait()
            with Append(1):
                await both.wait()

    await asyncio.gather(one(), one())
    appends = [span for span in told(spans) if span.name == "ledger append"]
    served = [span.context for span in told(spans) if span.parent is None]

    assert len(served) == 2
    assert sorted(span.parent.span_id for span in appends if span.parent) == sorted(
        context.span_id for context in served if context
    )
