"""What is found in reads of records: without a case, off shift, and in bulk."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from answerable.queries.audit import FindingKind, FindingList, Gravity
from answerable.streams.record.events import RecordClass, RecordKind
from answerable.streams.staff import events as staff
from answerable.streams.staff.events import Role
from tests.services.audit.asking import kinds, look_at
from tests.services.audit.given import (
    AGENT,
    AUDITOR,
    CUSTODIAN,
    DAY,
    HOUR,
    MINUTE,
    TEN,
    base,
    called_off,
    changed,
    created,
    exported,
    hired,
    left,
    on_shift,
    opened,
    read,
    rostered,
)


class TestReadWithoutCase:
    @pytest.mark.parametrize(
        ("kind", "record_class", "article", "gravity"),
        [
            (RecordKind.CUSTOMER_DATA, RecordClass.TOP_SECRET, "000-2.C1", Gravity.WARNING),
            (RecordKind.WORK_DIARY, RecordClass.SECRET, "000-2.C2", Gravity.NOTICE),
            (RecordKind.SURVEY_MATERIAL, RecordClass.SECRET, "000-2.C4", Gravity.NOTICE),
        ],
    )
    def test_confidential(
        self,
        kind: RecordKind,
        record_class: RecordClass,
        article: str,
        gravity: Gravity,
    ) -> None:
        """A confidential record read on no case is found, citing the article that makes it secret."""
        answer = look_at(
            on_shift(), created(1, kind, record_class), read(1, case=None, record_class=record_class)
        )

        assert [(found.kind, found.article, found.gravity, found.record) for found in answer.findings] == [
            (FindingKind.READ_WITHOUT_CASE, article, gravity, "record-1")
        ]

    def test_on_a_case(self) -> None:
        """A reading on a case, in time and on shift, is nothing to look at."""
        assert look_at(opened(), hired(), on_shift(), created(1), read(1)) == FindingList(
            findings=(), counts=()
        )


class TestReadOffShift:
    def test_outside_of_the_roster(self) -> None:
        """A reading between two duties is found; the first and last moment of a duty belong to it."""
        duties = (
            rostered(TEN - HOUR, TEN),
            rostered(TEN + 2 * HOUR, TEN + 3 * HOUR, version=3),
        )
        answer = look_at(
            hired(),
            *duties,
            read(1, TEN),
            read(2, TEN + HOUR),
            read(3, TEN + 2 * HOUR),
            read(4, TEN + 4 * HOUR),
        )

        assert [(found.kind, found.record) for found in answer.findings] == [
            (FindingKind.READ_OFF_SHIFT, "record-4"),
            (FindingKind.READ_OFF_SHIFT, "record-2"),
        ]

    def test_a_late_roster_clears_it(self) -> None:
        """A roster that is recorded after the reading it covers clears the finding."""
        before = look_at(hired(), read(1))

        assert kinds(before) == [FindingKind.READ_OFF_SHIFT]
        assert look_at(hired(), read(1), on_shift()).findings == ()

    def test_overlapping_duties(self) -> None:
        """A short duty inside a long one does not end the long one."""
        duties = (rostered(TEN - 2 * HOUR, TEN + 2 * HOUR), rostered(TEN - HOUR, TEN - MINUTE, version=3))

        assert look_at(hired(), *duties, read(1)).findings == ()

    @pytest.mark.parametrize("role", [Role.AUDITOR, Role.MANAGER, Role.GENERAL_MANAGER])
    def test_who_works_outside_of_shifts(self, role: Role) -> None:
        """An auditor or manager who never had a roster breaks none; with one they are held to it."""
        free = (hired(AUDITOR, role), read(1, by=AUDITOR))

        assert look_at(*free).findings == ()
        assert kinds(look_at(*free, rostered(TEN + HOUR, TEN + 2 * HOUR, AUDITOR))) == [
            FindingKind.READ_OFF_SHIFT
        ]

    def test_a_duty_that_is_called_off_covers_nothing(self) -> None:
        """A reading within a duty that holds no more is found, also where the duty was first there."""
        events = (hired(), on_shift(), read(1))

        assert look_at(*events).findings == ()
        assert kinds(look_at(*events, called_off(TEN - HOUR))) == [FindingKind.READ_OFF_SHIFT]

    def test_a_changed_duty_covers_what_it_covers_now(self) -> None:
        """The duty that holds clears what lies in it, and what lay in the other one only is found."""
        later = changed(TEN - HOUR, TEN + HOUR, TEN + 3 * HOUR)
        answer = look_at(hired(), on_shift(), read(1), read(2, TEN + 2 * HOUR), later)

        assert [(found.kind, found.record) for found in answer.findings] == [
            (FindingKind.READ_OFF_SHIFT, "record-1")
        ]

    def test_a_wrong_roster_leaves_nothing_behind(self) -> None:
        """An auditor whose only duty was entered by mistake works outside of shifts as before."""
        wrong = rostered(TEN + HOUR, TEN + 2 * HOUR, AUDITOR)
        events = (hired(AUDITOR, Role.AUDITOR), read(1, by=AUDITOR), wrong)

        assert kinds(look_at(*events)) == [FindingKind.READ_OFF_SHIFT]
        assert look_at(*events, called_off(TEN + HOUR, AUDITOR)).findings == ()

    def test_nobody_works_after_leaving(self) -> None:
        """An auditor who has left is not free to read at any time any more."""
        gone = left(AUDITOR, date(2016, 3, 9))

        assert kinds(look_at(hired(AUDITOR, Role.AUDITOR), gone, read(1, by=AUDITOR))) == [
            FindingKind.READ_OFF_SHIFT
        ]

    def test_who_is_granted_such_a_role_and_who_is_on_leave(self) -> None:
        """A role without shifts may be granted, at the site and for the day; on leave it is none."""

        def said(version: int, **more: Any) -> dict[str, Any]:
            return {**base(AGENT, version, TEN - DAY), "actor": CUSTODIAN, "reason": "asked for it", **more}

        since = date(2016, 3, 10)
        granted = staff.RoleGranted(**said(2, role=Role.AUDITOR, at="xm01", since=since))
        elsewhere = staff.RoleGranted(**said(2, role=Role.AUDITOR, at="sz02", since=since))
        away = staff.OnLeave(**said(3, since=since))
        never_away = staff.EntryWithdrawn(**said(4, entry=3))
        events = (hired(), read(1))

        assert look_at(*events, granted).findings == ()
        for found in ((elsewhere,), (granted, away)):
            assert kinds(look_at(*events, *found)) == [FindingKind.READ_OFF_SHIFT]
        assert look_at(*events, granted, away, never_away).findings == ()

    def test_leaving_rosters_out_is_no_way_around(self) -> None:
        """An agent without any roster, or somebody nobody hired, is never on shift."""
        answer = look_at(hired(), read(1), read(2, by="staff-example-nobody"))

        assert kinds(answer) == [FindingKind.READ_OFF_SHIFT] * 2

    def test_exports_count(self) -> None:
        """Who takes rows out off shift is found as well."""
        assert kinds(look_at(hired(), exported(1, rows=1))) == [FindingKind.READ_OFF_SHIFT]


class TestInBulk:
    def test_one_finding_for_one_stretch(self) -> None:
        """Ten records within ten minutes are one finding, not ten, and not one for each too many."""
        reads = [read(number, TEN + number * MINUTE) for number in range(10)]
        (found,) = look_at(on_shift(), *reads).findings

        assert (found.kind, found.staff, found.article) == (FindingKind.READ_IN_BULK, AGENT, "001-2.7")
        assert found.detail.en == "10 records and 10 readings within 9 min"
        assert found.occurred_at == TEN + 3 * MINUTE

    def test_at_the_threshold(self) -> None:
        """As many as the threshold are allowed, in different records and in readings."""
        different = [read(number, TEN + number * MINUTE) for number in range(3)]
        same = [read(1, TEN + number * MINUTE, version=number + 2) for number in range(4)]

        assert look_at(on_shift(), *different).findings == ()
        assert look_at(on_shift(), *same).findings == ()

    def test_readings_of_one_record(self) -> None:
        """More readings than the threshold are found even where it is one record."""
        same = [read(1, TEN + number * MINUTE, version=number + 2) for number in range(5)]

        assert kinds(look_at(on_shift(), *same)) == [FindingKind.READ_IN_BULK]

    def test_the_window_slides(self) -> None:
        """An hour is any hour: readings before and after a full hour count together."""
        reads = [read(number, TEN + 50 * MINUTE + number * 10 * MINUTE) for number in range(4)]

        assert kinds(look_at(on_shift(), *reads)) == [FindingKind.READ_IN_BULK]

    def test_spread_out(self) -> None:
        """The same number of readings over some hours is nothing to look at."""
        assert (
            look_at(on_shift(), *(read(number, TEN + number * 40 * MINUTE) for number in range(9))).findings
            == ()
        )

    def test_two_stretches(self) -> None:
        """Two bursts that do not overlap are two findings; each person has their own."""
        bursts = [
            read(10 * burst + number, TEN + burst % 2 * 3 * HOUR + number * MINUTE, by=who)
            for burst, who in enumerate([AGENT, AGENT, AUDITOR, AUDITOR])
            for number in range(4)
        ]
        answer = look_at(hired(AUDITOR, Role.AUDITOR), on_shift(), *bursts, kind=FindingKind.READ_IN_BULK)

        assert sorted(str(found.staff) for found in answer.findings) == [AGENT, AGENT, AUDITOR, AUDITOR]
        assert len({found.finding for found in answer.findings}) == 4

    def test_exports(self) -> None:
        """Rows that leave are added up within the window; one large export is enough."""
        pieces = [exported(number, 60, TEN + number * MINUTE) for number in (1, 2)]

        assert kinds(look_at(on_shift(), exported(1, 100))) == []
        assert kinds(look_at(on_shift(), exported(1, 101))) == [FindingKind.EXPORT_IN_BULK]
        (found,) = look_at(on_shift(), *pieces).findings
        assert (found.kind, found.detail.en) == (
            FindingKind.EXPORT_IN_BULK,
            "120 rows exported within 1 min (approved by Staff example-manager)",
        )
        (at_once,) = look_at(on_shift(), exported(1, 101)).findings
        assert at_once.detail.zh == "1 分钟内导出 101 行（批准人：员工 example-manager）"
