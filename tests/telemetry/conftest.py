"""What the tests of spans share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from tests.telemetry.kept import kept_spans


@pytest.fixture
def spans() -> Iterator[InMemorySpanExporter]:
    """Spans are made, and kept here."""
    with kept_spans() as kept:
        yield kept
