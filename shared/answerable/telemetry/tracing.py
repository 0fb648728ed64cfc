"""Following one command: the W3C trace context from the request, into the event, out of it into each view.

Spans are made only where a tracer is in use; `exporting` puts one there. A span names commands, views,
sequences and counts, never an aggregate, a person, or the text of an error.

Source: W3C Trace Context; CloudEvents distributed tracing extension.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from datetime import datetime, timedelta

from opentelemetry.context import Context
from opentelemetry.trace import (
    Span,
    SpanKind,
    Status,
    StatusCode,
    Tracer,
    format_trace_id,
    get_current_span,
    use_span,
)
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from answerable.clock import Clock
from answerable.errors import Corrupt
from answerable.events.cloudevents import open_envelope
from answerable.ledger.store.recorded import Recorded
from answerable.telemetry import logs

FOLLOWED_FOR = timedelta(minutes=10)
"""A view that takes an event later than that is catching up; it does not follow a command any more."""

_MARK = b'"traceparent"'
_SYSTEM = ("messaging.system", "nats")
_PROPAGATOR = TraceContextTextMapPropagator()
_NOTHING: AbstractContextManager[None] = nullcontext()

Headers = Mapping[str, str] | Mapping[bytes, bytes]
"""A request's headers, their names in small letters."""

_tracer: Tracer | None = None


def use(tracer: Tracer | None) -> None:
    """Make spans with a tracer from now on, or none at all."""
    global _tracer  # noqa: PLW0603 - what a span belongs to is a matter of the process, as in OpenTelemetry
    _tracer = tracer


def is_on() -> bool:
    """Tell whether spans are made."""
    return _tracer is not None


def with_context(headers: dict[str, str] | None) -> dict[str, str] | None:
    """Give a request's headers, with the trace that is under way where one is, whoever began it."""
    if not get_current_span().get_span_context().is_valid:
        return headers
    carried = dict(headers or {})
    _PROPAGATOR.inject(carried)
    return carried


@contextmanager
def serving(name: str, way: str, headers: Headers) -> Iterator[Span | None]:
    """Make the span of a command that is being answered; what it does inside are its children.

    Arguments:
        name: the command's.
        way: how it came.
        headers: of the request.
    """
    if _tracer is None:
        yield None
        return
    span = _tracer.start_span(
        f"command {name}",
        context=_PROPAGATOR.extract(_carrier(headers), Context()),
        kind=SpanKind.SERVER,
        attributes={"answerable.command": name, "answerable.way": way},
    )
    logs.trace(format_trace_id(span.get_span_context().trace_id))
    with _ended(span):
        yield span


def _carrier(headers: Headers) -> dict[str, str]:
    """Give what a request's headers say of its trace, as text."""
    found = {}
    for name, value in headers.items():
        text = name if isinstance(name, str) else name.decode("latin-1")
        if text in _PROPAGATOR.fields:
            found[text] = value if isinstance(value, str) else value.decode("latin-1")
    return found


@contextmanager
def appending(events: int) -> Iterator[Span | None]:
    """Make the span of an append, from its sending to its acknowledgement.

    Arguments:
        events: how many are written.
    """
    if _tracer is None:
        yield None
        return
    count = ("messaging.batch.message_count", events)
    span = _tracer.start_span("ledger append", kind=SpanKind.PRODUCER, attributes=dict((_SYSTEM, count)))
    with _ended(span):
        yield span


def traceparent(span: Span | None) -> str | None:
    """Write where a span stands, for the events that it causes; nothing where it is not sampled.

    Source: W3C Trace Context, ``traceparent`` version 00.
    """
    context = None if span is None else span.get_span_context()
    if context is None or not context.is_valid or not context.trace_flags.sampled:
        return None
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"


def written(span: Span | None, sequences: list[int]) -> None:
    """Note in the span of an append which sequences the events got."""
    if span is not None and sequences:
        span.set_attributes(
            {"answerable.sequence.first": sequences[0], "answerable.sequence.last": sequences[-1]}
        )


def taking(
    view: str, batch: Iterable[Recorded], wants: Callable[[Recorded], bool], clock: Clock
) -> AbstractContextManager[None]:
    """Make a span in a view for each trace that events of a batch belong to, until the batch is committed.

    Arguments:
        view: the projection's name.
        batch: the events.
        wants: tells whether the view is concerned with an event.
        clock: tells whether they were recorded lately.
    """
    return _NOTHING if _tracer is None else _taking(_tracer, view, batch, wants, clock)


@contextmanager
def _taking(
    tracer: Tracer, view: str, batch: Iterable[Recorded], wants: Callable[[Recorded], bool], clock: Clock
) -> Iterator[None]:
    traces: dict[str, list[int]] = {}
    for message in batch:
        if _MARK in message.body and wants(message):
            trace = _trace_of(message, clock.now() - FOLLOWED_FOR)
            if trace is not None:
                traces.setdefault(trace, []).append(message.sequence)
    with ExitStack() as stack:
        for trace, sequences in traces.items():
            parent = _PROPAGATOR.extract({"traceparent": trace}, Context())
            if not get_current_span(parent).get_span_context().is_valid:
                continue
            span = tracer.start_span(
                f"view {view}",
                context=parent,
                kind=SpanKind.CONSUMER,
                attributes=dict((_SYSTEM, ("messaging.batch.message_count", len(sequences)))),
            )
            span.set_attribute("answerable.projection", view)
            written(span, sequences)
            stack.enter_context(_ended(span))
        yield


def _trace_of(message: Recorded, since: datetime) -> str | None:
    """Give the trace that an event belongs to, where it was recorded since a moment."""
    try:
        envelope = open_envelope(message.body)
        recorded_at = datetime.fromisoformat(envelope.data["recorded_at"])
    except (Corrupt, KeyError, TypeError, ValueError):
        return None  # whoever takes the event says what is wrong with it
    return envelope.traceparent if recorded_at >= since else None


@contextmanager
def _ended(span: Span) -> Iterator[None]:
    """Let a span be the present one, and end it; of an error it tells the kind: the text may name people."""
    with use_span(span, end_on_exit=True, record_exception=False, set_status_on_exception=False):
        try:
            yield
        except BaseException as error:
            span.set_attribute("error.type", type(error).__name__)
            span.set_status(Status(StatusCode.ERROR))
            raise
