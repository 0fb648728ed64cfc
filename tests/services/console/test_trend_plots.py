"""Trends: what each plot shows, the table and the file that say the same, and the sentence with it."""

from __future__ import annotations

import csv
import io
import re

import httpx
import pytest

from answerable.errors import Unavailable
from answerable.queries import callbacks, desk
from answerable.wording import Language
from answerable_services.console.language import words_of
from answerable_services.console.plots import Shape
from answerable_services.console.trend_plots import articles, causes, closing, cohorts, contacts
from tests.services.console.browsing import text_of
from tests.services.console.given import trends as given
from tests.services.console.sample import FakeCaller, empty_answers
from tests.services.console.test_plots import drawn

EN, ZH = words_of(Language.EN), words_of(Language.ZH)
NAMES = ("closing", "contacts", "causes", "articles", "cohorts")


def test_how_soon_cases_are_solved() -> None:
    """Steps down from all, with the limit marked; open cases are told beside."""
    trend = closing(given.trends(), EN)
    assert trend.plot is not None
    (series,) = trend.plot.series
    assert (series.shape, series.values[0], series.values[10], series.values[-1]) == (
        Shape.STEPS,
        100,
        50,
        25,
    )
    assert trend.plot.document["mark"] == {"at": 10, "text": "limit"}
    assert "An estimated 50% are solved when 100% of their limit is over: 15 are solved and 5" in trend.says


def test_when_customers_get_in_touch() -> None:
    """Seven rows of 24 cells, and the fullest one by name."""
    trend = contacts(given.trends(), EN)
    assert trend.plot is not None
    assert [one.name for one in trend.plot.series] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    assert {one.shape for one in trend.plot.series} == {Shape.CELLS}
    assert trend.plot.written_rows[10] == ("10:00–10:59", ("1,234", *("0",) * 6))
    assert trend.says == "Of 1,241 contacts most came in on Mon between 10:00–10:59: 1,234."


def test_what_is_most_frequent() -> None:
    """Counts, and beside them what they are together; the last line is all others."""
    trend = causes(given.trends(), ZH)
    assert trend.plot is not None
    assert trend.plot.rows == (("雷击损坏 <天线>", (6, 60)), ("断电", (3, 90)), ("其他", (1, 100)))
    assert trend.says == "共提交 10 份故障分析，前 2 项占 90%。"
    broken = articles(given.trends(), ZH)
    assert broken.plot is not None
    assert broken.plot.rows == (("001-m5", (4, 80)), ("001-m3", (1, 100)))


def test_callbacks_by_the_age_of_deliveries() -> None:
    """A year is written as a year, and the first one is told apart from those behind it."""
    trend = cohorts(given.cohorts(), ZH)
    assert trend.plot is not None
    assert trend.plot.categories[0] == "2014 年验收，第 2 年（每项目 4 次）"
    assert trend.plot.rows[1][1] == (9, 3)
    assert "按时回访 75%；次年起每年 4 次，按时回访 75%" in trend.says


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_plot_has_its_table(browser: httpx.AsyncClient, lang: str) -> None:
    """What is drawn stands below as a table, which is open until a script folds it."""
    page = (await browser.get("/plots", params={"lang": lang})).text
    plots = drawn(page)
    figures = re.findall(r'(?s)<figure class="plot".*?</figure>', page)
    assert len(plots) == len(figures) == len(NAMES)
    for plot, figure in zip(plots, figures, strict=True):
        assert len(re.findall(r'<th scope="row">', figure)) == len(plot["categories"])
        assert "<details open>" in figure
    assert "雷击损坏 &lt;天线&gt;" in page


async def test_it_is_asked_by_a_period(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """Of a site and of so many months; one that is none is refused."""
    await text_of(browser, "/plots?site=xm01&months=3")
    (trends,) = (one for one in caller.asked if isinstance(one, desk.Trends))
    (ended,) = (one for one in caller.asked if isinstance(one, callbacks.Cohorts))
    assert (trends.site, trends.months, ended.site, ended.months) == ("xm01", 3, "xm01", 3)
    for months in ("0", "25", "some"):
        assert (await browser.get(f"/plots?months={months}")).status_code == 422


@pytest.mark.parametrize("name", NAMES)
async def test_the_numbers_are_taken_away(browser: httpx.AsyncClient, name: str) -> None:
    """As a file of each kind, with as many rows as the table has."""
    page = await text_of(browser, "/plots?site=xm01")
    assert f'href="/plots/{name}.csv?site=xm01"' in page
    answer = await browser.get(f"/plots/{name}.csv?site=xm01")
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert len(rows) == {"closing": 32, "contacts": 25, "causes": 4, "articles": 3, "cohorts": 3}[name]
    assert len({len(row) for row in rows}) == 1
    assert (await browser.get(f"/plots/{name}.xlsx")).status_code == 200


async def test_there_is_no_such_plot(browser: httpx.AsyncClient) -> None:
    """It is not found."""
    assert (await browser.get("/plots/none.csv")).status_code == 404


async def test_nothing_happened(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """The page says so; where some plots have something, each of the others does."""
    caller.table = empty_answers()
    assert "暂无可供分析的记录" in await text_of(browser, "/plots")
    caller.table[callbacks.Cohorts] = given.cohorts()
    page = await text_of(browser, "/plots")
    assert "期间没有工单" in page
    assert "期间没有提交故障分析" in page


async def test_callbacks_are_away(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """The rest is shown, and who did not answer is named."""
    caller.table[callbacks.Cohorts] = Unavailable("away")
    answer = await browser.get("/plots")
    assert (answer.status_code, 'role="alert"' in answer.text) == (200, True)
    assert len(drawn(answer.text)) == len(NAMES) - 1


async def test_the_overview_leads_to_it(browser: httpx.AsyncClient) -> None:
    """For whom trends are."""
    assert 'href="/plots"' in await text_of(browser, "/overview")
