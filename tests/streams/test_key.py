"""A key: who may have it, what a viewing leaves behind, what is sealed, and what follows from its loss."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import pytest

from answerable.commands.base import Command
from answerable.streams.key import commands as c
from answerable.streams.key import events as e
from answerable.streams.key.decisions import MOST_LOANS
from answerable.streams.key.events import LoanPurpose
from answerable.streams.key.flow import KeyStage
from answerable.streams.lockchange import commands as lockchange
from answerable.streams.site import commands as site
from answerable.streams.staff import commands as staff
from tests.services.intake.scenario import FIRST, LEAD, SECOND, THIRD, Scenario
from tests.streams.pages import page_of

ID = "key-1"
TODAY, YESTERDAY, TOMORROW = date(2016, 3, 10), date(2016, 3, 9), date(2016, 3, 11)
CARD: dict[str, Any] = {
    "label": "B-12",
    "opens": "二号楼库房",
    "key_class": "office",
    "pieces": 2,
    "place": "前台",
}
LOAN: dict[str, Any] = {"purpose": "repair", "details": "换灯管", "back_by": TODAY, "actor": SECOND}
SAFE = {"is_power_off": True, "is_closed": True, "is_locked": True}
SHEET = {"customer": "customer-7", "inspected_on": TODAY, "sheet": "JJ-7"}

Step = tuple[type[Command], dict[str, Any]]
WAY: tuple[Step, ...] = (
    (c.AskForLoan, LOAN),
    (c.ApproveLoan, {"actor": LEAD}),
    (c.HandOut, {"actor": FIRST}),
    (c.BringBack, {"actor": SECOND}),
    (c.TakeBack, {"actor": THIRD}),
)


@pytest.fixture
def kept(desk: Scenario) -> Scenario:
    """A key of a store in its place."""
    return desk.given(c.Catalogue, key=ID, **CARD)


def employed(desk: Scenario, person: str, role: str) -> Scenario:
    return desk.given(
        staff.Hire, staff=person, role=role, team="t", hired_on=date(2016, 3, 1), actor="staff-above"
    )


def of_class(desk: Scenario, key_class: str) -> Scenario:
    return desk.given(c.Catalogue, key=ID, **{**CARD, "key_class": key_class})


def lent(desk: Scenario, steps: int) -> Scenario:
    for model, fields in WAY[:steps]:
        desk.given(model, key=ID, **fields)
    return desk


def test_the_whole_way_of_a_loan(kept: Scenario) -> None:
    """Asked for by the borrower, approved, handed out, brought back and seen in its place by others."""
    told = [kept.when(model, key=ID, **fields) for model, fields in WAY]

    of_loan = {"purpose": LoanPurpose.REPAIR, "back_by": TODAY}
    assert told == [
        [(e.LoanAsked, {**of_loan, "details": "换灯管"})],
        [(e.LoanApproved, {})],
        [(e.HandedOut, {**of_loan, "to": SECOND})],
        [(e.BroughtBack, {})],
        [(e.TakenBack, {"brought_by": SECOND})],
    ]
    assert kept.state.stage is KeyStage.KEPT


@pytest.mark.parametrize("step", [1, 2, 4])
def test_nobody_lends_to_themselves(kept: Scenario, step: int) -> None:
    """Who borrows neither approves, hands out, nor sees the key in its place; also not for somebody else."""
    lent(kept, step)
    model, fields = WAY[step]
    for who in ({"actor": SECOND}, {**fields, "entered_by": SECOND}):
        assert kept.refusal(model, key=ID, **who).kind == "Forbidden"
    kept.given(model, key=ID, **fields)


def test_only_the_borrower_brings_it_back(kept: Scenario) -> None:
    """What was seen to in a unit is said by who was there."""
    lent(kept, 3)
    assert kept.refusal(c.BringBack, key=ID, actor=THIRD).cited == ("Forbidden", "002-r3-B3")


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
def test_a_key_is_lent_once_at_a_time(kept: Scenario, steps: int) -> None:
    """Whoever asks while somebody has it, or has asked, is told where it is."""
    lent(kept, steps)
    assert kept.refusal(c.AskForLoan, key=ID, **{**LOAN, "actor": THIRD}).kind == "Refused"


def test_it_is_due_today_or_later(kept: Scenario) -> None:
    """No key is late from its first moment."""
    refusal = kept.refusal(c.AskForLoan, key=ID, **{**LOAN, "back_by": YESTERDAY})
    assert refusal.cited == ("Invalid", "order-of-times")


def test_contractors_do_not_borrow(kept: Scenario) -> None:
    """Engineering borrows for a firm from outside, and answers for it; nobody else does (002-r3-B6)."""
    employed(employed(kept, SECOND, "agent"), THIRD, "technician")
    asked = {**LOAN, "on_behalf_of": "一建公司"}
    assert kept.refusal(c.AskForLoan, key=ID, **asked).cited == ("Invalid", "002-r3-B6")
    kept.given(c.AskForLoan, key=ID, **{**asked, "actor": THIRD})
    assert kept.state.borrower == THIRD


def test_who_is_refused_from_outside_is_on_record(kept: Scenario) -> None:
    """By what they are, wherever the key is; nothing else changes (002-r13-4.3)."""
    said = {"key": ID, "outsider": "contractor", "reason": "施工人员不得直接借用"}
    assert kept.when(c.TurnAway, **said) == [
        (e.TurnedAway, {"outsider": e.Outsider.CONTRACTOR, "reason": said["reason"]})
    ]
    assert kept.state.stage is KeyStage.KEPT


def test_an_assistant_opens_a_plant_room_with_a_cause(desk: Scenario) -> None:
    """Without one they do not, and engineering needs none (002-r3-C2)."""
    employed(employed(of_class(desk, "plant_room"), SECOND, "agent"), THIRD, "technician")
    assert desk.refusal(c.AskForLoan, key=ID, **LOAN).cited == ("Invalid", "002-r3-C2")
    desk.given(c.AskForLoan, key=ID, **LOAN, special_cause="水泵房漏水，工程人员未到")
    desk.given(c.RefuseLoan, key=ID, actor=LEAD, reason="等工程人员")
    desk.given(c.AskForLoan, key=ID, **{**LOAN, "actor": THIRD})


@pytest.mark.parametrize("lacking", list(SAFE))
def test_a_viewing_leaves_the_unit_safe(desk: Scenario, lacking: str) -> None:
    """Power off, doors and windows closed, locked: each is said, at its field (002-r3-B3)."""
    of_class(desk, "unit")
    desk.given(c.AskForLoan, key=ID, **{**LOAN, "purpose": "viewing"})
    for model, fields in WAY[1:3]:
        desk.given(model, key=ID, **fields)
    for said in ({**SAFE, lacking: False}, {name: True for name in SAFE if name != lacking}):
        refusal = desk.refusal(c.BringBack, key=ID, actor=SECOND, **said)
        assert refusal.cited == ("Invalid", "002-r3-B3")
        assert f"/{lacking}" in refusal.message
    assert desk.when(c.BringBack, key=ID, actor=SECOND, **SAFE) == [(e.BroughtBack, SAFE)]


class TestSealing:
    def test_a_unit_goes_to_its_customer_and_is_entrusted(self, desk: Scenario) -> None:
        """Handed over behind the inspection, sealed for them, and given back to them (002-r3-A1, A2)."""
        of_class(desk, "unit").given(c.HandOver, key=ID, **SHEET)
        assert desk.when(c.Seal, key=ID, seal="F-1") == [
            (e.Sealed, {"seal": "F-1", "customer": "customer-7"})
        ]
        desk.given(c.Release, key=ID, sheet="TG-1")
        assert desk.state.stage is KeyStage.WITH_CUSTOMER

    def test_only_units_go_to_customers(self, kept: Scenario) -> None:
        """Stores and plant rooms are nobody's but the estate's."""
        assert kept.refusal(c.HandOver, key=ID, **SHEET).cited == ("Refused", "002-r3-A1")

    def test_not_before_the_inspection(self, desk: Scenario) -> None:
        """Tomorrow's inspection hands nothing over."""
        of_class(desk, "unit")
        refusal = desk.refusal(c.HandOver, key=ID, **{**SHEET, "inspected_on": TOMORROW})
        assert refusal.cited == ("Invalid", "order-of-times")

    def test_what_is_sealed_is_not_lent(self, kept: Scenario) -> None:
        """A set for emergencies is used through its unsealing, and belongs to no customer (002-r13-2.1)."""
        assert kept.when(c.Seal, key=ID, seal="F-2") == [(e.Sealed, {"seal": "F-2"})]
        assert kept.refusal(c.AskForLoan, key=ID, **LOAN).kind == "Refused"
        assert kept.refusal(c.Release, key=ID, sheet="s").cited == ("Refused", "002-r3-A2")

    def test_it_is_taken_back(self, kept: Scenario) -> None:
        """What was sealed by mistake is in its place."""
        kept.given(c.Seal, key=ID, seal="F-2").given(c.WithdrawCustody, key=ID, actor=LEAD, reason="r")
        assert kept.state.stage is KeyStage.KEPT


class TestLoss:
    SAID: ClassVar[dict[str, Any]] = {"key": ID, "damage": "lost", "details": "巡查途中发现不在钥匙串上"}

    def test_who_has_it_answers(self, kept: Scenario) -> None:
        """Of a key that is lent, who borrowed it does; they record no precaution and no new key."""
        lent(kept, 3)
        told = kept.when(c.ReportLoss, **self.SAID, actor=SECOND)
        assert told[0][1]["holder"] == SECOND
        measure = {"key": ID, "measure": "加派保安看守"}
        assert kept.refusal(c.TakePrecaution, **measure, actor=SECOND).cited == ("Forbidden", "002-r13-5.1")
        kept.given(c.TakePrecaution, **measure, actor=THIRD)
        new = {"key": ID, "remedy": "new_key", "details": "重配两把"}
        assert kept.refusal(c.Replace, **new, actor=SECOND).kind == "Forbidden"
        kept.given(c.Replace, **new, actor=THIRD)
        assert kept.state.stage is KeyStage.REPLACED

    @pytest.mark.parametrize("steps", [0, 2])
    def test_nobody_answers_who_did_not_have_it(self, kept: Scenario, steps: int) -> None:
        """What lay in its place was lost by nobody who had only asked."""
        lent(kept, steps)
        assert "holder" not in kept.when(c.ReportLoss, **self.SAID)[0][1]

    def test_first_a_precaution(self, kept: Scenario) -> None:
        """Nothing is replaced before the lost key can do no harm; what is there again needs none."""
        kept.given(c.ReportLoss, **self.SAID)
        new = {"key": ID, "remedy": "new_key", "details": "d"}
        assert kept.refusal(c.Replace, **new).cited == ("Refused", "002-r3-B2")
        kept.given(c.Recover, key=ID, details="掉在柜后", actor=LEAD)
        assert kept.state.stage is KeyStage.KEPT

    def test_a_lock_is_changed_by_a_change_that_is_done(self, kept: Scenario) -> None:
        """Which has to be named, and a new key names none (002-r13-6)."""
        kept.given(c.ReportLoss, **self.SAID).given(c.TakePrecaution, key=ID, measure="m")
        said = {"key": ID, "remedy": "lock_changed", "details": "换锁芯", "actor": LEAD}
        assert kept.refusal(c.Replace, **said).cited == ("Invalid", "002-r13-5.1")
        change = {"lockchange": "lockchange-1"}
        kept.given(lockchange.Apply, **change, place="库房", cause="遗失钥匙", key=ID)
        assert kept.refusal(c.Replace, **said, **change).cited == ("Refused", "002-r13-5.1")
        assert kept.refusal(c.Replace, **{**said, "remedy": "new_key"}, **change).kind == "Invalid"
        kept.given(lockchange.Approve, **change, actor=THIRD)
        kept.given(lockchange.Fit, **change, details="d", new_keys=3, actor=SECOND)
        kept.given(lockchange.ReceiveKeys, **change, counted=3, actor=THIRD)
        kept.given(c.Replace, **said, **change)

    def test_it_is_taken_back(self, kept: Scenario) -> None:
        """By anybody but who would answer for it; then nobody does."""
        lent(kept, 3).given(c.ReportLoss, **self.SAID)
        assert kept.refusal(c.WithdrawLoss, key=ID, actor=SECOND, reason="r").kind == "Forbidden"
        kept.given(c.WithdrawLoss, key=ID, actor=LEAD, reason="没有遗失")
        assert (kept.state.stage, kept.state.answers) == (KeyStage.KEPT, None)


class TestCorrections:
    def test_the_card(self, kept: Scenario) -> None:
        """What it says is put right; a card that was made by mistake is none."""
        kept.given(c.Correct, key=ID, pieces=3, reason="数错")
        assert kept.state.pieces == 3
        assert kept.refusal(c.Correct, key=ID, pieces=3, reason="r").kind == "Refused"
        kept.given(c.Withdraw, key=ID, reason="重复建卡")
        assert kept.state.stage is KeyStage.WITHDRAWN

    @pytest.mark.parametrize("steps", [1, 2, 3, 4])
    def test_a_loan(self, kept: Scenario, steps: int) -> None:
        """Anybody but the borrower takes back what was no loan."""
        lent(kept, steps)
        assert kept.refusal(c.WithdrawLoan, key=ID, actor=SECOND, reason="r").kind == "Forbidden"
        kept.given(c.WithdrawLoan, key=ID, actor=LEAD, reason="记错钥匙")
        assert (kept.state.stage, kept.state.borrower) == (KeyStage.KEPT, None)

    def test_a_return(self, kept: Scenario) -> None:
        """Who had borrowed it has it again, until the same day as before."""
        assert kept.refusal(c.WithdrawReturn, key=ID, reason="r").kind == "Refused"
        lent(kept, 5)
        told = kept.when(c.WithdrawReturn, key=ID, reason="收的是另一把", actor=LEAD)
        assert told[0][1] == {
            "to": SECOND,
            "purpose": LoanPurpose.REPAIR,
            "back_by": TODAY,
            "reason": "收的是另一把",
        }
        assert kept.state.stage is KeyStage.OUT

    def test_a_retired_key(self, kept: Scenario) -> None:
        """It is in its place again."""
        kept.given(c.Retire, key=ID, reason="锁已拆").given(c.WithdrawCustody, key=ID, reason="还在用")
        assert kept.state.stage is KeyStage.KEPT


def test_a_card_is_full_at_last(kept: Scenario) -> None:
    """Decisions about a key do not read more and more: it gets a new card (decision 0023)."""
    for _ in range(MOST_LOANS):
        kept.given(c.AskForLoan, key=ID, **LOAN).given(c.RefuseLoan, key=ID, actor=LEAD, reason="r")
    assert kept.refusal(c.AskForLoan, key=ID, **LOAN).cited == ("Refused", "002-r3-B2")


async def test_the_page_shows_who_has_it(kept: Scenario, tmp_path: Path) -> None:
    """The list tells where each key is, what for and until when; a refusal stands in the story."""
    kept.given(site.Open, name_zh="厦门", name_en="Xiamen")
    lent(kept, 3).given(c.TurnAway, key=ID, outsider="visitor", reason="非管理处人员")
    page = await page_of(kept, tmp_path, "/keys?mark=is_out")
    for shown in ('href="/keys/key-1"', "B-12", "2016-03-10", "repair or building work", ">YS2016"):
        assert shown in page
    story = await page_of(kept, tmp_path, "/keys/key-1", "zh")
    for shown in ("借出钥匙", "拒绝外借", "已借出"):
        assert shown in story
