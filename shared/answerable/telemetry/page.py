"""The page that Prometheus reads: values are asked for when it is read, so that nothing is paid before."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING

import structlog
from prometheus_client import ProcessCollector
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    Metric,
    SummaryMetricFamily,
)
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from answerable.errors import AnswerableError, Forbidden
from answerable.messaging.border import check_host
from answerable.telemetry.figures import Buckets, Figure, Kind, Sample, Source, Total

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

PATH = "/metrics"

_WITHIN_S = 5.0

log = structlog.get_logger()


class MetricsPage:
    """Answers ``GET /metrics``, and nothing else.

    Arguments:
        sources: where the values come from; one that fails or takes too long is left out.
        hosts: the names under which it may be asked, as `allowed_hosts` gives them.
    """

    def __init__(self, sources: Sequence[Source], hosts: Sequence[str]) -> None:
        self._sources = sources
        self._hosts = hosts
        self._process = ProcessCollector(registry=None)

    async def __call__(self, scope: Scope, _: Receive, send: Send) -> None:
        """Answer one request (ASGI)."""
        if scope["type"] != "http":
            return
        status, content_type, body = await self._answer(scope)
        headers = [(b"content-type", content_type.encode()), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})

    async def _answer(self, scope: Scope) -> tuple[int, str, bytes]:
        """Give status, content type and body."""
        headers = dict(scope["headers"])
        try:
            check_host(headers, self._hosts)
        except Forbidden as error:
            return error.status, "text/plain", f"{error.message}\n".encode()
        if scope["path"] != PATH or scope["method"] not in ("GET", "HEAD"):
            return 404, "text/plain", b"see /metrics\n"
        encode, content_type = choose_encoder(headers.get(b"accept", b"").decode("latin-1"))
        return 200, content_type, encode(_Found([*self._process.collect(), *families(await self.samples())]))

    async def samples(self) -> list[Sample]:
        """Ask every source for its values."""
        found = await asyncio.gather(*(_ask(source) for source in self._sources))
        return [sample for samples in found for sample in samples]


async def _ask(source: Source) -> Iterable[Sample]:
    try:
        async with asyncio.timeout(_WITHIN_S):
            return await source()
    except (AnswerableError, TimeoutError) as error:
        log.warning("metrics.missing", reason=str(error) or type(error).__name__)
        return ()


class _Found(Collector):
    """What one request found.

    Arguments:
        metrics: the values, by figure.
    """

    def __init__(self, metrics: Sequence[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Sequence[Metric]:
        return self._metrics


def families(samples: Iterable[Sample]) -> Iterator[Metric]:
    """Put values of one figure together, as Prometheus wants them."""
    by_figure: dict[Figure, list[Sample]] = {}
    for sample in samples:
        by_figure.setdefault(sample.figure, []).append(sample)
    for figure, found in by_figure.items():
        yield _family(figure, found)


def _family(figure: Figure, samples: Sequence[Sample]) -> Metric:
    """Write the values of one figure."""
    name, text, labels = figure.name, figure.help, figure.labels
    if figure.kind in (Kind.GAUGE, Kind.COUNTER):
        kind = GaugeMetricFamily if figure.kind is Kind.GAUGE else CounterMetricFamily
        plain = kind(name, text, labels=labels)
        for sample in samples:
            if isinstance(sample.value, int | float):
                plain.add_metric(sample.labels, sample.value)
        return plain
    if figure.kind is Kind.SUMMARY:
        summary = SummaryMetricFamily(name, text, labels=labels)
        for sample in samples:
            if isinstance(sample.value, Total):
                summary.add_metric(sample.labels, sample.value.number, sample.value.sum)
        return summary
    histogram = HistogramMetricFamily(name, text, labels=labels)
    for sample in samples:
        if isinstance(sample.value, Buckets):
            bounds = [*map(str, map(float, sample.value.bounds)), "+Inf"]
            counts = accumulate(sample.value.counts)
            histogram.add_metric(sample.labels, list(zip(bounds, counts, strict=True)), sample.value.sum)
    return histogram
