"""What an auditor should look at: given events in any order of arrival, then findings."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from answerable.clock import FixedClock
from answerable.events.base import Event
from answerable.events.registry import REGISTRY
from answerable.projection.writing.testing import View
from answerable.queries.audit import Finding, FindingKind, FindingList, Findings, Gravity
from answerable.streams.record.events import RecordClass, RecordKind, Severity
from answerable.streams.staff.events import Role
from answerable_services.audit.answers import findings
from answerable_services.audit.bulk import Thresholds
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
    not_met,
    on_shift,
    opened,
    read,
    rostered,
)

FEW = Thresholds(window=HOUR, reads=4, records=3, export_rows=100)
LATER = TEN + 10 * DAY


def look_at(*events: Event, at: datetime = LATER, **query: Any) -> FindingList:
    """Ask an auditor's question about events."""
    view = View(AuditProjection(FEW), FixedClock(at)).given(events)
    try:
        with view.connect() as connection:
            return findings(connection, Findings(**query), at, backdated_after_s=24 * 3600)
    finally:
        view.close()


def kinds(answer: FindingList) -> list[FindingKind]:
    return [finding.kind for finding in answer.findings]


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
            "120 rows exported within 1 min (approved by staff-example-manager)",
        )


class TestLeaks:
    def test_reported_then_confirmed(self) -> None:
        """A report is a warning, its confirmation an alert; both cite the fine for leaks."""
        answer = look_at(created(1), leak_reported(1), leak_confirmed(1, Severity.ORDINARY))

        assert [(found.gravity, found.article, found.staff) for found in answer.findings] == [
            (Gravity.ALERT, "000-2.L1", AGENT),
            (Gravity.WARNING, "000-2.L1", AGENT),
        ]

    def test_serious(self) -> None:
        """A serious leak cites 000-2.L2."""
        assert look_at(leak_confirmed(1, Severity.SERIOUS)).findings[0].article == "000-2.L2"

    def test_kinds_that_the_fine_does_not_name(self) -> None:
        """A contract or survey material is not in 000-2.L1: the duty of secrecy is cited instead."""
        leaked = (created(1, RecordKind.FRANCHISE_CONTRACT), leak_reported(1))

        assert [found.article for found in look_at(*leaked).findings] == ["000-2.C1"]


class TestNotDeposited:
    EVENING = TEN + 8 * HOUR
    """Six in the evening: the daily meeting."""
    MIDNIGHT = TEN + 14 * HOUR
    DIARY = created(1, RecordKind.WORK_DIARY, RecordClass.SECRET, at=TEN)

    def test_found_when_the_day_has_ended(self) -> None:
        """A diary of the day that is not in the archive when the meeting's day ends is found then."""
        events = (opened(), self.DIARY, met(self.EVENING))
        (found,) = look_at(*events, at=self.MIDNIGHT).findings

        assert look_at(*events, at=self.MIDNIGHT - MINUTE).findings == ()
        assert (found.kind, found.article, found.staff, found.gravity, found.occurred_at) == (
            FindingKind.NOT_DEPOSITED,
            "000-2.K3",
            CUSTODIAN,
            Gravity.WARNING,
            self.MIDNIGHT,
        )

    def test_deposited_in_time(self) -> None:
        """Deposited before or after the meeting, on its day, is in time."""
        before, after = deposited(1, self.EVENING - HOUR), deposited(1, self.MIDNIGHT - MINUTE)

        assert look_at(opened(), self.DIARY, before, met(self.EVENING)).findings == ()
        assert look_at(opened(), self.DIARY, met(self.EVENING), after).findings == ()

    def test_deposited_late(self) -> None:
        """A late deposit does not undo the finding, but makes it weigh less."""
        late = deposited(1, self.MIDNIGHT)

        assert [
            found.gravity for found in look_at(opened(), self.DIARY, met(self.EVENING), late).findings
        ] == [Gravity.NOTICE]

    def test_without_a_meeting(self) -> None:
        """As long as no meeting was held behind it, nothing is due."""
        assert look_at(opened(), self.DIARY, met(TEN - HOUR)).findings == ()

    def test_the_next_meeting_counts(self) -> None:
        """What was made after the day's meeting is due on the day of the next one."""
        night = created(1, RecordKind.HANDOVER_RECORD, RecordClass.SECRET, at=self.EVENING + HOUR)
        meetings = (met(self.EVENING), met(self.EVENING + DAY, version=3))
        (found,) = look_at(opened(), night, *meetings).findings

        assert found.occurred_at == self.MIDNIGHT + DAY

    def test_a_withdrawn_meeting_makes_nothing_due(self) -> None:
        """Where the meeting was none, nothing is due; entered anew, it is due from then on."""
        events = (opened(), self.DIARY, met(self.EVENING), not_met(date(2016, 3, 10)))

        assert look_at(*events).findings == ()
        assert kinds(look_at(*events, met(self.EVENING + HOUR, version=3))) == [FindingKind.NOT_DEPOSITED]

    def test_other_kinds_are_not_due_daily(self) -> None:
        """Customer data are not deposited after a daily meeting."""
        assert look_at(opened(), created(1, at=TEN), met(self.EVENING)).findings == ()


class TestBackDated:
    def test_long_after_it_happened(self) -> None:
        """A report more than a day late is found, whatever stream it is of; a day exactly is not."""
        (found,) = look_at(abandoned(1, DAY), abandoned(2, 3 * DAY)).findings

        assert (found.kind, found.staff, found.gravity) == (
            FindingKind.BACK_DATED,
            AGENT,
            Gravity.WARNING,
        )
        assert found.detail.en == "contact-2 abandoned was recorded 3 days after it happened"

    def test_of_a_record(self) -> None:
        """A reading that is entered late leads to its record, as a record's own events do."""
        late = read(1).model_copy(update={"recorded_at": TEN + 3 * DAY})
        made = created(2).model_copy(update={"recorded_at": TEN + 3 * DAY})
        answer = look_at(on_shift(), late, made)

        assert [found.record for found in answer.findings] == ["record-1", "record-2"]

    def test_imports_are_not(self) -> None:
        """Another system's records are late by nature."""
        assert look_at(abandoned(1, 300 * DAY, causation="import:bank:17")).findings == ()

    def test_the_system_weighs_less(self) -> None:
        """What a part of the system records afterwards is a notice, about nobody."""
        (found,) = look_at(abandoned(1, 3 * DAY, actor="system-callbacks")).findings

        assert (found.gravity, found.staff) == (Gravity.NOTICE, None)

    def test_every_stream_is_followed(self) -> None:
        """The projection wants every event of the published language."""
        assert AuditProjection().streams == tuple(sorted({event.stream for event in REGISTRY}))


class TestChoosing:
    EVENTS = (
        hired(),
        created(1),
        read(1, case=None),
        leak_reported(2),
        abandoned(1, 3 * DAY),
        abandoned(2, 4 * DAY, actor="staff-example-other"),
    )

    def test_newest_first_with_counts(self) -> None:
        """The list is limited and chosen from; the counts are of all kinds."""
        answer = look_at(*self.EVENTS, kind=FindingKind.BACK_DATED, limit=1)

        assert kinds(answer) == [FindingKind.BACK_DATED]
        assert {count.kind: count.count for count in answer.counts} == {
            FindingKind.READ_WITHOUT_CASE: 1,
            FindingKind.READ_OFF_SHIFT: 1,
            FindingKind.LEAK: 1,
            FindingKind.BACK_DATED: 2,
        }

    def test_about_one_person(self) -> None:
        """Findings and counts are of the person asked about."""
        answer = look_at(*self.EVENTS, staff="staff-example-other")

        assert kinds(answer) == [FindingKind.BACK_DATED]
        assert [count.count for count in answer.counts] == [1]

    def test_at_one_site(self) -> None:
        """Another site has findings of its own only."""
        assert look_at(*self.EVENTS, site="xm02") == FindingList(findings=(), counts=())


STORY: tuple[tuple[Event, ...], ...] = (
    (opened(), met(TEN + 8 * HOUR)),
    (hired(), on_shift()),
    (hired(AUDITOR, Role.AUDITOR), left(AUDITOR, date(2016, 3, 9))),
    *((created(n), read(n, TEN + n * MINUTE), read(n, TEN + (n + 60) * MINUTE, version=3)) for n in range(4)),
    (
        created(7),
        read(7, TEN + 9 * HOUR, case=None),
        read(7, by=AUDITOR, version=3),
        exported(7, 300, version=4),
    ),
    (created(8, RecordKind.WORK_DIARY, RecordClass.SECRET, at=TEN), deposited(8, TEN + 3 * DAY)),
    (created(9), leak_reported(9), leak_confirmed(9, Severity.SERIOUS)),
    (abandoned(1, 3 * DAY),),
)
"""Each part is one aggregate's own history, whose order is never lost."""


def told(events: Sequence[Event]) -> list[Finding]:
    return [finding.model_copy(update={"sequence": 0}) for finding in look_at(*events).findings]


@settings(deadline=None, max_examples=25)
@given_any(seed=st.integers(0, 2**32))
def test_order_of_arrival_does_not_matter(seed: int) -> None:
    """However the histories of different aggregates interleave, the findings are the same."""
    mixed: list[Event] = []
    parts = [list(part) for part in STORY]
    chooser = random.Random(seed)
    while parts:
        part = chooser.choice(parts)
        mixed.append(part.pop(0))
        parts = [part for part in parts if part]
    expected = told([event for part in STORY for event in part])

    assert len({finding.kind for finding in expected}) == len(FindingKind)
    assert told(mixed) == expected
