"""A lock is changed: applied for, agreed to by security, changed by engineering, its keys to security."""

from __future__ import annotations

from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.streams.lockchange import commands as c
from answerable.streams.lockchange import events as e
from answerable.streams.lockchange.flow import LockchangeStage
from tests.services.intake.scenario import FIRST, LEAD, SECOND, THIRD, Scenario

ID = "lockchange-1"
APPLIED: dict[str, Any] = {"place": "二号楼大堂", "cause": "钥匙遗失"}
WAY: tuple[tuple[type[Command], dict[str, Any]], ...] = (
    (c.Apply, {**APPLIED, "actor": FIRST}),
    (c.Approve, {"actor": THIRD}),
    (c.Fit, {"details": "换锁芯", "new_keys": 4, "actor": SECOND}),
    (c.ReceiveKeys, {"counted": 4, "actor": THIRD}),
)


def gone(desk: Scenario, steps: int) -> Scenario:
    for model, fields in WAY[:steps]:
        desk.given(model, lockchange=ID, **fields)
    return desk


def test_the_whole_way(desk: Scenario) -> None:
    """Each step by its own people (002-r13-6)."""
    told = [desk.when(model, lockchange=ID, **fields)[0] for model, fields in WAY]
    assert told == [
        (e.Applied, APPLIED),
        (e.Approved, {}),
        (e.Changed, {"details": "换锁芯", "new_keys": 4}),
        (e.KeysReceived, {"counted": 4}),
    ]
    assert desk.state.is_done


def test_no_lock_is_changed_unallowed(desk: Scenario) -> None:
    """Neither before security agreed, nor when it did not."""
    gone(desk, 1)
    change = {"lockchange": ID, **WAY[2][1]}
    assert desk.refusal(c.Fit, **change).cited == ("Refused", "002-r13-6")
    desk.given(c.Refuse, lockchange=ID, reason="可重配钥匙", actor=THIRD)
    assert desk.refusal(c.Fit, **change).cited == ("Refused", "002-r13-6")


@pytest.mark.parametrize(
    ("step", "own", "model"), [(1, FIRST, c.Approve), (1, FIRST, c.Refuse), (3, SECOND, c.ReceiveKeys)]
)
def test_nobody_sees_to_their_own(desk: Scenario, step: int, own: str, model: type[Command]) -> None:
    """Who applies does not agree; who changed the lock does not count its keys."""
    gone(desk, step)
    said: dict[type[Command], dict[str, Any]] = {c.Refuse: {"reason": "r"}, c.ReceiveKeys: {"counted": 4}}
    more = said.get(model, {})
    assert desk.refusal(model, lockchange=ID, actor=own, **more).cited == ("Forbidden", "002-r13-6")


def test_every_new_key_goes_to_security(desk: Scenario) -> None:
    """One that is lacking is a key that somebody has."""
    refusal = gone(desk, 3).refusal(c.ReceiveKeys, lockchange=ID, counted=3, actor=THIRD)
    assert refusal.cited == ("Refused", "002-r13-6")


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
def test_it_is_taken_back(desk: Scenario, steps: int) -> None:
    """By anybody but who applied."""
    gone(desk, steps)
    assert desk.refusal(c.Withdraw, lockchange=ID, actor=FIRST, reason="r").kind == "Forbidden"
    desk.given(c.Withdraw, lockchange=ID, actor=LEAD, reason="误登")
    assert desk.state.stage is LockchangeStage.WITHDRAWN
