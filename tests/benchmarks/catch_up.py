"""Scoring: its view filled from nothing, beside the bare feed; and how soon a row is seen live."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select

from answerable.clock import SystemClock
from answerable.commands.base import MOST_ITEMS, BulkItem, BulkRequest
from answerable.ledger.store.recorded import Recorded
from answerable.projection.running.runtime import Runner
from answerable.projection.views.store import Store
from answerable.streams.assessment.commands import ScoreExam
from answerable.streams.staff.commands import Hire
from answerable.streams.staff.events import Role
from answerable_services.scoring.projection import Scores
from answerable_services.scoring.tables import FACTS
from tests.benchmarks.centre import Centre
from tests.benchmarks.measure import Measure
from tests.benchmarks.size import Size
from tests.benchmarks.targets import AtLeast, P99Under
from tests.benchmarks.workload import SITE, parts
from tests.identity.proofs import said

_COMMANDS_A_SECOND = 200
_LOOK_EVERY_S = 0.001
_SEEN_WITHIN_S = 10.0
_P99_MS = 100.0
_SETUP, _TRAINER = "system-import", "staff-bench01-trainer"
_SINCE = date(2016, 1, 1)


async def everything(centre: Centre) -> list[Recorded]:
    """Read what scoring follows: the whole ledger."""
    return [message async for batch in _feed(centre) for message in batch]


def wanted(messages: Sequence[Recorded]) -> list[Recorded]:
    """Give the events of the streams that scoring wants."""
    scores = Scores()
    return [message for message in messages if scores.wants(message)]


async def _feed(centre: Centre) -> AsyncIterator[list[Recorded]]:
    """Follow what scoring asks for, up to the present end."""
    async with (
        centre.ledger.follow(filters=Scores().filters) as feed,
        contextlib.aclosing(feed.batches(idle_s=0.05)) as batches,
    ):
        async for batch in batches:
            yield batch
            if feed.unread == 0:
                return


async def catch_up(centre: Centre, size: Size, events: int) -> list[Measure]:
    """Fill scoring's view as its service does, and follow the same feed without decoding it.

    Arguments:
        centre: whose ledger.
        size: how often.
        events: how many events are of the streams that scoring wants.
    """
    passing, filled_s = await filled(centre, size.repeats)
    followed_s = [await _follow(centre, passing) for _ in range(size.repeats)]
    return [
        Measure(
            "catch-up",
            f"scoring catches up from an empty view: {events:,} events of its streams",
            tuple(events / seconds for seconds in filled_s),
            beside=("sqlite-runner",),
            of=events,
            targets=(AtLeast(10, "postgresql-runner"),),
        ),
        Measure(
            "catch-up-all",
            f"the same, counting all {passing:,} events that pass",
            tuple(passing / seconds for seconds in filled_s),
            beside=("feed",),
            of=passing,
            targets=(AtLeast(0.3, "raw-read"),),
        ),
        Measure(
            "feed",
            "the same feed, neither decoded nor kept",
            tuple(passing / seconds for seconds in followed_s),
            beside=("raw-read",),
            of=passing,
        ),
    ]


async def filled(centre: Centre, repeats: int) -> tuple[int, list[float]]:
    """Fill an empty view as scoring's service does.

    Returns:
        How many events pass, and the seconds that each repeat takes.
    """
    passing = await centre.ledger.count(filters=Scores().filters)
    last = (await centre.ledger.status()).last_sequence
    return passing, [await _fill(centre, last) for _ in range(repeats)]


async def _fill(centre: Centre, last: int) -> float:
    """Give the seconds until an empty view holds everything up to a sequence."""
    done = asyncio.Event()

    async def advanced(position: int) -> None:
        if position >= last:
            done.set()

    with tempfile.TemporaryDirectory(prefix="bench-view-") as directory:
        projection = Scores()
        store = Store(Path(directory), projection.name, projection.tables)
        began = time.perf_counter()
        running = asyncio.create_task(Runner(projection, store, centre.ledger, SystemClock(), advanced).run())
        await asyncio.wait({running, asyncio.create_task(done.wait())}, return_when=asyncio.FIRST_COMPLETED)
        took_s = time.perf_counter() - began
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        store.close()
    return took_s


async def _follow(centre: Centre, expected: int) -> float:
    """Give the seconds that reading everything takes."""
    began = time.perf_counter()
    seen = 0
    async for batch in _feed(centre):
        seen += len(batch)
    assert seen == expected
    return time.perf_counter() - began


def _person(count: int, number: int) -> str:
    """Name somebody of a run: an exam is marked once a person and month."""
    return f"staff-bench01-{count}-{number}"


async def _hire(centre: Centre, count: int) -> None:
    """Put whoever is scored, and who scores them, on the register."""
    trainer = Hire(site=SITE, actor=_SETUP, staff=_TRAINER, role=Role.TRAINER, team="b", hired_on=_SINCE)
    people = (_person(count, number) for number in range(count))
    hires = [trainer, *(trainer.model_copy(update={"staff": one, "role": Role.AGENT}) for one in people)]
    items = [
        BulkItem(
            name=Hire.command_name,
            key=f"visible:{one.staff}",
            body=said(one),
        )
        for one in hires
    ]
    for part in parts(items, MOST_ITEMS):
        report = await centre.caller.bulk(BulkRequest(items=part))
        refused = [one for one in report.outcomes if one.problem is not None]
        assert not refused, refused[0]


async def visible(centre: Centre, size: Size) -> list[Measure]:
    """Send commands at a steady rate and look when each row can be read, from its acknowledgement on.

    The rate is kept whatever the answers do: a late answer does not hold up the commands behind it.
    """
    acknowledged: dict[int, float] = {}
    seen: dict[int, float] = {}
    count = round(_COMMANDS_A_SECOND * size.live_s)
    store = Store(centre.data / "views", Scores.name, Scores.tables)

    async def score(number: int) -> None:
        command = ScoreExam(
            site=SITE,
            actor=_TRAINER,
            staff=_person(count, number),
            score=Decimal(90),
            held_on=datetime.now(UTC).date() - timedelta(days=1),
        )
        receipt = await centre.caller.command(command, key=f"visible:{count}:{number}")
        acknowledged[receipt.events[0].sequence] = time.perf_counter()

    async def look() -> None:
        position = (await centre.ledger.status()).last_sequence
        rows = select(FACTS.c.sequence)
        while len(seen) < count:
            with store.reading() as connection:
                found = connection.execute(rows.where(FACTS.c.sequence > position)).scalars().all()
            now = time.perf_counter()
            for sequence in found:
                seen.setdefault(sequence, now)
                position = max(position, sequence)
            await asyncio.sleep(_LOOK_EVERY_S)

    await _hire(centre, count)
    looking = asyncio.create_task(look())
    await asyncio.sleep(0.1)
    began = time.perf_counter()
    async with asyncio.timeout(size.live_s + _SEEN_WITHIN_S), asyncio.TaskGroup() as sending:
        for number in range(count):
            await asyncio.sleep(max(0.0, began + number / _COMMANDS_A_SECOND - time.perf_counter()))
            sending.create_task(score(number))
    async with asyncio.timeout(_SEEN_WITHIN_S):
        await looking
    store.close()
    return [
        Measure(
            "visible",
            f"from acknowledged to visible in scoring's view, {_COMMANDS_A_SECOND} commands a second",
            latencies_s=tuple(max(0.0, seen[sequence] - at) for sequence, at in acknowledged.items()),
            of=count,
            targets=(P99Under(_P99_MS),),
        )
    ]
