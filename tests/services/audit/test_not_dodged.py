"""What the audit finds cannot be kept from it by naming what is not there."""

from __future__ import annotations

from answerable.queries.audit import FindingKind
from answerable.streams.access import commands as access
from answerable.streams.case import commands as case
from answerable.streams.record import commands as record
from tests.services.audit.asking import look_at
from tests.services.audit.given import opened
from tests.services.intake.scenario import FIRST, SECOND, Scenario, hired


def test_a_reading_for_an_invented_case_is_found() -> None:
    """A secret record is read without a case, which is found, or for one that somebody opened before."""
    desk = Scenario(is_strict=True)
    for person in (FIRST, SECOND):
        desk.carry_out(hired(person))
    desk.given(record.Create, record="record-1", kind="work_diary", custodian=FIRST)
    read = {"record": "record-1", "actor": SECOND, "purpose": "p"}

    assert desk.refusal(access.Read, **read, case="case-1").cited == ("Invalid", "in-the-ledger")
    desk.given(access.Read, **read)
    without = desk.target
    desk.given(case.Open, case="case-1", topic="t", first_asked=SECOND)
    desk.given(access.Read, **read, case="case-1")

    found = look_at(opened(), *desk.log).findings
    of_kind = [one for one in found if one.kind is FindingKind.READ_WITHOUT_CASE]
    assert [one.finding.split(".")[0] for one in of_kind] == [f"read_without_case:{without}"], found
