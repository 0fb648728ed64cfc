"""A key is found: reported by the finder, taken by security, given back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.streams.foundkey import commands as c
from answerable.streams.foundkey import events as e
from answerable.streams.foundkey.flow import FoundkeyStage
from tests.services.intake.scenario import FIRST, LEAD, SECOND, TEN, THIRD, Scenario

ID = "foundkey-1"
SAID: dict[str, Any] = {"foundkey": ID, "place": "车库出口", "looks": "两把，蓝色挂件"}


@pytest.fixture
def found(desk: Scenario) -> Scenario:
    """Somebody found a key and said so."""
    return desk.given(c.Report, **SAID, found_at=TEN, actor=FIRST)


def test_the_whole_way(found: Scenario) -> None:
    """The finder is on record with security, who may praise them (002-r13-7.2)."""
    told = found.when(c.Receive, foundkey=ID, kept_at="保安室", actor=SECOND)
    assert told == [(e.Received, {"finder": FIRST, "kept_at": "保安室"})]
    found.given(c.GiveBack, foundkey=ID, how="住户当场试开单元门", actor=THIRD)
    assert found.state.stage is FoundkeyStage.GIVEN_BACK


def test_it_was_found_before_it_is_reported(desk: Scenario) -> None:
    """Nobody reports what they are going to find."""
    refusal = desk.refusal(c.Report, **SAID, found_at=TEN + timedelta(seconds=1))
    assert refusal.cited == ("Invalid", "order-of-times")


@pytest.mark.parametrize(("model", "more"), [(c.Receive, {"kept_at": "k"}), (c.Withdraw, {"reason": "r"})])
def test_the_finder_does_not_keep_it(found: Scenario, model: type[Command], more: dict[str, Any]) -> None:
    """Somebody else takes it for security, or takes the find back."""
    assert found.refusal(model, foundkey=ID, actor=FIRST, **more).cited == ("Forbidden", "002-r13-7.2")
    found.given(model, foundkey=ID, actor=LEAD, **more)


def test_nothing_is_given_back_that_security_does_not_have(found: Scenario) -> None:
    """It goes through their hands."""
    assert found.refusal(c.GiveBack, foundkey=ID, how="h", actor=LEAD).cited == ("Refused", "002-r13-7.2")
