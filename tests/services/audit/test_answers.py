"""Who saw what, and that findings are worked out anew whenever the view or the day moves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from answerable.clock import FixedClock
from answerable.errors import Unavailable
from answerable.events.base import Event
from answerable.events.cloudevents import encode
from answerable.events.subjects import subject_of
from answerable.ledger.store.recorded import Recorded
from answerable.projection.filling.filling import Filler
from answerable.projection.views.store import Store
from answerable.projection.writing.testing import View
from answerable.queries.audit import Accesses, AccessRow, FindingKind, Findings
from answerable.streams.record.events import RecordClass, RecordKind
from answerable_services.audit.answers import Answers, accesses
from answerable_services.audit.projection import AuditProjection
from tests.identity.proofs import EVERYTHING
from tests.services.audit.given import (
    AGENT,
    AUDITOR,
    DAY,
    HOUR,
    MINUTE,
    TEN,
    created,
    export_taken_back,
    exported,
    hired,
    met,
    on_shift,
    opened,
    read,
)


class MovingClock:
    """A clock that a test moves."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


class Service:
    """The answers on a store in files, filled as the runtime fills it."""

    def __init__(self, directory: Path, clock: MovingClock) -> None:
        projection = AuditProjection()
        self.store = Store(directory, projection.name, projection.tables)
        self.answers = Answers(self.store, clock, backdated_after_s=24 * 3600)
        self._clock = clock
        self._projection = projection
        self._sequence = 0

    def begin(self) -> None:
        generation = self.store.new()
        generation.prepare(self._projection.version, self._clock.now())
        self.store.activate(generation.number)
        self._filler = Filler(self._projection, generation, self._clock)

    def take(self, *events: Event) -> None:
        batch = []
        for event in events:
            self._sequence += 1
            batch.append(Recorded(self._sequence, subject_of(event.site, event.originator_id), encode(event)))
        self._filler.write(batch)

    async def kinds(self) -> list[FindingKind]:
        return [finding.kind for finding in (await self.answers.findings(Findings(), EVERYTHING)).findings]


@pytest.fixture
def clock() -> MovingClock:
    """A clock at ten in the morning."""
    return MovingClock(TEN + HOUR)


@pytest.fixture
def service(tmp_path: Path, clock: MovingClock) -> Iterator[Service]:
    """An audit service's answers without a broker."""
    made = Service(tmp_path / "views", clock)
    yield made
    made.store.close()


async def test_a_new_event_is_seen_at_once(service: Service) -> None:
    """Findings that were worked out before are not served once another event has come."""
    service.begin()
    service.take(hired(), read(1))
    before = await service.kinds()
    service.take(on_shift())

    assert (before, await service.kinds()) == ([FindingKind.READ_OFF_SHIFT], [])


async def test_the_end_of_a_day_is_seen_at_once(service: Service, clock: MovingClock) -> None:
    """A duty that ends with the day is found when the clock passes it, without any event."""
    service.begin()
    service.take(
        opened(), created(1, RecordKind.WORK_DIARY, RecordClass.SECRET, at=TEN), met(TEN + 30 * MINUTE)
    )
    before = await service.kinds()
    clock.at = TEN + 14 * HOUR + timedelta(seconds=1)

    assert (before, await service.kinds()) == ([], [FindingKind.NOT_DEPOSITED])


async def test_before_the_first_view(service: Service) -> None:
    """A view that was never built is said to be so."""
    with pytest.raises(Unavailable, match="does not exist yet"):
        await service.answers.findings(Findings(), EVERYTHING)


class TestAccesses:
    @pytest.fixture
    def view(self) -> Iterator[View]:
        """Two people, two records, one export."""
        events = (
            read(1, TEN),
            read(1, TEN + HOUR, by=AUDITOR, case=None, version=3),
            exported(2, 40, TEN + 2 * HOUR),
        )
        made = View(AuditProjection(), FixedClock(TEN + DAY)).given(events)
        yield made
        made.close()

    def seen(self, view: View, query: Accesses) -> list[tuple[int, str, str]]:
        with view.connect() as connection:
            return [
                (row.sequence, row.by, row.record)
                for row in accesses(connection, query, EVERYTHING.at(query.site)).accesses
            ]

    def test_newest_first(self, view: View) -> None:
        """Readings and exports are told in one list."""
        assert self.seen(view, Accesses()) == [
            (3, AGENT, "record-2"),
            (2, AUDITOR, "record-1"),
            (1, AGENT, "record-1"),
        ]

    def test_of_one_person_or_record(self, view: View) -> None:
        """The list can be of one person, one record, both, or the newest few."""
        assert self.seen(view, Accesses(staff=AGENT, record="record-1")) == [(1, AGENT, "record-1")]
        assert self.seen(view, Accesses(limit=1)) == [(3, AGENT, "record-2")]
        assert self.seen(view, Accesses(site="xm02")) == []

    def test_pages_and_totals(self, view: View) -> None:
        """Pages lead to one another; how many there are is kept, but not for one record."""
        narrowed: tuple[dict[str, Any], ...] = (
            {},
            {"staff": AGENT},
            {"site": "xm02"},
            {"record": "record-1"},
        )
        with view.connect() as connection:
            first = accesses(connection, Accesses(limit=2), EVERYTHING)
            second = accesses(connection, Accesses(limit=2, after=first.after), EVERYTHING)
            back = accesses(connection, Accesses(limit=2, before=second.before), EVERYTHING)
            totals = [
                accesses(connection, Accesses(**asked), EVERYTHING.at(asked.get("site"))).total
                for asked in narrowed
            ]

        assert [row.sequence for page in (first, second) for row in page.accesses] == [3, 2, 1]
        assert (first.before, second.after, back) == (None, None, first)
        assert totals == [3, 2, 0, None]

    def test_what_was_taken_back_stays_on_the_list(self, view: View) -> None:
        """It is told with who took it back and why, in its place, on every page."""
        view.given([export_taken_back(2)])
        with view.connect() as connection:
            whole = accesses(connection, Accesses(), EVERYTHING).accesses
            first = accesses(connection, Accesses(limit=2), EVERYTHING)
            second = accesses(connection, Accesses(limit=2, after=first.after), EVERYTHING)
            total = accesses(connection, Accesses(), EVERYTHING).total

        assert [(row.sequence, row.withdrawn_by, row.withdrawn_why) for row in whole] == [
            (3, AUDITOR, "misread"),
            (2, None, None),
            (1, None, None),
        ]
        assert (first.accesses + second.accesses, total) == (whole, 3)

    def test_one_that_has_not_left_is_no_access(self, view: View) -> None:
        """An export that was taken back before anything left is on no list."""
        view.given([export_taken_back(9)])
        with view.connect() as connection:
            assert accesses(connection, Accesses(record="record-9"), EVERYTHING).accesses == ()

    def test_everything_that_is_known(self, view: View) -> None:
        """An export is told with its rows, its purpose, its case and who allowed it."""
        with view.connect() as connection:
            row = accesses(connection, Accesses(record="record-2"), EVERYTHING).accesses[0]

        assert row == AccessRow(
            sequence=3,
            site="xm01",
            by=AGENT,
            record="record-2",
            record_class=RecordClass.TOP_SECRET,
            occurred_at=TEN + 2 * HOUR,
            purpose="yearly letter",
            case="case-1",
            rows=40,
            approved_by="staff-example-manager",
        )
