"""Assessment: entries for and against a person, by somebody else, and their revocation."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

import pytest

from answerable.commands.base import Command
from answerable.deciding import World
from answerable.rulebook import Fact
from answerable.rulebook.standing import standing
from answerable.streams.assessment import commands as c
from answerable.streams.assessment import events as e
from answerable.streams.complaint import commands as complaint
from answerable.streams.site.commands import Open as OpenSite
from answerable.streams.staff.commands import GrantRole, Hire
from tests.services.intake.scenario import FIRST, LEAD, SECOND, THIRD, Scenario, rulebooks

ID = "assessment-1"
FAIR = "001-3.4"
ENTRY = {"staff": SECOND, "reason": "r", "evidence": ("case-1",)}

ENTRIES: tuple[tuple[type[Command], dict[str, Any]], ...] = (
    (c.RecordViolation, {**ENTRY, "article": "001-m1"}),
    (c.RecordBonus, {**ENTRY, "article": "001-B1"}),
    (c.RecordExtra, {"staff": SECOND, "month": "2016-02", "points": "2.5", "reason": "r"}),
    (c.ScoreExam, {"staff": SECOND, "score": "88", "held_on": date(2016, 3, 1)}),
)


def test_entries(desk: Scenario) -> None:
    """Each kind of entry says whom it concerns, what for, and what shows it."""
    told = [desk.when(model, **fields) for model, fields in ENTRIES]

    assert told == [
        [(e.ViolationRecorded, {**ENTRY, "article": "001-m1"})],
        [(e.BonusRecorded, {**ENTRY, "article": "001-B1"})],
        [
            (
                e.ExtraRecorded,
                {"staff": SECOND, "month": "2016-02", "points": Decimal("2.5"), "reason": "r"},
            )
        ],
        [
            (
                e.ExamScored,
                {
                    "staff": SECOND,
                    "score": Decimal(88),
                    "full_marks": Decimal(100),
                    "held_on": date(2016, 3, 1),
                },
            )
        ],
    ]


@pytest.mark.parametrize(("model", "fields"), ENTRIES)
def test_nobody_assesses_themselves(desk: Scenario, model: type[Command], fields: dict[str, Any]) -> None:
    """Whoever asks for an entry is not the one it concerns."""
    assert desk.refusal(model, actor=SECOND, **fields).kind == "Forbidden"


@pytest.mark.parametrize("model", [c.RecordViolation, c.RecordBonus])
class TestArticle:
    def test_must_be_known(self, desk: Scenario, model: type[Command]) -> None:
        """An article that the bound rulebook does not have could never count: bad input."""
        refusal = desk.refusal(model, assessment=ID, **ENTRY, article="001-m99")

        assert refusal.cited == ("Invalid", "known-article")
        assert refusal.message.startswith("/article: 001-m99 is not an article of call-centre-80")

    def test_needs_a_bound_rulebook(self, model: type[Command]) -> None:
        """Without a rulebook there are no articles."""
        desk = Scenario(world=World(rulebooks()))

        assert desk.refusal(model, assessment=ID, **ENTRY, article="001-m1").kind == "Refused"


@pytest.mark.parametrize(
    ("model", "article", "source"),
    [
        (c.RecordBonus, "001-B5", "the whole month"),
        (c.RecordBonus, "001-B2", "assessment.ExamScored"),
        (c.RecordBonus, "001-m1", "assessment.ViolationRecorded"),
        (c.RecordViolation, "001-S5", "the whole month"),
        (c.RecordViolation, "001-m13", "case.LimitMissed"),
        (c.RecordViolation, "001-B1", "the whole month"),
    ],
)
def test_what_is_worked_out_is_not_entered(
    desk: Scenario, model: type[Command], article: str, source: str
) -> None:
    """An article that the rulebook finds by itself is entered by nobody: it would stand there twice."""
    refusal = desk.refusal(model, assessment=ID, **ENTRY, article=article)

    assert refusal.cited == ("Invalid", "known-article")
    assert f"finds {article} from {source}, not from assessment." in refusal.message


def test_marks_fit_the_exam(desk: Scenario) -> None:
    """More than the full marks is bad input."""
    exam = {"staff": SECOND, "score": "51", "full_marks": "50", "held_on": date(2016, 3, 1)}

    assert desk.refusal(c.ScoreExam, **exam).cited == ("Invalid", "001-3.6")
    assert desk.when(c.ScoreExam, **{**exam, "score": "50"})


class TestRevoking:
    @pytest.fixture
    def recorded(self, desk: Scenario) -> Scenario:
        return desk.given(c.RecordViolation, assessment=ID, **ENTRY, article="001-m1")

    def test_by_a_named_person_once(self, recorded: Scenario) -> None:
        """An entry is taken back once, by a named person with a reason."""
        assert recorded.when(c.Revoke, assessment=ID, actor=LEAD, reason="mistaken") == [
            (e.Revoked, {"reason": "mistaken"})
        ]
        assert recorded.refusal(c.Revoke, assessment=ID, actor=LEAD, reason="again").kind == "Refused"

    def test_not_about_oneself(self, recorded: Scenario) -> None:
        """Whom the entry concerns cannot take it back."""
        assert recorded.refusal(c.Revoke, assessment=ID, actor=SECOND, reason="r").cited == (
            "Forbidden",
            FAIR,
        )

    def test_only_what_exists(self, recorded: Scenario) -> None:
        """An entry that was never made is not found."""
        refusal = recorded.refusal(c.Revoke, assessment="assessment-9", actor=FIRST, reason="r")

        assert refusal.kind == "NotFound"


EXAM = {"staff": SECOND, "score": "50", "held_on": date(2016, 3, 1)}
RATING = {"staff": SECOND, "month": "2016-02", "points": "5", "reason": "r"}


class TestOneOfAKind:
    def test_an_exam_is_marked_once(self, desk: Scenario) -> None:
        """The same exam entered again is refused, and counts once."""
        desk.given(c.ScoreExam, **EXAM)

        assert desk.refusal(c.ScoreExam, **{**EXAM, "score": "90"}).cited == ("Refused", "001-3.6")

    def test_a_resit_stands_in_its_place(self, desk: Scenario) -> None:
        """A resit on a later day of the month is taken, and the exam before it counts no more."""
        desk.given(c.ScoreExam, **EXAM).given(
            c.ScoreExam, **{**EXAM, "score": "95", "held_on": date(2016, 3, 9)}
        )
        facts = [Fact(event, number) for number, event in enumerate(desk.log)]

        assert [fact.event.originator_version for fact in standing(facts, SECOND)] == [2]

    def test_a_revoked_resit_brings_the_exam_back(self, desk: Scenario) -> None:
        """What the resit had replaced holds again, and is revoked in turn; then any day may be entered."""
        desk.given(c.ScoreExam, **EXAM)
        resit = {**EXAM, "score": "95", "held_on": date(2016, 3, 9)}
        back = {"assessment": desk.target, "actor": LEAD, "reason": "somebody else's"}
        desk.given(c.ScoreExam, **resit).given(c.Revoke, **back)
        facts = [Fact(event, number) for number, event in enumerate(desk.log)]
        assert [fact.event.originator_version for fact in standing(facts, SECOND)] == [1]
        assert desk.refusal(c.ScoreExam, **EXAM).cited == ("Refused", "001-3.6")

        desk.given(c.Revoke, **back)
        assert desk.refusal(c.Revoke, **back).kind == "Refused"
        assert desk.when(c.ScoreExam, **EXAM)

    def test_a_month_is_rated_once_unless_taken_back(self, desk: Scenario) -> None:
        """Two ratings never add up; one that was taken back makes room for another."""
        desk.given(c.RecordExtra, **RATING)
        assert desk.refusal(c.RecordExtra, **RATING).cited == ("Refused", "001-X1")

        desk.given(c.Revoke, assessment=desk.target, actor=LEAD, reason="mistaken")
        desk.given(c.RecordExtra, **{**RATING, "points": "-2"})
        facts = [Fact(event, number) for number, event in enumerate(desk.log)]
        assert [fact.event.originator_version for fact in standing(facts, SECOND)] == [3]


class TestOnceInTheCompany:
    @pytest.mark.parametrize(("model", "fields"), [(c.RecordExtra, RATING), (c.ScoreExam, EXAM)])
    def test_at_their_own_site(self, desk: Scenario, model: type[Command], fields: dict[str, Any]) -> None:
        """A month is rated, and an exam marked, at the site whose register the person is on."""
        desk.given(Hire, staff=SECOND, role="agent", team="t", hired_on=date(2010, 1, 1))
        refusal = desk.refusal(model, **fields, site="gz02")

        assert refusal.kind == "Invalid"
        assert refusal.message.startswith(f"/staff: {SECOND} is on the register of site xm01")
        assert desk.when(model, **fields)

    def test_seen_where_they_help_out(self, desk: Scenario) -> None:
        """A violation is recorded where it was seen, by their own site or one that they have a role at."""
        desk.given(Hire, staff=SECOND, role="agent", team="t", hired_on=date(2010, 1, 1))
        entry = {**ENTRY, "article": "001-m1"}
        assert desk.refusal(c.RecordViolation, **entry, site="gz02").cited == ("Invalid", "works-at-the-site")

        desk.given(OpenSite, site="gz02", name_zh="广州", name_en="Guangzhou", timezone="Asia/Shanghai")
        grant = {"staff": SECOND, "role": "agent", "at": "gz02", "since": date(2016, 3, 1), "reason": "r"}
        desk.given(GrantRole, **grant)
        assert desk.when(c.RecordViolation, **entry, site="gz02")


class TestEmployment:
    @pytest.fixture
    def hired(self, desk: Scenario) -> Scenario:
        employed = {"staff": SECOND, "role": "agent", "team": "t", "hired_on": date(2016, 3, 5)}
        return desk.given(Hire, **employed)

    @pytest.mark.parametrize(
        ("model", "fields", "rule"),
        [
            (
                c.RecordViolation,
                {**ENTRY, "article": "001-m1", "occurred_at": "2016-03-04T23:59:00+08:00"},
                "on-the-register",
            ),
            (c.ScoreExam, EXAM, "order-of-times"),
            (c.RecordExtra, RATING, "order-of-times"),
        ],
    )
    def test_nothing_before_the_first_day(
        self, hired: Scenario, model: type[Command], fields: dict[str, Any], rule: str
    ) -> None:
        """Nobody is judged for a time before they were hired."""
        assert hired.refusal(model, **fields).cited == ("Invalid", rule)

    def test_from_the_first_day_on(self, hired: Scenario) -> None:
        """The first day of employment counts."""
        at = "2016-03-05T00:00:00+08:00"
        assert hired.when(c.RecordViolation, **ENTRY, article="001-m1", occurred_at=at)


class TestSetAside:
    """What may be a violation, and is none."""

    COMPLAINT: ClassVar[dict[str, Any]] = {"complaint": "complaint-1"}
    ASIDE: ClassVar[dict[str, Any]] = {"matter": "complaint-1", "version": 3, "reason": "an error of ours"}

    @pytest.fixture
    def judged(self, desk: Scenario) -> Scenario:
        """A complaint about the second agent, upheld."""
        desk.given(complaint.File, **self.COMPLAINT, channel="call", topic="t", text="t", about=SECOND)
        desk.given(complaint.Investigate, **self.COMPLAINT, findings="f", actor=LEAD)
        desk.given(complaint.Uphold, **self.COMPLAINT, responsible=SECOND, reason="r", actor=THIRD)
        return desk

    def test_it_is_set_aside_once(self, judged: Scenario) -> None:
        """It says which event, and why; twice only when the first was revoked."""
        assert judged.when(c.SetAside, **self.ASIDE, actor=LEAD) == [(e.SetAside, self.ASIDE)]
        assert judged.refusal(c.SetAside, **self.ASIDE, actor=THIRD).cited == ("Refused", FAIR)
        entry = c.aside_id("xm01", "complaint-1", 3)
        judged.given(c.Revoke, assessment=entry, reason="it is one", actor=THIRD)
        assert judged.when(c.SetAside, **self.ASIDE, actor=LEAD) == [(e.SetAside, self.ASIDE)]

    def test_nobody_sets_aside_what_counts_against_themselves(self, judged: Scenario) -> None:
        """Whoever it may count against; and nobody enters it in the name of another."""
        assert judged.refusal(c.SetAside, **self.ASIDE, actor=SECOND).cited == ("Forbidden", FAIR)

    def test_what_was_set_aside_is_recorded_by_nobody(self, judged: Scenario) -> None:
        """Until the setting aside is revoked; and then once, under one article, against one person."""
        entry = {**ENTRY, "article": "001-m6", "evidence": ("note", "complaint-1.3")}
        judged.given(c.SetAside, **self.ASIDE, actor=LEAD)
        assert judged.refusal(c.RecordViolation, **entry).cited == ("Refused", FAIR)
        judged.given(
            c.Revoke, assessment=c.aside_id("xm01", "complaint-1", 3), reason="it is one", actor=THIRD
        )
        judged.given(c.RecordViolation, **entry)
        recorded = judged.target
        assert judged.refusal(c.RecordViolation, **entry).cited == ("Refused", FAIR)
        assert judged.when(c.RecordViolation, **{**entry, "article": "001-m1"})
        judged.given(c.Revoke, assessment=recorded, reason="wrong", actor=THIRD)
        assert judged.when(c.RecordViolation, **entry)

    def test_each_event_counts_once(self, judged: Scenario) -> None:
        """Neither as the second of two, nor under an id that its sender chose, nor as a bonus once more."""
        twice = ("complaint-1.1", "complaint-1.3")
        entry = {**ENTRY, "article": "001-m6", "evidence": ("complaint-1.3",)}
        judged.given(c.RecordViolation, **entry)
        assert judged.refusal(c.RecordViolation, **{**entry, "evidence": twice}).cited == ("Refused", FAIR)
        for model, article in ((c.RecordViolation, "001-m1"), (c.RecordBonus, "001-B1")):
            said = {**entry, "article": article}
            assert judged.refusal(model, **said, assessment=ID).cited == ("Invalid", "worked-out-id")
            judged.given(model, **said)
            assert judged.refusal(model, **said).cited == ("Refused", FAIR)

    def test_there_has_to_be_such_an_event(self, judged: Scenario) -> None:
        """A complaint of three events has no fourth."""
        refusal = judged.refusal(c.SetAside, **{**self.ASIDE, "version": 4}, actor=LEAD)
        assert refusal.cited == ("Invalid", "in-the-ledger")
