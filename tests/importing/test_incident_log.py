"""The mapping of incident logs."""

from __future__ import annotations

from collections import Counter

import pytest

from answerable.commands.registry import COMMANDS
from answerable.importing.interpreter import Interpreted, Rejected
from answerable.importing.loader import load
from tests.importing.given import INCIDENTS, items, need, outcomes, rows_of, steps

MAPPING = load("incident-log")
FIRST = dict.fromkeys(MAPPING.columns, "?") | {
    "number": "INC0000001",
    "incident_state": "New",
    "active": "TRUE",
    "reassignment_count": "0",
    "reopen_count": "0",
    "sys_mod_count": "0",
    "made_sla": "TRUE",
    "caller_id": "Caller 5",
    "opened_by": "Opened by  8",
    "opened_at": "29-02-2016 01:16",
    "sys_created_by": "Created by 6",
    "sys_updated_by": "Updated by 21",
    "sys_updated_at": "29-02-2016 01:23",
    "contact_type": "Phone",
    "category": "Category 1",
    "subcategory": "Subcategory 2",
    "priority": "3 - Moderate",
    "assignment_group": "Group 1",
}
RESOLVED = {"incident_state": "Resolved"}
CLOSED = {"incident_state": "Closed"}


def history(*changes: dict[str, str]) -> list[dict[str, str]]:
    """Give an incident's rows: each differs from the one before it by what is given."""
    rows = [FIRST]
    for number, change in enumerate(changes, start=1):
        stamps = {"sys_mod_count": str(number), "sys_updated_at": f"29-02-2016 {2 + number:02}:00"}
        rows.append(rows[-1] | stamps | change)
    return rows


def told(*changes: dict[str, str]) -> list[list[str]]:
    return [steps(outcome) for outcome in outcomes(MAPPING, history(*changes))[1:]]


def test_the_first_row_is_a_contact_and_a_case_of_the_person_first_asked() -> None:
    """Who opened it was first asked; both share the contact as their matter."""
    [receive, opened] = items(outcomes(MAPPING, [FIRST]))

    assert receive.body["contact"] == opened.body["contact"] == "contact-xm01_INC0000001"
    assert receive.body["correlation_id"] == opened.body["correlation_id"] == "contact-xm01_INC0000001"
    assert opened.body["first_asked"] == receive.body["asked"] == "staff-opened-xm01_8"
    assert opened.body["occurred_at"] == "2016-02-29T01:16:00+08:00"
    assert opened.body["topic"] == "Category 1 / Subcategory 2"
    assert (opened.body["priority"], opened.body["team"]) == ("moderate", "Group 1")


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ({"opened_by": "?"}, "staff-created-xm01_6"),
        ({"opened_by": "?", "sys_created_by": "?"}, "staff-updated-xm01_21"),
    ],
)
def test_where_nobody_opened_it_the_next_best_was_first_asked(missing: dict[str, str], expected: str) -> None:
    """Who created the record stands in, then who saved it."""
    [_, opened] = items(outcomes(MAPPING, [FIRST | missing]))

    assert opened.body["first_asked"] == expected


def test_a_new_group_is_asked_and_its_person_accepts() -> None:
    """A change of group asks the group; naming a person of it accepts."""
    assert told({"assignment_group": "Group 2"}, {"assigned_to": "Resolver 3"}) == [
        ["transfer-team"],
        ["accept"],
    ]


def test_a_new_person_without_a_new_group_is_asked_and_accepts() -> None:
    """A person named while no group is asked is asked in person first."""
    assert (
        told({"assigned_to": "Resolver 3"}, {"assigned_to": "Resolver 4"})
        == [["transfer-person", "accept"]] * 2
    )


def test_waiting_pauses_and_ends() -> None:
    """Each state of waiting pauses for its reason; another one resumes first; solving ends it."""
    assert told(
        {"incident_state": "Awaiting User Info"},
        {"incident_state": "Awaiting Problem"},
        {"incident_state": "Active"},
        {"incident_state": "Awaiting Vendor"},
        RESOLVED,
    ) == [["pause"], ["resume", "pause"], ["resume"], ["pause"], ["resolve"]]


def test_a_case_that_comes_back_is_reopened() -> None:
    """Resolved or closed and then in work again is reopened, and can be solved again."""
    back = {"incident_state": "Active", "reopen_count": "1"}

    assert told(RESOLVED, back, RESOLVED, CLOSED) == [["resolve"], ["reopen"], ["resolve"], ["close"]]


def test_closing_without_resolving_is_both() -> None:
    """A case closed at once is resolved in the same row."""
    assert told(CLOSED) == [["resolve", "close"]]


def test_a_missed_limit_is_told_once_and_before_the_end() -> None:
    """The first row that says so records it, ahead of closing."""
    missed = {"made_sla": "FALSE"}

    assert told(RESOLVED | missed, CLOSED) == [["resolve", "miss-limit"], ["close"]]


def test_other_changes_are_notes_that_name_columns_and_not_what_they_hold() -> None:
    """A change that no command expresses is a note of progress."""
    found = outcomes(MAPPING, history({"priority": "1 - Critical", "caller_id": "Caller 77"}))

    [note] = items(found[1:])
    assert (note.name, note.body["note"]) == ("case.note_progress", "Changed: priority, caller_id")


def test_a_row_saved_without_any_change_is_a_note_too() -> None:
    """Somebody worked on it: nothing is dropped."""
    assert told({}) == [["saved"]]


def test_a_row_saved_behind_the_end_is_rejected() -> None:
    """A closed case takes no notes, and the row is not dropped without a word."""
    found = outcomes(MAPPING, history(CLOSED, {"category": "Category 9"}))

    assert found[-1] == Rejected(
        4,
        "touched-after-close",
        "it was saved again after it was closed, without being reopened",
        ("incident_state",),
    )


def test_an_unknown_state_is_rejected() -> None:
    """A state that the log uses and nobody explains is not guessed at."""
    [outcome] = outcomes(MAPPING, [FIRST | {"incident_state": "-100"}])

    assert isinstance(outcome, Rejected)
    assert (outcome.rule, outcome.columns) == ("choice", ("incident_state",))


def test_the_real_log_is_accounted_for_row_by_row() -> None:
    """Every row of a real company's log ends as commands that their models accept, or with a reason."""
    rows = list(rows_of(need(INCIDENTS), MAPPING))
    found = outcomes(MAPPING, rows)

    assert Counter(type(outcome) for outcome in found) == {Interpreted: 2997, Rejected: 3}
    commands = items(found)
    assert len({command.key for command in commands}) == len(commands)
    for command in commands:
        COMMANDS[command.name].model_validate(command.body)
    counted = Counter(command.name for command in commands)
    states = [row["incident_state"] for row in rows]
    assert counted["case.open"] == counted["contact.receive"] == len({row["number"] for row in rows})
    assert counted["case.miss_limit"] == len({row["number"] for row in rows if row["made_sla"] == "FALSE"})
    assert counted["case.close"] == len({row["number"] for row in rows if row["incident_state"] == "Closed"})
    assert states.count("Closed") - counted["case.close"] == 3
    assert items(outcomes(MAPPING, rows)) == commands
