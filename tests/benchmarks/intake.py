"""Intake: commands in bulk, and single ones by NATS and by HTTP."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack

from answerable.commands.base import BulkItem, BulkRequest
from tests.benchmarks.centre import Centre
from tests.benchmarks.load import Ask, HttpAsker, Load, by_nats, load
from tests.benchmarks.measure import Measure
from tests.benchmarks.size import Size
from tests.benchmarks.workload import centres, parts

_BATCH = 500
_AT_ONCE = 64


async def _send(centre: Centre, items: list[BulkItem]) -> int:
    """Send a centre's commands, one request after the other, and give how many events they caused."""
    recorded = 0
    for part in parts(items, _BATCH):
        report = await centre.caller.bulk(BulkRequest(items=part))
        refused = [outcome for outcome in report.outcomes if outcome.problem is not None]
        assert not refused, refused[0]
        recorded += sum(outcome.recorded for outcome in report.outcomes)
    return recorded


async def _timed(centre: Centre, *sites: list[BulkItem]) -> tuple[float, int]:
    began = time.perf_counter()
    recorded = sum(await asyncio.gather(*(_send(centre, items) for items in sites)))
    return recorded / (time.perf_counter() - began), recorded


async def bulk(centre: Centre, size: Size) -> list[Measure]:
    """Import simulated centres, one at a time, then two side by side; the desk's view follows meanwhile."""
    sites = centres(3 * size.repeats, size.commands)
    alone = []
    for _ in range(size.repeats):
        alone.append(await _timed(centre, sites.pop()))
        await centre.settled("intake")
    together = []
    for _ in range(size.repeats):
        together.append(await _timed(centre, *(sites.pop()[: size.commands // 2] for _ in range(2))))
        await centre.settled("intake")
    beside = ("raw-batches", "sqlite-batches", "postgresql-batches")
    return [
        Measure(
            "bulk",
            f"bulk import, requests of {_BATCH} commands, one at a time: events",
            tuple(rate for rate, _ in alone),
            beside=beside,
            of=alone[0][1],
        ),
        Measure(
            "bulk-two",
            "bulk import, two requests in flight: events",
            tuple(rate for rate, _ in together),
            beside=beside,
            of=together[0][1],
        ),
    ]


async def singles(centre: Centre, size: Size) -> list[Measure]:
    """Log contacts one by one and 64 at once, by NATS and by HTTP."""
    client = centre.ledger.client
    async with AsyncExitStack() as stack:
        http: list[Ask] = [
            (await stack.enter_async_context(HttpAsker(centre.http_port))).ask for _ in range(_AT_ONCE)
        ]
        ways: list[tuple[str, str, list[Ask]]] = [
            ("nats-one", "single commands by NATS, one at a time", [by_nats(client)]),
            ("nats-64", "single commands by NATS, 64 in flight", [by_nats(client)] * _AT_ONCE),
            ("http-one", "single commands by HTTP, one at a time", http[:1]),
            ("http-64", "single commands by HTTP, 64 in flight", http),
        ]
        return [_measured(key, what, await _repeat(asks, size)) for key, what, asks in ways]


async def _repeat(asks: list[Ask], size: Size) -> list[Load]:
    await load(asks, size.seconds / 10)
    return [await load(asks, size.seconds) for _ in range(size.repeats)]


def _measured(key: str, what: str, loads: list[Load]) -> Measure:
    return Measure(
        key,
        what,
        tuple(one.rate for one in loads),
        tuple(latency for one in loads for latency in one.latencies_s),
        beside=("raw-flood" if key.endswith("-64") else "raw-one", "sqlite-one", "postgresql-one"),
        of=len(loads[0].latencies_s),
    )
