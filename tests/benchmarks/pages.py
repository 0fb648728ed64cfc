"""What pages ask: each service's questions to a view of few events and to one of many."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from answerable.clock import FixedClock
from answerable.events.base import Event
from answerable.events.cloudevents import encode
from answerable.events.subjects import subject_of
from answerable.ledger.store.recorded import Recorded
from answerable.projection.filling.filling import Filler
from answerable.projection.views.generation import Generation
from answerable.projection.views.store import Store
from answerable.projection.writing.projection import Projection
from answerable.queries import audit as audit_queries
from answerable.queries import callbacks as callback_queries
from answerable.queries import scoring as scoring_queries
from answerable.queries.registers import REGISTERS
from answerable.rulebook import find
from answerable_services.audit import answers as audit
from answerable_services.audit.projection import AuditProjection
from answerable_services.callbacks.answers import Answers as Callbacks
from answerable_services.callbacks.projection import RULEBOOK, CallbacksProjection
from answerable_services.callbacks.schedule import Schedules
from answerable_services.desk import lists
from answerable_services.desk.answers import TIMELY
from answerable_services.desk.overview import overview_of
from answerable_services.desk.projection import Desk
from answerable_services.scoring import answers as scoring
from answerable_services.scoring.projection import Scores
from tests.benchmarks.measure import Measure
from tests.benchmarks.page_facts import NOW, accesses, complaints, deliveries, violations
from tests.benchmarks.targets import P99AtMost, P99Under, Target
from tests.identity.proofs import EVERYTHING

_P99_MS = 50
_BATCH = 1000
_TIMES_AS_SLOW = 3.0

Ask = Callable[[Connection], object]

FINDS_MORE = frozenset(
    {"complaints-found", "complaints-found-in-chinese", "complaints-found-in-numbers", "cases-found-of-one"}
)
"""Searches whose page is full behind many events, and holds one row or a few behind few: no ratio tells of
them whether a search grows with history. What fills a page behind both, is in one matter or in none, does."""


@dataclass(frozen=True, slots=True)
class Pages:
    """A service's questions, and the history that they are asked of.

    Arguments:
        service: its name.
        projection: makes its view.
        events: gives a history of so many events, the last shortly before `NOW`.
        asks: the questions, by the word that the row is named with.
    """

    service: str
    projection: Callable[[], Projection]
    events: Callable[[int], Iterable[Event]]
    asks: dict[str, Ask]


def pages(
    of: Sequence[Pages],
    events: int,
    times: int,
    form: str,
    beside: str | None,
    keep: Path | None = None,
) -> Iterator[Measure]:
    """Fill each service's view and ask each of its questions many times.

    Arguments:
        of: whose questions.
        events: how many events the views hold.
        times: how often each question is asked.
        form: the end of the rows' names, ``short`` or ``long``.
        beside: the end of the names of the rows whose latency these must not be far above.
        keep: where filled views stay, and are taken from where they are; nowhere where None.
    """
    for one in of:
        with tempfile.TemporaryDirectory(prefix="bench-pages-") as directory:
            store = kept(one, events, Path(directory) if keep is None else keep)
            try:
                for word, ask in one.asks.items():
                    name = f"page-{one.service}-{word}"
                    targets: list[Target] = [P99Under(_P99_MS)]
                    if beside is not None and word not in FINDS_MORE:
                        targets.append(P99AtMost(_TIMES_AS_SLOW, f"{name}-{beside}"))
                    yield Measure(
                        f"{name}-{form}",
                        f"{one.service} asked for {word}, behind {events:,} events",
                        latencies_s=tuple(_timed(store, ask, times)),
                        of=times,
                        targets=tuple(targets),
                    )
            finally:
                store.close()


def _timed(store: Store, ask: Ask, times: int) -> Iterator[float]:
    with store.reading() as connection:
        ask(connection)
    for _ in range(times):
        began = time.perf_counter()
        with store.reading() as connection:
            ask(connection)
        yield time.perf_counter() - began


def kept(of: Pages, events: int, directory: Path) -> Store:
    """Open the view of so many events that a directory keeps, or fill it.

    One of another version of the projection or with other columns, or that was not filled to its end, is
    filled anew.
    """
    place = directory / f"{of.service}-{events}"
    projection = of.projection()
    store = Store(place, projection.name, projection.tables)
    number = store.active()
    if number is not None and _is_whole(store.generation(number), projection):
        return store
    store.close()
    shutil.rmtree(place, ignore_errors=True)
    return filled(place, projection, of.events(events))


def _is_whole(generation: Generation, projection: Projection) -> bool:
    with generation.engine.connect() as connection:
        return generation.is_of(projection.version) and not generation.lacking(connection)


def filled(directory: Path, projection: Projection, events: Iterable[Event]) -> Store:
    """Fill a view as the runtime does, batch by batch."""
    clock = FixedClock(NOW)
    store = Store(directory, projection.name, projection.tables)
    generation = store.new()
    generation.prepare(projection.version, clock.now())
    filler = Filler(projection, generation, clock)
    messages = (
        Recorded(sequence, subject_of(event.site, event.originator_id), encode(event))
        for sequence, event in enumerate(events, 1)
    )
    while batch := list(islice(messages, _BATCH)):
        filler.write(batch)
    store.activate(generation.number)
    return store


_WEEKS_AGO = NOW - timedelta(days=21)
"""Some way down a list: the page there costs what the first one does."""

_NEXT_FINDINGS = audit.NEWEST.cursor({"occurred_at": _WEEKS_AGO, "finding": "read_off_shift"})


def _findings(**query: Any) -> Ask:
    asked = audit_queries.Findings(**query)
    return lambda connection: audit.findings(connection, asked, EVERYTHING.at(asked.site), NOW, 24 * 3600)


def _seen(**query: Any) -> Ask:
    asked = audit_queries.Accesses(**query)
    return lambda connection: audit.accesses(connection, asked, EVERYTHING.at(asked.site))


def _due(**query: Any) -> Ask:
    asked = callback_queries.Due(**query)
    return lambda connection: _CALLBACKS.due(connection, asked, EVERYTHING.at(asked.site))


def _ended(**query: Any) -> Ask:
    asked = callback_queries.History(**query)
    return lambda connection: _CALLBACKS.history(connection, asked, EVERYTHING.at(asked.site))


_CALLBACKS = Callbacks(Schedules(find(RULEBOOK).callback_plan), FixedClock(NOW))


def _list(stream: str, **asked: Any) -> Ask:
    published = REGISTERS[stream]
    query = published.query.model_validate(asked)

    def ask(connection: Connection) -> object:
        sight = EVERYTHING.at(asked.get("site"))
        told = TIMELY.get(published.register.stream)
        timely = lists.NEVER if told is None else told(connection, sight, NOW)
        return lists.page_of(connection, published, query, sight, timely)

    return ask


ALL = (
    Pages(
        "desk",
        Desk,
        complaints,
        {
            "overview": lambda connection: overview_of(connection, EVERYTHING, NOW),
            "complaints": _list("complaint"),
            "complaints-of-a-site": _list("complaint", site="site3"),
            "complaints-open": _list("complaint", mark="is_open"),
            "complaints-first": _list("complaint", order="ascending"),
            "complaints-sorted": _list("complaint", sort="topic", mark="is_open"),
            "complaints-found": _list("complaint", text="topic 96"),
            "complaints-found-in-many": _list("complaint", text="topic 9"),
            "complaints-found-rare": _list("complaint", text="complaint-000000017"),
            "complaints-found-in-chinese": _list("complaint", text="漏雨"),
            "complaints-not-found": _list("complaint", text="topic 98"),
            "complaints-number-not-found": _list("complaint", text="topic 1067"),
            "complaints-found-in-numbers": _list("complaint", text="1067"),
            "cases": _list("case"),
            "cases-overdue": _list("case", mark="is_overdue"),
            "cases-found-of-one": _list("case", text="staff-bench-7"),
        },
    ),
    Pages(
        "audit",
        AuditProjection,
        accesses,
        {
            "overview": _findings(limit=1),
            "findings": _findings(),
            "findings-further": _findings(after=_NEXT_FINDINGS),
            "findings-of-one": _findings(staff="staff-bench-4"),
            "findings-of-a-site": _findings(site="site4", kind="read_off_shift"),
            "findings-weighed": _findings(gravity="alert"),
            "findings-of-record": _findings(record="record-300"),
            "accesses": _seen(),
            "accesses-of-one": _seen(staff="staff-bench-4"),
            "accesses-of-record": _seen(record="record-300"),
        },
    ),
    Pages(
        "callbacks",
        CallbacksProjection,
        deliveries,
        {
            "overview": _due(limit=1),
            "due": _due(limit=100),
            "due-at-a-site": _due(site="site4", limit=100),
            "history": _ended(),
            "history-at-a-site": _ended(site="site4"),
            "history-missed": _ended(state="missed"),
            "missed": _CALLBACKS.missed,
        },
    ),
    Pages(
        "scoring",
        Scores,
        violations,
        {
            "statements": lambda connection: scoring.statements(
                connection, scoring_queries.Statements(site="site7"), EVERYTHING
            ),
            "statement": lambda connection: scoring.statement_of(
                connection,
                scoring_queries.StatementOf(site="site7", staff="staff-bench-7-1", month="2026-01"),
                EVERYTHING,
            ),
        },
    ),
)
"""The services whose questions are measured; another joins them with a history and its questions."""
