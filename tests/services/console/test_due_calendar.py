"""The calendar of what becomes due: a month of weeks, one day whole, and what leads where."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import httpx
import pytest

from answerable.calendar import Month
from answerable.errors import Unavailable
from answerable.queries import callbacks
from answerable.queries.registers import REGISTERS
from answerable_services.console.calendar.months import bounds_of
from tests.services.console.browsing import text_of
from tests.services.console.sample import FakeCaller, empty_answers

VISITS, TRAININGS, SURVEYS = (REGISTERS[one].query for one in ("visit", "training", "survey"))


def day_of(page: str, on: str) -> str:
    """Give what a month's page says in the cell of a day."""
    found = re.search(rf'<td[^>]*>\s*<p class="date"><a [^>]*data-day="{on}".*?</td>', page, re.DOTALL)
    assert found is not None
    return found[0]


def page_of(query: Any, *rows: dict[str, Any]) -> Any:
    """Make a list's answer."""
    return query.answer.model_validate({"rows": rows, "counts": {}})


def planned(caller: FakeCaller) -> None:
    """A visit, a training and a survey of March."""
    visit = {"visit": "visit-1", "site": "xm01", "state": "to_be_made", "visit_kind": "patrol"}
    of_visit = {"due_on": "2016-03-29", "visitor": "staff-a1", "place": "码头"}
    caller.table[VISITS] = page_of(VISITS, visit | of_visit)
    training = {
        "training": "training-1",
        "site": "xm01",
        "state": "session_planned",
        "topic": "终端安装",
        "level": "new",
        "half_days": 1,
        "has_exam": False,
    }
    caller.table[TRAININGS] = page_of(TRAININGS, training | {"staff": "staff-a1", "held_on": "2016-04-01"})

    def surveys(query: object) -> object:
        prepared = getattr(query, "state", None) == "prepared"
        survey = {"survey": "survey-1", "site": "xm01", "state": "prepared", "title": "春季调查"}
        of_survey = survey | {"first_day": "2016-03-21", "last_day": "2016-04-20"}
        return page_of(SURVEYS, *([of_survey] if prepared else []))

    caller.table[SURVEYS] = surveys


async def test_a_month(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """Each day has what is due on it by its site's clock, and each entry leads to its matter."""
    planned(caller)
    page = await text_of(browser, "/due/calendar?month=2016-03")
    today = day_of(page, "2016-03-31")
    assert 'aria-current="date"' in today
    assert 'href="/cases/case-INC0000045"' in today
    assert "答复移交" in today
    assert "回访 2 次" in today
    assert 'href="/visits/visit-1"' in day_of(page, "2016-03-29")
    assert "已逾期" in day_of(page, "2016-03-29")
    assert 'href="/trainings/training-1"' in day_of(page, "2016-04-01")
    assert 'href="/surveys/survey-1"' in day_of(page, "2016-03-21")
    assert 'href="/deliveries/delivery-d1"' in day_of(page, "2016-03-28")


async def test_in_english(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """The same in the other language."""
    planned(caller)
    page = await text_of(browser, "/due/calendar?month=2016-03", "en")
    assert "Answer a transfer" in page
    assert "2 callbacks" in page
    assert "patrol visit" in page
    assert "Survey begins" in page


async def test_days_off_are_marked(browser: httpx.AsyncClient) -> None:
    """Weekends, holidays by their names, and closings."""
    page = await text_of(browser, "/due/calendar?month=2016-04")
    assert "休息日" in day_of(page, "2016-04-02")
    assert "清明节" in day_of(page, "2016-04-04")
    assert "停业" in day_of(page, "2016-03-30")
    assert 'class="off' not in day_of(page, "2016-04-05")


async def test_a_day(browser: httpx.AsyncClient) -> None:
    """Everything on it, one by one, with whose it is and what it is about."""
    page = await text_of(browser, "/due/calendar?on=2016-03-31")
    assert "GPS 终端安装第 2 期" in page
    assert "GPS 终端安装第 3 期" in page
    assert "答复投诉" in page
    assert "答复移交" in page
    assert 'href="/due/calendar?on=2016-03-30"' in page
    assert 'href="/due/calendar?month=2016-03"' in page


async def test_only_ones_own(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """What is anybody's, such as callbacks and surveys, is not asked for."""
    planned(caller)
    await text_of(browser, "/due/calendar?month=2016-03&whose=mine&site=xm01")
    (owed,) = (one for one in caller.asked if isinstance(one, callbacks.Owed))
    (visits,) = (one for one in caller.asked if isinstance(one, VISITS))
    assert owed.owed_by is not None
    assert (owed.site, visits.visitor, visits.site) == ("xm01", owed.owed_by, "xm01")  # type: ignore[attr-defined]
    assert not any(isinstance(one, callbacks.Coming | SURVEYS) for one in caller.asked)


async def test_it_is_asked_by_a_period(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """Of whole weeks: the read does not grow with what was due before."""
    await text_of(browser, "/due/calendar?month=2016-03")
    (coming,) = (one for one in caller.asked if isinstance(one, callbacks.Coming))
    (owed,) = (one for one in caller.asked if isinstance(one, callbacks.Owed))
    assert (coming.first, coming.last) == (date(2016, 2, 29), date(2016, 4, 3))
    assert owed.due_from is not None
    assert owed.due_before is not None
    assert (owed.due_before - owed.due_from).days <= 40


async def test_nothing_is_on_it(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """Both pages say so."""
    caller.table = empty_answers()
    assert "没有到期事项，也没有计划" in await text_of(browser, "/due/calendar")
    assert "当天没有到期事项" in await text_of(browser, "/due/calendar?on=2016-03-31")


async def test_a_service_is_away(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """What the others answered is shown, and who did not answer is named."""
    planned(caller)
    caller.table[callbacks.Owed] = Unavailable("away")
    answer = await browser.get("/due/calendar?month=2016-03")
    assert answer.status_code == 200
    assert 'role="alert"' in answer.text
    assert 'href="/visits/visit-1"' in answer.text


async def test_far_ahead(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """Callbacks are told half a year ahead, and the page says up to when."""
    page = await text_of(browser, "/due/calendar?month=2016-12")
    assert "回访只推算到 2016-09-30" in page
    assert not any(isinstance(one, callbacks.Coming) for one in caller.asked)


@pytest.mark.parametrize("asked", ["month=2016-13", "month=soon", "month=2099-01", "on=2016-02-30", "on=x"])
async def test_no_such_month_or_day(browser: httpx.AsyncClient, asked: str) -> None:
    """It is refused with a word."""
    assert (await browser.get(f"/due/calendar?{asked}")).status_code == 422


async def test_the_list_and_the_calendar_lead_to_each_other(browser: httpx.AsyncClient) -> None:
    """With the site that is looked at."""
    assert 'href="/due/calendar?site=xm01"' in await text_of(browser, "/due?site=xm01")
    assert 'href="/due?site=xm01"' in await text_of(browser, "/due/calendar?site=xm01")


def test_whole_weeks() -> None:
    """A month's page begins on a Monday and ends on a Sunday."""
    assert bounds_of(Month(2016, 2)) == (date(2016, 2, 1), date(2016, 3, 6))
    assert bounds_of(Month(2016, 5)) == (date(2016, 4, 25), date(2016, 6, 5))
