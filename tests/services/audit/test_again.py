"""Findings are kept as events arrive: the same as all findings from all facts, whatever comes when."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st
from sqlalchemy import Connection
from sqlalchemy import event as listening

from answerable.projection.writing.testing import View
from answerable.queries.audit import Accesses, FindingKind, Findings, Gravity
from answerable.streams.record.events import RecordClass, RecordKind, Severity
from answerable.streams.staff.events import Role
from answerable_services.audit.answers import accesses, findings
from answerable_services.audit.bulk import Thresholds
from answerable_services.audit.findings import Found
from answerable_services.audit.projection import AuditProjection
from tests.identity.proofs import EVERYTHING
from tests.services.audit.any_fact import PEOPLE, Made, facts
from tests.services.audit.asking import FEW, NOW, viewing
from tests.services.audit.given import (
    AGENT,
    HOUR,
    MINUTE,
    TEN,
    access_taken_back,
    created,
    hired,
    leak_confirmed,
    leak_reported,
    no_leak,
    put_right,
    read,
    record_put_right,
    rostered,
)
from tests.services.audit.whole import all_findings

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
            answer = findings(
                connection,
                Findings(**asked, limit=1000),
                EVERYTHING.at(asked.get("site")),
                NOW,
                backdated_after_s=24 * 3600,
            )
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
            classes = {one.record_class for one in accesses(connection, Accesses(), EVERYTHING).accesses}
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
