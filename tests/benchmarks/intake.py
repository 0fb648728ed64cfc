"""Intake: commands in bulk, and single ones by NATS and by HTTP."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from answerable.commands.base import BulkItem, BulkRequest
from tests.benchmarks.centre import Centre
from tests.benchmarks.load import Ask, HttpAsker, Load, by_nats, load, steady
from tests.benchmarks.machine import cores, processor_s
from tests.benchmarks.measure import Measure
from tests.benchmarks.size import Size
from tests.benchmarks.targets import AtLeast, P99Under, Target
from tests.benchmarks.workload import centres, parts

_BATCH = 500
_AT_ONCE = 64
_CONNECTIONS = 256

TIMES_POSTGRESQL = {"nats": 2.0, "http": 1.0}
"""How many times the rate of `eventsourcing` on PostgreSQL each way in has to reach, 64 in flight."""

_P99_MS = 50.0


async def sent(centre: Centre, items: list[BulkItem]) -> int:
    """Send a centre's commands, one request after the other, and give how many events they caused."""
    recorded = 0
    for part in parts(items, _BATCH):
        report = await centre.caller.bulk(BulkRequest(items=part))
        refused = [outcome for outcome in report.outcomes if outcome.problem is not None]
        assert not refused, refused[0]
        recorded += sum(outcome.recorded for outcome in report.outcomes)
    return recorded


async def timed(centre: Centre, *sites: list[BulkItem]) -> tuple[float, int]:
    """Import centres side by side, and give how many events a second, and how many, they caused."""
    began = time.perf_counter()
    recorded = sum(await asyncio.gather(*(sent(centre, items) for items in sites)))
    return recorded / (time.perf_counter() - began), recorded


async def bulk(centre: Centre, writer: int, size: Size) -> list[Measure]:
    """Import simulated centres, one at a time, then two side by side.

    Arguments:
        centre: where.
        writer: intake's process.
        size: how much.
    """
    sites = centres(3 * size.repeats, size.commands)
    alone = [await timed(centre, sites.pop()) for _ in range(size.repeats)]
    together, allowed = [], []
    for _ in range(size.repeats):
        before = _taken_s(centre, writer)
        together.append(
            await timed(centre, *(sites.pop()[: size.commands // 2] for _ in range(2))),
        )
        after = _taken_s(centre, writer)
        if before is not None and after is not None and after > before:
            allowed.append(together[-1][1] * cores() / (after - before))
    targets = (AtLeast(3, "postgresql-batches"), AtLeast(0.5, "raw-batches"))
    return [
        Measure(
            "bulk",
            f"bulk import, requests of {_BATCH} commands, one at a time: events",
            tuple(rate for rate, _ in alone),
            beside=("sqlite-batches",),
            of=alone[0][1],
            targets=targets,
        ),
        Measure(
            "bulk-two",
            "bulk import, two requests in flight: events",
            tuple(rate for rate, _ in together),
            beside=("sqlite-batches", "raw-batches", "postgresql-batches"),
            of=together[0][1],
        ),
        *_ceiling(tuple(allowed), together[0][1]),
    ]


def _taken_s(centre: Centre, writer: int) -> float | None:
    """Tell how many seconds of processor time an import has taken: intake's, the server's and our own."""
    taken = [processor_s(process) for process in (writer, centre.server, os.getpid())]
    return None if None in taken else sum(filter(None, taken))


def _ceiling(allowed: tuple[float, ...], of: int) -> list[Measure]:
    """Say how many events a second the cores could take in, were none of them ever idle."""
    if not allowed:
        return []
    what = f"the same, by its processor time, were {cores()} cores never idle: events"
    return [Measure("bulk-ceiling", what, allowed, beside=("raw-batches",), of=of)]


async def singles(centre: Centre, size: Size) -> list[Measure]:
    """Log contacts one by one and 64 at once, by NATS and by HTTP."""
    async with askers(centre, _AT_ONCE) as asking:
        found = []
        for way, asks in asking.items():
            name = way.upper()
            one = await _repeat(asks[:1], size)
            many = await _repeat(asks, size)
            found += [
                _measured(f"{way}-one", f"single commands by {name}, one at a time", one, "raw-one"),
                _measured(
                    f"{way}-64",
                    f"single commands by {name}, {_AT_ONCE} in flight",
                    many,
                    "raw-flood",
                    (AtLeast(TIMES_POSTGRESQL[way], "postgresql-one"),),
                ),
            ]
        return found


async def nats_at_once(centre: Centre, size: Size) -> list[Load]:
    """Log contacts by NATS, 64 in flight."""
    return await _repeat([by_nats(centre.ledger.client, centre.credential)] * _AT_ONCE, size)


async def steadies(centre: Centre, size: Size, postgresql_one: float) -> list[Measure]:
    """Log contacts at half of the rate that each way in has to reach, and look how long each takes.

    Arguments:
        centre: where.
        size: for how long.
        postgresql_one: what `eventsourcing` on PostgreSQL saves a second, one by one.
    """
    async with askers(centre, _CONNECTIONS) as asking:
        found = []
        for way, asks in asking.items():
            times = TIMES_POSTGRESQL[way] / 2
            rate = times * postgresql_one
            one = await steady(asks, rate, size.steady_s)
            found.append(
                Measure(
                    f"{way}-steady",
                    f"single commands by {way.upper()}, {rate:,.0f} a second ({times:g} × postgresql-one)",
                    (one.rate,),
                    tuple(one.latencies_s),
                    of=len(one.latencies_s),
                    targets=(P99Under(_P99_MS),),
                )
            )
        return found


@asynccontextmanager
async def askers(centre: Centre, count: int) -> AsyncIterator[dict[str, list[Ask]]]:
    """Give so many askers of each way in."""
    async with AsyncExitStack() as stack:
        http = [
            await stack.enter_async_context(HttpAsker(centre.http_port, centre.credential))
            for _ in range(count)
        ]
        yield {
            "nats": [by_nats(centre.ledger.client, centre.credential)] * count,
            "http": [asker.ask for asker in http],
        }


async def _repeat(asks: list[Ask], size: Size) -> list[Load]:
    await load(asks, size.seconds / 10)
    return [await load(asks, size.seconds) for _ in range(size.repeats)]


def _measured(key: str, what: str, loads: list[Load], raw: str, targets: tuple[Target, ...] = ()) -> Measure:
    known = ("postgresql-one",) if not targets else ()
    return Measure(
        key,
        what,
        tuple(one.rate for one in loads),
        tuple(latency for one in loads for latency in one.latencies_s),
        beside=(raw, "sqlite-one", *known),
        of=len(loads[0].latencies_s),
        targets=targets,
    )
