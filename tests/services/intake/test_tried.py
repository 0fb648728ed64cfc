"""What was tried once and accepted: each is refused now, with its article."""

from __future__ import annotations

from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.errors import AnswerableError, Forbidden
from answerable.identity import Principal
from answerable.streams.access import commands as access
from answerable.streams.assessment import commands as assessment
from answerable.streams.case import commands as case
from answerable.streams.complaint import commands as complaint
from answerable.streams.contact import commands as contact
from answerable.streams.export import commands as export
from answerable.streams.fault import commands as fault
from answerable.streams.handover import commands as handover
from answerable.streams.record import commands as record
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from tests.identity.proofs import with_roles
from tests.services.intake.scenario import FIRST, LEAD, SECOND, SITE, THIRD, Scenario, hired

MANAGER = "staff-manager"
AGENT, COLLEAGUE, STRANGER = (with_roles(who, agent=SITE) for who in (FIRST, SECOND, THIRD))
THE_LEAD, THE_MANAGER = with_roles(LEAD, lead=SITE), with_roles(MANAGER, manager=SITE)
SUPERVISOR = with_roles(THIRD, supervisor=SITE)
VIOLATION = {"article": "001-m1", "minutes": 5, "superior_informed": True, "reason": "late"}


@pytest.fixture
def centre() -> Scenario:
    """A site with three agents, a lead and a manager on its register, and nobody else."""
    desk = Scenario(is_strict=True)
    for person, role in ((FIRST, "agent"), (SECOND, "agent"), (THIRD, "agent"), (LEAD, "lead")):
        desk.carry_out(hired(person, role=role, actor="system-setup"))
    desk.carry_out(hired(MANAGER, role="manager", actor="system-setup"))
    return desk


def ask(desk: Scenario, asker: Principal, model: type[Command], **fields: Any) -> None:
    """Ask as a person who has signed in does."""
    command = model.model_validate({"site": SITE, **fields})
    command.asked_by(asker.id)
    desk.carry_out(command, asker=asker)


def refused(desk: Scenario, asker: Principal, model: type[Command], **fields: Any) -> AnswerableError:
    """Ask for something that must be refused, and give how."""
    with pytest.raises(AnswerableError) as error:
        ask(desk, asker, model, **fields)
    return error.value


def denied(desk: Scenario, asker: Principal, model: type[Command], **fields: Any) -> str | None:
    """Ask for something that is not for whoever asks, and give the article behind that."""
    error = refused(desk, asker, model, **fields)
    assert isinstance(error, Forbidden), error
    return error.rule


def test_an_agent_takes_no_points_from_a_colleague(centre: Scenario) -> None:
    """Confirming is for those above, and whoever does stands on the entry."""
    entry = {"staff": SECOND, **VIOLATION, "evidence": ("nothing",)}
    assert denied(centre, AGENT, assessment.RecordViolation, **entry) == "001-3.4"

    ask(centre, THE_LEAD, assessment.RecordViolation, **entry)
    assert centre.log[-1].actor == LEAD


def test_an_agent_revokes_no_violation_of_her_own(centre: Scenario) -> None:
    """Neither by her own name nor by the lead's; nor does who made the entry."""
    ask(
        centre,
        SUPERVISOR,
        assessment.RecordViolation,
        assessment="assessment-1",
        staff=FIRST,
        **VIOLATION,
        evidence=("x",),
    )
    revoke = {"assessment": "assessment-1", "reason": "r"}
    assert denied(centre, AGENT, assessment.Revoke, **revoke) == "001-3.4"
    assert denied(centre, AGENT, assessment.Revoke, acting_for=LEAD, **revoke) == "001-3.4"
    risen = with_roles(FIRST, supervisor=SITE)
    assert denied(centre, risen, assessment.Revoke, **revoke) == "001-3.4"
    assert denied(centre, SUPERVISOR, assessment.Revoke, **revoke) == "001-3.4"

    ask(centre, THE_MANAGER, assessment.Revoke, **revoke)


def test_nobody_signs_a_handover_for_both_and_reviews_it(centre: Scenario) -> None:
    """Each side signs for itself, and the lead reviews who is neither."""
    shift = {
        "on": "2016-03-10",
        "shift": "day",
        "outgoing": FIRST,
        "incoming": SECOND,
        "checklist": ("desk",),
    }
    ask(centre, AGENT, handover.Start, **shift)
    this = {"handover": centre.target}
    ask(centre, AGENT, handover.CheckItem, **this, item="desk", mark="√")
    ask(centre, AGENT, handover.SignOut, **this)

    assert denied(centre, AGENT, handover.SignIn, **this, acting_for=SECOND) == "002-r4-2.3"
    assert refused(centre, AGENT, handover.SignIn, **this).rule == "002-r4-2.3"
    assert denied(centre, STRANGER, handover.SignIn, **this) == "002-r4-2.3"
    ask(centre, COLLEAGUE, handover.SignIn, **this)
    for side in (FIRST, SECOND):
        assert denied(centre, with_roles(side, lead=SITE), handover.Review, **this) == "002-r4-2.3"
    assert denied(centre, AGENT, handover.Review, **this, acting_for=LEAD) == "002-r4-2.3"
    ask(centre, THE_LEAD, handover.Review, **this)


def complained(desk: Scenario, about: str) -> dict[str, str]:
    ask(desk, AGENT, complaint.File, channel="call", topic="t", text="t", about=about)
    return {"complaint": desk.target}


def test_who_is_complained_of_neither_investigates_nor_dismisses(centre: Scenario) -> None:
    """Whatever their roles."""
    this = complained(centre, LEAD)
    above = with_roles(LEAD, lead=SITE, manager=SITE)
    assert denied(centre, above, complaint.Investigate, **this, findings="f") == "003-F7"
    assert denied(centre, above, complaint.Investigate, **this, acting_for=MANAGER, findings="f") == "003-F7"
    ask(centre, THE_MANAGER, complaint.Investigate, **this, findings="f")
    assert denied(centre, above, complaint.Dismiss, **this, reason="r") == "003-F7"


def test_who_proposes_a_plan_does_not_approve_it(centre: Scenario) -> None:
    """Somebody else does, and in nobody else's name."""
    this = complained(centre, FIRST)
    ask(centre, THE_LEAD, complaint.Investigate, **this, findings="f")
    ask(centre, THE_MANAGER, complaint.Uphold, **this, responsible=FIRST, reason="r")
    ask(centre, THE_LEAD, complaint.ProposePlan, **this, plan="p", due_at="2016-03-20T00:00:00Z")
    assert denied(centre, THE_LEAD, complaint.ApprovePlan, **this) == "003-F7"
    assert denied(centre, THE_LEAD, complaint.ApprovePlan, **this, acting_for=MANAGER) == "003-F7"
    ask(centre, THE_MANAGER, complaint.ApprovePlan, **this)


def test_a_transfer_is_accepted_by_who_was_asked(centre: Scenario) -> None:
    """Neither by the owner on a colleague's behalf, nor by a stranger for themselves."""
    ask(centre, AGENT, case.Open, topic="t", first_asked=FIRST)
    this = {"case": centre.target}
    assert denied(centre, STRANGER, case.Transfer, **this, to=THIRD, reason="r") == "000-4.2.4"
    ask(centre, AGENT, case.Transfer, **this, to=SECOND, reason="r")
    assert denied(centre, AGENT, case.Accept, **this, acting_for=SECOND) == "000-4.2.4"
    assert denied(centre, AGENT, case.Accept, **this) == "000-4.2.4"
    assert denied(centre, STRANGER, case.Accept, **this) == "000-4.2.4"
    ask(centre, COLLEAGUE, case.Accept, **this)


def test_an_export_is_approved_by_a_superior_themselves(centre: Scenario) -> None:
    """Neither by a colleague, nor in a superior's name, nor by who asks; and taken out only after that."""
    ask(centre, THE_LEAD, record.Create, kind="customer_data", custodian=LEAD)
    ask(centre, AGENT, export.Ask, record=centre.target, purpose="p", rows=9)
    this = {"export": centre.target}
    assert refused(centre, AGENT, export.TakeOut, **this).status == 409
    assert denied(centre, AGENT, export.Approve, **this) == "001-2.7"
    assert denied(centre, COLLEAGUE, export.Approve, **this) == "001-2.7"
    assert denied(centre, THE_LEAD, export.Approve, **this, acting_for=MANAGER) == "001-2.7"
    ask(centre, THE_MANAGER, export.Approve, **this)
    assert denied(centre, COLLEAGUE, export.TakeOut, **this) == "001-2.7"
    assert denied(centre, THE_MANAGER, export.TakeOut, **this) == "001-2.7"
    ask(centre, AGENT, export.TakeOut, **this)
    assert centre.log[-1].model_dump().items() >= {"actor": FIRST, "approved_by": MANAGER, "rows": 9}.items()


def test_no_case_belongs_to_a_ghost_or_to_who_has_left(centre: Scenario) -> None:
    """Who owns a case is on the register, and was employed then."""
    ghost = refused(centre, AGENT, case.Open, topic="t", first_asked="staff-ghost")
    ask(centre, THE_MANAGER, staff.Leave, staff=THIRD, left_on="2016-03-09")
    left = refused(centre, AGENT, case.Open, topic="t", first_asked=THIRD)
    assert {ghost.rule, left.rule} == {"on-the-register"}


def test_who_left_is_hired_again_promoted_and_moved_by_a_manager(centre: Scenario) -> None:
    """A career is on record, decided by who may, and by nobody for themselves or beyond their site."""
    ask(centre, THE_MANAGER, staff.Leave, staff=THIRD, left_on="2016-03-01")
    again = {"staff": THIRD, "role": "agent", "team": "t", "since": "2016-03-09", "reason": "r"}
    assert denied(centre, THE_LEAD, staff.Rehire, **again) == "002-r1-1.2"
    ask(centre, THE_MANAGER, staff.Rehire, **again)
    rise = {"staff": THIRD, "role": "lead", "since": "2016-03-10", "reason": "r"}
    ask(centre, THE_MANAGER, staff.Promote, **rise)
    ask(centre, THE_MANAGER, staff.Move, staff=THIRD, team="u", since="2016-03-10", reason="r")
    mine = {**rise, "staff": MANAGER}
    assert denied(centre, THE_MANAGER, staff.Promote, **mine) == "002-r1-1.2"
    wide = {**rise, "role": "auditor", "at": SITE}
    assert denied(centre, THE_MANAGER, staff.GrantRole, **wide) == "002-r1-1.2"
    general = with_roles(MANAGER, general_manager=None)
    ask(centre, general, staff.GrantRole, **wide)
    # Nor does the manager of a site take it back, by whatever name.
    since = {"staff": wide["staff"], "since": wide["since"], "reason": "too many"}
    assert denied(centre, THE_MANAGER, staff.Promote, **since, role="agent") == "002-r1-1.2"
    assert denied(centre, THE_MANAGER, staff.WithdrawRole, **since, role="auditor", at=SITE) == "002-r1-1.2"
    entry = centre.log[-1].originator_version
    back = {"staff": wide["staff"], "entry": entry, "reason": "too many"}
    assert denied(centre, THE_MANAGER, staff.WithdrawEntry, **back) == "002-r1-1.2"
    ask(centre, general, staff.WithdrawEntry, **back)


def test_nobody_learns_of_another_sites_matter(centre: Scenario) -> None:
    """A lead of another site is told the same of it as of a matter that never was; who may there, is told."""
    ask(centre, AGENT, case.Open, case="case-1", topic="t", first_asked=FIRST)
    centre.carry_out(hired("staff-other", role="lead", actor="system-setup"))
    lead = with_roles("staff-other", lead="gz01")
    told = [
        refused(centre, lead, case.NoteProgress, case=name, note="n").message for name in ("case-1", "case-2")
    ]
    assert "xm01" in told[0]
    assert told[0] == told[1]
    there = [
        refused(centre, lead, case.NoteProgress, site="gz01", case=name, note="n").message
        for name in ("case-1", "case-2")
    ]
    assert there == ["case-1 does not exist", "case-2 does not exist"]
    both = with_roles("staff-other", lead=None)
    assert (
        "belongs to site xm01"
        in refused(centre, both, case.NoteProgress, site="gz01", case="case-1", note="n").message
    )


def test_nobody_puts_a_record_into_their_own_custody(centre: Scenario) -> None:
    """Neither who keeps it corrects who does, nor whoever would keep it then, or has it entered for them."""
    ask(centre, AGENT, record.Create, record="record-k", kind="work_diary", custodian=FIRST)
    mine = {"record": "record-k", "custodian": LEAD, "reason": "r"}
    assert denied(centre, THE_LEAD, record.Correct, **mine) == "000-2.K2"

    ask(centre, THE_MANAGER, record.Correct, **mine)


def test_a_refusal_is_no_answer_to_a_repeat(centre: Scenario) -> None:
    """What was not allowed is decided anew under its key; what was, is answered again to who may no more."""
    ask(centre, AGENT, case.Open, topic="t", first_asked=FIRST)
    this = {"site": SITE, "case": centre.target, "actor": SECOND}
    accept = case.Accept.model_validate(this)
    with pytest.raises(Forbidden):
        centre.carry_out(accept, "key-1", COLLEAGUE)
    ask(centre, AGENT, case.Transfer, case=centre.target, to=SECOND, reason="r")
    assert centre.carry_out(accept, "key-1", COLLEAGUE)
    assert centre.carry_out(accept, "key-1", COLLEAGUE) == ()


OTHER, ELSEWHERE = "gz02", "staff-elsewhere"


@pytest.fixture
def neighbours(centre: Scenario) -> Scenario:
    """The site, and a person on the register of another."""
    centre.given(
        site.Open, site=OTHER, name_zh="z", name_en="e", timezone="Asia/Shanghai", actor="system-setup"
    )
    centre.carry_out(hired(ELSEWHERE, site=OTHER, actor="system-setup"))
    return centre


def test_a_lead_takes_no_points_from_another_sites_people(neighbours: Scenario) -> None:
    """A site judges whoever works there on the day; who moved away since, for a day before."""
    entry = {"staff": ELSEWHERE, **VIOLATION, "evidence": ("x",)}
    bonus = {"staff": ELSEWHERE, "article": "001-B1", "reason": "r", "evidence": ("x",)}
    assert refused(neighbours, THE_LEAD, assessment.RecordViolation, **entry).rule == "works-at-the-site"
    assert refused(neighbours, THE_LEAD, assessment.RecordBonus, **bonus).rule == "works-at-the-site"

    moved = {"staff": SECOND, "at": OTHER, "since": "2016-03-09", "reason": "r"}
    neighbours.given(staff.Move, **moved, actor=MANAGER)
    entry["staff"] = SECOND
    assert refused(neighbours, THE_LEAD, assessment.RecordViolation, **entry).rule == "works-at-the-site"
    ask(neighbours, THE_LEAD, assessment.RecordViolation, **entry, occurred_at="2016-03-08T01:00:00Z")


def test_a_complaint_is_upheld_against_the_sites_own_people(neighbours: Scenario) -> None:
    """Nobody at another site is found answerable here, as they would lose points for it."""
    ask(neighbours, THE_LEAD, complaint.File, complaint="complaint-n", channel="call", topic="t", text="t")
    ask(neighbours, THE_LEAD, complaint.Investigate, complaint="complaint-n", findings="f")
    uphold = {"complaint": "complaint-n", "reason": "r"}
    error = refused(neighbours, SUPERVISOR, complaint.Uphold, **uphold, responsible=ELSEWHERE)
    assert error.rule == "works-at-the-site"
    ask(neighbours, SUPERVISOR, complaint.Uphold, **uphold, responsible=FIRST)


def test_a_manager_moves_nobody_into_another_site(neighbours: Scenario) -> None:
    """That takes somebody who may do the same there."""
    move = {"staff": FIRST, "at": OTHER, "since": "2016-03-20", "reason": "r"}
    assert denied(neighbours, THE_MANAGER, staff.Move, **move) == "002-r1-1.2"

    ask(neighbours, with_roles(MANAGER, general_manager=None), staff.Move, **move)


@pytest.mark.parametrize("doer", ["system-import", "machine-exchange", "staff-nobody", ELSEWHERE])
@pytest.mark.parametrize(
    "asker", [THE_LEAD, Principal(id="machine-phones", scope=("complaint.file",), sites=(SITE,))]
)
def test_nobody_acts_for_what_is_no_colleague(neighbours: Scenario, asker: Principal, doer: str) -> None:
    """A lead and a machine act for people who work at the site that day; an import for whom it says."""
    filed = {"channel": "call", "topic": "t", "text": "t"}
    assert refused(neighbours, asker, complaint.File, acting_for=doer, **filed)
    ask(neighbours, asker, complaint.File, acting_for=SECOND, **filed)
    assert (neighbours.log[-1].actor, neighbours.log[-1].entered_by) == (SECOND, asker.id)

    ask(neighbours, Principal(id="system-import"), complaint.File, acting_for=ELSEWHERE, **filed)


def test_only_the_sites_own_people_are_given_work(neighbours: Scenario) -> None:
    """Nobody at another site is first asked, a side of a handover or custodian; nor do they approve there."""
    sides = {"on": "2016-03-10", "shift": "day", "checklist": ("desk",)}
    tried: tuple[tuple[type[Command], dict[str, Any]], ...] = (
        (case.Open, {"topic": "t", "first_asked": ELSEWHERE}),
        (handover.Start, {**sides, "outgoing": LEAD, "incoming": ELSEWHERE}),
        (record.Create, {"kind": "work_diary", "custodian": ELSEWHERE}),
    )
    for model, fields in tried:
        assert refused(neighbours, THE_LEAD, model, **fields).rule == "works-at-the-site", model
    ask(neighbours, THE_LEAD, record.Create, record="record-n", kind="work_diary", custodian=LEAD)
    ask(neighbours, THE_MANAGER, export.Ask, export="export-n", record="record-n", rows=1, purpose="p")
    elsewhere = with_roles(ELSEWHERE, manager=OTHER)
    assert denied(neighbours, elsewhere, export.Approve, export="export-n")

    above = hired("staff-above", role="general_manager", site=OTHER, actor="system-setup")
    neighbours.carry_out(above)
    ask(neighbours, with_roles("staff-above", general_manager=None), export.Approve, export="export-n")


def test_only_the_sites_own_people_are_asked_suspected_or_told(neighbours: Scenario) -> None:
    """Nobody at another site takes a case over, was asked, is complained of, suspected or told of a fault."""
    ask(neighbours, THE_LEAD, case.Open, case="case-n", topic="t", first_asked=FIRST)
    ask(neighbours, THE_LEAD, record.Create, record="record-n", kind="work_diary", custodian=LEAD)
    broken = {"fault": "fault-n", "began_at": neighbours.now, "place": "p", "phenomenon": "p", "plan": "p"}
    ask(neighbours, THE_LEAD, fault.Report, **broken)
    ask(neighbours, THE_LEAD, contact.Receive, contact="contact-n", channel="call", topic="t", asked=FIRST)
    said = {"channel": "call", "topic": "t"}
    tried: tuple[tuple[type[Command], dict[str, Any], str], ...] = (
        (case.Transfer, {"case": "case-n", "reason": "r"}, "to"),
        (contact.Receive, said, "asked"),
        (contact.Correct, {"contact": "contact-n", "reason": "r"}, "asked"),
        (complaint.File, {**said, "text": "t"}, "about"),
        (record.ReportLeak, {"record": "record-n", "what": "w"}, "suspected"),
        (fault.Notify, {"fault": "fault-n", "link": "manager"}, "staff"),
    )
    above = hired("staff-above", role="general_manager", site=OTHER, actor="system-setup")
    neighbours.carry_out(above)
    for model, fields, field in tried:
        error = refused(neighbours, THE_LEAD, model, **fields, **{field: ELSEWHERE})
        assert error.rule == "works-at-the-site", model
    ask(neighbours, THE_LEAD, case.Transfer, case="case-n", reason="r", to="staff-above")


def test_what_is_another_sites_is_told_to_nobody_here(neighbours: Scenario) -> None:
    """A record that is another site's is refused as one that there is not."""
    neighbours.given(
        record.Create, site=OTHER, record="record-theirs", kind="work_diary", custodian=ELSEWHERE
    )
    theirs = refused(neighbours, THE_LEAD, access.Read, record="record-theirs", purpose="p")
    none = refused(neighbours, THE_LEAD, access.Read, record="record-none", purpose="p")

    assert str(theirs) == str(none).replace("record-none", "record-theirs")


def test_passing_a_case_on_clears_nobody(centre: Scenario) -> None:
    """Who took it, was first asked, or owned it until the limit, neither lengthens it nor takes it back."""
    ask(centre, THE_LEAD, case.Open, case="case-p", topic="t", first_asked=LEAD)
    ask(centre, THE_LEAD, case.Transfer, case="case-p", to=FIRST, reason="r")
    ask(centre, AGENT, case.Accept, case="case-p")
    back = {"case": "case-p", "reason": "r"}
    assert denied(centre, THE_LEAD, case.CorrectLimit, **back, priority="low") == "000-1.2"
    assert denied(centre, THE_LEAD, case.WithdrawOpening, **back) == "000-1.2"

    ask(centre, SUPERVISOR, case.WithdrawOpening, **back)


def test_nobody_takes_their_own_judgement_back(centre: Scenario) -> None:
    """Somebody else looks at it again."""
    ask(centre, THE_LEAD, complaint.File, complaint="complaint-j", channel="call", topic="t", text="t")
    ask(centre, THE_LEAD, complaint.Investigate, complaint="complaint-j", findings="f")
    ask(centre, SUPERVISOR, complaint.Dismiss, complaint="complaint-j", reason="r")
    back = {"complaint": "complaint-j", "reason": "r"}
    assert denied(centre, SUPERVISOR, complaint.WithdrawJudgement, **back) == "003-F7"

    ask(centre, THE_MANAGER, complaint.WithdrawJudgement, **back)
