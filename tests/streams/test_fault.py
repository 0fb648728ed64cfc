"""A fault: four facts, a chain of notices, an end, an analysis, two recipients, then closed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

import pytest
from pydantic import ValidationError

from answerable.streams.fault import commands as c
from answerable.streams.fault import events as e
from answerable.streams.fault.events import CauseKind, ChainLink, Recipient
from answerable.streams.staff import commands as register
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, THIRD, Scenario, hired, make

ID = "fault-1"
CLIMBING, ANALYSIS = "000-4.7a", "000-4.7c"
PARTS = {"impact": "i", "handling": "h", "cause_kind": "power", "cause": "c", "correction": "p"}
FACTS = {"began_at": TEN - timedelta(hours=1), "place": "hall 2", "phenomenon": "dark", "plan": "lamps"}


@pytest.fixture
def reported(desk: Scenario) -> Scenario:
    """A fault that was reported an hour after it began."""
    return desk.given(c.Report, fault=ID, **FACTS)


def over(reported: Scenario) -> Scenario:
    return reported.given(c.End, fault=ID, ended_at=TEN)


class TestReport:
    def test_takes_the_four_facts(self, desk: Scenario) -> None:
        """Time, place, phenomenon and plan are on record."""
        assert desk.when(c.Report, fault=ID, **FACTS) == [(e.Reported, FACTS)]

    def test_not_before_it_began(self, desk: Scenario) -> None:
        """A fault that begins after its report is bad input."""
        refusal = desk.refusal(c.Report, fault=ID, **{**FACTS, "began_at": TEN + timedelta(minutes=1)})

        assert refusal.cited == ("Invalid", "order-of-times")

    def test_not_years_after_it_began(self, desk: Scenario) -> None:
        """A fault that began ten years before its report has a wrong year; the refusal tells both."""
        refusal = desk.refusal(c.Report, fault=ID, **{**FACTS, "began_at": "2006-03-10T02:00:00Z"})

        assert refusal.cited == ("Invalid", "plausible-time")
        assert refusal.message == (
            "/began_at: the fault's beginning at 2006-03-10T02:00:00+00:00 and its report at "
            "2016-03-10T02:00:00+00:00 lie more than 366 d apart"
        )


class TestChain:
    def test_climbs_in_order(self, reported: Scenario) -> None:
        """Nobody is told before the link below was."""
        for link in ("manager", "top_leadership"):
            assert reported.refusal(c.Notify, fault=ID, link=link, staff=LEAD).cited == ("Refused", CLIMBING)

        told = [
            reported.when(c.Notify, fault=ID, link=link.value, staff=staff)
            for link, staff in zip(ChainLink, (FIRST, SECOND, LEAD), strict=True)
        ]
        assert told == [
            [(e.Notified, {"link": ChainLink.SALESPERSON, "staff": FIRST})],
            [(e.Notified, {"link": ChainLink.MANAGER, "staff": SECOND})],
            [(e.Notified, {"link": ChainLink.TOP_LEADERSHIP, "staff": LEAD})],
        ]

    def test_names_the_missing_link(self, reported: Scenario) -> None:
        """The refusal says who must be told first."""
        reported.given(c.Notify, fault=ID, link="salesperson", staff=FIRST)
        refusal = reported.refusal(c.Notify, fault=ID, link="top_leadership", staff=LEAD)

        assert "manager must be told before top_leadership" in refusal.message

    def test_only_who_was_told_confirms(self, reported: Scenario) -> None:
        """Neither somebody else nor the same person for another link can confirm."""
        reported.given(c.Notify, fault=ID, link="salesperson", staff=FIRST)

        for link, staff in (("salesperson", SECOND), ("manager", FIRST)):
            refusal = reported.refusal(c.Acknowledge, fault=ID, link=link, staff=staff)
            assert refusal.cited == ("Refused", CLIMBING)
        assert reported.when(c.Acknowledge, fault=ID, link="salesperson", staff=FIRST) == [
            (e.Acknowledged, {"link": ChainLink.SALESPERSON, "staff": FIRST})
        ]

    @pytest.mark.parametrize(
        ("role", "links"),
        [
            ("salesperson", ["salesperson"]),
            ("manager", ["manager"]),
            ("general_manager", ["manager", "top_leadership"]),
            ("technician", []),
        ],
    )
    def test_is_climbed_by_who_has_the_role(self, reported: Scenario, role: str, links: list[str]) -> None:
        """Whoever is employed as something else is not told as a link; the refusal tells field and role."""
        reported.carry_out(hired(SECOND, role=role))
        for link in ChainLink:
            notice = {"fault": ID, "link": link.value}
            if link in links:
                assert reported.when(c.Notify, **notice, staff=SECOND)
                continue
            refusal = reported.refusal(c.Notify, **notice, staff=SECOND)
            assert refusal.cited == ("Invalid", CLIMBING)
            assert f"/staff: {SECOND} is employed as {role.replace('_', ' ')}" in refusal.message
            reported.given(c.Notify, **notice, staff=THIRD)

    def test_a_corrected_role_counts(self, reported: Scenario) -> None:
        """Who was entered with a wrong role is told once the register is right."""
        reported.carry_out(hired(SECOND, role="agent"))
        notice = {"fault": ID, "link": "salesperson", "staff": SECOND}
        assert reported.refusal(c.Notify, **notice).message.endswith(
            "name another person, or put the role right with staff.correct_hiring"
        )
        right = {"staff": SECOND, "role": "salesperson", "actor": LEAD, "reason": "r"}
        reported.given(register.CorrectHiring, **right)

        assert reported.when(c.Notify, **notice)

    def test_a_granted_role_counts(self, reported: Scenario) -> None:
        """Whoever stands in as manager at the site is told as one, from the day on which they do."""
        reported.carry_out(hired(SECOND, role="agent"))
        notice = {"fault": ID, "link": "manager", "staff": SECOND}
        grant = {"staff": SECOND, "role": "manager", "actor": LEAD, "reason": "stands in"}
        reported.given(c.Notify, fault=ID, link="salesperson", staff=THIRD)
        reported.given(register.GrantRole, **grant, since=date(2016, 3, 11))
        assert reported.refusal(c.Notify, **notice).cited == ("Invalid", CLIMBING)
        reported.given(register.GrantRole, **grant, since=date(2016, 3, 10), until=date(2016, 3, 10))

        assert reported.when(c.Notify, **notice)

    def test_a_link_confirms_once(self, reported: Scenario) -> None:
        """Of two persons told at one link the first confirmation counts."""
        reported.given(c.Notify, fault=ID, link="salesperson", staff=FIRST)
        reported.given(c.Notify, fault=ID, link="salesperson", staff=THIRD)
        reported.given(c.Acknowledge, fault=ID, link="salesperson", staff=THIRD)

        refusal = reported.refusal(c.Acknowledge, fault=ID, link="salesperson", staff=FIRST)
        assert refusal.cited == ("Refused", CLIMBING)


class TestEnd:
    def test_between_its_beginning_and_now(self, reported: Scenario) -> None:
        """A fault ends neither before it began nor after its end is reported, and only once."""
        for wrong in (TEN - timedelta(hours=2), TEN + timedelta(minutes=1)):
            refusal = reported.refusal(c.End, fault=ID, ended_at=wrong)
            assert refusal.cited == ("Invalid", "order-of-times")
        assert reported.when(c.End, fault=ID, ended_at=TEN) == [(e.Ended, {"ended_at": TEN})]
        assert reported.refusal(c.End, fault=ID, ended_at=TEN).kind == "Refused"


class TestAnalysis:
    def test_comes_after_the_end(self, reported: Scenario) -> None:
        """What still goes on is not analysed."""
        assert reported.refusal(c.FileAnalysis, fault=ID, **PARTS).cited == ("Refused", ANALYSIS)
        assert over(reported).when(c.FileAnalysis, fault=ID, **PARTS) == [(e.AnalysisFiled, PARTS)]

    def test_says_of_what_kind_the_cause_is(self, reported: Scenario) -> None:
        """One of a closed set; a better analysis may say another."""
        unsaid = {name: said for name, said in PARTS.items() if name != "cause_kind"}
        for wrong in (unsaid, {**PARTS, "cause_kind": "fate"}):
            with pytest.raises(ValidationError, match="cause_kind"):
                make(c.FileAnalysis, fault=ID, **wrong)
        over(reported).given(c.FileAnalysis, fault=ID, **{**PARTS, "cause_kind": "unknown"})
        (found,) = reported.when(c.FileAnalysis, fault=ID, **PARTS)
        assert found[1]["cause_kind"] is CauseKind.POWER

    def test_is_delivered_once_to_each(self, reported: Scenario) -> None:
        """Only what was filed is delivered, to each recipient once."""
        refusal = over(reported).refusal(c.DeliverAnalysis, fault=ID, recipient="customer")
        assert refusal.cited == ("Refused", ANALYSIS)

        reported.given(c.FileAnalysis, fault=ID, **PARTS)
        assert reported.when(c.DeliverAnalysis, fault=ID, recipient="customer") == [
            (e.AnalysisDelivered, {"recipient": Recipient.CUSTOMER})
        ]
        refusal = reported.refusal(c.DeliverAnalysis, fault=ID, recipient="customer")
        assert refusal.cited == ("Refused", ANALYSIS)

    def test_a_better_one_is_delivered_anew(self, reported: Scenario) -> None:
        """After a new analysis both recipients lack it again."""
        over(reported).given(c.FileAnalysis, fault=ID, **PARTS)
        for recipient in Recipient:
            reported.given(c.DeliverAnalysis, fault=ID, recipient=recipient.value)
        reported.given(c.FileAnalysis, fault=ID, **PARTS)

        assert "customer and business" in reported.refusal(c.Close, fault=ID).message


class TestClosing:
    def test_is_refused_until_all_is_delivered(self, reported: Scenario) -> None:
        """Before the four-part analysis is in both hands, closing is refused and names what is missing."""
        missing = [reported.refusal(c.Close, fault=ID)]
        missing.append(over(reported).refusal(c.Close, fault=ID))
        reported.given(c.FileAnalysis, fault=ID, **PARTS)
        missing.append(reported.refusal(c.Close, fault=ID))
        reported.given(c.DeliverAnalysis, fault=ID, recipient="customer")
        missing.append(reported.refusal(c.Close, fault=ID))

        assert {refusal.cited for refusal in missing} == {("Refused", ANALYSIS)}
        assert [refusal.message for refusal in missing] == [
            "fault-1 is reported; this step needs it to be analysed",
            "fault-1 is ended; this step needs it to be analysed",
            "fault-1 cannot be closed before customer and business have its analysis",
            "fault-1 cannot be closed before business have its analysis",
        ]
        reported.given(c.DeliverAnalysis, fault=ID, recipient="business")
        assert reported.when(c.Close, fault=ID) == [(e.Closed, {})]

    def test_ends_the_record(self, reported: Scenario) -> None:
        """Nothing is added to a closed fault."""
        over(reported).given(c.FileAnalysis, fault=ID, **PARTS)
        for recipient in Recipient:
            reported.given(c.DeliverAnalysis, fault=ID, recipient=recipient.value)
        reported.given(c.Close, fault=ID)

        assert reported.refusal(c.LogHandling, fault=ID, note="n").kind == "Refused"
        assert reported.refusal(c.Notify, fault=ID, link="salesperson", staff=FIRST).kind == "Refused"
        assert reported.refusal(c.FileAnalysis, fault=ID, **PARTS).kind == "Refused"
        assert reported.refusal(c.Close, fault=ID).kind == "Refused"


def test_handling_is_written_down(reported: Scenario) -> None:
    """What is done about it is on record."""
    assert reported.when(c.LogHandling, fault=ID, note="n") == [(e.HandlingLogged, {"note": "n"})]


class TestTakingBack:
    SAID: ClassVar = {"fault": ID, "actor": LEAD, "reason": "another hall"}

    def test_the_wrong_link(self, reported: Scenario) -> None:
        """A link that was not told has not confirmed; the chain is climbed from there again."""
        reported.given(c.Notify, fault=ID, link="salesperson", staff=SECOND)
        reported.given(c.Acknowledge, fault=ID, link="salesperson", staff=SECOND)
        reported.given(c.WithdrawNotice, **self.SAID, link="salesperson")

        assert reported.refusal(c.WithdrawNotice, **self.SAID, link="salesperson").cited == (
            "Refused",
            CLIMBING,
        )
        assert reported.refusal(c.Notify, fault=ID, link="manager", staff=THIRD).cited == (
            "Refused",
            CLIMBING,
        )
        reported.given(c.Notify, fault=ID, link="salesperson", staff=THIRD)
        assert reported.when(c.Acknowledge, fault=ID, link="salesperson", staff=THIRD)

    def test_the_highest_link_first(self, reported: Scenario) -> None:
        """A notice stays that a higher link rests on, told or confirmed, until that is taken back."""
        for link, staff in (("salesperson", SECOND), ("manager", THIRD), ("top_leadership", LEAD)):
            reported.given(c.Notify, fault=ID, link=link, staff=staff)
        reported.given(c.Acknowledge, fault=ID, link="top_leadership", staff=LEAD)
        for link in ("salesperson", "manager"):
            refusal = reported.refusal(c.WithdrawNotice, **self.SAID, link=link)
            assert refusal.cited == ("Refused", CLIMBING)
            assert refusal.message.endswith("(fault.withdraw_notice with the link top_leadership)")

        for link in reversed(ChainLink):
            assert reported.when(c.WithdrawNotice, **self.SAID, link=link.value)

    def test_the_end(self, reported: Scenario) -> None:
        """A fault that is not over goes on: its analysis is filed and delivered anew."""
        over(reported).given(c.FileAnalysis, fault=ID, **PARTS)
        reported.given(c.DeliverAnalysis, fault=ID, recipient="customer").given(c.WithdrawEnd, **self.SAID)
        assert reported.refusal(c.FileAnalysis, fault=ID, **PARTS).kind == "Refused"

        over(reported).given(c.FileAnalysis, fault=ID, **PARTS)
        assert reported.when(c.DeliverAnalysis, fault=ID, recipient="customer")

    def test_the_report(self, reported: Scenario) -> None:
        """The facts are put right, and the beginning stays before report and end."""
        later = TEN + timedelta(minutes=1)
        assert reported.refusal(c.CorrectReport, **self.SAID, began_at=later).cited == (
            "Invalid",
            "order-of-times",
        )
        assert reported.when(c.CorrectReport, **self.SAID, place="hall 3") == [
            (e.ReportCorrected, {"place": "hall 3", "reason": "another hall"})
        ]


class TestOrderOfNotices:
    """A notice is bound by the report and the links below, and its confirmation by the notice alone."""

    @staticmethod
    def at(minute: int) -> str:
        return (TEN + timedelta(minutes=minute)).isoformat()

    @pytest.fixture
    def told(self, reported: Scenario) -> Scenario:
        """The salesperson was told five minutes behind the report, the manager half an hour."""
        reported.later(hours=2)
        reported.given(c.Notify, fault=ID, link="salesperson", staff=FIRST, occurred_at=self.at(5))
        return reported.given(c.Notify, fault=ID, link="manager", staff=SECOND, occurred_at=self.at(30))

    def test_a_confirmation_follows_its_own_notice(self, told: Scenario) -> None:
        """The salesperson confirms before the manager is told, and not before they were told themselves."""
        said = {"fault": ID, "link": "salesperson", "staff": FIRST}
        early = told.refusal(c.Acknowledge, **said, occurred_at=self.at(4))

        assert early.cited == ("Invalid", "order-of-times")
        assert early.message == (
            "/occurred_at: 2016-03-10T02:04:00+00:00 lies before 2016-03-10T02:05:00+00:00, when salesperson "
            "was told of fault-1"
        )
        assert told.when(c.Acknowledge, **said, occurred_at=self.at(6))

    def test_a_notice_follows_those_below(self, told: Scenario) -> None:
        """Top leadership was not told before the manager; the salesperson may have been so earlier too."""
        top = {"fault": ID, "link": "top_leadership", "staff": LEAD}
        early = told.refusal(c.Notify, **top, occurred_at=self.at(29))
        assert early.cited == ("Invalid", "order-of-times")
        assert told.when(c.Notify, **top, occurred_at=self.at(30))
        again = {"fault": ID, "link": "salesperson", "staff": THIRD}
        assert told.when(c.Notify, **again, occurred_at=self.at(3))

    def test_what_was_taken_back_bounds_nothing(self, told: Scenario) -> None:
        """A notice that was none is no bound for the one that is entered in its place."""
        for link, staff, minute in (("manager", THIRD, 20), ("salesperson", SECOND, 2)):
            told.given(c.WithdrawNotice, fault=ID, link=link, actor=LEAD, reason="another person")
            if link == "manager":
                said = {"fault": ID, "link": link, "staff": staff}
                assert told.when(c.Notify, **said, occurred_at=self.at(minute))
                told.given(c.WithdrawNotice, fault=ID, link=link, actor=LEAD, reason="nobody")
        said = {"fault": ID, "link": "salesperson", "staff": SECOND}
        assert told.when(c.Notify, **said, occurred_at=self.at(2))

    def test_the_end_is_bound_by_no_notice(self, told: Scenario) -> None:
        """That it is over may have been reported before the manager was told."""
        assert told.when(c.End, fault=ID, ended_at=TEN, occurred_at=self.at(10))
        assert told.when(c.Acknowledge, fault=ID, link="manager", staff=SECOND, occurred_at=self.at(31))

    def test_the_recipients_are_bound_by_the_analysis(self, told: Scenario) -> None:
        """Neither recipient waits for the other; the record ends when both have what was filed."""
        told.given(c.End, fault=ID, ended_at=TEN, occurred_at=self.at(40))
        told.given(c.FileAnalysis, fault=ID, **PARTS, occurred_at=self.at(50))
        told.given(c.DeliverAnalysis, fault=ID, recipient="customer", occurred_at=self.at(60))
        business = {"fault": ID, "recipient": "business"}
        early = told.refusal(c.DeliverAnalysis, **business, occurred_at=self.at(49))
        assert early.cited == ("Invalid", "order-of-times")
        told.given(c.DeliverAnalysis, **business, occurred_at=self.at(55))
        assert told.refusal(c.Close, fault=ID, occurred_at=self.at(59)).rule == "order-of-times"

        assert told.when(c.Close, fault=ID, occurred_at=self.at(60))
