"""Spans that stay in this process, for a test to look at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from answerable.telemetry import tracing


@contextmanager
def kept_spans() -> Iterator[InMemorySpanExporter]:
    """Make spans, and keep them."""
    kept = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(kept))
    tracing.use(provider.get_tracer("test"))
    try:
        yield kept
    finally:
        tracing.use(None)
        provider.shutdown()
