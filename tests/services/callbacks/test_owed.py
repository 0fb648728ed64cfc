"""What rulebooks owe: what is found not to have been done, once each, and what is taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from answerable.clock import FixedClock
from answerable.errors import AnswerableError, Invalid
from answerable.identity import Principal
from answerable.identity.sight import Sight
from answerable.projection.writing.testing import View
from answerable.queries.callbacks import Owed, OwedRow, OwedState
from answerable.streams.assessment import commands as assessment
from answerable.streams.case import commands as case
from answerable.streams.complaint import commands as complaint
from answerable.streams.contact import commands as contact
from answerable.streams.customerfile import commands as customerfile
from answerable.streams.fault import commands as fault
from answerable.streams.grading import commands as grading
from answerable.streams.liaison import commands as liaison
from answerable.streams.obligation import commands as c
from answerable.streams.obligation import events as e
from answerable.streams.rulebook import commands as rulebook
from answerable.streams.shipment import commands as shipment
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from answerable_services.callbacks.judging import ACTOR
from answerable_services.callbacks.owed.answers import OwedAnswers
from answerable_services.callbacks.owed.projection import OwedProjection
from answerable_services.callbacks.owed.recording import due_by, owed_to_record
from tests.identity.proofs import asker_of
from tests.services.callbacks.plans import plans_of
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, THIRD, Scenario, hired
from tests.streams.test_timetable import WEEK

A_DAY = timedelta(days=1)
CASE, FAULT = "case-1", "fault-1"
ELSEWHERE = (
    *("monthly-plan", "quarterly-evaluation"),
    *("weekly-summary", "supervision-report", "monthly-analysis", "security-review", "review-meeting"),
)
"""What recurs besides: tests of forms and of reports look at these."""


def is_elsewhere(obligation: str) -> bool:
    """Tell whether other tests look at something owed, by its id."""
    return obligation.startswith(tuple(f"obligation-{rule}-" for rule in ELSEWHERE))


@pytest.fixture
def desk() -> Scenario:
    """A site that was opened and bound to a rulebook this morning."""
    found = Scenario()
    found.given(site.Open, name_zh="厦门", name_en="Xiamen")
    return found.given(rulebook.Bind, rulebook="call-centre-80", effective_from="2016-03-01", actor=LEAD)


def view_of(desk: Scenario) -> View:
    return View(OwedProjection(), FixedClock(desk.now)).given(desk.log)


def asked(desk: Scenario) -> list[Any]:
    """Give what the service asks for at this moment, by a view that was filled with what happened."""
    view = view_of(desk)
    with view.connect() as connection:
        found: list[Any] = list(owed_to_record(connection, desk.now))
    view.close()
    return found


def swept(desk: Scenario) -> list[str]:
    """Have everything recorded that the service asks for, until it asks no more; and name what that was."""
    told: list[str] = []
    for _ in range(20):
        if not (commands := asked(desk)):
            return told
        for command in commands:
            desk.carry_out(command, None, asker_of(command))
            if not is_elsewhere(command.target):
                told.append(f"{command.command_name} {getattr(command, 'rule', '')}".strip())
    pytest.fail("it asks again and again for the same")


def owed(desk: Scenario, **narrowed: Any) -> list[OwedRow]:
    """Give what is owed, as the auditor is told."""
    view = view_of(desk)
    with view.connect() as connection:
        sight = Sight(Principal(id=LEAD), "callbacks.owed", sites=None, is_everywhere=True)
        found = OwedAnswers(FixedClock(desk.now)).owed(connection, Owed(**narrowed), sight)
    view.close()
    return [row for row in found.rows if not is_elsewhere(row.obligation)]


def transferred(desk: Scenario) -> Scenario:
    desk.given(case.Open, case=CASE, topic="t", first_asked=FIRST)
    return desk.given(case.Transfer, case=CASE, to=SECOND, reason="r", actor=FIRST)


class TestOfAMatter:
    def test_a_transfer_that_nobody_answers(self, desk: Scenario) -> None:
        """It is found when its time is over, once, and says whose it was and by which article."""
        transferred(desk)
        assert swept(desk.later(hours=2)) == []
        assert swept(desk.later(seconds=1)) == ["obligation.miss transfer-answer"]
        (missed,) = (one for one in desk.log if isinstance(one, e.Missed))
        assert (missed.actor, missed.matter, missed.owed_by) == (ACTOR, CASE, SECOND)
        assert (missed.article, missed.overrun_minutes) == ("000-4.2.4", None)
        assert missed.due_at == TEN + timedelta(hours=2)
        assert swept(desk.later(days=9)) == []

    def test_one_that_was_answered_late(self, desk: Scenario) -> None:
        """By how much is worked out, a begun minute as a whole."""
        transferred(desk).later(hours=2, minutes=10, seconds=1)
        desk.given(case.Accept, case=CASE, actor=SECOND)
        assert swept(desk) == ["obligation.miss transfer-answer"]
        assert isinstance(desk.log[-1], e.Missed)
        assert desk.log[-1].overrun_minutes == 11

    def test_in_working_time(self, desk: Scenario) -> None:
        """By the hours that the site had said when it began: those of noon do not count."""
        desk.given(site.SetHours, since="2016-03-01", hours=WEEK, actor=LEAD, reason="r").later(hours=1)
        transferred(desk)
        (row,) = (one for one in owed(desk) if one.matter == CASE)
        assert row.due_at == TEN + timedelta(hours=4, minutes=30)
        desk.now = row.due_at + timedelta(seconds=1)
        assert swept(desk) == ["obligation.miss transfer-answer"]

    def test_what_was_done_or_ended_in_time(self, desk: Scenario) -> None:
        """Nothing is found of what was answered, or of a case that was solved meanwhile."""
        transferred(desk).given(case.Refuse, case=CASE, reason="r", actor=SECOND)
        assert swept(desk.later(hours=9)) == []
        desk.given(case.Transfer, case=CASE, to=THIRD, reason="r", actor=FIRST)
        desk.given(case.Resolve, case=CASE, resolution="m", actor=FIRST)
        assert swept(desk.later(hours=9)) == []

    def test_each_notice_by_itself(self, desk: Scenario) -> None:
        """One link of the chain has acknowledged, the other has not: only that one is missed."""
        said_of = {"began_at": TEN, "place": "p", "phenomenon": "p", "plan": "p"}
        desk.given(fault.Report, fault=FAULT, actor=FIRST, **said_of)
        desk.given(fault.Notify, fault=FAULT, link="salesperson", staff=SECOND, actor=FIRST)
        desk.given(fault.Notify, fault=FAULT, link="manager", staff=THIRD, actor=FIRST)
        desk.given(fault.Acknowledge, fault=FAULT, link="salesperson", staff=SECOND, actor=SECOND)
        assert [(row.part, row.owed_by) for row in owed(desk, rule="fault-notice")] == [("manager", THIRD)]
        assert swept(desk.later(minutes=31)) == ["obligation.miss fault-notice"]
        desk.given(fault.Acknowledge, fault=FAULT, link="manager", staff=THIRD, actor=THIRD)
        assert owed(desk, rule="fault-notice") == []

    def test_until_a_moment_that_its_event_says(self, desk: Scenario) -> None:
        """A complaint's plan says until when it is carried out."""
        desk.given(complaint.File, complaint="complaint-1", channel="call", topic="t", text="x", actor=FIRST)
        desk.given(complaint.Investigate, complaint="complaint-1", findings="f", actor=LEAD)
        judged = {"complaint": "complaint-1", "reason": "r", "actor": LEAD}
        desk.given(complaint.Uphold, responsible=THIRD, is_conflict=False, **judged)
        due_at = TEN + timedelta(hours=5)
        desk.given(complaint.ProposePlan, complaint="complaint-1", plan="p", due_at=due_at, actor=FIRST)
        assert [row.due_at for row in owed(desk, rule="complaint-plan")] == [due_at]
        desk.now = due_at + timedelta(seconds=1)
        assert swept(desk) == ["obligation.miss complaint-plan"]


class TestTakenBack:
    def test_an_answer_that_is_entered_late(self, desk: Scenario) -> None:
        """What turns out to have been in time was not missed: a correcting event says so, once."""
        transferred(desk).later(hours=3)
        assert swept(desk) == ["obligation.miss transfer-answer"]
        desk.given(case.Accept, case=CASE, actor=SECOND, occurred_at=TEN + timedelta(minutes=30))
        assert swept(desk.later(days=2)) == ["obligation.withdraw_miss"]
        assert swept(desk.later(days=2)) == []


class TestOfASite:
    def test_month_after_month(self, desk: Scenario) -> None:
        """An exam that nobody held is missed on each month's last working day, from the next month on."""
        desk.now = datetime(2016, 6, 1, tzinfo=UTC)
        assert swept(desk) == ["obligation.miss monthly-exam", "obligation.miss monthly-exam"]
        missed = [one for one in desk.log if isinstance(one, e.Missed) and one.rule == "monthly-exam"]
        assert [one.occurrence for one in missed] == [20160401, 20160501]
        six = timedelta(hours=10)
        assert [one.due_at for one in missed] == [
            datetime(2016, 4, 29, tzinfo=UTC) + six,
            datetime(2016, 5, 31, tzinfo=UTC) + six,
        ]
        assert [row.due_at.month for row in owed(desk, rule="monthly-exam")] == [6]

    def test_what_was_held_is_not_missed(self, desk: Scenario) -> None:
        """An exam of that month does it, also one that is entered later: the miss is taken back then."""
        desk.now = datetime(2016, 5, 2, tzinfo=UTC)
        assert swept(desk) == ["obligation.miss monthly-exam"]
        held: dict[str, Any] = {"staff": FIRST, "score": "90", "held_on": "2016-04-20", "actor": LEAD}
        held["occurred_at"] = datetime(2016, 4, 20, 3, tzinfo=UTC)
        desk.given(assessment.ScoreExam, **held)
        assert swept(desk.later(days=2)) == ["obligation.withdraw_miss"]
        assert [row.due_at.month for row in owed(desk, rule="monthly-exam")] == [5]

    def test_nothing_before_it_was_bound(self) -> None:
        """Who is told of a rulebook today owes nothing of the years in which it is said to have held."""
        desk = Scenario()
        desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
        desk.given(rulebook.Bind, rulebook="call-centre-80", effective_from="2010-01-01", actor=LEAD)
        assert swept(desk) == []
        assert [row.due_at.month for row in owed(desk)] == [4, 12]

    def test_nothing_by_a_rulebook_bound_by_mistake(self, desk: Scenario) -> None:
        """What was open by it is owed no more."""
        desk.given(
            rulebook.Unbind, rulebook="call-centre-80", effective_from="2016-03-01", actor=LEAD, reason="r"
        )
        assert owed(desk) == []
        assert swept(desk.later(days=99)) == []

    def test_what_was_missed_by_a_mistake(self, desk: Scenario) -> None:
        """What a rulebook would have had done that was never meant is taken back."""
        desk.now = datetime(2016, 5, 2, tzinfo=UTC)
        assert swept(desk) == ["obligation.miss monthly-exam"]
        desk.given(
            rulebook.Unbind, rulebook="call-centre-80", effective_from="2016-03-01", actor=LEAD, reason="r"
        )
        assert swept(desk.later(days=2)) == ["obligation.withdraw_miss"]
        assert swept(desk.later(days=99)) == []


class TestOnRecord:
    def late(self, desk: Scenario) -> str:
        swept(transferred(desk).later(hours=3))
        return next(one.originator_id for one in desk.log if isinstance(one, e.Missed))

    def test_it_is_excused_by_somebody_else(self, desk: Scenario) -> None:
        """Never by whose it was; nor is an excuse taken back by who gave it."""
        missed = self.late(desk)
        assert desk.refusal(c.Excuse, obligation=missed, reason="r", actor=SECOND).kind == "Forbidden"
        assert desk.when(c.Excuse, obligation=missed, reason="r", actor=LEAD) == [
            (e.Excused, {"reason": "r"})
        ]
        assert desk.refusal(c.WithdrawExcuse, obligation=missed, reason="r", actor=LEAD).kind == "Forbidden"
        early = {"obligation": missed, "reason": "r", "occurred_at": TEN + timedelta(hours=2)}
        assert desk.refusal(c.WithdrawExcuse, actor=THIRD, **early).cited == ("Invalid", "order-of-times")
        desk.given(c.WithdrawExcuse, obligation=missed, reason="r", actor=THIRD)
        assert desk.refusal(c.Excuse, actor=LEAD, **early).cited == ("Invalid", "order-of-times")
        assert swept(desk.later(days=2)) == []

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"rule": "no-such-rule"}, "rule"),
            ({"due_at": TEN + timedelta(hours=1)}, "due_at"),
            ({"begun_at": TEN - timedelta(hours=1)}, "due_at"),
            ({"occurred_at": TEN + timedelta(hours=2)}, "occurred_at"),
            ({"done_at": TEN + timedelta(hours=1)}, "occurred_at"),
        ],
    )
    def test_the_writer_works_it_out(self, desk: Scenario, changed: dict[str, Any], field: str) -> None:
        """A miss that does not follow from the rulebook is refused, whoever asks for it."""
        transferred(desk).later(hours=3)
        (found,) = asked(desk)
        command = found.model_copy(update=changed)
        with pytest.raises(Invalid) as refused:
            desk.carry_out(command, None, asker_of(command))
        assert [one.pointer for one in refused.value.broken_rules] == [f"/{field}"]

    def test_twice_is_once(self, desk: Scenario) -> None:
        """Asked for again without its key, it is refused."""
        transferred(desk).later(hours=3)
        (found,) = asked(desk)
        desk.carry_out(found, None, asker_of(found))
        with pytest.raises(AnswerableError):
            desk.carry_out(found, None, asker_of(found))


def test_states(desk: Scenario) -> None:
    """What is due later, today, and what is over, by the site's days; narrowed and counted."""
    transferred(desk)
    told = {row.rule: row.state for row in owed(desk)}
    assert told == {
        "transfer-answer": OwedState.TODAY,
        "monthly-exam": OwedState.LATER,
        "demand-plan": OwedState.LATER,
    }
    assert [row.rule for row in owed(desk, state="today")] == ["transfer-answer"]
    assert [row.rule for row in owed(desk.later(hours=3), state="overdue")] == ["transfer-answer"]


def test_only_what_is_due_is_read(desk: Scenario) -> None:
    """A sweep looks along an index of what has to be put on record."""
    view = view_of(desk)
    with view.connect() as connection:
        (told,) = plans_of(connection, lambda: connection.execute(due_by(desk.now)).all())
    view.close()
    assert "owed_to_record" in told
    assert "SCAN" not in told


def test_by_a_period(desk: Scenario) -> None:
    """What is due in it, its first moment included and its last not."""
    transferred(desk)
    due_at = TEN + timedelta(hours=2)
    of_period = {"due_from": due_at, "due_before": due_at + timedelta(seconds=1)}
    assert [row.rule for row in owed(desk, **of_period)] == ["transfer-answer"]
    assert owed(desk, due_from=due_at + timedelta(seconds=1), due_before=due_at + timedelta(hours=1)) == []
    assert owed(desk, due_from=TEN, due_before=due_at) == []


def test_a_period_is_read_along_an_index(desk: Scenario) -> None:
    """That of what is owed still, by when it is due: however much was owed once."""
    view, answers = view_of(transferred(desk)), OwedAnswers(FixedClock(desk.now))
    asked = Owed(due_from=TEN, due_before=TEN + A_DAY)
    whole = Sight(Principal(id=LEAD), "callbacks.owed", sites=None, is_everywhere=True)
    for sight, index in ((whole, "owed_open"), (whole.at("xm01"), "owed_open_where")):
        with view.connect() as connection:
            plans = plans_of(connection, lambda: answers.owed(connection, asked, sight))  # noqa: B023
        (listed, *_) = (one for one in plans if "owed" in one)
        assert f"INDEX {index} (" in listed
        assert "due_at>?" in listed
        assert [one for one in plans if "SCAN owed" in one] == []
    view.close()


class TestOfCustomers:
    def test_a_file_is_reviewed_again_and_again(self, desk: Scenario) -> None:
        """Each review does what was owed, and owes the next one (004-Q1)."""
        says: dict[str, Any] = {"file_no": "1", "file_parts": ("basic",), "lawful_ground": "contract"}
        file = customerfile.customerfile_id("xm01", "customer-1")
        desk.given(customerfile.Open, customer="customer-1", review_on="2016-03-15", **says)
        desk.later(days=3).given(customerfile.Review, customerfile=file, review_on="2016-03-20", **says)
        desk.later(days=4).given(customerfile.Review, customerfile=file, review_on="2016-03-25", **says)
        assert swept(desk) == []
        assert [row.rule for row in owed(desk) if row.matter == file] == ["file-review"]
        assert swept(desk.later(days=10)) == ["obligation.miss file-review"]
        desk.given(customerfile.Close, customerfile=file, reason="r")
        assert [row for row in owed(desk) if row.matter == file] == []

    def test_an_order_is_sent_or_the_customer_is_told(self, desk: Scenario) -> None:
        """Telling them does for the first day; sent it is in two (002-r1-7.2)."""
        order = {"shipment": shipment.shipment_id("xm01", "1")}
        desk.given(shipment.Take, order_no="1", product="p").later(hours=20)
        desk.given(shipment.TellDelay, **order, delay_offer="wait", channel="chat", reason="r")
        assert swept(desk.later(hours=28)) == []
        assert swept(desk.later(seconds=1)) == ["obligation.miss ship-at-latest"]

    def test_who_was_told_in_time_was_told(self, desk: Scenario) -> None:
        """Though the sending behind that is taken back; the order is owed by its second day again."""
        order = {"shipment": shipment.shipment_id("xm01", "1")}
        desk.given(shipment.Take, order_no="1", product="p").later(hours=20)
        desk.given(shipment.TellDelay, **order, delay_offer="wait", channel="chat", reason="r").later(hours=2)
        desk.given(shipment.Send, **order, courier="c", tracking_no="SF00001").later(hours=1)
        desk.given(shipment.WithdrawStep, **order, reason="r", actor=LEAD)
        assert swept(desk.later(hours=25)) == []
        assert swept(desk.later(seconds=1)) == ["obligation.miss ship-at-latest"]

    def test_who_was_not_told_is_owed_it_again(self, desk: Scenario) -> None:
        """Where that they were is taken back, and where a sending is of which nobody knew that it is late."""
        for number in ("1", "2"):
            desk.given(shipment.Take, order_no=number, product="p")
        told, sent = ({"shipment": shipment.shipment_id("xm01", number)} for number in ("1", "2"))
        desk.given(shipment.TellDelay, **told, delay_offer="wait", channel="chat", reason="r")
        desk.given(shipment.Send, **sent, courier="c", tracking_no="SF00001").later(hours=1)
        for order in (told, sent):
            desk.given(shipment.WithdrawStep, **order, reason="r", actor=LEAD)
        assert swept(desk.later(hours=24)) == ["obligation.miss ship-or-tell"] * 2

    def test_a_grade_is_reviewed_while_it_is_in_force(self, desk: Scenario) -> None:
        """Not once its confirmation is taken back; and again where only its lifting is."""
        grade = {"grading": grading.grading_id("xm01", "customer-1")}
        back = {**grade, "reason": "r", "actor": LEAD}
        says: dict[str, Any] = {"customer_grade": "key", "grounds": ("large_orders",), "actor": FIRST}
        desk.given(grading.Propose, customer="customer-1", **says)
        desk.given(grading.Confirm, **grade, review_on="2016-03-15", actor=LEAD)
        desk.given(grading.WithdrawDecision, **back)
        assert [row for row in owed(desk) if row.rule == "grade-review"] == []
        desk.given(grading.Confirm, **grade, review_on="2016-03-20", actor=LEAD)
        desk.given(grading.Lift, **back).given(grading.Propose, customer="customer-1", **says)
        desk.given(grading.Confirm, **grade, review_on="2016-03-25", actor=LEAD)
        desk.later(hours=1).given(grading.Lift, **back).given(grading.WithdrawLifting, **back)
        (row,) = (one for one in owed(desk) if one.rule == "grade-review")
        assert (row.matter, row.due_at.date()) == (grade["grading"], date(2016, 3, 25))
        assert swept(desk.later(days=16)) == ["obligation.miss grade-review"]

    def test_every_contact_has_a_reply(self, desk: Scenario) -> None:
        """By the end of the next working day, whoever was asked; who gave up is owed none (004-3a)."""
        for name in ("contact-1", "contact-2"):
            desk.given(contact.Receive, contact=name, channel="email", topic="t", asked=FIRST)
        desk.given(contact.Abandon, contact="contact-2", wait_s=0)
        (row,) = (one for one in owed(desk) if one.rule == "contact-reply")
        assert (row.matter, row.owed_by) == ("contact-1", FIRST)
        desk.now = row.due_at + timedelta(seconds=1)
        assert swept(desk) == ["obligation.miss contact-reply"]

    def test_a_customer_is_told_of_their_opinion(self, desk: Scenario) -> None:
        """An answer of the department alone does not do it (000-5.5.4)."""
        says = {"addressee": SECOND, "customer": "customer-1", "channel": "call", "opinion": "o"}
        this = {"liaison": "liaison-1"}
        desk.given(liaison.ForwardOpinion, **this, **says, actor=FIRST)
        desk.given(liaison.Answer, **this, answer="a", actor=SECOND)
        assert [row.rule for row in owed(desk) if row.matter == "liaison-1"] == ["opinion-told"]
        desk.given(liaison.TellCustomer, **this, channel="call", reply_given="t", actor=FIRST)
        assert [row for row in owed(desk) if row.matter == "liaison-1"] == []


def test_what_somebody_owes_who_has_left_is_missed_all_the_same(desk: Scenario) -> None:
    """It was theirs, and nobody did it: that they are employed no more takes nothing away."""
    desk.carry_out(hired(SECOND))
    transferred(desk)
    desk.given(staff.Leave, staff=SECOND, left_on=date(2016, 3, 9), actor=LEAD)
    assert swept(desk.later(hours=3)) == ["obligation.miss transfer-answer"]
