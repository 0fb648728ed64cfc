"""The page for Prometheus: figures of every kind, asked for when it is read."""

from __future__ import annotations

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from answerable.errors import Unavailable
from answerable.messaging.border import allowed_hosts
from answerable.telemetry.figures import Buckets, Figure, Kind, Sample, Source, Total
from answerable.telemetry.page import MetricsPage

GAUGE = Figure("test_gauge", Kind.GAUGE, "g", ("place",))
COUNTER = Figure("test_things_total", Kind.COUNTER, "c")
SUMMARY = Figure("test_seconds", Kind.SUMMARY, "s", ("place",))
HISTOGRAM = Figure("test_events", Kind.HISTOGRAM, "h")


def gives(*samples: Sample) -> Source:
    async def source() -> list[Sample]:
        return list(samples)

    return source


async def fails() -> list[Sample]:
    message = "away"
    raise Unavailable(message)


async def read(
    *sources: Source, path: str = "/metrics", method: str = "GET", host: str = "localhost:9101"
) -> httpx.Response:
    transport = httpx.ASGITransport(MetricsPage(sources, allowed_hosts("127.0.0.1")))
    async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
        return await client.request(method, path)


def values(text: str) -> dict[tuple[str, ...], float]:
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name.startswith("test_")
    }


async def test_every_kind() -> None:
    """Each kind of figure is written as Prometheus wants it, values of one figure together."""
    page = await read(
        gives(GAUGE.of(1.5, "here"), COUNTER.of(7)),
        gives(GAUGE.of(2, "there"), SUMMARY.of(Total(3, 0.5), "here")),
        gives(HISTOGRAM.of(Buckets((1, 10), (4, 2, 1), 42.0))),
    )

    assert values(page.text) == {
        ("test_gauge", "here"): 1.5,
        ("test_gauge", "there"): 2,
        ("test_things_total",): 7,
        ("test_seconds_count", "here"): 3,
        ("test_seconds_sum", "here"): 0.5,
        ("test_events_bucket", "1.0"): 4,
        ("test_events_bucket", "10.0"): 6,
        ("test_events_bucket", "+Inf"): 7,
        ("test_events_count",): 7,
        ("test_events_sum",): 42,
    }
    assert page.text.count("# TYPE test_gauge ") == 1


async def test_a_source_that_fails() -> None:
    """What cannot be told now is left out; the rest is told."""
    page = await read(fails, gives(COUNTER.of(7)))

    assert (page.status_code, values(page.text)) == (200, {("test_things_total",): 7})


async def test_a_source_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A source that takes too long holds the page up for a time only."""
    import asyncio

    async def hangs() -> list[Sample]:
        await asyncio.Event().wait()
        return []

    monkeypatch.setattr("answerable.telemetry.page._WITHIN_S", 0.01)
    page = await read(hangs, gives(COUNTER.of(7)))

    assert values(page.text) == {("test_things_total",): 7}


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/", 404), ("POST", "/metrics", 404), ("HEAD", "/metrics", 200)]
)
async def test_nothing_else(method: str, path: str, status: int) -> None:
    """There is one page and nothing to be done by it."""
    page = await read(gives(COUNTER.of(7)), path=path, method=method)

    assert (page.status_code, "test_things" in page.text) == (status, False)


@pytest.mark.parametrize("path", ["/metrics", "/", "/nothing"])
async def test_a_foreign_host(path: str) -> None:
    """A page that points a name of its own at this machine reads no figures."""
    page = await read(gives(GAUGE.of(1, "here")), path=path, host="evil.example")

    assert (page.status_code, "evil.example" in page.text, "test_gauge" in page.text) == (403, True, False)
