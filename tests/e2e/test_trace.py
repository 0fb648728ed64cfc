"""One command, followed from HTTP through the ledger into a view: one trace, real processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic_core import from_json

from answerable.ledger.server import machine
from answerable.ledger.server.embedded import EmbeddedServer
from answerable.settings import Settings
from answerable_services.cli.connecting import connected
from tests.e2e.centre import install
from tests.identity.proofs import bearer
from tests.services.cli.running import environment
from tests.services.forked import Forked
from tests.telemetry.collector import Collector, collecting

pytestmark = [pytest.mark.server, pytest.mark.slow]

TRACE, PARENT = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
ANOTHER = "4bf92f3577b34da6a3ce929d0e0e4736"
OPEN = {"site": "xm01", "name_zh": "厦门", "name_en": "Nobody's place"}
WITHIN_S = 60


@asynccontextmanager
async def process(service: str, data: Path, **variables: str) -> AsyncIterator[None]:
    """Run a service, and tell what it said where it does not end well."""
    log = data / f"{service}.log"
    more = environment(ANSWERABLE_DATA=str(data), OTEL_BSP_SCHEDULE_DELAY="50", **variables)
    started = Forked(service, log, more)
    try:
        yield
    finally:
        await machine.end(started)
    assert started.returncode == 0, log.read_text()


async def sent(data: Path, port: int, body: dict[str, str], trace: str, flags: str) -> int:
    """Send the command that opens a site as soon as intake listens, and give the answer's status."""
    headers = {"traceparent": f"00-{trace}-{PARENT}-{flags}", **bearer(data / "identity", "staff-zzz")}
    async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(WITHIN_S):
        while True:
            try:
                response = await client.post(
                    f"http://127.0.0.1:{port}/v1/site/open", json=body, headers=headers
                )
            except httpx.ConnectError:
                await asyncio.sleep(0.05)
            else:
                return response.status_code


async def figures(port: int) -> dict[tuple[str, ...], float]:
    """Read a page of figures: values by name and labels."""
    async with httpx.AsyncClient(trust_env=False) as client:
        page = await client.get(f"http://127.0.0.1:{port}/metrics")
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(page.text)
        for sample in family.samples
    }


async def until_seen(collector: Collector, spans: int) -> None:
    async with asyncio.timeout(WITHIN_S):
        while len(collector.of(TRACE)) < spans:
            await asyncio.sleep(0.02)


async def caught_up(port: int) -> dict[tuple[str, ...], float]:
    """Read the figures of scoring when they say that nothing waits for its view."""
    async with asyncio.timeout(WITHIN_S):
        while (found := await figures(port)).get(("answerable_projection_lag_events", "scores")) != 0:
            await asyncio.sleep(0.02)
    return found


async def test_one_trace_from_http_to_the_view(tmp_path: Path) -> None:
    """The asker's trace goes on in intake, in the append, in the event itself, and in the scoring view.

    A request that is not sampled leaves no mark in its event, and no span tells who asked or what was said.
    """
    await install(tmp_path)
    port, of_intake, of_scoring = (machine.free_port() for _ in range(3))
    with collecting() as collector:
        async with EmbeddedServer(tmp_path), AsyncExitStack() as stack:
            more = {"ANSWERABLE_OTLP_ENDPOINT": collector.url, "ANSWERABLE_INTAKE_PORT": str(port)}
            for service, page in (("intake", of_intake), ("scoring", of_scoring)):
                await stack.enter_async_context(
                    process(service, tmp_path, ANSWERABLE_METRICS_PORT=str(page), **more)
                )
            assert await sent(tmp_path, port, {**OPEN, "site": "xm02"}, ANOTHER, "00") == 200
            assert await sent(tmp_path, port, OPEN, TRACE, "01") == 200
            assert await sent(tmp_path, port, OPEN, TRACE, "01") == 409
            await until_seen(collector, 3)
            counted = {**await figures(of_intake), **await caught_up(of_scoring)}
            async with connected(Settings(data=tmp_path)) as here:
                plain, marked = [await here.ledger.reader.get(sequence) for sequence in (1, 2)]

    assert plain is not None
    assert marked is not None
    spans = collector.of(TRACE)
    served = next(
        span for span in collector.spans if span.parent == PARENT and "error.type" not in span.attributes
    )
    append, view = spans["answerable-intake", "ledger append"], spans["answerable-scoring", "view scores"]
    assert (served.name, served.kind) == ("command site.open", "server")
    assert (append.parent, append.kind) == (served.span, "producer")
    assert (view.parent, view.kind) == (append.span, "consumer")
    assert from_json(marked.body)["traceparent"] == f"00-{TRACE}-{append.span}-01"
    assert view.attributes["answerable.sequence.first"] == 2
    assert "traceparent" not in from_json(plain.body)
    assert collector.of(ANOTHER) == {}
    refused = next(span for span in collector.spans if "error.type" in span.attributes)
    assert (refused.attributes["error.type"], refused.status, refused.events) == ("Refused", "", 0)
    said = repr(collector.spans)
    assert [word for word in (*OPEN.values(), "site-xm01") if word in said] == []
    assert counted["answerable_commands_total", "site.open", "ok"] == 2
    assert counted["answerable_commands_total", "site.open", "refused"] == 1
    assert counted["answerable_append_events_sum",] == 2
    assert counted["answerable_projection_position", "scores"] == 2
    assert counted["answerable_projection_lag_seconds", "scores"] == 0
