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
from answerable_services.console.chain_plot import chain
from answerable_services.console.coverage_plot import coverage
from answerable_services.console.language import words_of
from answerable_services.console.movement_plots import goods, keys
from answerable_services.console.plots import Shape
from answerable_services.console.trend_plots import articles, causes, closing, cohorts, contacts
from tests.services.console.browsing import text_of
from tests.services.console.given import trends as given
from tests.services.console.sample import FakeCaller, empty_answers
from tests.services.console.test_plots import drawn

EN, ZH = words_of(Language.EN), words_of(Language.ZH)
ROWS = {
    "closing": 32,
    "contacts": 25,
    "coverage": 4,
    "causes": 4,
    "chain": 4,
    "articles": 3,
    "cohorts": 3,
    "keys": 3,
    "goods": 3,
}
"""Each plot's file, with as many rows as it has with the one of the headings."""


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
    assert trend.plot.rows == (("天气与环境", (6, 60)), ("供电", (3, 90)), ("其他", (1, 100)))
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


def test_who_is_on_duty_when_customers_get_in_touch() -> None:
    """Contacts and people in each cell; where nobody was there, that is told and hatched."""
    trend = coverage(given.coverage(), EN, {"xm01": "Xiamen"})
    assert trend.plot is not None
    monday = trend.plot.series[0]
    assert (monday.values[9], monday.notes[9], monday.spots) == (12, "1.2", (9, 12))
    assert trend.plot.written_rows[9][1][0] == "12 / 1.2 (2 with nobody)"
    assert trend.plot.written_rows[12][1][0] == "3 / 0 (3 with nobody)"
    assert trend.plot.written_rows[15][1][4] == "7 / 2"
    assert trend.says == (
        "Of 22 contacts 5 came in in an hour in which nobody was on duty, most of them on Mon between "
        "12:00–12:59: 3. By site: Xiamen 5."
    )


def test_everybody_was_there() -> None:
    """Then that is what is said, and of one site alone nothing is said by site."""
    answer = given.coverage()
    there = tuple(one.model_copy(update={"unattended": 0}) for one in answer.hours)
    assert coverage(answer.model_copy(update={"hours": there}), EN, {}).says == (
        "All of 22 contacts came in in an hour in which somebody was on duty."
    )
    one_site = answer.model_copy(update={"sites": answer.sites[1:]})
    assert "By site" not in coverage(one_site, EN, {}).says


def test_keys_by_the_day() -> None:
    """Days without a movement stand between the others, with what is out as before."""
    trend = keys(given.keys_moved(), ZH)
    assert trend.plot is not None
    assert trend.plot.rows == (
        ("2016-03-28", (2, 0, 0, 2)),
        ("2016-03-29", (0, 0, 0, 2)),
        ("2016-03-30", (0, 1, 1, 0)),
        ("2016-03-31", (0, 0, 0, 0)),
    )
    assert [one.shape for one in trend.plot.series] == [
        Shape.COLUMNS,
        Shape.DOWN,
        Shape.COLUMNS,
        Shape.STEPS,
    ]
    assert trend.says == "借出 2 把次，归还 1 把次，遗失 1 把。期末在外 0 把，最多时 2 把。"


def test_a_long_period_is_shown_by_the_week() -> None:
    """From Monday on; the first one begins with the first movement, and nothing is left out."""
    (trend,) = goods(given.goods_moved(), EN)
    assert trend.plot is not None
    assert (trend.title, trend.file, len(trend.plot.categories)) == ("Hazardous goods: Alcohol", "goods", 53)
    assert trend.plot.categories[:2] == ("2015-04-02 to 2015-04-05", "2015-04-06 to 2015-04-12")
    assert trend.plot.rows[0][1] == (1000, 0, 0, 0, 1000)
    assert trend.plot.rows[-1][1] == (0, 50, 400, -10, 640)
    assert trend.plot.document["measure"] == "{value} ml"
    assert trend.says == (
        "1,000 ml came in, 400 ml were drawn or lent and 50 ml came back. 640 ml are left. "
        "Counts differed from the book by −10 ml."
    )


def test_how_long_the_steps_of_a_fault_take() -> None:
    """A spread in words that people read, beside each step's limit and how often that was passed."""
    trend = chain(given.chain_times(), EN)
    assert trend.plot is not None
    assert trend.plot.is_steep
    assert trend.plot.written_rows[1] == (
        "Salesperson confirms",
        ("5 min", "10 min", "20 min", "30 min", "50 min", "3", "1"),
    )
    assert trend.plot.written_rows[2][1][3] == "3 working days"
    assert trend.plot.written_rows[0][1][3] == "—"
    assert [one.values[2] for one in trend.plot.series][3] is None
    assert trend.says == (
        "4 faults were reported. What takes longest is “Analysed, since it was over”: half of the faults "
        "needed no more than 1 day 1 hr for it. Of confirmations and analyses with a limit, 5 came within "
        "it and 1 did not."
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_plot_has_its_table(browser: httpx.AsyncClient, lang: str) -> None:
    """What is drawn stands below as a table, which is open until a script folds it."""
    page = (await browser.get("/plots", params={"lang": lang})).text
    plots = drawn(page)
    figures = re.findall(r'(?s)<figure class="plot".*?</figure>', page)
    assert len(plots) == len(figures) == len(ROWS)
    for plot, figure in zip(plots, figures, strict=True):
        assert len(re.findall(r'<th scope="row">', figure)) == len(plot["categories"])
        assert "<details open>" in figure
    assert ("天气与环境" in page) == (lang == "zh")


async def test_it_is_asked_by_a_period(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """Of a site and of so many months; one that is none is refused."""
    await text_of(browser, "/plots?site=xm01&months=3")
    (trends,) = (one for one in caller.asked if isinstance(one, desk.Trends))
    (ended,) = (one for one in caller.asked if isinstance(one, callbacks.Cohorts))
    assert (trends.site, trends.months, ended.site, ended.months) == ("xm01", 3, "xm01", 3)
    beside = (desk.Coverage, desk.KeyMovements, desk.GoodsMovements, desk.FaultTiming)
    assert [(one.site, one.months) for one in caller.asked if isinstance(one, beside)] == [("xm01", 3)] * 4
    for months in ("0", "25", "some"):
        assert (await browser.get(f"/plots?months={months}")).status_code == 422


@pytest.mark.parametrize("name", ROWS)
async def test_the_numbers_are_taken_away(browser: httpx.AsyncClient, name: str) -> None:
    """As a file of each kind, with as many rows as the table has."""
    page = await text_of(browser, "/plots?site=xm01")
    assert f'href="/plots/{name}.csv?site=xm01"' in page
    answer = await browser.get(f"/plots/{name}.csv?site=xm01")
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert len(rows) == ROWS[name]
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
    for said in (
        "期间没有提交故障分析",
        "也没有排班",
        "没有故障上报环节",
        "也没有钥匙在外",
        "期间没有危险品收发",
    ):
        assert said in page


async def test_callbacks_are_away(browser: httpx.AsyncClient, caller: FakeCaller) -> None:
    """The rest is shown, and who did not answer is named."""
    caller.table[callbacks.Cohorts] = Unavailable("away")
    answer = await browser.get("/plots")
    assert (answer.status_code, 'role="alert"' in answer.text) == (200, True)
    assert len(drawn(answer.text)) == len(ROWS) - 1


async def test_the_overview_leads_to_it(browser: httpx.AsyncClient) -> None:
    """For whom trends are."""
    assert 'href="/plots"' in await text_of(browser, "/overview")
