"""Which commands could be given now: a matter that somebody may not see is told as one that there is not."""

from __future__ import annotations

from typing import Any

import pytest

from answerable.identity import Principal
from answerable.queries.intake import Possibilities, Possible
from answerable.streams.assessment import commands as assessment
from answerable.streams.case import commands as case
from answerable.streams.complaint import commands as complaint
from answerable.streams.contact import commands as contact
from answerable.streams.fault import commands as fault
from answerable.streams.note import commands as note
from answerable.streams.record import commands as record
from answerable.streams.site import commands as site
from tests.identity.proofs import with_roles
from tests.services.intake.scenario import FIRST, LEAD, SECOND, SITE, TEN, make
from tests.services.intake.waiting import Waiting

pytestmark = pytest.mark.server

ELSEWHERE, STRANGER = "gz01", "staff-stranger"


def ask(intake: Waiting, asker: Principal, target: str, at: str) -> Possibilities:
    return intake.application.wait(intake.application.possible(Possible(site=at, target=target), asker))


def as_of_none(intake: Waiting, asker: Principal, target: str, at: str) -> tuple[Any, Any]:
    """Give what is told of a matter, and of one that there is not, under the same name."""
    none = f"{target[:-1]}x"
    there, nowhere = (ask(intake, asker, one, at).model_dump_json() for one in (target, none))
    return there, nowhere.replace(none, target)


BEGUN: dict[str, Any] = {
    "case": (case.Open, {"topic": "t", "first_asked": FIRST}),
    "complaint": (complaint.File, {"channel": "call", "topic": "t", "text": "t"}),
    "contact": (contact.Receive, {"channel": "call", "topic": "t"}),
    "fault": (fault.Report, {"began_at": TEN, "place": "p", "phenomenon": "p", "plan": "p"}),
    "record": (record.Create, {"kind": "work_diary", "custodian": LEAD}),
}


@pytest.mark.parametrize("stream", BEGUN)
@pytest.mark.parametrize("role", ["salesperson", "manager"])
def test_another_sites_matter_is_told_as_none(intake: Waiting, fresh: str, stream: str, role: str) -> None:
    """Neither its version, its stage, nor that the name is taken."""
    model, fields = BEGUN[stream]
    target = f"{stream}-{fresh}0"
    intake.carry_out(make(model, **{stream: target}, **fields))
    opened = {"name_zh": "z", "name_en": "e", "occurred_at": "2010-01-01T00:00:00Z"}
    intake.carry_out(make(site.Open, site=ELSEWHERE, **opened), key="open-elsewhere")

    told, none = as_of_none(intake, with_roles(STRANGER, **{role: ELSEWHERE}), target, ELSEWHERE)
    assert told == none
    told, none = as_of_none(intake, with_roles(STRANGER, **{role: SITE}), target, SITE)
    assert (told == none) is (role == "salesperson" and stream != "fault")


def test_who_is_complained_of_does_not_learn_that_there_is_a_complaint(intake: Waiting, fresh: str) -> None:
    """An agent sees those that they took; of one about them they learn nothing by asking."""
    target = f"complaint-{fresh}0"
    filed = {"channel": "call", "topic": "t", "text": "t", "about": FIRST, "actor": SECOND}
    intake.carry_out(make(complaint.File, complaint=target, **filed))

    about, none = as_of_none(intake, with_roles(FIRST, agent=SITE), target, SITE)
    assert about == none
    assert ask(intake, with_roles(SECOND, agent=SITE), target, SITE).stage == "filed"


def test_an_assessment_is_told_to_whom_it_concerns_and_their_lead(intake: Waiting, fresh: str) -> None:
    """The lead of another group is told as of none."""
    target = f"assessment-{fresh}0"
    said = {"article": "001-B1", "reason": "r", "evidence": ("x",)}
    intake.carry_out(make(assessment.RecordBonus, assessment=target, staff=FIRST, actor=LEAD, **said))
    seen = {
        who.id: ask(intake, who, target, SITE).version
        for who in (
            with_roles(FIRST, agent=SITE),
            with_roles(LEAD, lead=SITE),
            with_roles(SECOND, agent=SITE),
            with_roles(STRANGER, lead=SITE),
        )
    }
    assert seen == {FIRST: 1, LEAD: 1, SECOND: 0, STRANGER: 0}


def test_a_machine_is_told_of_what_systems_see(intake: Waiting, fresh: str) -> None:
    """Of cases whatever its token is for; of complaints and notes never."""
    machine = Principal(id="machine-exchange", scope=("intake.possible", "case.*"), sites=(SITE,))
    intake.carry_out(make(case.Open, case=f"case-{fresh}0", topic="t", first_asked=FIRST))
    intake.carry_out(
        make(note.Write, note=f"note-{fresh}0", matter=f"case-{fresh}0", content="n", actor=FIRST)
    )
    assert ask(intake, machine, f"case-{fresh}0", SITE).version == 1
    told, none = as_of_none(intake, machine, f"note-{fresh}0", SITE)
    assert told == none
