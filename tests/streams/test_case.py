"""A case: whoever was asked first owns it until someone accepts it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from answerable.deciding import World
from answerable.streams.case import commands as c
from answerable.streams.case import events as e
from answerable.streams.case.events import PauseReason, Priority
from answerable.streams.case.flow import OWNERSHIP, TRACKING, CaseStage
from answerable.streams.contact.events import Channel
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, THIRD, Scenario, hired, rulebooks

CASE = "case-1"


@pytest.fixture
def opened(desk: Scenario) -> Scenario:
    """A case that the first person was asked about, moderate: a day to solve it."""
    return desk.given(c.Open, case=CASE, topic="line 4 is dead", first_asked=FIRST)


def solved(opened: Scenario) -> Scenario:
    return opened.given(c.Resolve, case=CASE, resolution="mended")


class TestOpening:
    @pytest.mark.parametrize(
        ("priority", "minutes"),
        [("critical", 240), ("high", 480), ("moderate", 1440), ("low", 4320)],
    )
    def test_first_asked_owns_it_for_a_limited_time(
        self, desk: Scenario, priority: str, minutes: int
    ) -> None:
        """The person first asked owns the case, and the bound rulebook limits its time by priority."""
        assert desk.when(c.Open, case=CASE, topic="t", first_asked=SECOND, priority=priority) == [
            (
                e.Opened,
                {
                    "topic": "t",
                    "priority": Priority(priority),
                    "is_emergency": False,
                    "owner": SECOND,
                    "limit_minutes": minutes,
                    "limit_article": "000-1.2",
                    "due_at": TEN + timedelta(minutes=minutes),
                },
            )
        ]

    def test_needs_a_bound_rulebook(self) -> None:
        """Without a rulebook there is no time limit, so no case; the message says what to do."""
        refusal = Scenario(world=World(rulebooks())).refusal(c.Open, case=CASE, topic="t", first_asked=FIRST)

        assert refusal.kind == "Refused"
        assert "rulebook.bind" in refusal.message

    @pytest.mark.parametrize(
        ("at", "is_bound"),
        [
            (datetime(2015, 12, 31, 15, 59, tzinfo=UTC), False),
            (datetime(2015, 12, 31, 16, 0, tzinfo=UTC), True),
        ],
    )
    def test_days_are_the_sites(self, at: datetime, *, is_bound: bool) -> None:
        """A rulebook bound from the first of January applies from midnight at the site, not in Greenwich."""
        desk = Scenario(now=at)
        if is_bound:
            assert desk.when(c.Open, case=CASE, topic="t", first_asked=FIRST)
        else:
            assert desk.refusal(c.Open, case=CASE, topic="t", first_asked=FIRST).kind == "Refused"

    def test_once(self, opened: Scenario) -> None:
        """A case that exists is not opened again."""
        assert opened.refusal(c.Open, case=CASE, topic="t", first_asked=SECOND).kind == "Refused"

    def test_nothing_can_be_done_before(self, desk: Scenario) -> None:
        """A case that was never opened is not found."""
        assert desk.refusal(c.Close, case="case-nowhere").kind == "NotFound"


class TestOwnership:
    def test_a_request_moves_nothing(self, opened: Scenario) -> None:
        """Until somebody accepts, the first responder stays responsible."""
        assert opened.when(c.Transfer, case=CASE, to=SECOND, reason="not mine") == [
            (e.TransferRequested, {"to": SECOND, "reason": "not mine"})
        ]
        assert opened.state.owner == FIRST

    def test_acceptance_moves_it(self, opened: Scenario) -> None:
        """The person asked accepts and is the owner from then on."""
        opened.given(c.Transfer, case=CASE, to=SECOND, reason="r")

        assert opened.when(c.Accept, case=CASE, actor=SECOND) == [
            (e.TransferAccepted, {"owner": SECOND, "previous_owner": FIRST})
        ]
        assert (opened.state.owner, opened.state.transfer) == (SECOND, None)

    def test_only_who_was_asked_accepts(self, opened: Scenario) -> None:
        """Somebody who was not asked can neither accept nor refuse."""
        opened.given(c.Transfer, case=CASE, to=SECOND, reason="r")

        assert opened.refusal(c.Accept, case=CASE, actor=THIRD).cited == ("Forbidden", OWNERSHIP)
        assert opened.refusal(c.Refuse, case=CASE, actor=THIRD, reason="r").cited == ("Forbidden", OWNERSHIP)
        assert opened.state.owner == FIRST

    def test_anybody_of_a_group_accepts(self, opened: Scenario) -> None:
        """Where only a group was asked, whoever of it accepts is the owner."""
        opened.carry_out(hired(THIRD, team="cables"))
        opened.given(c.Transfer, case=CASE, to_team="cables", reason="r")
        assert opened.refusal(c.Accept, case=CASE, actor=SECOND).cited == ("Forbidden", OWNERSHIP)

        assert opened.when(c.Accept, case=CASE, actor=THIRD) == [
            (e.TransferAccepted, {"owner": THIRD, "previous_owner": FIRST})
        ]

    def test_refusal_leaves_it(self, opened: Scenario) -> None:
        """A refused transfer is over, and the owner was responsible all the time."""
        opened.given(c.Transfer, case=CASE, to=SECOND, reason="r")

        assert opened.when(c.Refuse, case=CASE, actor=SECOND, reason="busy") == [
            (e.TransferRefused, {"reason": "busy"})
        ]
        assert opened.refusal(c.Accept, case=CASE, actor=SECOND).cited == ("Forbidden", OWNERSHIP)
        assert opened.state.owner == FIRST

    def test_a_newer_request_replaces_an_older(self, opened: Scenario) -> None:
        """Who was asked first cannot accept any more once somebody else is asked."""
        opened.given(c.Transfer, case=CASE, to=SECOND, reason="r")
        opened.given(c.Transfer, case=CASE, to=THIRD, reason="r")

        assert opened.refusal(c.Accept, case=CASE, actor=SECOND).cited == ("Forbidden", OWNERSHIP)
        assert opened.when(c.Accept, case=CASE, actor=THIRD)

    def test_nothing_to_accept(self, opened: Scenario) -> None:
        """Without a request nobody can take the case."""
        assert opened.refusal(c.Accept, case=CASE, actor=SECOND).cited == ("Forbidden", OWNERSHIP)

    def test_not_to_the_owner(self, opened: Scenario) -> None:
        """The owner is not asked to take what is theirs."""
        assert opened.refusal(c.Transfer, case=CASE, to=FIRST, reason="r").cited == ("Refused", OWNERSHIP)

    def test_somebody_must_be_named(self, opened: Scenario) -> None:
        """A transfer to nobody is bad input."""
        assert opened.refusal(c.Transfer, case=CASE, reason="r").cited == ("Invalid", "missing")

    def test_not_of_what_is_solved(self, opened: Scenario) -> None:
        """A resolved case is reopened before it is handed on; solving ended the open request."""
        opened.given(c.Transfer, case=CASE, to=SECOND, reason="r")
        solved(opened)

        assert opened.refusal(c.Transfer, case=CASE, to=THIRD, reason="r").cited == ("Refused", TRACKING)
        assert opened.refusal(c.Accept, case=CASE, actor=SECOND).cited == ("Forbidden", OWNERSHIP)


class TestPausing:
    def test_the_limit_moves_by_the_pause(self, opened: Scenario) -> None:
        """A pause of ninety minutes and a half moves the limit by just that."""
        assert opened.when(c.Pause, case=CASE, reason="customer") == [
            (e.Paused, {"reason": PauseReason.CUSTOMER})
        ]
        opened.later(minutes=90, seconds=30)

        due_at = TEN + timedelta(minutes=1440 + 90, seconds=30)
        assert opened.when(c.Resume, case=CASE) == [(e.Resumed, {"paused_minutes": 90, "due_at": due_at})]
        assert (opened.state.stage, opened.state.due_at) == (CaseStage.OPEN, due_at)

    def test_pauses_add_up(self, opened: Scenario) -> None:
        """Every pause moves the limit on."""
        for _ in range(2):
            opened.given(c.Pause, case=CASE, reason="vendor").later(hours=1).given(c.Resume, case=CASE)

        assert opened.state.due_at == TEN + timedelta(minutes=1440 + 120)

    def test_it_never_ends_before_it_began(self, opened: Scenario) -> None:
        """A pause that is said to have ended before it began is refused."""
        opened.given(c.Pause, case=CASE, reason="other")
        refusal = opened.refusal(c.Resume, case=CASE, occurred_at=TEN - timedelta(hours=1))

        assert refusal.cited == ("Invalid", "order-of-times")

    def test_only_an_open_case_pauses(self, opened: Scenario) -> None:
        """What is paused or solved cannot be paused."""
        opened.given(c.Pause, case=CASE, reason="vendor")
        assert opened.refusal(c.Pause, case=CASE, reason="vendor").cited == ("Refused", TRACKING)

        solved(opened)
        assert opened.refusal(c.Pause, case=CASE, reason="vendor").cited == ("Refused", TRACKING)

    def test_only_a_paused_case_resumes(self, opened: Scenario) -> None:
        """What runs cannot be resumed."""
        assert opened.refusal(c.Resume, case=CASE).cited == ("Refused", TRACKING)


class TestSolving:
    def test_by_the_first_responder(self, opened: Scenario) -> None:
        """Solved by the person first asked, without handing it on: at first contact."""
        assert opened.when(c.Resolve, case=CASE, resolution="mended") == [
            (e.Resolved, {"at_first_contact": True, "resolution": "mended"})
        ]

    def test_by_another_owner(self, opened: Scenario) -> None:
        """Solved by somebody who took it over: not at first contact."""
        opened.given(c.Transfer, case=CASE, to=SECOND, reason="r").given(c.Accept, case=CASE, actor=SECOND)

        assert opened.when(c.Resolve, case=CASE, resolution="m")[0][1]["at_first_contact"] is False

    def test_after_it_came_back(self, opened: Scenario) -> None:
        """Handed on and taken back, it was not solved at first contact, whoever owns it at the end."""
        opened.given(c.Transfer, case=CASE, to=SECOND, reason="r").given(c.Accept, case=CASE, actor=SECOND)
        opened.given(c.Transfer, case=CASE, to=FIRST, reason="r").given(c.Accept, case=CASE, actor=FIRST)

        assert opened.when(c.Resolve, case=CASE, resolution="m")[0][1]["at_first_contact"] is False

    def test_while_somebody_is_asked(self, opened: Scenario) -> None:
        """With a request open, the first responder had handed it on."""
        opened.given(c.Transfer, case=CASE, to=SECOND, reason="r")

        assert opened.when(c.Resolve, case=CASE, resolution="m")[0][1]["at_first_contact"] is False

    def test_ends_a_pause(self, opened: Scenario) -> None:
        """A paused case is resumed by its solution, and the pause counts."""
        opened.given(c.Pause, case=CASE, reason="vendor").later(minutes=5)

        assert opened.when(c.Resolve, case=CASE, resolution="m") == [
            (e.Resumed, {"paused_minutes": 5, "due_at": TEN + timedelta(minutes=1445)}),
            (e.Resolved, {"at_first_contact": True, "resolution": "m"}),
        ]
        assert opened.held[CASE].version == 4

    def test_once(self, opened: Scenario) -> None:
        """What is solved is not solved again."""
        solved(opened)

        assert opened.refusal(c.Resolve, case=CASE, resolution="m").cited == ("Refused", TRACKING)


class TestEnding:
    def test_only_what_is_resolved_closes(self, opened: Scenario) -> None:
        """An open or a paused case cannot be closed."""
        assert opened.refusal(c.Close, case=CASE).cited == ("Refused", TRACKING)
        opened.given(c.Pause, case=CASE, reason="vendor")
        assert opened.refusal(c.Close, case=CASE).cited == ("Refused", TRACKING)

        assert solved(opened).when(c.Close, case=CASE) == [(e.Closed, {})]

    def test_the_customer_is_informed_before(self, opened: Scenario) -> None:
        """The customer is told before the end, not behind it."""
        solved(opened)
        assert opened.when(c.InformCustomer, case=CASE, channel="call") == [
            (e.CustomerInformed, {"channel": Channel.CALL})
        ]
        opened.given(c.Close, case=CASE)

        assert opened.refusal(c.InformCustomer, case=CASE, channel="call").cited == ("Refused", TRACKING)

    def test_work_is_noted_until_the_end(self, opened: Scenario) -> None:
        """Work may be noted on a resolved case and not on a closed one; escalating needs an unsolved one."""
        solved(opened)
        assert opened.when(c.NoteProgress, case=CASE, note="n") == [(e.ProgressNoted, {"note": "n"})]
        assert opened.refusal(c.Escalate, case=CASE, level="lead", reason="r").cited == ("Refused", TRACKING)
        opened.given(c.Close, case=CASE)

        assert opened.refusal(c.NoteProgress, case=CASE, note="n").cited == ("Refused", TRACKING)

    def test_begins_again_with_the_limit_it_had(self, opened: Scenario) -> None:
        """A closed case is reopened for its last owner; its clock was never stopped."""
        opened.given(c.Transfer, case=CASE, to=SECOND, reason="r").given(c.Accept, case=CASE, actor=SECOND)
        solved(opened).given(c.Close, case=CASE).later(days=3)

        due_at = TEN + timedelta(days=1)
        assert opened.when(c.Reopen, case=CASE, reason="dead again") == [
            (e.Reopened, {"reason": "dead again", "due_at": due_at})
        ]
        assert (opened.state.owner, opened.state.stage) == (SECOND, CaseStage.OPEN)

    def test_only_what_ended_reopens(self, opened: Scenario) -> None:
        """A case in work is not reopened."""
        assert opened.refusal(c.Reopen, case=CASE, reason="r").cited == ("Refused", TRACKING)


class TestMissingTheLimit:
    def test_counts_against_who_owned_it_when_the_limit_ended(self, opened: Scenario) -> None:
        """Whoever took it over behind its limit did not miss it; whoever had it then cannot move that."""
        opened.given(c.Transfer, case=CASE, to=SECOND, reason="r").later(days=1, minutes=3)
        opened.given(c.Accept, case=CASE, actor=SECOND)
        lower = {"case": CASE, "actor": FIRST, "reason": "r", "priority": "low"}
        assert opened.refusal(c.CorrectLimit, **lower).cited == ("Forbidden", TRACKING)

        [(_, miss)] = opened.later(minutes=5).when(c.MissLimit, case=CASE)
        assert (miss["owner"], opened.state.owner) == (FIRST, SECOND)

    def test_names_the_owner_of_that_moment(self, opened: Scenario) -> None:
        """The miss says who was responsible, which limit applied, by how much, and if in an emergency."""
        opened.later(days=1, minutes=2, seconds=1)
        assert opened.when(c.MissLimit, case=CASE) == [
            (
                e.LimitMissed,
                {"limit_minutes": 1440, "overrun_minutes": 3, "is_emergency": False, "owner": FIRST},
            )
        ]

    def test_not_before_it_ended(self, opened: Scenario) -> None:
        """A case that has not run over missed nothing; no sender can say otherwise."""
        assert opened.later(days=1).refusal(c.MissLimit, case=CASE).cited == ("Refused", TRACKING)

    def test_pauses_do_not_count(self, opened: Scenario) -> None:
        """The overrun leaves out what the limit was paused for."""
        opened.given(c.Pause, case=CASE, reason="customer").later(hours=5).given(c.Resume, case=CASE)
        opened.later(days=1, minutes=10)
        [(_, miss)] = opened.when(c.MissLimit, case=CASE)

        assert miss["overrun_minutes"] == 10

    def test_a_solved_case_ran_over_until_it_was_solved(self, opened: Scenario) -> None:
        """What is found out later counts up to the solution."""
        solved(opened.later(days=1, minutes=31)).later(days=9)
        [(_, miss)] = opened.when(c.MissLimit, case=CASE)

        assert miss["overrun_minutes"] == 31

    def test_stays_when_it_is_reopened(self, opened: Scenario) -> None:
        """A miss is on record once, and reopening the case does not undo it."""
        opened.later(days=2).given(c.MissLimit, case=CASE)
        solved(opened).given(c.Reopen, case=CASE, reason="r")

        assert opened.refusal(c.MissLimit, case=CASE).cited == ("Refused", TRACKING)

    def test_is_taken_back_by_somebody_else(self, opened: Scenario) -> None:
        """A wrong miss is taken back by a named person whom it does not concern, and can be found again."""
        opened.later(days=2).given(c.MissLimit, case=CASE)
        back = {"case": CASE, "actor": LEAD, "reason": "the pause had not been entered"}
        assert opened.refusal(c.WithdrawMiss, **{**back, "actor": FIRST}).cited == (
            "Forbidden",
            TRACKING,
        )

        assert opened.when(c.WithdrawMiss, **back) == [(e.MissWithdrawn, {"reason": back["reason"]})]
        assert opened.refusal(c.WithdrawMiss, **back).cited == ("Refused", TRACKING)
        assert opened.when(c.MissLimit, case=CASE)


class TestOrderOfTimes:
    def test_no_pause_before_the_case(self, opened: Scenario) -> None:
        """A pause that would have begun before the case was opened is refused: it would move the limit."""
        refusal = opened.refusal(c.Pause, case=CASE, reason="customer", occurred_at="2016-01-01T00:00:00Z")

        assert refusal.cited == ("Invalid", "order-of-times")

    def test_a_note_may_come_late(self, opened: Scenario) -> None:
        """What was done before a later step may be noted behind it, but not before the case began."""
        opened.later(hours=1).given(c.Pause, case=CASE, reason="customer")

        assert opened.when(c.NoteProgress, case=CASE, note="n", occurred_at=TEN)
        before = TEN - timedelta(minutes=1)
        refusal = opened.refusal(c.NoteProgress, case=CASE, note="n", occurred_at=before)
        assert refusal.cited == ("Invalid", "order-of-times")

    def test_a_reopened_case_was_not_solved_at_first_contact(self, opened: Scenario) -> None:
        """What had to be begun again was not solved the first time."""
        solved(opened).given(c.Reopen, case=CASE, reason="r")
        [(_, solution)] = opened.when(c.Resolve, case=CASE, resolution="m")

        assert solution["at_first_contact"] is False
