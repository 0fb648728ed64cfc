"""Plots: what is drawn, and the table that says the same to those who do not see it or run no scripts."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest

from answerable.queries.callbacks import MonthCount
from answerable.wording.catalogue import Language
from answerable_services.console.language import words_of
from answerable_services.console.plots import callbacks_by_month, contacts_by_hour, people_by_grade
from tests.services.console.given.centre import HOURS

EN = words_of(Language.EN)


def drawn(page: str) -> list[dict[str, Any]]:
    """What the script gets, as a browser reads it."""
    return [
        json.loads(text) for text in re.findall(r'(?s)<script type="application/json">(.*?)</script>', page)
    ]


def test_an_hour_has_a_column_of_its_count() -> None:
    """24 columns, each with its hour in full, a short one under it, and its number as people read it."""
    plot = contacts_by_hour((*HOURS[:-1], 1234), EN)
    (series,) = plot.series
    assert (len(plot.categories), plot.categories[10], plot.ticks[10]) == (24, "10:00–10:59", "10")
    assert series.values == (*HOURS[:-1], 1234)
    assert plot.rows[23] == ("23:00–23:59", (1234,))
    assert json.loads(json.dumps(plot.document))["series"][0]["texts"][23] == "1,234"


def test_parts_of_a_month_stand_on_one_another() -> None:
    """Made, missed and still open, in this order, for each month."""
    month = MonthCount(month="2016-03", due=12, completed=6, missed=4)
    plot = callbacks_by_month([(month, 2)], EN)
    assert [one.name for one in plot.series] == ["made", "missed", "not made yet"]
    assert plot.rows == (("2016-03", (6, 4, 2)),)


def test_people_without_a_grade_are_counted_too() -> None:
    """Grades in their order, and a dash for none."""
    assert people_by_grade(["B", "A", None, "B"], EN).rows == (("A", (1,)), ("B", (2,)), ("—", (1,)))


def test_nothing_to_show_has_no_rows() -> None:
    """A site without statements draws nothing and fails at nothing."""
    assert people_by_grade([], EN).rows == ()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", ["/overview", "/callbacks", "/scores"])
async def test_a_page_has_the_same_as_plot_and_as_table(
    browser: httpx.AsyncClient, path: str, lang: str
) -> None:
    """Each category of the plot is a row of the table, which stands open until a script folds it."""
    page = (await browser.get(path, params={"lang": lang})).text
    (plot,) = drawn(page)
    (figure,) = re.findall(r"(?s)<figure class=\"plot\".*?</figure>", page)
    heads = re.findall(r'<th scope="row">([^<]+)</th>', figure)
    assert sorted(heads) == sorted(plot["categories"])
    assert "<details open>" in figure
    assert f'aria-label="{EN("plot.keys")}' not in figure
    assert ("The arrow keys" in figure) == (lang == "en")
    assert all(len(one["values"]) == len(plot["categories"]) == len(plot["ticks"]) for one in plot["series"])


async def test_words_in_a_plot_are_never_markup(browser: httpx.AsyncClient) -> None:
    """The JSON holds no character that would end its element."""
    page = (await browser.get("/callbacks")).text
    (text,) = re.findall(r'(?s)<script type="application/json">(.*?)</script>', page)
    assert not set("<>&") & set(text)
