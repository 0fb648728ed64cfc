"""An export: asked for by one person, allowed by another in their own name, taken out by the first."""

from __future__ import annotations

from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.streams.export import commands as c
from answerable.streams.export import events as e
from answerable.streams.export.flow import APPROVAL, ExportStage
from answerable.streams.record import commands as record
from answerable.streams.record.events import RecordClass
from tests.services.intake.scenario import FIRST, LEAD, SECOND, THIRD, Scenario

ID = "export-1"
COPY: dict[str, Any] = {"record": "record-1", "purpose": "p", "rows": 9, "case": "case-1"}
KEPT = {**COPY, "record_class": RecordClass.SECRET}

Step = tuple[type[Command], dict[str, Any]]
WAY: tuple[Step, ...] = (
    (c.Ask, {**COPY, "actor": SECOND}),
    (c.Approve, {"actor": LEAD}),
    (c.TakeOut, {"actor": SECOND}),
)


@pytest.fixture
def kept(desk: Scenario) -> Scenario:
    """A secret record in the first person's keeping."""
    return desk.given(record.Create, record="record-1", kind="work_diary", custodian=FIRST)


def gone(desk: Scenario, steps: int) -> Scenario:
    for model, fields in WAY[:steps]:
        desk.given(model, export=ID, **fields)
    return desk


def test_the_whole_way(kept: Scenario) -> None:
    """What leaves is what was asked for, and who is said to have allowed it has done so themselves."""
    told = [kept.when(model, export=ID, **fields) for model, fields in WAY]

    assert told == [
        [(e.Asked, KEPT)],
        [(e.Approved, {})],
        [(e.TakenOut, {**KEPT, "approved_by": LEAD})],
    ]


def test_nothing_leaves_unallowed(kept: Scenario) -> None:
    """Neither before anybody decided, nor when it was not allowed, nor twice."""
    take = {"export": ID, "actor": SECOND}
    assert gone(kept, 1).refusal(c.TakeOut, **take).cited == ("Refused", APPROVAL)
    kept.given(c.Refuse, export=ID, actor=LEAD, reason="not needed")
    assert kept.refusal(c.TakeOut, **take).cited == ("Refused", APPROVAL)
    assert kept.refusal(c.Approve, export=ID, actor=THIRD).cited == ("Refused", APPROVAL)

    kept.given(c.Ask, **{**WAY[0][1], "export": "export-2"}).given(c.Approve, export="export-2", actor=LEAD)
    kept.given(c.TakeOut, **{**take, "export": "export-2"})
    assert kept.refusal(c.TakeOut, **{**take, "export": "export-2"}).cited == ("Refused", APPROVAL)


@pytest.mark.parametrize("model", [c.Approve, c.Refuse])
def test_nobody_decides_on_their_own(kept: Scenario, model: type[Command]) -> None:
    """Neither who asks, nor in their name or by them for somebody else."""
    more = {"reason": "r"} if model is c.Refuse else {}
    gone(kept, 1)
    for who in ({"actor": SECOND}, {"actor": LEAD, "entered_by": SECOND}):
        assert kept.refusal(model, export=ID, **who, **more).cited == ("Forbidden", APPROVAL)


def test_only_who_asked_takes_it_out(kept: Scenario) -> None:
    """Neither who allowed it nor anybody else does."""
    gone(kept, 2)
    for other in (LEAD, FIRST):
        assert kept.refusal(c.TakeOut, export=ID, actor=other).cited == ("Forbidden", APPROVAL)


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_it_is_taken_back_once_by_a_third(kept: Scenario, steps: int) -> None:
    """Neither who asked nor who decided takes it back; then there is nothing to decide or take out."""
    said = {"export": ID, "reason": "entered twice"}
    gone(kept, steps)
    for own in (SECOND, LEAD)[: min(steps, 2)]:
        assert kept.refusal(c.Withdraw, **said, actor=own).cited == ("Forbidden", APPROVAL)
    assert kept.when(c.Withdraw, **said, actor=FIRST) == [(e.Withdrawn, {"reason": "entered twice"})]
    assert kept.state.stage is ExportStage.WITHDRAWN
    assert kept.refusal(c.Withdraw, **said, actor=FIRST).cited == ("Refused", APPROVAL)
    model, fields = WAY[min(steps, 2)]
    assert kept.refusal(model, export=ID, **fields).cited == ("Refused", APPROVAL)


def test_only_what_exists_is_asked_for(kept: Scenario) -> None:
    """Nobody asks to take out a record that nobody made."""
    missing = kept.refusal(c.Ask, **{**COPY, "record": "record-2"}, actor=SECOND)
    assert missing.cited == ("Invalid", "in-the-ledger")
