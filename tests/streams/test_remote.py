"""Remote help: nothing is done on a customer's device without their consent (000-4.10.2.2)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from answerable.commands.base import Command
from answerable.streams.case import commands as case
from answerable.streams.remote import commands as c
from answerable.streams.remote import events as e
from answerable.streams.remote.flow import CONSENT, RemoteStage
from answerable.streams.site import commands as site
from tests.services.intake.scenario import FIRST, LEAD, Scenario
from tests.streams.pages import page_of

THIS = {"remote": "remote-1"}
ASKED: dict[str, Any] = {"case": "case-1", "extent": "look at the settings", "channel": "call"}
DONE: dict[str, Any] = {"result": "set anew", "is_solved": True}
BACK = {**THIS, "reason": "entered for another", "actor": LEAD}

WAY: tuple[tuple[type[Command], dict[str, Any]], ...] = (
    (c.Ask, ASKED),
    (c.Consent, {"channel": "chat"}),
    (c.Begin, {}),
    (c.End, DONE),
)


@pytest.fixture(autouse=True)
def its_case(desk: Scenario) -> None:
    """A case that waits for its solution."""
    desk.given(case.Open, case="case-1", topic="t", first_asked=FIRST)


def gone(desk: Scenario, steps: int) -> Scenario:
    """Go so many steps, ten minutes each."""
    for model, fields in WAY[:steps]:
        desk.given(model, **THIS, **fields, actor=FIRST).later(minutes=10)
    return desk


def test_the_whole_way(desk: Scenario) -> None:
    """How long it took is worked out."""
    assert gone(desk, 3).when(c.End, **THIS, **DONE, actor=FIRST) == [(e.Ended, {**DONE, "minutes": 10})]


@pytest.mark.parametrize("steps", [1, 3, 4])
def test_nothing_begins_without_consent(desk: Scenario, steps: int) -> None:
    """Neither before it was given, nor twice by the same consent."""
    assert gone(desk, steps).refusal(c.Begin, **THIS).cited == ("Refused", CONSENT)


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_the_customer_can_refuse_at_any_moment(desk: Scenario, steps: int) -> None:
    """Consent that was given is taken back just so, and then nothing goes on."""
    gone(desk, steps).given(c.Refuse, **THIS, reason="wants somebody to come")
    for model, fields in ((c.Begin, {}), (c.End, DONE)):
        assert desk.refusal(model, **THIS, **fields).cited == ("Refused", CONSENT)


def test_each_step_is_taken_back(desk: Scenario) -> None:
    """The end, the beginning, the consent, and that the customer was asked."""
    gone(desk, 4)
    stages = []
    for _ in range(3):
        desk.given(c.WithdrawStep, **BACK)
        stages.append(desk.state.stage)
    assert stages == [RemoteStage.RUNNING, RemoteStage.ALLOWED, RemoteStage.ASKED]
    desk.given(c.Refuse, **THIS, reason="r").given(c.WithdrawStep, **BACK).given(c.Withdraw, **BACK)
    assert desk.state is None


@pytest.mark.parametrize(
    ("steps", "refused", "before"),
    [
        (1, RemoteStage.REFUSED, RemoteStage.ASKED),
        (2, RemoteStage.REVOKED, RemoteStage.ALLOWED),
        (3, RemoteStage.BROKEN_OFF, RemoteStage.RUNNING),
    ],
)
def test_a_refusal_that_is_taken_back_leaves_it_as_it_was(
    desk: Scenario, steps: int, refused: RemoteStage, before: RemoteStage
) -> None:
    """What the customer had allowed is allowed yet, and what ran goes on."""
    gone(desk, steps).given(c.Refuse, **THIS, reason="r")
    assert desk.state.stage is refused
    assert desk.given(c.WithdrawStep, **BACK).state.stage is before
    model, fields = WAY[steps]
    assert desk.when(model, **THIS, **fields, actor=FIRST)


async def test_the_page_keeps_the_consent_behind_a_refusal_taken_back(desk: Scenario, tmp_path: Path) -> None:
    """How the customer allowed it stands there."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    gone(desk, 3).given(c.Refuse, **THIS, reason="r").given(c.WithdrawStep, **BACK)
    page = await page_of(desk, tmp_path, "/remotes/remote-1")
    assert "Consent by way of" in page.partition("<dl")[2].partition("</dl>")[0]


async def test_the_page_shows_the_consent(desk: Scenario, tmp_path: Path) -> None:
    """The list has who asked, when the customer allowed it, and what came of it."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    gone(desk, 3).given(c.End, **THIS, result="r", is_solved=False)
    page = await page_of(desk, tmp_path, "/remotes?mark=is_unsolved")
    assert 'href="/remotes/remote-1"' in page
    assert "YC2016" in page
    assert "客户授权" in await page_of(desk, tmp_path, "/remotes/remote-1", "zh")


def test_what_is_solved_needs_no_help(desk: Scenario) -> None:
    """The case is reopened first."""
    desk.given(case.Resolve, case="case-1", resolution="r", actor=FIRST)
    assert desk.refusal(c.Ask, **THIS, **ASKED, actor=FIRST).cited == ("Refused", CONSENT)
