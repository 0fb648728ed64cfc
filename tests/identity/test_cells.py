"""Cells of the table of who may do what: each as its file says, and some as they must be whatever it says."""

from __future__ import annotations

from importlib.resources import files
from typing import Any, NamedTuple

import pytest
import yaml

from answerable.commands.registry import COMMANDS
from answerable.identity.relations import GIVEN, At, Relation
from answerable.identity.table import FILE, table
from answerable.people import people_fields
from answerable.queries.registry import query_actions
from answerable.sample.generator import sample
from tests.services.intake.any_command import BY_THE_SYSTEM

HERE, THERE = "xm01", "ny01"
DOCUMENT = yaml.safe_load(files("answerable").joinpath("identity", FILE).read_text(encoding="utf-8"))
ROWS = {action: row for group in DOCUMENT["groups"] for row in group["rows"] for action in row["do"]}


def is_said(row: dict[str, Any], column: str, role: str, relation: str) -> bool:
    """Whether the file has a cell."""
    return role in row.get(column, {}).get(relation, ())


@pytest.mark.parametrize("action", table().actions)
def test_a_row_holds_cell_by_cell(action: str) -> None:
    """Every role, at the right site, the wrong one and all at once, with every relation: as the file says."""
    row = ROWS[action]
    for column in ("who", "acting_for"):
        for role in table().roles:
            for relation in (None, *sorted(GIVEN)):
                is_kept_out = relation is Relation.ONESELF and row.get("not_oneself", False)
                everywhere = is_said(row, column, role, "all_sites") and not is_kept_out
                here = not is_kept_out and (
                    everywhere
                    or is_said(row, column, role, "site")
                    or (relation is not None and is_said(row, column, role, relation))
                )
                for site, expected in ((HERE, here), (THERE, everywhere), (None, everywhere)):
                    found = table().may(
                        [At(role, HERE)],
                        action,
                        site,
                        () if relation is None else (relation,),
                        is_for_others=column == "acting_for",
                    )
                    assert bool(found) is expected, (role, site, relation, column)


class Cell(NamedTuple):
    """A role that asks at its own site, or at another one."""

    role: str
    action: str
    may: bool
    relations: tuple[Relation, ...] = ()
    site: str | None = HERE
    for_others: bool = False


OWN, ASKED, TEAM, TOKEN, ONESELF = (
    (relation,)
    for relation in (Relation.OWN, Relation.ASKED, Relation.TEAM, Relation.TOKEN, Relation.ONESELF)
)

TRIED = (
    # An agent took 5 points from a colleague.
    Cell("agent", "assessment.record_violation", may=False),
    Cell("agent", "assessment.record_violation", may=False, relations=TEAM),
    Cell("agent", "assessment.record_extra", may=False),
    # An agent revoked her own violation, naming the lead.
    Cell("agent", "assessment.revoke", may=False, relations=OWN),
    Cell("agent", "assessment.revoke", may=False, for_others=True),
    Cell("lead", "assessment.revoke", may=False),
    Cell("supervisor", "assessment.revoke", may=False, relations=ONESELF),
    # One person signed a handover out, in and reviewed it.
    Cell("lead", "handover.review", may=False, relations=(*OWN, *ONESELF)),
    Cell("agent", "handover.review", may=False),
    Cell("agent", "handover.sign_in", may=False),
    Cell("lead", "handover.sign_out", may=False, for_others=True),
    # The person complained of investigated and dismissed the complaint.
    Cell("lead", "complaint.investigate", may=False, relations=ONESELF),
    Cell("manager", "complaint.dismiss", may=False, relations=ONESELF),
    Cell("agent", "complaint.investigate", may=False),
    Cell("agent", "complaint.dismiss", may=False, relations=OWN),
    # The plan's proposer approved it.
    Cell("manager", "complaint.approve_plan", may=False, relations=ONESELF),
    Cell("agent", "complaint.approve_plan", may=False, relations=OWN),
    # An owner accepted his own transfer on a colleague's behalf; a stranger took a case to himself.
    Cell("agent", "case.accept", may=False, relations=OWN),
    Cell("agent", "case.accept", may=False, for_others=True, relations=OWN),
    Cell("lead", "case.accept", may=False, for_others=True),
    Cell("agent", "case.accept", may=False),
    Cell("manager", "case.accept", may=False),
    # An export was approved by whoever the person who took it out named.
    Cell("agent", "export.approve", may=False),
    Cell("agent", "export.approve", may=False, relations=OWN),
    Cell("supervisor", "export.approve", may=False, relations=ONESELF),
    Cell("supervisor", "export.approve", may=False, for_others=True),
    Cell("supervisor", "export.approve", may=True),
    Cell("supervisor", "export.take_out", may=False),
    Cell("agent", "export.take_out", may=True, relations=OWN),
    Cell("salesperson", "complaint.approve_plan", may=False),
    # Nobody can be promoted or moved: by whom, and by whom not.
    Cell("manager", "staff.hire", may=True),
    Cell("manager", "staff.hire", may=False, relations=ONESELF),
    Cell("lead", "staff.hire", may=False),
    Cell("supervisor", "staff.leave", may=False),
)
"""What was tried and accepted, each line of it."""

MUST_HOLD = (
    # The agent's day.
    Cell("agent", "contact.receive", may=True),
    Cell("agent", "case.open", may=True),
    Cell("agent", "case.transfer", may=True, relations=OWN),
    Cell("agent", "case.transfer", may=False),
    Cell("agent", "case.accept", may=True, relations=ASKED),
    Cell("agent", "case.resolve", may=True, relations=OWN),
    Cell("agent", "case.resolve", may=False),
    Cell("agent", "complaint.file", may=True),
    Cell("agent", "fault.report", may=True),
    Cell("agent", "handover.sign_out", may=True, relations=OWN),
    Cell("agent", "handover.refuse", may=True, relations=OWN),
    Cell("agent", "callback.complete", may=True),
    Cell("agent", "scoring.statement_of", may=True, relations=OWN),
    Cell("agent", "scoring.statement_of", may=False, relations=TEAM),
    Cell("agent", "scoring.statements", may=False),
    Cell("agent", "desk.story_of.assessment", may=False),
    Cell("agent", "audit.accesses", may=False, relations=OWN),
    Cell("agent", "case.withdraw_miss", may=False, relations=OWN),
    Cell("agent", "duty.roster", may=False, relations=OWN),
    # A lead at her own site, and at another.
    Cell("lead", "handover.review", may=True),
    Cell("lead", "handover.review", may=False, site=THERE),
    Cell("lead", "desk.cases", may=True),
    Cell("lead", "desk.cases", may=False, site=THERE),
    Cell("lead", "desk.cases", may=False, site=None),
    Cell("lead", "case.transfer", may=False, site=THERE, relations=tuple(sorted(GIVEN))),
    Cell("lead", "contact.receive", may=True, for_others=True),
    Cell("lead", "contact.receive", may=False, for_others=True, site=THERE),
    Cell("lead", "complaint.approve_plan", may=True),
    # Who confirms, decides and employs.
    Cell("supervisor", "assessment.record_violation", may=True),
    Cell("supervisor", "assessment.record_violation", may=False, relations=ONESELF),
    Cell("trainer", "assessment.score_exam", may=True),
    Cell("trainer", "assessment.revoke", may=False),
    Cell("trainer", "case.transfer", may=False),
    Cell("manager", "rulebook.bind", may=True),
    Cell("manager", "rulebook.bind", may=False, site=THERE),
    Cell("manager", "site.open", may=False),
    Cell("manager", "desk.overview", may=False, site=None),
    Cell("general_manager", "desk.overview", may=True, site=None),
    Cell("general_manager", "complaint.approve_plan", may=True, site=THERE),
    Cell("general_manager", "complaint.approve_plan", may=False, site=THERE, relations=ONESELF),
    # Who looks, and does nothing.
    Cell("auditor", "scoring.statements", may=True, site=THERE),
    Cell("auditor", "audit.accesses", may=True, site=None),
    Cell("auditor", "case.note_progress", may=False, relations=OWN),
    Cell("auditor", "record.confirm_leak", may=False),
    Cell("data_protection_officer", "audit.accesses", may=True, site=None),
    Cell("data_protection_officer", "record.confirm_leak", may=True, site=THERE),
    Cell("data_protection_officer", "record.confirm_leak", may=False, relations=ONESELF),
    Cell("data_protection_officer", "scoring.statements", may=False),
    Cell("operations", "desk.ledger_status", may=True, site=None),
    Cell("operations", "intake.writing", may=True, site=None),
    Cell("operations", "desk.cases", may=False),
    Cell("operations", "scoring.statement_of", may=False, relations=OWN),
    Cell("agent", "desk.ledger_status", may=False, site=None),
    # Little.
    Cell("salesperson", "desk.cases", may=False),
    Cell("salesperson", "desk.complaints", may=False, relations=OWN),
    Cell("technician", "fault.file_analysis", may=True),
    Cell("technician", "case.close", may=False),
    # Other systems, and parts of this one.
    Cell("machine", "contact.receive", may=True, relations=TOKEN),
    Cell("machine", "contact.receive", may=False),
    Cell("machine", "contact.receive", may=False, relations=TOKEN, site=THERE),
    Cell("machine", "contact.answer", may=True, relations=TOKEN, for_others=True),
    Cell("machine", "complaint.approve_plan", may=False, relations=tuple(sorted(GIVEN))),
    Cell("machine", "assessment.record_violation", may=False, relations=TOKEN, for_others=True),
    Cell("system-callbacks", "callback.miss", may=True, site=THERE),
    Cell("system-callbacks", "callback.complete", may=False),
    Cell("system-import", "handover.sign_in", may=True, for_others=True),
    Cell("system-import", "handover.sign_in", may=False),
    Cell("system-setup", "site.open", may=True),
    Cell("system-setup", "case.open", may=False),
    # What a customer answers by a link, the console gives: this one command, and nothing for a person.
    Cell("system-console", "questionnaire.answer", may=True, site=THERE),
    Cell("system-console", "questionnaire.answer", may=False, for_others=True),
    Cell("system-console", "questionnaire.take_down", may=False),
    Cell("system-console", "questionnaire.send", may=False),
    Cell("general_manager", "questionnaire.answer", may=False),
    Cell("machine", "questionnaire.answer", may=False, relations=TOKEN),
    Cell("agent", "desk.asked_by_link", may=False),
    Cell("agent", "visit.make", may=True, relations=OWN),
    Cell("supervisor", "visit.make", may=False),
    Cell("lead", "visit.review", may=False, relations=ONESELF),
    Cell("supervisor", "survey.approve_report", may=False, relations=ONESELF),
    Cell("supervisor", "questionnaire.discount_answer", may=False, relations=ONESELF),
    Cell("general_manager", "intake.view_ahead", may=False, site=None),
)
"""What must hold whatever the table says."""


@pytest.mark.parametrize("cell", [*TRIED, *MUST_HOLD], ids=str)
def test_a_cell_that_must_hold(cell: Cell) -> None:
    """A change of the table that changes one of these is a mistake, or has to change it here too."""
    found = table().may(
        [At(cell.role, HERE)], cell.action, cell.site, cell.relations, is_for_others=cell.for_others
    )
    assert bool(found) is cell.may


def test_nobody_may_without_a_role() -> None:
    """Whoever is on no register, or has left, has no role, and may nothing; nor does a made-up one help."""
    for held in ([], [At("nobody", HERE)], [At("", None)]):
        for action in table().actions:
            assert not table().may(held, action, HERE, GIVEN - {Relation.ONESELF}), action


def test_who_can_be_named() -> None:
    """No case belongs to somebody who is on no register, or whose role does not fit."""
    assert not table().fits("case.open", "first_asked", ())
    assert not table().fits("case.open", "first_asked", ("operations",))
    assert table().fits("case.transfer", "to", ("technician",))
    assert not table().fits("handover.start", "incoming", ("salesperson",))
    assert not table().fits("case.escalate", "by", ())
    assert table().fits("case.escalate", "by", ("agent",))


def test_who_reaches_all_sites() -> None:
    """Of those who work at a site, nobody reaches another: only roles that are for all of them do."""
    wide = {
        entry.role
        for action in table().actions
        for entry in table().who(action)
        if entry.relation is Relation.ALL_SITES and not entry.role.startswith("system-")
        if not entry.row.is_common(table().staff)
    }
    assert wide == {"general_manager", "auditor", "data_protection_officer", "operations"}


def test_names_of_all_sites_make_nobody_reach_further() -> None:
    """Everybody sees what staff of every site are called, for cases pass between them; no more than that."""
    for role in table().staff:
        assert table().may([At(role, HERE)], "accounts.names_of", None)
    assert table().counts_at("agent", HERE) == HERE
    assert not table().may([At("agent", HERE)], "accounts.find_people", THERE)


def test_a_role_is_given_by_who_may_where_it_counts() -> None:
    """A manager of one site takes on its people, and makes nobody what reaches every site."""
    manager, general_manager = [At("manager", HERE)], [At("general_manager", THERE)]

    for role in ("agent", "lead", "supervisor", "trainer", "salesperson", "technician", "manager"):
        assert table().may(manager, "staff.hire", table().counts_at(role, HERE))
        assert not table().may(manager, "staff.hire", table().counts_at(role, THERE))
    for role in ("general_manager", "auditor", "data_protection_officer", "operations"):
        assert not table().may(manager, "staff.hire", table().counts_at(role, HERE))
        assert table().may(general_manager, "staff.hire", table().counts_at(role, HERE))


def test_what_an_auditor_writes() -> None:
    """That they read a record, as everybody's reading is on record, and that they found a leak: no more."""
    assert commands_of("auditor") == {"access.read", "record.report_leak"}
    asked = {action for entry in table().what("auditor") for action in entry.row.do} - set(COMMANDS)
    unasked = set(query_actions()) - asked
    assert {one for one in unasked if not one.startswith("accounts.")} == {
        "intake.view_ahead",
        "desk.asked_by_link",
    }


def test_what_operations_see() -> None:
    """The system's state, and neither scores nor customers' matters; they write that they found a leak."""
    assert commands_of("operations") == {"record.report_leak"}
    asked = {action for entry in table().what("operations") for action in entry.row.do} - set(COMMANDS)
    assert not [
        action
        for action in asked
        if action.startswith(("scoring.s", "desk.c", "audit.f", "audit.a", "callbacks.d", "callbacks.h"))
        or action.rpartition(".")[2] in ("case", "complaint", "contact", "assessment", "record", "access")
    ]


def test_who_acts_for_somebody_else() -> None:
    """The import, whoever enters a paper form, and a telephone system; nobody signs or judges for another."""
    for_others = {
        entry.role for action in table().actions for entry in table().who(action) if entry.is_for_others
    }
    assert for_others == {"system-import", "lead", "supervisor", "machine"}
    personal = ("case.accept", "case.refuse", "handover.sign_out", "handover.sign_in", "handover.refuse")
    judging = [action for action in COMMANDS if action in ROWS and ROWS[action].get("not_oneself")]
    for action in (*personal, *judging):
        assert {entry.role for entry in table().who(action) if entry.is_for_others} <= {"system-import"}


def commands_of(role: str) -> set[str]:
    return {action for entry in table().what(role) for action in entry.row.do if action in COMMANDS}


def test_each_command_can_be_given_by_somebody() -> None:
    """What no member of staff may give could not be given from the pages, but what the system saw itself."""
    staff = set(table().staff)
    assert [
        action
        for action, model in COMMANDS.items()
        if model.stream != "account"
        and action not in BY_THE_SYSTEM
        and not any(entry.role in staff for entry in table().who(action) if not entry.is_for_others)
    ] == []


def test_what_judges_somebody_is_not_done_by_themselves() -> None:
    """Every command that judges, approves, confirms or takes back what counts against somebody is marked."""
    judging = {
        "assessment.record_bonus", "assessment.record_extra", "assessment.record_violation",
        "assessment.revoke", "assessment.score_exam", "access.withdraw", "callback.withdraw_call",
        "case.correct_limit", "case.withdraw_miss", "case.withdraw_opening",
        "complaint.approve_plan", "complaint.correct_filing", "complaint.dismiss",
        "complaint.investigate", "complaint.uphold", "complaint.withdraw_filing",
        "complaint.withdraw_judgement", "complaint.withdraw_step", "handover.annul",
        "handover.review", "record.confirm_leak", "record.correct", "record.withdraw_creation",
        "record.withdraw_deposit", "record.withdraw_leak", "staff.correct_hiring",
        "staff.correct_leaving", "staff.hire", "staff.leave", "staff.withdraw_hiring",
        "staff.withdraw_leaving",
    }  # fmt: skip
    assert judging <= {action for action in COMMANDS if table().row(action).not_oneself}


def test_the_sample_centres_people_may_do_what_they_did() -> None:
    """A month of three centres is done by people whose roles allow it; who is named has a fitting role."""
    month = [item for item in sample() if item.key.startswith("import:sample:")]  # real people have no role
    hiring = {"staff.hire", "staff.promote", "staff.rehire"}
    roles = {item.body["staff"]: item.body["role"] for item in month if item.name in hiring}
    wrong = set[tuple[str, ...]]()
    for item in month:
        role, site = roles.get(item.body["acting_for"], item.body["acting_for"]), item.body["site"]
        if not table().may([At(role, site)], item.name, site, GIVEN - {Relation.ONESELF}):
            wrong.add((role, item.name))
        for field, _ in people_fields(COMMANDS[item.name]):
            person = item.body.get(field)
            if person is not None and not table().fits(item.name, field, [roles[person]]):
                wrong.add((roles[person], item.name, field))
    assert wrong == set()
