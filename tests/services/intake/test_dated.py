"""The date that a sender puts on a command opens nothing that is shut today."""

from __future__ import annotations

from datetime import timedelta

import pytest

from answerable.streams.case import commands as case
from answerable.streams.duty import commands as duty
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from tests.identity.proofs import with_roles
from tests.services.intake.scenario import FIRST, LEAD, SECOND, SITE, TEN, THIRD, Scenario, hired
from tests.services.intake.test_tried import ask, denied, refused

MANAGER, OTHER = "staff-manager", "gz02"
THE_MANAGER, GENERAL = with_roles(MANAGER, manager=SITE), with_roles("staff-general", general_manager=None)
DAYS = (None, "2016-03-09T02:00:00Z", "2016-01-04T02:00:00Z")
"""Today, yesterday, and long ago."""


@pytest.fixture
def centre() -> Scenario:
    """Two sites; agents, a lead, a manager and the general manager on the register of one."""
    desk = Scenario(is_strict=True)
    roles = {FIRST: "agent", SECOND: "agent", THIRD: "agent", LEAD: "lead", MANAGER: "manager"}
    for person, role in {**roles, GENERAL.id: "general_manager"}.items():
        desk.carry_out(hired(person, role=role, actor="system-setup"))
    said = {"name_zh": "广州", "name_en": "Guangzhou", "occurred_at": "2010-01-01T00:00:00Z"}
    return desk.given(site.Open, site=OTHER, **said, actor="system-setup")


GRANT = {"staff": SECOND, "role": "auditor", "reason": "r"}


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("since", ["2016-03-10", "2016-04-20"])
def test_who_reaches_every_site_is_left_to_who_may_everywhere(
    centre: Scenario, since: str, day: str | None
) -> None:
    """Whatever day the manager of one site writes on it, and from whatever day on the wide role counts."""
    ask(centre, GENERAL, staff.GrantRole, **GRANT, since=since)
    back = {"staff": SECOND, "entry": centre.log[-1].originator_version, "reason": "r", "occurred_at": day}
    rise = {"staff": SECOND, "role": "lead", "since": "2016-03-10", "reason": "r", "occurred_at": day}

    assert denied(centre, THE_MANAGER, staff.WithdrawEntry, **back) == "002-r1-1.2"
    assert denied(centre, THE_MANAGER, staff.Promote, **rise) == "002-r1-1.2"
    leave = {"staff": SECOND, "left_on": "2016-03-09", "occurred_at": day}
    assert denied(centre, THE_MANAGER, staff.Leave, **leave) == "002-r1-1.2"
    correct = {"staff": SECOND, "role": "lead", "reason": "r", "occurred_at": day}
    assert denied(centre, THE_MANAGER, staff.CorrectHiring, **correct) == "002-r1-1.2"
    ask(centre, GENERAL, staff.WithdrawEntry, **back)


@pytest.mark.parametrize("day", DAYS)
def test_a_wide_role_that_ended_is_not_brought_back(centre: Scenario, day: str | None) -> None:
    """Neither its withdrawal nor the leaving that ended it is taken back by the manager of one site."""
    ask(centre, GENERAL, staff.GrantRole, **GRANT, since="2016-03-01")
    ask(centre, GENERAL, staff.WithdrawRole, **GRANT, since="2016-03-05")
    ended = {"staff": SECOND, "entry": centre.log[-1].originator_version, "reason": "r", "occurred_at": day}
    assert denied(centre, THE_MANAGER, staff.WithdrawEntry, **ended) == "002-r1-1.2"

    ask(centre, GENERAL, staff.GrantRole, **{**GRANT, "staff": THIRD}, since="2016-03-01")
    ask(centre, GENERAL, staff.Leave, staff=THIRD, left_on="2016-03-05")
    again = {"staff": THIRD, "reason": "r", "occurred_at": day}
    assert denied(centre, THE_MANAGER, staff.WithdrawLeaving, **again) == "002-r1-1.2"


@pytest.mark.parametrize("day", DAYS)
def test_who_moved_away_is_the_new_sites_to_see_to(centre: Scenario, day: str | None) -> None:
    """By the writer's clock: the old site's manager does not go on behind it, nor take the move back."""
    moved = {"staff": SECOND, "at": OTHER, "since": "2016-03-10", "reason": "r"}
    ask(centre, GENERAL, staff.Move, **moved)
    entry = centre.log[-1].originator_version
    there = with_roles("staff-there", manager=OTHER)
    centre.carry_out(hired(there.id, role="manager", site=OTHER, actor="system-setup"))
    rise = {"staff": SECOND, "role": "lead", "since": "2016-03-10", "reason": "r", "occurred_at": day}
    back = {"staff": SECOND, "entry": entry, "reason": "r", "occurred_at": day}
    for model, fields in ((staff.Promote, rise), (staff.WithdrawEntry, back)):
        assert refused(centre, THE_MANAGER, model, **fields).status == 404, model
    ask(centre, there, staff.Promote, site=OTHER, **rise)


def test_what_holds_elsewhere_is_taken_back_by_who_may_there(centre: Scenario) -> None:
    """Neither a role at another site, nor its end, nor a move between two, by the manager of one of them."""
    role = {"staff": SECOND, "role": "lead", "at": OTHER, "reason": "r"}
    there = with_roles("staff-there", manager=OTHER)
    entries = []
    for model, fields in (
        (staff.GrantRole, {**role, "since": "2016-03-01"}),
        (staff.WithdrawRole, {**role, "since": "2016-03-05"}),
    ):
        ask(centre, GENERAL, model, **fields)
        entries.append({"staff": SECOND, "entry": centre.log[-1].originator_version, "reason": "r"})
    for entry in reversed(entries):
        assert denied(centre, THE_MANAGER, staff.WithdrawEntry, **entry) == "002-r1-1.2"
        ask(centre, GENERAL, staff.WithdrawEntry, **entry)

    ask(centre, GENERAL, staff.Move, staff=SECOND, at=OTHER, since="2016-03-10", reason="r")
    move = {"staff": SECOND, "entry": centre.log[-1].originator_version, "reason": "r", "site": OTHER}
    assert denied(centre, there, staff.WithdrawEntry, **move) == "002-r1-1.2"
    ask(centre, GENERAL, staff.WithdrawEntry, **move)


def test_an_import_tells_of_each_site_what_was_there(centre: Scenario) -> None:
    """What another system knew is taken at the site where it was, though the person has moved since."""
    moved = {"staff": SECOND, "at": OTHER, "since": "2016-03-10", "reason": "r"}
    ask(centre, GENERAL, staff.Move, **moved)
    away = {"staff": SECOND, "since": "2016-02-01", "until": "2016-02-02", "reason": "r"}
    away |= {"occurred_at": "2016-02-01T02:00:00Z", "actor": MANAGER}
    assert "belongs to site gz02" in refused(centre, GENERAL, staff.SendOnLeave, **away).message
    centre.given(staff.SendOnLeave, **away, entered_by="system-import")


@pytest.mark.parametrize("day", DAYS)
def test_whoever_was_on_duty_was_employed(centre: Scenario, day: str | None) -> None:
    """A leaving that is dated back does not end an employment before a duty that was done."""
    lead = with_roles(LEAD, lead=SITE)
    begins = TEN - timedelta(hours=4)
    times = {"starts_at": begins, "ends_at": begins + timedelta(hours=8)}
    ask(centre, lead, duty.Roster, staff=SECOND, month="2016-03", **times)
    error = refused(centre, THE_MANAGER, staff.Leave, staff=SECOND, left_on="2016-03-08", occurred_at=day)
    assert "was on duty on 2016-03-10" in error.message


def test_a_group_is_asked_as_it_is_today(centre: Scenario) -> None:
    """Who left the group since accepts nothing for it, whatever day they write on it."""
    ask(centre, with_roles(LEAD, lead=SITE), case.Open, case="case-t", topic="t", first_asked=FIRST)
    ask(centre, with_roles(FIRST, agent=SITE), case.Transfer, case="case-t", to_team="t", reason="r")
    ask(centre, THE_MANAGER, staff.Move, staff=SECOND, team="u", since="2016-03-11", reason="r")
    centre.later(days=1)
    accept = {"case": "case-t", "occurred_at": "2016-03-10T03:00:00Z"}
    assert denied(centre, with_roles(SECOND, agent=SITE), case.Accept, **accept) == "000-4.2.4"
    ask(centre, with_roles(THIRD, agent=SITE), case.Accept, **accept)
