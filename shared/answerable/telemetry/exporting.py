"""Sending spans to a collector (OTLP over HTTP), with libraries that are loaded only for those who ask."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import metadata
from typing import TYPE_CHECKING

from answerable.errors import Misconfigured
from answerable.telemetry import tracing

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

_SEND_WITHIN_S = 5.0


@asynccontextmanager
async def exporting(endpoint: str, service: str) -> AsyncIterator[None]:
    """Make spans and send them while this is open; do nothing where no collector is named.

    Arguments:
        endpoint: the collector's address, as ``http://127.0.0.1:4318``; empty for none.
        service: what the spans are said to come from.

    Raises:
        Misconfigured: the libraries are not installed.
    """
    if not endpoint:
        yield
        return
    provider = await asyncio.to_thread(_provider, endpoint, service)
    tracing.use(provider.get_tracer("answerable", metadata.version("answerable")))
    try:
        yield
    finally:
        tracing.use(None)
        # What is not sent yet is sent now; a collector that is gone holds this up by a few seconds at most.
        await asyncio.to_thread(provider.shutdown)


def _provider(endpoint: str, service: str) -> TracerProvider:
    """Make what spans go through; sampling and queues follow OpenTelemetry's own variables (``OTEL_*``)."""
    try:
        # An extra, and six megabytes: only for those who trace.
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError as error:
        message = "ANSWERABLE_OTLP_ENDPOINT is set and its libraries are missing: install answerable[tracing]"
        raise Misconfigured(message) from error
    resource = Resource.create(
        {"service.name": f"answerable-{service}", "service.version": metadata.version("answerable")}
    )
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    exporter = OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces", timeout=_SEND_WITHIN_S)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider
