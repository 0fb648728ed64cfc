"""What an auditor should look at: given events in any order of arrival, then findings."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

from hypothesis import given as given_any
from hypothesis import settings
from hypothesis import strategies as st

from answerable.events.base import Event
from answerable.events.registry import REGISTRY
from answerable.queries.audit import Finding, FindingKind, FindingList, Gravity
from answerable.streams.record.events import RecordClass, RecordKind, Severity
from answerable.streams.staff.events import Role
from answerable_services.audit.projection import AuditProjection
from tests.services.audit.asking import kinds, look_at
from tests.services.audit.given import (
    AGENT,
    AUDITOR,
    CUSTODIAN,
    DAY,
    HOUR,
    MINUTE,
    TEN,
    abandoned,
    created,
    deposited,
    exported,
    hired,
    leak_confirmed,
    leak_reported,
    left,
    met,
    never_created,
    not_met,
    on_shift,
    opened,
    read,
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

    def test_what_never_was_is_not_missing(self) -> None:
        """A record that was taken back is not missed in the archive; created anew, it is."""
        events = (opened(), self.DIARY, met(self.EVENING), never_created(1))
        assert look_at(*events).findings == ()

        anew = self.DIARY.model_copy(update={"originator_version": 3})
        assert kinds(look_at(*events, anew)) == [FindingKind.NOT_DEPOSITED]

    def test_a_custodian_does_not_clear_their_own_finding(self) -> None:
        """A meeting that they take back is none for others; held anew, somebody else takes it back."""
        on = date(2016, 3, 10)
        events = (opened(), self.DIARY, met(self.EVENING), not_met(on, by=CUSTODIAN))
        anew = (met(self.EVENING, version=3), not_met(on, version=4))

        assert kinds(look_at(*events)) == [FindingKind.NOT_DEPOSITED]
        assert look_at(*events, *anew).findings == ()
        entered = not_met(on).model_copy(update={"actor": CUSTODIAN})
        assert kinds(look_at(opened(), self.DIARY, met(self.EVENING), entered)) == [FindingKind.NOT_DEPOSITED]

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
        assert found.detail.en == "contact-2: Customer gave up, recorded 3 days after it happened"
        assert found.detail.zh == "contact-2：客户放弃，发生 3 天后才登记"

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
