"""Account: what happened to credentials and what was denied, and who sees it on a page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from answerable.streams.account import commands as account
from answerable.streams.account.events import Denial, LinkPurpose, ShownFactor, SignInFault, Way
from answerable.streams.site import commands as site
from tests.services.intake.scenario import FIRST, LEAD, SECOND, Scenario
from tests.streams.pages import page_of

ACCOUNTS = "system-accounts"
DENIED: dict[str, Any] = {
    "actor": ACCOUNTS,
    "action": "case.open",
    "denial": Denial.ROLE,
    "part": "intake",
    "way": Way.HTTP,
    "address": "203.0.113.*",
}


def told(desk: Scenario) -> None:
    """Let something of each kind happen."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    by: dict[str, Any] = {"actor": ACCOUNTS}
    there = {**by, "address": "203.0.113.*"}
    desk.given(
        account.SignIn,
        **there,
        who=FIRST,
        program="Firefox 140, Linux",
        second_factor=ShownFactor.CODE,
        is_new_device=True,
        is_by_provider=False,
    )
    desk.given(account.FailToSignIn, **there, who=SECOND, wrong=SignInFault.WRONG_CREDENTIALS, times=7)
    desk.given(account.SlowDown, **there, times=40)
    desk.given(
        account.MakeLink,
        **by,
        who=SECOND,
        done_by=LEAD,
        purpose=LinkPurpose.RESET,
        drops_second_factor=False,
    )
    desk.given(account.DenyAttempt, **DENIED, who=SECOND, times=3)
    desk.given(account.DenyAttempt, **{**DENIED, "denial": Denial.FORGED}, times=1_000)


async def test_the_page_shows_what_happened(desk: Scenario, tmp_path: Path) -> None:
    """Each fact has a row with its kind, who it is about and how often, in both languages."""
    told(desk)
    page = await page_of(desk, tmp_path, "/attempts")
    for text in ("attempt denied", "signed in", "slowed down", "203.0.113.*", SECOND, "proof not of ours"):
        assert text in page, text
    denied = await page_of(desk, tmp_path, "/attempts?mark=is_denied")
    assert "signed in" not in denied.partition("<tbody")[2]
    assert "登录失败" in await page_of(desk, tmp_path, "/attempts?fact=sign_in_failed", "zh")
    of_second = await page_of(desk, tmp_path, f"/attempts?who={SECOND}")
    assert of_second.count("203.0.113.*") < page.count("203.0.113.*")


async def test_each_fact_has_its_own_page(desk: Scenario, tmp_path: Path) -> None:
    """What it says stands there in words, and nothing by its name in the program."""
    told(desk)
    (fact,) = [
        one for one, held in desk.held.items() if one.startswith("account-") and held.state.who == FIRST
    ]
    page = await page_of(desk, tmp_path, f"/attempts/{fact}")
    for text in ("Signed in", "Firefox 140, Linux", "New device", "code of the app", "Second factor"):
        assert text in page, text
    assert "is_new_device" not in page


@pytest.mark.parametrize(
    ("action", "en", "zh"),
    [
        ("case.open", "Open a case", "受理工单"),
        ("callback.miss", "Record that the callback was missed", "登记漏访"),
        ("desk.case_timeline", "See the stories of cases, and their owners", "查看工单经过和责任人"),
        ("page.people", "the page “Staff”", "“员工”页面"),
    ],
)
async def test_what_was_asked_is_called_as_people_call_it(
    desk: Scenario, tmp_path: Path, action: str, en: str, zh: str
) -> None:
    """A command, a question or a page: in the list and on the page of the fact, its name beside it."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    desk.given(account.DenyAttempt, **{**DENIED, "action": action}, who=SECOND, times=3)
    (fact,) = [one for one in desk.held if one.startswith("account-")]
    for number, (language, said) in enumerate((("en", en), ("zh", zh))):
        listed = await page_of(desk, tmp_path / f"{number}-list", "/attempts", language)
        shown = await page_of(desk, tmp_path / f"{number}-page", f"/attempts/{fact}", language)
        beside = f'{said} <small class="beside id">{action}</small>'
        assert (listed.count(beside), shown.count(beside)) == (1, 2)


def test_nobody_else_records_it(desk: Scenario) -> None:
    """No person, no machine and no other part of the system says that somebody was denied something."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    for who in (FIRST, "system-desk", "system-cli", "system-import", "machine-pbx"):
        said = {**DENIED, "actor": who, "times": 1}
        assert desk.refusal(account.DenyAttempt, **said).kind == "Forbidden", who
