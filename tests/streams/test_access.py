"""Accesses: each reading of a record is on record, and as secret as the record is."""

from __future__ import annotations

from datetime import timedelta

import pytest

from answerable.streams.access import commands as c
from answerable.streams.access import events as e
from answerable.streams.record import commands as record
from answerable.streams.record.events import RecordClass
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, Scenario, as_kept

ID = "record-1"
READ = {"record": ID, "actor": SECOND, "purpose": "p"}


@pytest.fixture
def kept(desk: Scenario) -> Scenario:
    """A secret record in the first person's keeping."""
    return desk.given(record.Create, record=ID, kind="work_diary", custodian=FIRST)


def test_reading_is_recorded_and_not_judged(kept: Scenario) -> None:
    """Every reading is on record with the class of that time, with or without a case, and ends there."""
    assert kept.when(c.Read, **READ) == [(e.Read, as_kept(READ, record_class=RecordClass.SECRET))]
    first = kept.target
    assert kept.later(minutes=1).when(c.Read, **READ, case="case-1")
    assert kept.target != first
    assert all(held.version == 1 for held in kept.held.values())


def test_the_class_is_never_sent(kept: Scenario) -> None:
    """How secret a record is follows from the record; whoever says so is refused."""
    with pytest.raises(ValueError, match="record_class"):
        kept.given(c.Read, **READ, record_class="secret")


def test_only_what_exists_is_read(kept: Scenario) -> None:
    """A record that nobody made is not read, and one is not read before it was made."""
    missing = kept.refusal(c.Read, **{**READ, "record": "record-2"})
    assert missing.cited == ("Invalid", "in-the-ledger")
    early = kept.refusal(c.Read, **READ, occurred_at=TEN - timedelta(seconds=1))
    assert early.cited == ("Invalid", "order-of-times")


def test_an_access_is_taken_back(kept: Scenario) -> None:
    """Entered for the wrong person, it is taken back once, by somebody else than them."""
    kept.given(c.Read, **READ)
    said = {"access": kept.target, "actor": LEAD, "reason": "another person"}

    assert kept.refusal(c.Withdraw, **{**said, "actor": SECOND}).cited == (
        "Forbidden",
        "001-2.7",
    )
    assert kept.when(c.Withdraw, **said) == [(e.Withdrawn, {"reason": "another person"})]
    assert kept.refusal(c.Withdraw, **said).cited == ("Refused", "001-2.7")
