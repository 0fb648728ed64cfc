"""Records: as secret as their kind, deposited once, leaks confirmed after a report."""

from __future__ import annotations

from typing import ClassVar

import pytest

from answerable.streams.record import commands as c
from answerable.streams.record import events as e
from answerable.streams.record.classes import SECRECY
from answerable.streams.record.events import RecordClass, RecordKind, Severity
from tests.services.intake.scenario import FIRST, LEAD, SECOND, THIRD, Scenario, hired

ID = "record-1"


@pytest.fixture
def kept(desk: Scenario) -> Scenario:
    """A top-secret record in the first person's keeping."""
    return desk.given(c.Create, record=ID, kind="customer_data", custodian=FIRST)


@pytest.mark.parametrize(
    ("kind", "record_class"),
    [
        (RecordKind.FRANCHISE_CONTRACT, RecordClass.TOP_SECRET),
        (RecordKind.PROGRESS_TRACKING, RecordClass.TOP_SECRET),
        (RecordKind.CUSTOMER_DATA, RecordClass.TOP_SECRET),
        (RecordKind.VISIT_AND_CALL_RECORD, RecordClass.SECRET),
        (RecordKind.HANDOVER_RECORD, RecordClass.SECRET),
        (RecordKind.WORK_DIARY, RecordClass.SECRET),
        (RecordKind.SURVEY_MATERIAL, RecordClass.SECRET),
    ],
)
def test_its_class_follows_from_its_kind(desk: Scenario, kind: RecordKind, record_class: RecordClass) -> None:
    """The regulations give each kind its class (000-2.C1, C2, C4); nobody who sends a command does."""
    assert desk.when(c.Create, record=ID, kind=kind, custodian=FIRST) == [
        (e.Created, {"kind": kind, "record_class": record_class, "custodian": FIRST})
    ]
    with pytest.raises(ValueError, match="record_class"):
        desk.given(c.Create, kind=kind, record_class="secret", custodian=FIRST)


def test_every_kind_has_its_class() -> None:
    """A new kind is missed here, before anybody makes a record of it."""
    assert set(SECRECY) == set(RecordKind)


def test_deposited_once(kept: Scenario) -> None:
    """What is in the archive is not put there again."""
    assert kept.when(c.Deposit, record=ID, place="cabinet 3") == [(e.Deposited, {"place": "cabinet 3"})]
    assert kept.refusal(c.Deposit, record=ID, place="cabinet 3").cited == ("Refused", "000-2.K3")


def test_a_leak_is_reported_before_it_is_confirmed(kept: Scenario) -> None:
    """Each report is confirmed once; without one there is nothing to confirm."""
    confirm = {"severity": "serious", "responsible": SECOND, "persons_affected": 2}
    assert kept.refusal(c.ConfirmLeak, record=ID, **confirm).cited == ("Refused", "000-2.L1")

    assert kept.when(c.ReportLeak, record=ID, what="w", suspected=SECOND) == [
        (e.LeakReported, {"record_class": RecordClass.TOP_SECRET, "what": "w", "suspected": SECOND})
    ]
    assert kept.when(c.ConfirmLeak, record=ID, **confirm) == [
        (e.LeakConfirmed, {**confirm, "severity": Severity.SERIOUS})
    ]
    assert kept.refusal(c.ConfirmLeak, record=ID, **confirm).cited == ("Refused", "000-2.L1")


class TestTakingBack:
    SAID: ClassVar = {"record": ID, "actor": LEAD, "reason": "another record"}

    def test_a_leak_word_by_word(self, kept: Scenario) -> None:
        """First the confirmation is taken back, then the report; never by whom they name."""
        assert kept.refusal(c.WithdrawLeak, **self.SAID).cited == ("Refused", "000-2.L1")
        kept.given(c.ReportLeak, record=ID, what="w", suspected=SECOND)
        confirm = {"severity": "serious", "responsible": THIRD, "persons_affected": 2}
        kept.given(c.ConfirmLeak, record=ID, **confirm)
        for named in (SECOND, THIRD):  # whoever a word names that stands, not the last one only
            mine = kept.refusal(c.WithdrawLeak, **{**self.SAID, "actor": named})
            assert mine.cited == ("Forbidden", "000-2.L1")

        said = {"actor": LEAD, "reason": "another record"}
        assert kept.when(c.WithdrawLeak, **self.SAID) == [
            (e.LeakWithdrawn, {"entry": 3, "reason": said["reason"]})
        ]
        assert kept.when(c.ConfirmLeak, record=ID, **confirm)
        kept.given(c.WithdrawLeak, **self.SAID)
        assert kept.when(c.WithdrawLeak, **self.SAID) == [
            (e.LeakWithdrawn, {"entry": 2, "reason": said["reason"]})
        ]
        assert kept.refusal(c.ConfirmLeak, record=ID, **confirm).cited == ("Refused", "000-2.L1")

    def test_a_deposit(self, kept: Scenario) -> None:
        """What is not in the archive can be put there."""
        assert kept.refusal(c.WithdrawDeposit, **self.SAID).cited == ("Refused", "000-2.K3")
        kept.given(c.Deposit, record=ID, place="p")
        by_custodian = kept.refusal(c.WithdrawDeposit, **{**self.SAID, "actor": FIRST})
        assert by_custodian.cited == ("Forbidden", "000-2.K2")
        kept.given(c.WithdrawDeposit, **self.SAID)

        assert kept.when(c.Deposit, record=ID, place="cabinet 3")

    def test_class_and_custodian(self, kept: Scenario) -> None:
        """The class follows from the right kind; the custodian corrects nothing."""
        refusal = kept.refusal(c.Correct, **{**self.SAID, "actor": FIRST}, custodian=SECOND)
        assert refusal.cited == ("Forbidden", "000-2.K2")
        kept.given(c.Correct, **self.SAID, kind="work_diary", custodian=SECOND)

        [(_, leak)] = kept.when(c.ReportLeak, record=ID, what="w")
        assert leak["record_class"] is RecordClass.SECRET

    def test_whose_deposit_they_took_back(self, kept: Scenario) -> None:
        """Nobody is made the custodian who has said when it came into the archive, until another says so."""
        deposit = {"record": ID, "place": "p"}
        back = {"record": ID, "actor": SECOND, "reason": "r"}
        kept.given(c.Deposit, **deposit).given(c.WithdrawDeposit, **back)
        kept.given(c.Deposit, **deposit)
        refusal = kept.refusal(c.Correct, **self.SAID, custodian=SECOND)
        assert refusal.cited == ("Refused", "000-2.K2")
        assert "(record.withdraw_deposit)" in refusal.message
        kept.given(c.WithdrawDeposit, **self.SAID).given(c.Deposit, **deposit)

        assert kept.when(c.Correct, **self.SAID, custodian=SECOND)

    def test_who_was_hired_later_kept_nothing_before(self, kept: Scenario) -> None:
        """A custodian was employed when the record came into being, and may have left since."""
        kept.given(c.ReportLeak, record=ID, what="w").later(days=9)
        kept.carry_out(hired(SECOND, hired_on="2016-03-11"))
        later = f"{SECOND} was hired on 2016-03-11, after 2016-03-10"
        refusal = kept.refusal(c.Correct, **self.SAID, custodian=SECOND)
        assert (refusal.rule, refusal.message) == ("on-the-register", f"/custodian: {later}")
        confirm = {"record": ID, "severity": "serious", "persons_affected": 2}
        refusal = kept.refusal(c.ConfirmLeak, **confirm, responsible=SECOND)
        assert (refusal.rule, refusal.message) == ("on-the-register", f"/responsible: {later}")
