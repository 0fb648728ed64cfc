"""The people whom a command names must be on the register of staff, and employed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.commands.registry import COMMANDS
from answerable.errors import Invalid
from answerable.people import check_people, employment_fault, people_fields, people_in, people_said
from answerable.streams.case import commands as case
from answerable.streams.complaint import commands as complaint
from answerable.streams.contact import commands as contact
from answerable.streams.duty import commands as duty
from answerable.streams.handover import commands as handover
from answerable.streams.staff import commands as staff
from answerable.streams.staff.folding import employed
from tests.services.intake.scenario import FIRST, LEAD, SECOND, THIRD, Scenario, hired, make
from tests.test_named_matters import patterns

HANDOVER = {"on": "2016-03-10", "shift": "day", "outgoing": FIRST, "incoming": SECOND, "checklist": ("desk",)}
EMPLOYED = employed(date(2016, 3, 1), date(2016, 3, 9))


@pytest.fixture
def strict() -> Scenario:
    """A site whose register of staff has the first person alone, who does what nobody else is said to do."""
    desk = Scenario(is_strict=True)
    desk.carry_out(hired(FIRST))
    return desk


def test_every_field_of_a_person_is_known() -> None:
    """No field of a command that holds an id of staff is left out; the one that is asked about is."""
    ids = {
        name: {
            field
            for field, said in model.model_json_schema()["properties"].items()
            if any(pattern.startswith("^staff-") for pattern in patterns(said, field))
        }
        for name, model in COMMANDS.items()
    }
    found = {name: {field for field, _ in people_fields(model)} for name, model in COMMANDS.items()}

    assert {name: fields for name, fields in ids.items() if not name.startswith("staff.")} == {
        name: fields for name, fields in found.items() if not name.startswith("staff.")
    }
    assert people_fields(staff.Hire) == ()


def test_whoever_is_named_works_there() -> None:
    """A command names its own site's people; where it need not, its decision says where they count."""
    anywhere = {
        f"{name}.{field}"
        for name, model in COMMANDS.items()
        for field, mark in people_fields(model)
        if not mark.is_here
    }
    rostered = {f"duty.{name}.staff" for name in ("call_off", "change", "roster")}

    # Whose something was that is late, is so wherever they are now.
    assert anywhere == {
        "assessment.record_extra.staff",
        "assessment.score_exam.staff",
        "obligation.miss.owed_by",
        "reminder.give.owed_by",
        "reminder.give.reminded",
        *rostered,
    }


@pytest.mark.parametrize(
    ("model", "fields", "field"),
    [
        (case.Open, {"topic": "t", "first_asked": LEAD}, "/first_asked"),
        (complaint.File, {"channel": "call", "topic": "t", "text": "t", "about": LEAD}, "/about"),
    ],
)
def test_a_stranger(strict: Scenario, model: type[Command], fields: dict[str, Any], field: str) -> None:
    """Who was never hired is named by no fact: the refusal tells the field, the person and the remedy."""
    refused = strict.refusal(model, **fields)

    assert refused.cited == ("Invalid", "on-the-register")
    assert refused.message == (
        f"{field}: {LEAD} is on no site's register of staff; hire them first with the command staff.hire"
    )


def test_all_strangers_are_told(strict: Scenario) -> None:
    """Each field that names a stranger is a fault of its own."""
    said = {**HANDOVER, "outgoing": THIRD, "actor": THIRD, "entered_by": "system-import"}
    with pytest.raises(Invalid) as refused:
        strict.carry_out(make(handover.Start, **said))

    assert [fault.pointer for fault in refused.value.broken_rules] == ["/outgoing", "/incoming"]


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2016-03-04T15:59:00Z", f"/first_asked: {SECOND} was hired on 2016-03-05, after 2016-03-04"),
        ("2016-03-09T16:00:00Z", f"/first_asked: {SECOND} left on 2016-03-09, before 2016-03-10"),
    ],
)
def test_not_employed_then(strict: Scenario, at: str, said: str) -> None:
    """Days are the site's; the sentence says since when or until when they were employed."""
    strict.carry_out(hired(SECOND, hired_on="2016-03-05"))
    strict.given(staff.Leave, staff=SECOND, left_on="2016-03-09")

    assert strict.refusal(case.Open, topic="t", first_asked=SECOND, occurred_at=at).message == said


@pytest.mark.parametrize("at", ["2016-03-04T16:00:00Z", "2016-03-09T15:59:00Z"])
def test_employed_from_the_first_day_to_the_last(strict: Scenario, at: str) -> None:
    """The first and the last day of employment count."""
    strict.carry_out(hired(SECOND, hired_on="2016-03-05"))
    strict.given(staff.Leave, staff=SECOND, left_on="2016-03-09")

    assert strict.when(case.Open, topic="t", first_asked=SECOND, occurred_at=at)


def test_who_is_judged_may_have_left() -> None:
    """A complaint about somebody who has left is taken; nothing is laid to somebody who came later."""
    command = make(complaint.File, channel="call", topic="t", text="t", about=SECOND)

    check_people(command, date(2016, 3, 10), {FIRST: employed(date(2010, 1, 1)), SECOND: EMPLOYED})
    with pytest.raises(Invalid, match="was hired on 2016-03-01, after 2016-02-29"):
        check_people(command, date(2016, 2, 29), {FIRST: employed(date(2010, 1, 1)), SECOND: EMPLOYED})


def test_a_person_that_is_left_out() -> None:
    """A field that names nobody needs nobody beside who does it."""
    assert people_in(make(complaint.File, channel="call", topic="t", text="t")) == (FIRST,)


def test_who_does_it_is_on_the_register(strict: Scenario) -> None:
    """Whoever asks for themselves named nobody, so that no field is at fault; the sentence is the same."""
    with pytest.raises(Invalid) as refused:
        strict.carry_out(make(case.Open, topic="t", first_asked=FIRST, actor=LEAD))

    assert (refused.value.rule, refused.value.broken_rules) == ("on-the-register", ())
    assert refused.value.message == (
        f"{LEAD} is on no site's register of staff; hire them first with the command staff.hire"
    )


def test_for_whom_a_record_is_entered_is_on_the_register(strict: Scenario) -> None:
    """Who is said to have done it is a field, and is pointed at."""
    command = case.Open(site="xm01", topic="t", first_asked=FIRST, acting_for=LEAD)
    command.asked_by("system-import")
    with pytest.raises(Invalid) as refused:
        strict.carry_out(command)

    assert [fault.pointer for fault in refused.value.broken_rules] == ["/acting_for"]


def test_what_needs_no_register(strict: Scenario) -> None:
    """Neither machines nor parts of the system are on it, nor whoever takes on a centre's first people."""
    received = {"channel": "call", "topic": "t", "actor": "system-import"}
    assert people_in(make(contact.Receive, **received)) == ()
    assert strict.when(contact.Receive, **received)
    assert strict.when(staff.Hire, staff=SECOND, role="agent", team="t", hired_on="2016-03-01", actor=LEAD)


def test_whose_names_are_sent() -> None:
    """Who is named, and for whom it is entered, are known from what is sent, each once."""
    said = {"site": "xm01", "topic": "t", "first_asked": FIRST}
    assert [*people_said(case.Open, {**said, "acting_for": LEAD})] == [FIRST, LEAD]
    assert [*people_said(case.Open, {**said, "acting_for": FIRST})] == [FIRST]
    assert [*people_said(case.Open, {**said, "acting_for": "system-vru"})] == [FIRST]


def test_employment_fault() -> None:
    """Whoever was employed on the day has none."""
    assert employment_fault(SECOND, EMPLOYED, date(2016, 3, 9)) is None


def test_who_comes_later_is_rostered_today(strict: Scenario) -> None:
    """A duty is of somebody employed on its day, though it is written down before their first one."""
    planned = {"staff": SECOND, "month": "2016-03", "starts_at": "2016-03-21T00:00:00Z"}
    planned |= {"ends_at": "2016-03-21T08:00:00Z"}
    assert strict.refusal(duty.Roster, **planned).cited == ("Invalid", "on-the-register")
    strict.carry_out(hired(SECOND, hired_on="2016-03-21"))

    assert strict.when(duty.Roster, **planned)


def test_the_person_first_asked_may_have_left_when_the_opening_is_corrected(strict: Scenario) -> None:
    """A correction names who was employed at the opening, whenever it is made."""
    for person in (SECOND, LEAD):
        strict.carry_out(hired(person))
    strict.given(case.Open, case="case-1", topic="t", first_asked=FIRST)
    strict.given(staff.Leave, staff=SECOND, left_on="2016-03-10")
    strict.later(days=2)

    correction = {"case": "case-1", "first_asked": SECOND, "actor": LEAD, "reason": "r"}
    assert strict.when(case.CorrectOpening, **correction)
