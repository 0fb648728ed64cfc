"""A suggestion: decided on by a superior, tried, and its effect found by others than who made it."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.streams.site import commands as site
from answerable.streams.suggestion import commands as c
from answerable.streams.suggestion import events as e
from answerable.streams.suggestion.flow import EFFECT, SUGGESTING, SuggestionStage
from tests.services.intake.scenario import FIRST, LEAD, SECOND, Scenario, as_kept
from tests.streams.pages import page_of

THIS = {"suggestion": "suggestion-1"}
IDEA: dict[str, Any] = {"topic": "t", "problem": "p", "proposal": "q", "actor": SECOND}
TRIAL: dict[str, Any] = {"place": "north", "from_day": date(2016, 3, 10), "to_day": date(2016, 3, 14)}
FOUND: dict[str, Any] = {"effect": "good", "findings": "fewer calls"}

Step = tuple[type[Command], dict[str, Any]]
WAY: tuple[Step, ...] = (
    (c.Make, IDEA),
    (c.TakeUp, {"actor": LEAD}),
    (c.StartTrial, {**TRIAL, "actor": LEAD}),
    (c.FindEffect, {**FOUND, "actor": FIRST}),
)


def gone(desk: Scenario, steps: int) -> Scenario:
    """Go so many steps; the effect is found when the trial is over."""
    for number, (model, fields) in enumerate(WAY[:steps]):
        if number == 3:
            desk.later(days=4)
        desk.given(model, **THIS, **fields)
    return desk


def test_the_whole_way(desk: Scenario) -> None:
    """Who suggested it is known from whoever did, and is whom a good effect counts for."""
    gone(desk, 3).later(days=4)

    assert desk.when(c.FindEffect, **THIS, **FOUND, actor=FIRST) == [
        (e.EffectFound, {"suggested_by": SECOND, "effect": e.Effect.GOOD, "findings": "fewer calls"})
    ]
    assert desk.log[-1].concerned == (SECOND,)
    assert [one.event_type.split(".")[2] for one in desk.log] == [
        "made",
        "taken_up",
        "trial_started",
        "effect_found",
    ]


@pytest.mark.parametrize(
    ("steps", "model", "fields", "rule"),
    [
        (1, c.TakeUp, {}, SUGGESTING),
        (1, c.Decline, {"reason": "r"}, SUGGESTING),
        (3, c.FindEffect, FOUND, EFFECT),
        (4, c.WithdrawFinding, {"reason": "r"}, SUGGESTING),
        (2, c.WithdrawStep, {"reason": "r"}, SUGGESTING),
    ],
)
def test_nobody_judges_their_own(
    desk: Scenario, steps: int, model: type[Command], fields: dict[str, Any], rule: str
) -> None:
    """Neither who suggested it, nor in another's name."""
    gone(desk, steps).later(days=5)
    for who in ({"actor": SECOND}, {"actor": LEAD, "entered_by": SECOND}):
        assert desk.refusal(model, **THIS, **fields, **who).cited == ("Forbidden", rule)
    assert desk.when(model, **THIS, **fields, actor=LEAD)


def test_nothing_is_tried_that_nobody_took_up(desk: Scenario) -> None:
    """Neither before a decision, nor behind one against it."""
    gone(desk, 1)
    assert desk.refusal(c.StartTrial, **THIS, **TRIAL, actor=LEAD).cited == ("Refused", SUGGESTING)
    desk.given(c.Decline, **THIS, reason="costs too much", actor=LEAD)
    assert desk.refusal(c.StartTrial, **THIS, **TRIAL, actor=LEAD).cited == ("Refused", SUGGESTING)
    assert desk.refusal(c.TakeUp, **THIS, actor=LEAD).cited == ("Refused", SUGGESTING)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [("2016-03-09", "2016-03-14", "/from_day"), ("2016-03-12", "2016-03-11", "/to_day")],
)
def test_a_trial_has_its_days_in_order(desk: Scenario, first: str, last: str, field: str) -> None:
    """It begins when it was taken up, or later, and ends when it began, or later."""
    gone(desk, 2)
    refusal = desk.refusal(c.StartTrial, **THIS, place="p", from_day=first, to_day=last, actor=LEAD)
    assert refusal.cited == ("Invalid", "order-of-times")
    assert field in refusal.message


def test_a_trial_that_runs_has_shown_nothing(desk: Scenario) -> None:
    """Its effect is found on its last day, or later."""
    gone(desk, 3).later(days=3)
    assert desk.refusal(c.FindEffect, **THIS, **FOUND, actor=FIRST).cited == ("Refused", EFFECT)
    assert desk.later(days=1).when(c.FindEffect, **THIS, **FOUND, actor=FIRST)


def test_each_step_is_taken_back(desk: Scenario) -> None:
    """The finding, then the trial, then the decision, and then the suggestion itself."""
    gone(desk, 4)
    back = {**THIS, "reason": "entered for another one", "actor": LEAD}
    assert desk.refusal(c.Withdraw, **back).cited == ("Refused", SUGGESTING)
    stages = []
    for model in (c.WithdrawFinding, c.WithdrawStep, c.WithdrawStep):
        desk.given(model, **back)
        stages.append(desk.state.stage)
    assert stages == [SuggestionStage.ON_TRIAL, SuggestionStage.TAKEN_UP, SuggestionStage.SUGGESTED]
    desk.given(c.Withdraw, **back)
    assert desk.state is None


def test_it_is_corrected_only_before_a_decision(desk: Scenario) -> None:
    """What was decided on is what was suggested."""
    gone(desk, 1)
    anew = {**THIS, "proposal": "another", "reason": "r", "actor": SECOND}
    assert desk.when(c.Correct, **anew) == [
        (e.Corrected, as_kept({"proposal": "another", "reason": "r"})),
    ]
    desk.given(c.TakeUp, **THIS, actor=LEAD)
    assert desk.refusal(c.Correct, **{**anew, "proposal": "third"}).cited == ("Refused", SUGGESTING)


async def test_the_page_shows_what_became_of_it(desk: Scenario, tmp_path: Path) -> None:
    """The list has who suggested, who decided, and the effect, in both languages."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    gone(desk, 4)
    page = await page_of(desk, tmp_path, "/improvements?mark=is_good")
    assert 'href="/improvements/suggestion-1"' in page
    assert "JY2016" in page
    assert "效果理想" in await page_of(desk, tmp_path, "/improvements/suggestion-1", "zh")
