"""A long history: what is measured behind few events is measured behind a million, and memory with it."""

from __future__ import annotations

import asyncio
import math
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path

from answerable.commands.base import BulkItem
from answerable.events.subjects import parse
from answerable.ledger.integrity.head import HeadFile
from answerable.ledger.server.accounts import User
from answerable.ledger.server.endpoint import Endpoint
from answerable.ledger.store.ledger import Ledger, entry_for
from answerable.ledger.store.recorded import Entry, Recorded
from tests.benchmarks import catch_up, intake
from tests.benchmarks.centre import CONSOLE, VIEWS, Centre, installed
from tests.benchmarks.measure import Measure
from tests.benchmarks.size import Size
from tests.benchmarks.targets import AtLeast, MemoryUnder
from tests.benchmarks.workload import centres, contacts, site

_SHARE = 0.9
"""The share of its rate behind a short history that is left behind a long one, at least."""

_MEMORY_MB = 300

_NOW = datetime(2016, 5, 1, 4, tzinfo=UTC)
"""Where the clocks start: just behind what the simulated centres say, so that few callbacks are overdue."""

_OURS = ("intake", *VIEWS, CONSOLE)
_CAUGHT_UP_WITHIN_S = 600.0
_PAGES = (
    "/",
    "/cases",
    "/scores",
    "/callbacks",
    "/handovers",
    "/complaints",
    "/faults",
    "/access",
    "/system",
)


async def history(directory: Path, size: Size, say: Callable[[str], None]) -> list[Measure]:
    """Measure behind a short history, make it long, and measure again.

    Arguments:
        directory: where the installation is made.
        size: how long the histories are.
        say: told what is being done.
    """
    centre_to_copy, *others = centres(1 + 2 * size.repeats, size.short)
    async with installed(directory, clock_start=_NOW, is_forking=size.is_forking) as centre:
        async with centre.running("intake"):
            await intake.sent(centre, centre_to_copy)
            await centre.caller.command(site(), key="benchmark:site")
        template = await catch_up.everything(centre)
        say("short history")
        before = await _measured(centre, size, others[: size.repeats], "short")
        say(f"writing {size.long:,} events")
        written = await _lengthen(centre, template, centre_to_copy[0].body["site"], size.long)
        say("long history")
        behind = await _measured(centre, size, others[size.repeats :], "long")
        say(f"every service catches up with {written:,} events")
        return [*before, *behind, *await _memory(centre, size)]


async def _measured(
    centre: Centre, size: Size, sites: Sequence[list[BulkItem]], length: str
) -> list[Measure]:
    """Measure catching up, and then the writer, behind the history that there is."""
    passing, seconds = await catch_up.filled(centre, size.repeats)
    async with centre.running("intake"):
        await _until_checked(centre)
        imported = [await intake.timed(centre, items) for items in sites]
        alone = await intake.nats_at_once(centre, size)
    where = f"behind {passing:,} events"
    rows = [
        ("catch-up", f"scoring catches up from an empty view {where}", [passing / each for each in seconds]),
        ("bulk", f"bulk import {where}", [rate for rate, _ in imported]),
        ("nats-64", f"single commands by NATS, 64 in flight, {where}", [one.rate for one in alone]),
    ]
    return [
        Measure(
            f"{key}-{length}",
            what,
            tuple(rates),
            of=passing,
            targets=(AtLeast(_SHARE, f"{key}-short"),) if length == "long" else (),
        )
        for key, what, rates in rows
    ]


async def _until_checked(centre: Centre) -> None:
    """Wait until the writer has read what was written while it was away, as it does at a start."""
    last = (await centre.ledger.status()).last_sequence
    file = HeadFile(centre.data)
    async with asyncio.timeout(_CAUGHT_UP_WITHIN_S):
        while (head := file.read()) is None or head.sequence < last:
            await asyncio.sleep(0.1)


async def _lengthen(centre: Centre, template: Sequence[Recorded], template_site: str, until: int) -> int:
    """Write copies of one centre's events until there are so many in all, and give how many there are."""
    endpoint = Endpoint.read(centre.data)
    # As intake, which alone may write; it does not run meanwhile.
    writer = await Ledger.open(
        endpoint.url, user=User.INTAKE, password=endpoint.passwords[User.INTAKE], name="history"
    )
    try:
        there = (await writer.status()).messages
        for entries in copies(template, template_site, until - there):
            await writer.append(entries, in_chunks=True)
        return (await writer.status()).messages
    finally:
        await writer.close()


def copies(template: Sequence[Recorded], template_site: str, count: int) -> Iterator[list[Entry]]:
    """Give one copy of the template after another, ready to be written, each under a site of its own.

    The site's name is a part of every id: replacing it makes other aggregates with the same histories.

    Arguments:
        template: one centre's events, in order; those of other sites are left out.
        template_site: its name.
        count: how many events are given, at most.
    """
    parts = []
    for message in template:
        subject = parse(message.subject)
        if subject.site == template_site:
            assert template_site in subject.originator_id, message.subject
            parts.append(
                (subject.originator_id.split(template_site), message.body.split(template_site.encode()))
            )
    for number in range(math.ceil(count / len(parts))):
        name = f"copy{number:06}"
        entries = []
        begun: set[str] = set()
        for id_parts, body_parts in parts[: count - number * len(parts)]:
            originator = name.join(id_parts)
            body = name.encode().join(body_parts)
            entries.append(entry_for(name, originator, body, expected=None if originator in begun else 0))
            begun.add(originator)
        yield entries


async def _memory(centre: Centre, size: Size) -> list[Measure]:
    """Let every service catch up and work, ask for every page, and look what memory each service holds."""
    found: list[Measure] = []
    async with AsyncExitStack() as stack:
        pids = {"nats-server": Endpoint.read(centre.data).pid}
        pids |= {
            service: await stack.enter_async_context(centre.running(service, within_s=_CAUGHT_UP_WITHIN_S))
            for service in _OURS
        }
        await intake.sent(centre, contacts(size.contacts))
        for service in VIEWS:
            await centre.settled(service)
        found.append(await _pages(centre))
        for service, pid in pids.items():
            now, peak = memory_mb(pid)
            found.append(
                Measure(
                    f"memory-{service}",
                    f"resident memory of {service} behind all of it; {peak:.0f} MB at its highest",
                    targets=(MemoryUnder(_MEMORY_MB),) if service in _OURS else (),
                    memory_mb=now,
                )
            )
    return found


async def _pages(centre: Centre) -> Measure:
    """Ask for every page of the console once, and tell which are not served well."""
    latencies = []
    refused = []
    for page in _PAGES:
        began = time.perf_counter()
        try:
            await centre.page(page)
        except OSError as error:
            refused.append(f"{page} ({error})")
        latencies.append(time.perf_counter() - began)
    outcome = f"not served: {', '.join(refused)}" if refused else "all are served"
    return Measure(
        "pages",
        f"the console's {len(_PAGES)} pages behind all of it, each once; {outcome}",
        latencies_s=tuple(latencies),
        of=len(_PAGES),
    )


def memory_mb(pid: int) -> tuple[float, float]:
    """Give a process's resident memory now, and at its highest (Linux; elsewhere it is not a number)."""
    if sys.platform != "linux":
        return float("nan"), float("nan")
    fields = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    now, peak = (int(fields[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return now, peak
