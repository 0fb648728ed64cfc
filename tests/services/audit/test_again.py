"""Findings are kept as events arrive: the same as all findings from all facts, whatever comes when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st
from sqlalchemy import Connection
from sqlalchemy import event as listening

from answerable.clock import FixedClock
from answerable.errors import Invalid
from answerable.events.base import Event
from answerable.projection.writing.testing import View
from answerable.queries.audit import Accesses, FindingKind, Findings, Gravity
from answerable.streams.record.events import RecordClass, RecordKind, Severity
from answerable.streams.site import events as site
from answerable.streams.staff.events import Role
from answerable_services.audit.answers import accesses, findings
from answerable_services.audit.bulk import Thresholds
from answerable_services.audit.findings import Found
from answerable_services.audit.late import STEPS_S, level_of
from answerable_services.audit.projection import AuditProjection
from tests.services.audit.given import (
    AGENT,
    AUDITOR,
    CUSTODIAN,
    DAY,
    HOUR,
    MINUTE,
    TEN,
    abandoned,
    access_taken_back,
    base,
    called_off,
    changed,
    created,
    deposited,
    exported,
    hired,
    leak_confirmed,
    leak_reported,
    left,
    met,
    never_created,
    never_hired,
    no_leak,
    not_deposited_after_all,
    not_met,
    on_shift,
    put_right,
    read,
    record_put_right,
    rostered,
)
from tests.services.audit.whole import all_findings

FEW = Thresholds(window=HOUR, reads=4, records=3, export_rows=100)
NOW = TEN + DAY
PEOPLE = (AGENT, AUDITOR)


def moments() -> st.SearchStrategy[datetime]:
    """Give moments of three days, some of them around the end of a day at the site."""
    near_midnight = st.integers(-6, 6).map(lambda step: TEN + 14 * HOUR + step * 10 * MINUTE)
    return near_midnight | st.integers(-6, 300).map(lambda step: TEN - DAY + step * 10 * MINUTE)


Made = Callable[[int], Event]
"""Makes an event from a number that nothing else has."""


def facts() -> st.SearchStrategy[Made]:
    """Give facts of every kind that findings follow from."""
    record, person, hours = st.integers(1, 4), st.sampled_from(PEOPLE), st.integers(1, 12)
    kind = st.sampled_from(RecordKind)
    reading = st.builds(
        lambda n, at, by, c, case: lambda v: read(n, at, version=v, by=by, record_class=c, case=case),
        record,
        moments(),
        person,
        st.sampled_from(RecordClass),
        st.sampled_from((None, "case-1")),
    )
    return st.one_of(
        reading,
        reading,
        st.builds(
            lambda n, rows, at, by: lambda v: exported(n, rows, at, version=v, by=by),
            record,
            st.integers(1, 80),
            moments(),
            person,
        ),
        st.builds(
            lambda at, h, who: lambda v: rostered(at, at + timedelta(hours=h), who, version=v),
            moments(),
            hours,
            person,
        ),
        st.builds(
            lambda who, role: lambda v: hired(who, role).model_copy(update={"originator_version": v}),
            person,
            st.sampled_from(Role),
        ),
        st.builds(
            lambda who, day: lambda v: left(who, date(2016, 3, day), version=v), person, st.integers(8, 12)
        ),
        st.builds(
            lambda who, role, day: lambda v: put_right(who, role, day and date(2016, 3, day), version=v),
            person,
            st.none() | st.sampled_from(Role),
            st.none() | st.integers(8, 12),
        ),
        person.map(lambda who: lambda v: never_hired(who, version=v)),
        st.builds(
            lambda n, k, at: lambda v: created(n, k, at=at).model_copy(update={"originator_version": v}),
            record,
            kind,
            moments(),
        ),
        st.builds(lambda n, at: lambda v: deposited(n, at, version=v), record, moments()),
        st.builds(
            lambda n, k, who: lambda v: record_put_right(n, k, who, version=v),
            record,
            st.none() | kind,
            st.none() | person,
        ),
        record.map(lambda n: lambda v: not_deposited_after_all(n, version=v)),
        record.map(lambda n: lambda v: never_created(n, version=v)),
        st.builds(lambda n, back: lambda v: access_taken_back(n, version=max(v - back, 2)), record, hours),
        st.builds(lambda n, back: lambda v: no_leak(n, max(v - back, 1), version=v), record, hours),
        st.builds(
            lambda before, at, h, who: lambda v: changed(before, at, at + timedelta(hours=h), who, version=v),
            moments(),
            moments(),
            hours,
            person,
        ),
        st.builds(lambda at, who: lambda v: called_off(at, who, version=v), moments(), person),
        st.builds(lambda at: lambda v: met(at, version=v), moments()),
        st.builds(
            lambda day, by: lambda v: not_met(date(2016, 3, day), version=v, by=by),
            st.integers(9, 12),
            st.sampled_from((AUDITOR, CUSTODIAN)),
        ),
        st.builds(
            lambda zone: (
                lambda v: site.Opened(
                    **base("site-xm01", v, TEN), name_zh="厦门", name_en="Xiamen", timezone=zone
                )
            ),
            st.sampled_from(("Asia/Shanghai", "Europe/Berlin", "Asia/Kathmandu")),
        ),
        record.map(lambda n: lambda v: leak_reported(n, version=v)),
        st.builds(
            lambda n, severity: lambda v: leak_confirmed(n, severity, version=v),
            record,
            st.sampled_from(Severity),
        ),
    )


@contextmanager
def viewing(projection: AuditProjection) -> Iterator[View]:
    view = View(projection, FixedClock(NOW))
    try:
        yield view
    finally:
        view.close()


ASKED: tuple[dict[str, Any], ...] = (
    {},
    *({"staff": who} for who in PEOPLE),
    {"site": "xm01"},
    {"site": "xm02"},
    {"site": "xm01", "staff": AGENT},
    *({"gravity": gravity} for gravity in Gravity),
    {"kind": FindingKind.READ_OFF_SHIFT, "gravity": Gravity.WARNING},
    *({"record": f"record-{number}"} for number in range(1, 4)),
    {"record": "record-1", "staff": AGENT, "kind": FindingKind.EXPORT_IN_BULK},
)
"""What the list can be narrowed by, alone and together."""


def is_asked_for(one: Found, *, record: str | None = None, **asked: Any) -> bool:
    is_about = record is None or record in one.records
    return is_about and all(getattr(one.finding, name) == value for name, value in asked.items())


def must_be_whole(view: View) -> None:
    """Compare what is kept, and its counts, with the whole computation."""
    with view.connect() as connection:
        expected = all_findings(connection, NOW, FEW)
        for asked in ASKED:
            wanted = [one.finding for one in expected if is_asked_for(one, **asked)]
            answer = findings(connection, Findings(**asked, limit=1000), NOW, backdated_after_s=24 * 3600)
            assert list(answer.findings) == wanted, asked
            assert answer.total == len(wanted), asked
            for field, counts in (("kind", answer.counts), ("gravity", answer.gravities)):
                others = {name: value for name, value in asked.items() if name != field}
                of_all = [one.finding for one in expected if is_asked_for(one, **others)]
                told = {getattr(row, field): row.count for row in counts}
                assert told == Counter(getattr(one, field) for one in of_all), asked


@settings(deadline=None, max_examples=50)
@given_any(made=st.lists(facts(), min_size=1, max_size=40), ends=st.sets(st.integers(1, 40), max_size=6))
def test_the_same_as_the_whole_computation(made: list[Made], ends: set[int]) -> None:
    """In whatever order facts come, and wherever batches end, findings and counts are those of all facts."""
    events = [make(number) for number, make in enumerate(made, 1)]
    with viewing(AuditProjection(FEW)) as view:
        for begin, end in pairwise([0, *sorted(end for end in ends if end < len(events)), len(events)]):
            view.given(events[begin:end])
            must_be_whole(view)


def test_a_duty_reported_afterwards() -> None:
    """A roster that comes after the readings clears those it covers, and those alone."""
    with viewing(AuditProjection(FEW)) as view:
        view.given([hired(), read(1, TEN), read(2, TEN + 9 * HOUR)])
        view.given([rostered(TEN - HOUR, TEN + HOUR)])
        kept = [(row["kind"], row["record"]) for row in view.rows("findings")]

    assert kept == [(FindingKind.READ_OFF_SHIFT.value, "record-2")]


@pytest.mark.parametrize("history", [100, 2000])
def test_only_what_a_fact_touches_is_read(history: int) -> None:
    """A duty among thousands of readings reads the few that it covers, however long the history is."""
    with viewing(AuditProjection(Thresholds())) as view:
        view.given([hired(), *(read(n, TEN + n * 40 * MINUTE) for n in range(history))])
        seen: list[int] = []
        with view.connect() as connection:
            engine = connection.engine

        @listening.listens_for(engine, "after_cursor_execute")
        def count(connection: Connection, cursor: object, statement: str, *_: object) -> None:
            del connection, cursor
            seen.append(statement.lower().count("from accesses"))

        view.given([rostered(TEN, TEN + 2 * HOUR)])
        off_shift = [row for row in view.rows("findings") if row["kind"] == FindingKind.READ_OFF_SHIFT.value]

    assert len(off_shift) == history - 4
    assert sum(seen) <= 3


@pytest.mark.parametrize("limit_s", [0, 1800, 3600, 7 * 3600, 24 * 3600, 100 * 24 * 3600])
def test_late_reports_of_any_limit(limit_s: int) -> None:
    """Late reports are counted and told by any limit, be it one of the steps or between two."""
    lates = [timedelta(seconds=step + more) for step in STEPS_S for more in (0, 1, 1900)]
    lates = [late for late in lates if late]
    with viewing(AuditProjection()) as view:
        view.given([abandoned(number, late) for number, late in enumerate(lates)])
        with view.connect() as connection:
            answer = findings(connection, Findings(limit=1000), NOW, backdated_after_s=limit_s)

    expected = sum(late.total_seconds() > limit_s for late in lates)
    assert sum(row.count for row in answer.counts) == len(answer.findings) == expected


def walked(connection: Connection, by: int, **asked: Any) -> Iterator[tuple[list[str], list[str]]]:
    """Go through the list page by page, and from each page back to the one before it."""
    query, before = Findings(**asked, limit=by), list[str]()
    while True:
        page = findings(connection, query, NOW, backdated_after_s=1800)
        shown = [one.finding for one in page.findings]
        if before:
            back = query.model_copy(update={"after": None, "before": page.before})
            again = findings(connection, back, NOW, backdated_after_s=1800).findings
            assert [one.finding for one in again] == before
        yield shown, before
        if page.after is None:
            return
        query, before = query.model_copy(update={"after": page.after}), shown


@pytest.mark.parametrize(
    "asked", [{}, {"gravity": Gravity.WARNING}, {"staff": AGENT}, {"record": "record-1"}]
)
@pytest.mark.parametrize("by", [1, 3, 50])
def test_the_pages_together_are_the_list(asked: dict[str, Any], by: int) -> None:
    """Kept findings and late reports of one moment come in one order, and no page loses or repeats one."""
    events: list[Event] = [hired()]
    for n in range(24):
        at = TEN + n // 4 * HOUR
        late = {"recorded_at": at + n % 2 * HOUR}
        events.append(read(n % 3, at, version=n + 2).model_copy(update=late))
    events += [abandoned(n, 2 * HOUR) for n in range(5)]
    with viewing(AuditProjection(FEW)) as view, view.given(events).connect() as connection:
        whole = findings(connection, Findings(**asked, limit=1000), NOW, backdated_after_s=1800)
        pages = [shown for shown, _ in walked(connection, by, **asked)]

    assert [one for page in pages for one in page] == [one.finding for one in whole.findings]
    assert len(whole.findings) == whole.total > 5


def test_an_export_in_bulk_is_found_by_each_of_its_records() -> None:
    """A finding that names no record, as it is about many, is told to whoever asks about one of them."""
    with viewing(AuditProjection(FEW)) as view:
        view.given([hired(), on_shift(), exported(1, 60, TEN), exported(2, 60, TEN + MINUTE)])
        view.given([exported(3, 60, TEN + 2 * MINUTE), exported(4, 9, TEN + 3 * HOUR)])
        with view.connect() as connection:
            told = {
                number: findings(
                    connection, Findings(record=f"record-{number}"), NOW, backdated_after_s=3600
                ).total
                for number in (1, 2, 3, 4)
            }

    assert told == {1: 1, 2: 1, 3: 1, 4: 0}


def test_a_place_of_another_list_is_refused() -> None:
    """A cursor that no answer gave is an error with a word, and so are two of them."""
    with viewing(AuditProjection(FEW)) as view, view.connect() as connection:
        wrongs: tuple[dict[str, Any], ...] = (
            {"after": "nonsense"},
            {"before": "e30"},
            {"after": "WyJuZXdlc3QiXQ"},
        )
        for wrong in wrongs:
            with pytest.raises(Invalid, match="is no place in the list"):
                findings(connection, Findings(**wrong), NOW, backdated_after_s=3600)
            with pytest.raises(Invalid, match="is no place in the list"):
                accesses(connection, Accesses(**wrong))


def test_levels() -> None:
    """A report belongs to the level whose beginning it has passed; one at a step is still below it."""
    assert [level_of(late_s) for late_s in (0.5, 3600, 3600.5, 86_400, 86_401)] == [1, 1, 2, 4, 5]


def test_a_corrected_role_raises_what_it_had_cleared() -> None:
    """A manager may read outside of shifts; by the right role, the agent may not, and the other way round."""
    with viewing(AuditProjection(FEW)) as view:
        view.given([hired(role=Role.MANAGER), read(1, TEN)])
        assert view.rows("findings") == []
        view.given([put_right(AGENT, Role.AGENT, None)])
        assert [row["kind"] for row in view.rows("findings")] == [FindingKind.READ_OFF_SHIFT.value]
        view.given([put_right(AGENT, Role.MANAGER, None, version=4)])
        assert view.rows("findings") == []


def test_a_leak_that_was_none() -> None:
    """Its finding is gone with it; that of the report stands until the report is taken back too."""
    with viewing(AuditProjection(FEW)) as view:
        view.given([created(1), leak_reported(1), leak_confirmed(1, Severity.SERIOUS)])
        assert len(view.rows("findings")) == 2
        view.given([no_leak(1, 3)])
        assert [row["gravity"] for row in view.rows("findings")] == ["warning"]
        view.given([no_leak(1, 2, version=5)])
        assert view.rows("findings") == []


def test_accesses_that_never_were() -> None:
    """Taken back, an access is no finding, and leaves no stretch of many; the others stay."""
    with viewing(AuditProjection(FEW)) as view:
        view.given([hired(), *(read(n, TEN + n * MINUTE) for n in range(1, 6))])
        kinds = Counter(row["kind"] for row in view.rows("findings"))
        assert kinds == {FindingKind.READ_OFF_SHIFT.value: 5, FindingKind.READ_IN_BULK.value: 1}
        view.given([access_taken_back(1), access_taken_back(2), access_taken_back(3)])
        kinds = Counter(row["kind"] for row in view.rows("findings"))

    assert kinds == {FindingKind.READ_OFF_SHIFT.value: 2}


def test_a_corrected_kind_is_followed_whole() -> None:
    """Article, gravity, words and the class of the accesses go with the kind, there and back."""
    diary, data = RecordKind.WORK_DIARY, RecordKind.CUSTOMER_DATA
    plain = read(1, record_class=RecordClass.SECRET, case=None)
    seen = [
        plain.model_copy(update={"originator_id": f"access-{n}", "occurred_at": TEN + n * MINUTE})
        for n in range(1, 7)
    ]

    def told(view: View) -> tuple[set[tuple[Any, ...]], set[RecordClass]]:
        found = {(row["kind"], row["article"], row["gravity"]) for row in view.rows("findings")}
        words = {"top_secret" in str(row["detail"]) for row in view.rows("findings")}
        with view.connect() as connection:
            classes = {one.record_class for one in accesses(connection, Accesses()).accesses}
        assert (True in words) == (RecordClass.TOP_SECRET in classes)
        return found, classes

    with viewing(AuditProjection(FEW)) as view:
        view.given([created(1, diary, RecordClass.SECRET), *seen])
        before = told(view)
        view.given([record_put_right(1, data, None, version=3)])
        after = told(view)
        view.given([record_put_right(1, diary, None, version=4)])
        again = told(view)

    reads, off_shift, bulk = (
        FindingKind.READ_WITHOUT_CASE.value,
        FindingKind.READ_OFF_SHIFT.value,
        FindingKind.READ_IN_BULK.value,
    )
    assert before == again
    assert before == (
        {
            (reads, "000-2.C2", "notice"),
            (off_shift, "001-2.7", "warning"),
            (bulk, "001-2.7", "warning"),
        },
        {RecordClass.SECRET},
    )
    assert after == (
        {
            (reads, "000-2.C1", "warning"),
            (off_shift, "001-2.7", "warning"),
            (bulk, "001-2.7", "alert"),
        },
        {RecordClass.TOP_SECRET},
    )
