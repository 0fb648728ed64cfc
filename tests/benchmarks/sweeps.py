"""Sweeps: a thousand obligations missed within a minute, found among a million open ones and recorded.

What was missed is real: cases that were handed over to somebody who has not answered. What is open beside is
rows of the view like them, not due for a year: that many matters are years of a company's work, and a sweep
is asked whether it looks at any of them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, literal, select, true

from answerable.commands.base import BulkItem, BulkRequest, Command
from answerable.events.cloudevents import decode
from answerable.identity import Credential, Keys, Owner, Principal
from answerable.messaging.client import Caller
from answerable.projection.views.store import Store
from answerable.projection.writing.types import Moment
from answerable.streams.obligation.events import Missed
from answerable_services.callbacks.judging import ACTOR
from answerable_services.callbacks.owed.projection import OwedProjection
from answerable_services.callbacks.owed.recording import owed_to_record
from answerable_services.callbacks.owed.tables import OWED
from answerable_services.callbacks.sweeper import Sweeper
from tests.benchmarks.catch_up import everything
from tests.benchmarks.centre import Centre, installed
from tests.benchmarks.measure import Measure
from tests.benchmarks.pages import filled
from tests.benchmarks.size import Size
from tests.benchmarks.targets import AtLeast, P99Under
from tests.benchmarks.workload import parts

_SITE, _FIRST, _SECOND = "bench02", "staff-bench02-first", "staff-bench02-second"
_BATCH = 500
_AT_ONCE = 250_000
_LONGEST_MS = 5_000.0
_FLAT = 0.8
"""Of the rate of finding among few open ones, that among many reaches."""

_COME_TO_ITS_MOMENT = timedelta(days=2)
"""What is said a day late has a day to be put right before it is a miss."""


def _handed_over(many: int, now: datetime) -> Iterator[BulkItem]:
    """Hand so many cases over within one minute a week ago: a working day has passed since."""

    def item(name: str, key: str, at: datetime, doer: str, **said: Any) -> BulkItem:
        body = {"site": _SITE, "acting_for": doer, "occurred_at": at.isoformat(), **said}
        return BulkItem(name=name, key=f"sweeps:{key}", body=body)

    long_ago, handed = now - timedelta(days=8), now - timedelta(days=7)
    day = long_ago.date().isoformat()
    setup = partial(item, at=long_ago, doer="system-setup")
    yield setup("site.open", "site", name_zh="测试中心", name_en="Benchmark centre")
    yield setup("staff.hire", "first", staff=_FIRST, role="lead", team="one", hired_on=day)
    yield setup("staff.hire", "second", staff=_SECOND, role="agent", team="one", hired_on=day)
    yield setup("rulebook.bind", "book", rulebook="call-centre-80", effective_from=day)
    for number in range(many):
        case = f"case-sweep-{number}"
        at = handed + timedelta(seconds=60 * number / many)
        opened = at - timedelta(minutes=1)
        yield item("case.open", f"open-{number}", opened, _FIRST, case=case, topic="t", first_asked=_FIRST)
        yield item("case.transfer", f"to-{number}", at, _FIRST, case=case, to=_SECOND, reason="r")


def _beside(connection: Connection, begun: int, many: int) -> None:
    """Put so many open obligations beside what is there, like one of them but for its moments."""
    numbers = select(literal(begun).label("number")).cte(recursive=True)
    numbers = numbers.union_all(select(numbers.c.number + 1).where(numbers.c.number < begun + many - 1))
    one = select(OWED).where(OWED.c.rule == "transfer-answer").limit(1).subquery()
    far = literal(datetime.now(UTC) + timedelta(days=365), Moment)
    other: dict[str, ColumnElement[Any]] = {
        "obligation": literal("obligation-beside-").concat(numbers.c.number),
        "due_at": far,
        "asks_at": far,
        "tells_at": far,
    }
    row = select(*(other.get(column.name, one.c[column.name]) for column in OWED.c))
    row = row.select_from(numbers.join(one, true()))
    connection.execute(insert(OWED).from_select(list(OWED.c), row))


async def _view(directory: Path, centre: Centre, many: int) -> Store:
    """Fill a view, and put so many open obligations beside those that were missed."""
    events = [decode(message.body) for message in await everything(centre)]
    store = filled(directory, OwedProjection(), events)
    for begun in range(0, many, _AT_ONCE):
        with store.serving().writing() as connection:
            _beside(connection, begun, min(_AT_ONCE, many - begun))
    return store


def _found(connection: Connection) -> list[Command]:
    """Give what is to be put on record, as the service does."""
    return list(owed_to_record(connection, datetime.now(UTC) + _COME_TO_ITS_MOMENT))


def _rates(store: Store, times: int) -> Iterator[float]:
    """Give how many a second are found, in each of so many looks."""
    for _ in range(times):
        began = time.perf_counter()
        with store.reading() as connection:
            found = len(_found(connection))
        yield found / (time.perf_counter() - began)


async def _is_caught_up() -> bool:
    return True


async def _recorded(store: Store, centre: Centre) -> tuple[int, float]:
    """Sweep once, with what proves the service, and give how many were recorded in what seconds."""
    proof = Credential(Principal(id=ACTOR), partial(Keys(centre.data / "identity").of, Owner.CALLBACKS))
    caller = Caller(centre.ledger.client, proof, timeout_s=60)
    sweeper = Sweeper(partial(store.read, _found), lambda: caller, _is_caught_up)
    began = time.perf_counter()
    recorded = await sweeper.sweep()
    took_s = time.perf_counter() - began
    on_record = sum(isinstance(decode(one.body), Missed) for one in await everything(centre))
    assert on_record == recorded, f"{recorded} were asked for, {on_record} are on record"
    return recorded, took_s


async def sweeps(directory: Path, size: Size) -> list[Measure]:
    """Measure a sweep: what it finds behind few and behind many open obligations, and the whole of it.

    Arguments:
        directory: where, made for this.
        size: how much.
    """
    async with installed(directory, is_forking=size.is_forking) as centre, centre.running("intake"):
        for part in parts(list(_handed_over(size.due, datetime.now(UTC))), _BATCH):
            report = await centre.caller.bulk(BulkRequest(items=part))
            refused = [outcome for outcome in report.outcomes if outcome.problem is not None]
            assert not refused, refused[0]
        rows: list[Measure] = []
        for many, key in zip(size.open, ("sweep-find", "sweep-find-many", "sweep-find-most"), strict=False):
            store = await _view(directory / f"views-{many}", centre, many)
            rates = tuple(_rates(store, size.asked))
            targets = (AtLeast(_FLAT, rows[0].key),) if rows else ()
            what = f"{size.due:,} missed obligations found among {many:,} open ones"
            rows.append(Measure(key, what, rates, of=size.due, targets=targets))
            if many == size.open[-1]:
                recorded, took_s = await _recorded(store, centre)
                assert recorded >= size.due, recorded
            store.close()
    swept = Measure(
        "sweep",
        f"a sweep: {recorded:,} found among {many:,} open ones, and put on record",
        (recorded / took_s,),
        (took_s,),
        of=recorded,
        targets=(P99Under(_LONGEST_MS),),
    )
    return [*rows, swept]
