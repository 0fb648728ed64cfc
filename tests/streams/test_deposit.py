"""A deposit: asked for, allowed by another, locked away, handed out against a signature, or lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.streams.deposit import commands as c
from answerable.streams.deposit import events as e
from answerable.streams.deposit.flow import APPROVAL, CUSTODY, DepositStage
from answerable.streams.site import commands as site
from tests.services.intake.scenario import FIRST, LEAD, SECOND, THIRD, Scenario
from tests.streams.pages import page_of

ID = {"deposit": "deposit-1"}
BOX: dict[str, Any] = {"wanted": "forward", "what": "a box", "for_customer": "customer-2"}

Step = tuple[type[Command], dict[str, Any]]
WAY: tuple[Step, ...] = (
    (c.Ask, {**BOX, "actor": FIRST}),
    (c.Approve, {"actor": LEAD}),
    (c.Store, {"place": "locker 2", "actor": SECOND}),
    (c.HandOut, {"signed": "log, page 12", "actor": SECOND}),
)


def gone(desk: Scenario, steps: int) -> Scenario:
    for model, fields in WAY[:steps]:
        desk.given(model, **ID, **fields)
    return desk


def test_the_whole_way(desk: Scenario) -> None:
    """Each step is recorded by who takes it."""
    assert [desk.when(model, **ID, **fields) for model, fields in WAY] == [
        [(e.Asked, {**BOX, "wanted": e.DepositKind.FORWARD})],
        [(e.Approved, {})],
        [(e.Stored, {"place": "locker 2"})],
        [(e.HandedOut, {"signed": "log, page 12"})],
    ]


@pytest.mark.parametrize("model", [c.Approve, c.Refuse])
def test_nobody_decides_on_their_own(desk: Scenario, model: type[Command]) -> None:
    """Neither who asks, nor they in the name of another."""
    more = {"reason": "r"} if model is c.Refuse else {}
    gone(desk, 1)
    for who in ({"actor": FIRST}, {"actor": LEAD, "entered_by": FIRST}):
        assert desk.refusal(model, **ID, **who, **more).cited == ("Forbidden", APPROVAL)


def test_nothing_is_taken_unallowed(desk: Scenario) -> None:
    """Neither before anybody decided, nor when it was not allowed; nor is it handed out twice."""
    take = {**ID, "place": "locker 2", "actor": SECOND}
    assert gone(desk, 1).refusal(c.Store, **take).kind == "Refused"
    desk.given(c.Refuse, **ID, actor=LEAD, reason="cash")
    assert desk.refusal(c.Store, **take).kind == "Refused"


def test_it_is_handed_out_once(desk: Scenario) -> None:
    """What has been fetched is not there any more."""
    assert gone(desk, 4).refusal(c.HandOut, **ID, signed="again", actor=SECOND).kind == "Refused"


def test_who_gets_it_goes_with_what_is_asked(desk: Scenario) -> None:
    """What is passed on has a for_customer; what is kept has none."""
    for said in ({"wanted": "forward"}, {"wanted": "keep", "for_customer": "customer-2"}):
        refusal = desk.refusal(c.Ask, **ID, what="a box", **said, actor=FIRST)
        assert refusal.cited == ("Invalid", APPROVAL)


def test_a_loss_is_not_told_by_who_answers_for_it(desk: Scenario) -> None:
    """It counts against the person in charge, and somebody else says so."""
    gone(desk, 3)
    loss = {**ID, "responsible": SECOND, "reason": "not locked"}
    assert desk.refusal(c.ReportLoss, **loss, actor=SECOND).cited == ("Forbidden", CUSTODY)
    assert desk.when(c.ReportLoss, **loss, actor=LEAD) == [
        (e.Lost, {"responsible": SECOND, "reason": "not locked"})
    ]


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
def test_it_is_taken_back_by_somebody_else(desk: Scenario, steps: int) -> None:
    """By nobody who had a part in it; then nothing goes on."""
    gone(desk, steps)
    back = {**ID, "reason": "entered twice"}
    for own in (FIRST, LEAD, SECOND)[: min(steps, 3)]:
        assert desk.refusal(c.Withdraw, **back, actor=own).cited == ("Forbidden", APPROVAL)
    desk.given(c.Withdraw, **back, actor=THIRD)
    assert desk.state.stage is DepositStage.WITHDRAWN
    assert desk.refusal(c.Withdraw, **back, actor=THIRD).kind == "Refused"


async def test_the_page_shows_what_is_at_the_desk(desk: Scenario, tmp_path: Path) -> None:
    """The list has each with where it is locked; its story is told in both languages."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    gone(desk, 3)
    page = await page_of(desk, tmp_path, "/deposits?state=at_the_desk")
    assert "a box" in page
    assert "locker 2" in page
    assert "入柜保管" in await page_of(desk, tmp_path, "/deposits/deposit-1", "zh")
