"""Records: deposited once, exported with somebody else's approval, leaks confirmed after a report."""

from __future__ import annotations

from typing import ClassVar

import pytest

from answerable.streams.record import commands as c
from answerable.streams.record import events as e
from answerable.streams.record.events import RecordClass, RecordKind, Severity
from tests.services.intake.scenario import FIRST, LEAD, SECOND, THIRD, Scenario

ID = "record-1"


@pytest.fixture
def kept(desk: Scenario) -> Scenario:
    """A secret record in the first person's keeping."""
    return desk.given(c.Create, record=ID, kind="customer_data", record_class="secret", custodian=FIRST)


def test_comes_into_being_with_class_and_custodian(desk: Scenario) -> None:
    """A record has a class and a custodian from the beginning."""
    assert desk.when(c.Create, record=ID, kind="work_diary", record_class="internal", custodian=FIRST) == [
        (
            e.Created,
            {"kind": RecordKind.WORK_DIARY, "record_class": RecordClass.INTERNAL, "custodian": FIRST},
        )
    ]


def test_deposited_once(kept: Scenario) -> None:
    """What is in the archive is not put there again."""
    assert kept.when(c.Deposit, record=ID, place="cabinet 3") == [(e.Deposited, {"place": "cabinet 3"})]
    assert kept.refusal(c.Deposit, record=ID, place="cabinet 3").cited == ("Refused", "000-2.K3")


def test_reading_is_recorded_and_not_judged(kept: Scenario) -> None:
    """Every reading is on record with the class of that time; with or without a case."""
    assert kept.when(c.Access, record=ID, by=SECOND, purpose="p") == [
        (e.Accessed, {"by": SECOND, "record_class": RecordClass.SECRET, "purpose": "p"})
    ]


def test_export_needs_another_persons_approval(kept: Scenario) -> None:
    """Nobody approves what they take out themselves."""
    export = {"by": SECOND, "purpose": "p", "rows": 3}

    refusal = kept.refusal(c.Export, record=ID, **export, approved_by=SECOND)
    assert refusal.cited == ("Refused", "001-2.7")
    assert kept.when(c.Export, record=ID, **export, approved_by=LEAD) == [
        (e.Exported, {**export, "record_class": RecordClass.SECRET, "approved_by": LEAD})
    ]


def test_a_leak_is_reported_before_it_is_confirmed(kept: Scenario) -> None:
    """Each report is confirmed once; without one there is nothing to confirm."""
    confirm = {"severity": "serious", "responsible": SECOND, "persons_affected": 2}
    assert kept.refusal(c.ConfirmLeak, record=ID, **confirm).cited == ("Refused", "000-2.L1")

    assert kept.when(c.ReportLeak, record=ID, what="w", suspected=SECOND) == [
        (e.LeakReported, {"record_class": RecordClass.SECRET, "what": "w", "suspected": SECOND})
    ]
    assert kept.when(c.ConfirmLeak, record=ID, **confirm) == [
        (e.LeakConfirmed, {**confirm, "severity": Severity.SERIOUS})
    ]
    assert kept.refusal(c.ConfirmLeak, record=ID, **confirm).cited == ("Refused", "000-2.L1")


def test_only_what_exists_is_read(desk: Scenario) -> None:
    """A record that nobody made is not found."""
    assert desk.refusal(c.Access, record=ID, by=FIRST, purpose="p").kind == "NotFound"


class TestTakingBack:
    SAID: ClassVar = {"record": ID, "by": LEAD, "actor": LEAD, "reason": "another record"}

    def test_a_leak_word_by_word(self, kept: Scenario) -> None:
        """First the confirmation is taken back, then the report; never by whom they name."""
        assert kept.refusal(c.WithdrawLeak, **self.SAID).cited == ("Refused", "000-2.L1")
        kept.given(c.ReportLeak, record=ID, what="w", suspected=SECOND)
        confirm = {"severity": "serious", "responsible": THIRD, "persons_affected": 2}
        kept.given(c.ConfirmLeak, record=ID, **confirm)
        mine = kept.refusal(c.WithdrawLeak, **{**self.SAID, "actor": THIRD})
        assert mine.cited == ("Refused", "000-2.L1")

        said = {"by": LEAD, "reason": "another record"}
        assert kept.when(c.WithdrawLeak, **self.SAID) == [(e.LeakWithdrawn, {"entry": 3, **said})]
        assert kept.when(c.ConfirmLeak, record=ID, **confirm)
        kept.given(c.WithdrawLeak, **self.SAID)
        assert kept.when(c.WithdrawLeak, **self.SAID) == [(e.LeakWithdrawn, {"entry": 2, **said})]
        assert kept.refusal(c.ConfirmLeak, record=ID, **confirm).cited == ("Refused", "000-2.L1")

    def test_a_deposit(self, kept: Scenario) -> None:
        """What is not in the archive can be put there."""
        assert kept.refusal(c.WithdrawDeposit, **self.SAID).cited == ("Refused", "000-2.K3")
        kept.given(c.Deposit, record=ID, place="p").given(c.WithdrawDeposit, **self.SAID)

        assert kept.when(c.Deposit, record=ID, place="cabinet 3")

    def test_class_and_custodian(self, kept: Scenario) -> None:
        """Readings behind the correction carry the right class; the custodian corrects nothing."""
        refusal = kept.refusal(c.Correct, **{**self.SAID, "by": FIRST}, custodian=SECOND)
        assert refusal.cited == ("Refused", "000-2.K2")
        kept.given(c.Correct, **self.SAID, record_class="top_secret")

        [(_, read)] = kept.when(c.Access, record=ID, by=SECOND, purpose="p")
        assert read["record_class"] is RecordClass.TOP_SECRET
