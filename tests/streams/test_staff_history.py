"""Staff: what becomes of somebody behind their first day: moves, roles, promotions and leave."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

import pytest

from answerable.commands.base import Command
from answerable.streams.case import commands as case
from answerable.streams.duty import commands as duty
from answerable.streams.handover import commands as handover
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as c
from answerable.streams.staff import events as e
from answerable.streams.staff.absences import Absence, absences
from answerable.streams.staff.events import Role
from answerable.streams.staff.standing import EntryKind
from answerable.streams.staff.state import Held, Presence
from tests.services.intake.scenario import FIRST, LEAD, SECOND, SITE, TEN, Scenario

OTHER_SITE = "sz02"
BY = {"actor": LEAD, "reason": "asked for it"}


@pytest.fixture
def two_sites(hired: Scenario) -> Scenario:
    """Somebody employed at one site, where there is a second one."""
    said = {"name_zh": "深圳", "name_en": "Shenzhen", "occurred_at": "2016-01-01T00:00:00Z"}
    return hired.given(site.Open, site=OTHER_SITE, **said)


def entered(happened: Scenario) -> int:
    """Give the number of the person's last entry."""
    return happened.held[SECOND].version


class TestMoving:
    MOVE: ClassVar = {"staff": SECOND, "at": OTHER_SITE, "team": "two", "since": date(2016, 3, 15), **BY}

    def test_one_person_at_two_sites(self, two_sites: Scenario) -> None:
        """The aggregate stays one: until the day of the move it takes the old site's commands."""
        assert two_sites.when(c.Move, **self.MOVE) == [
            (
                e.Moved,
                {
                    name: value
                    for name, value in self.MOVE.items()
                    if name in e.Moved.model_fields and name != "actor"
                },
            )
        ]
        state = two_sites.held[SECOND].state
        assert (state.on(date(2016, 3, 14)).site, state.on(date(2016, 3, 15)).site) == (SITE, OTHER_SITE)
        assert state.on(date(2016, 3, 15)).hired_on == date(2016, 3, 1)
        promotion = {"staff": SECOND, "role": "trainer", "since": date(2016, 3, 20), **BY}
        early = two_sites.refusal(c.Promote, site=OTHER_SITE, **promotion)
        assert early.message == f"{SECOND} belongs to site {SITE} since 2016-03-01, not to {OTHER_SITE}"

        two_sites.later(days=5)
        late = two_sites.refusal(c.Promote, **promotion)
        assert late.message == f"{SECOND} belongs to site {OTHER_SITE} since 2016-03-15, not to {SITE}"
        two_sites.given(c.Promote, site=OTHER_SITE, **promotion)
        assert [event.site for event in two_sites.log if event.originator_id == SECOND] == [
            SITE,
            SITE,
            OTHER_SITE,
        ]

    def test_duties_stand_where_somebody_works_that_day(self, two_sites: Scenario) -> None:
        """The roster of a month goes with the person: each duty is planned, and called off, at its site."""
        two_sites.given(c.Move, **self.MOVE)

        def planned(day: int) -> dict[str, Any]:
            begins = TEN + timedelta(days=day - 10)
            times = {"starts_at": begins, "ends_at": begins + timedelta(hours=8)}
            return {"staff": SECOND, "month": "2016-03", **times}

        two_sites.given(duty.Roster, **planned(14))
        away = two_sites.refusal(duty.Roster, **planned(15))
        assert away.message.startswith(f"{SECOND} works at site {OTHER_SITE} on 2016-03-15 since 2016-03-15")
        two_sites.given(duty.Roster, site=OTHER_SITE, **planned(15))
        assert "already" in two_sites.refusal(duty.Roster, site=OTHER_SITE, **planned(15)).message
        call_off = {name: planned(14)[name] for name in ("staff", "month", "starts_at")} | BY
        refused = two_sites.refusal(duty.CallOff, site=OTHER_SITE, **call_off)
        assert refused.message == f"that duty of {SECOND} is at site {SITE}, not at {OTHER_SITE}"
        two_sites.given(duty.CallOff, **call_off)

    def test_a_planned_duty_at_the_old_site_is_told(self, two_sites: Scenario) -> None:
        """A duty behind the day of the move stands on the wrong roster: the answer names it."""
        begins = TEN + timedelta(days=10)
        times = {"starts_at": begins, "ends_at": begins + timedelta(hours=8)}
        two_sites.given(duty.Roster, staff=SECOND, month="2016-03", **times)
        two_sites.given(c.Move, **self.MOVE)
        assert two_sites.warnings == (
            f"{SECOND} is on the roster on 2016-03-20: call that off (duty.call_off)",
        )

    def test_only_to_another_place_that_there_is(self, two_sites: Scenario) -> None:
        """A move leads somewhere else, to a site that was opened, on a day of employment."""
        assert two_sites.refusal(c.Move, **{**self.MOVE, "at": "bj09"}).kind == "NotFound"
        assert two_sites.refusal(c.Move, **{**self.MOVE, "at": None, "team": None}).cited == (
            "Invalid",
            "missing",
        )
        assert two_sites.refusal(c.Move, **{**self.MOVE, "at": SITE, "team": "one"}).kind == "Refused"
        early = two_sites.refusal(c.Move, **{**self.MOVE, "since": date(2016, 2, 29)})
        assert early.cited == ("Invalid", "order-of-times")

    def test_a_move_that_was_none(self, two_sites: Scenario) -> None:
        """Taken back, it leaves nothing behind: the person belongs to the first site all the time."""
        two_sites.given(c.Move, **self.MOVE).later(days=10)
        taken_back = {"staff": SECOND, "entry": entered(two_sites), **BY}
        assert two_sites.refusal(c.WithdrawEntry, **taken_back).kind == "Refused"
        two_sites.given(c.WithdrawEntry, site=OTHER_SITE, **taken_back)
        assert two_sites.held[SECOND].state.sites == (SITE,)
        two_sites.given(c.Promote, staff=SECOND, role="lead", since=date(2016, 3, 20), **BY)
        again = two_sites.refusal(c.WithdrawEntry, **taken_back)
        assert again.kind == "NotFound"


def test_who_never_came_may_be_hired_elsewhere(two_sites: Scenario) -> None:
    """An id whose hiring was taken back is free, at whichever site."""
    two_sites.given(c.WithdrawHiring, staff=SECOND, **BY)
    two_sites.given(c.Hire, site=OTHER_SITE, staff=SECOND, role="agent", team="x", hired_on=date(2016, 3, 2))
    assert two_sites.held[SECOND].state.sites == (OTHER_SITE,)


class TestRoles:
    GRANT: ClassVar = {"staff": SECOND, "role": "lead", "at": SITE, "since": date(2016, 3, 10), **BY}

    def test_several_at_once(self, two_sites: Scenario) -> None:
        """A role is held at a site or at all, from a day until a day, beside the one that pays."""
        two_sites.given(c.GrantRole, **self.GRANT, until=date(2016, 3, 20))
        everywhere = {"role": "data_protection_officer", "at": None}
        two_sites.given(c.GrantRole, **{**self.GRANT, **everywhere})
        state = two_sites.held[SECOND].state
        agent = Held(Role.AGENT, SITE, is_granted=False)
        lead = Held(Role.LEAD, SITE, is_granted=True)
        officer = Held(Role.DATA_PROTECTION_OFFICER, None, is_granted=True)
        assert state.roles_on(date(2016, 3, 9)) == (agent,)
        assert state.roles_on(date(2016, 3, 20)) == (agent, lead, officer)
        assert state.roles_on(date(2016, 3, 21)) == (agent, officer)
        assert state.has_role(date(2016, 3, 20), SITE, Role.LEAD)
        assert not state.has_role(date(2016, 3, 20), OTHER_SITE, Role.LEAD)
        assert state.has_role(date(2016, 3, 20), OTHER_SITE, Role.DATA_PROTECTION_OFFICER)

    def test_once_for_the_same_days(self, two_sites: Scenario) -> None:
        """What is held is not granted again, and what is not held is not withdrawn."""
        assert two_sites.refusal(c.WithdrawRole, **self.GRANT).kind == "Refused"
        two_sites.given(c.GrantRole, **self.GRANT)
        assert two_sites.refusal(c.GrantRole, **{**self.GRANT, "since": date(2016, 3, 5)}).kind == "Refused"
        two_sites.given(c.WithdrawRole, **{**self.GRANT, "since": date(2016, 3, 12)})
        assert not two_sites.held[SECOND].state.grants_on(date(2016, 3, 12))
        two_sites.given(c.GrantRole, **{**self.GRANT, "since": date(2016, 3, 12)})

    def test_who_is_hired_again_has_none_of_the_old(self, two_sites: Scenario) -> None:
        """Granted roles end with the employment; the same id comes back, maybe at another site."""
        two_sites.given(c.GrantRole, **self.GRANT)
        again = {"staff": SECOND, "role": "agent", "team": "two", "since": date(2016, 4, 1), **BY}
        assert two_sites.refusal(c.Rehire, **again).kind == "Refused"
        two_sites.given(c.Leave, staff=SECOND, left_on=date(2016, 3, 20))
        early = two_sites.refusal(c.Rehire, **{**again, "since": date(2016, 3, 20)})
        assert early.cited == ("Invalid", "order-of-times")
        two_sites.given(c.Rehire, site=OTHER_SITE, **again)
        state = two_sites.held[SECOND].state
        assert [state.presence_on(date(2016, *day)) for day in ((2, 29), (3, 20), (3, 21), (4, 1))] == [
            Presence.TO_COME,
            Presence.EMPLOYED,
            Presence.LEFT,
            Presence.EMPLOYED,
        ]
        assert state.roles_on(date(2016, 4, 1)) == (Held(Role.AGENT, OTHER_SITE, is_granted=False),)
        assert two_sites.refusal(c.WithdrawLeaving, staff=SECOND, **BY).kind == "Refused"
        two_sites.given(c.WithdrawEntry, staff=SECOND, entry=entered(two_sites), **BY)
        two_sites.given(c.WithdrawLeaving, staff=SECOND, **BY)

    def test_promoted(self, two_sites: Scenario) -> None:
        """What somebody is employed as changes on its day, to something else."""
        promotion = {"staff": SECOND, "role": "lead", "since": date(2016, 3, 15), **BY}
        assert two_sites.refusal(c.Promote, **{**promotion, "role": "agent"}).kind == "Refused"
        two_sites.given(c.Promote, **promotion)
        state = two_sites.held[SECOND].state
        assert [state.on(date(2016, 3, day)).role for day in (14, 15)] == [Role.AGENT, Role.LEAD]


class TestLeave:
    AWAY: ClassVar = {"staff": SECOND, "since": date(2016, 3, 10), "until": date(2016, 3, 20), **BY}

    @pytest.mark.parametrize(
        ("model", "fields"),
        [
            (case.Open, {"topic": "t", "first_asked": SECOND}),
            (case.Transfer, {"case": "case-1", "to": SECOND, "reason": "r"}),
            (case.Accept, {"case": "case-1", "actor": SECOND}),
            (handover.SignIn, {"handover": "handover-xm01-20160310-day", "actor": SECOND}),
            (
                handover.Start,
                {
                    "on": date(2016, 3, 10),
                    "shift": "day",
                    "outgoing": FIRST,
                    "incoming": SECOND,
                    "checklist": ("x",),
                },
            ),
        ],
    )
    def test_nobody_away_is_given_work(
        self, hired: Scenario, model: type[Command], fields: dict[str, Any]
    ) -> None:
        """Who is on leave gets no case, no transfer, no part of a handover; the refusal says until when."""
        hired.given(case.Open, case="case-1", topic="t", first_asked=FIRST)
        hired.given(case.Transfer, case="case-1", to=SECOND, reason="r")
        if model is handover.SignIn:
            shift = {"on": date(2016, 3, 10), "shift": "day", "outgoing": FIRST, "incoming": SECOND}
            hired.given(handover.Start, **shift, checklist=("x",))
        hired.given(c.SendOnLeave, **self.AWAY)
        refused = hired.refusal(model, **fields)
        assert refused.cited == ("Invalid", "on-the-register")
        assert refused.message.endswith(
            f"{SECOND} is on leave from 2016-03-10 until 2016-03-20, and is given no work then"
        )
        hired.given(c.Return, staff=SECOND, since=date(2016, 3, 12), **BY).later(days=2)
        if model is case.Open:
            hired.given(model, **fields)

    def test_no_duty_meanwhile(self, hired: Scenario) -> None:
        """Nobody is put on duty on a day of leave, and a duty that stands there is told."""
        begins = TEN + timedelta(days=2)
        planned = {"starts_at": begins, "ends_at": begins + timedelta(hours=8), "month": "2016-03"}
        hired.given(duty.Roster, staff=SECOND, **planned)
        hired.given(c.SendOnLeave, **self.AWAY)
        assert hired.warnings == (f"{SECOND} is on the roster on 2016-03-12: call that off (duty.call_off)",)
        later = {
            **planned,
            "starts_at": begins + timedelta(days=1),
            "ends_at": begins + timedelta(days=1, hours=8),
        }
        assert "is on leave" in hired.refusal(duty.Roster, staff=SECOND, **later).message

    def test_away_once_and_back_once(self, hired: Scenario) -> None:
        """Who is away is not sent away, who is there does not come back; what was none is taken back."""
        assert hired.refusal(c.Return, staff=SECOND, since=date(2016, 3, 12), **BY).kind == "Refused"
        hired.given(c.SendOnLeave, **{**self.AWAY, "until": None})
        leave = entered(hired)
        assert hired.refusal(c.SendOnLeave, **{**self.AWAY, "since": date(2016, 3, 12)}).kind == "Refused"
        hired.given(c.Return, staff=SECOND, since=date(2016, 3, 12), **BY)
        state = hired.held[SECOND].state
        assert [state.leave_on(date(2016, 3, day)) is not None for day in (9, 10, 11, 12)] == [
            False,
            True,
            True,
            False,
        ]
        assert absences(state) == (Absence(EntryKind.ON_LEAVE, date(2016, 3, 10), date(2016, 3, 11), None),)
        resting = hired.refusal(c.WithdrawEntry, staff=SECOND, entry=leave, **BY)
        assert resting.message.endswith(f"rests on entry {leave}; take that back first")
        hired.given(c.WithdrawEntry, staff=SECOND, entry=leave + 1, **BY)
        hired.given(c.WithdrawEntry, staff=SECOND, entry=leave, **BY)
        assert absences(hired.held[SECOND].state) == ()


@pytest.mark.parametrize(
    ("model", "fields"),
    [
        (c.GrantRole, {"role": "lead", "since": date(2016, 3, 10)}),
        (c.WithdrawRole, {"role": "lead", "since": date(2016, 3, 10)}),
        (c.Move, {"team": "two", "since": date(2016, 3, 10)}),
        (c.Promote, {"role": "lead", "since": date(2016, 3, 10)}),
        (c.SendOnLeave, {"since": date(2016, 3, 10)}),
        (c.Return, {"since": date(2016, 3, 10)}),
        (c.Rehire, {"role": "agent", "team": "one", "since": date(2016, 3, 10)}),
        (c.WithdrawEntry, {"entry": 1}),
    ],
)
def test_nobody_decides_on_themselves(hired: Scenario, model: type[Command], fields: dict[str, Any]) -> None:
    """Roles, sites and leave are decided by somebody else."""
    refused = hired.refusal(model, staff=SECOND, **fields, **{**BY, "actor": SECOND})
    assert refused.cited == ("Forbidden", "002-r1-1.2")


def test_an_entry_has_the_right_command_to_take_it_back(hired: Scenario) -> None:
    """Hiring and leaving are corrected by commands of their own, which say so."""
    assert "staff.withdraw_hiring" in hired.refusal(c.WithdrawEntry, staff=SECOND, entry=1, **BY).message
    hired.given(c.Promote, staff=SECOND, role="lead", since=date(2016, 3, 10), **BY)
    refused = hired.refusal(c.WithdrawEntry, staff=SECOND, entry=1, **BY)
    assert refused.message == "entry 1 is taken back with staff.withdraw_hiring"
    refused = hired.refusal(c.WithdrawHiring, staff=SECOND, **BY)
    assert "the last of it entry 2" in refused.message
