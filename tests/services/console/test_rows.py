"""How close the rows of lists stand, and what is left of a row on a small screen."""

from __future__ import annotations

import re

import httpx
import pytest

from answerable.queries.registers import REGISTERS
from answerable.register import Register, said
from answerable.streams.fault.events import Reported
from answerable_services.console.rows import Rows, chosen
from tests.services.console.browsing import CASES, text_of
from tests.services.console.given.cases import case_row
from tests.services.console.sample import FakeCaller

LISTS = ("/cases", "/complaints", "/faults", "/callbacks", "/scores", "/access")


@pytest.mark.parametrize("path", LISTS)
async def test_rows_are_dense_until_somebody_wants_them_otherwise(
    browser: httpx.AsyncClient, path: str
) -> None:
    """A link says how rows should stand, without a script; it holds for the next page, and filters stay."""
    first = await text_of(browser, f"{path}?site=xm01")
    assert '<body class="dense"' in first
    assert f'<a href="{path}?site=xm01&amp;rows=comfortable">' in first
    wished = await browser.get(f"{path}?site=xm01&rows=comfortable")
    assert wished.headers.get_list("set-cookie") == [
        "rows=comfortable; HttpOnly; Max-Age=31536000; Path=/; SameSite=lax"
    ]
    following = await browser.get(f"{path}?site=xm01")
    assert '<body class="comfortable"' in following.text
    assert "set-cookie" not in following.headers
    assert "rows=comfortable" not in following.text.replace(f'{path}?site=xm01&amp;rows=comfortable"', "")


def test_a_wish_that_is_none_is_no_wish() -> None:
    """An old cookie of another kind leaves the rows as they are for everybody."""
    assert chosen("spacious", None) is Rows.DENSE
    assert chosen("spacious", "comfortable") is Rows.COMFORTABLE
    assert chosen("dense", "comfortable") is Rows.DENSE


@pytest.mark.parametrize("stream", REGISTERS)
def test_every_register_has_two_lines_for_a_small_screen(stream: str) -> None:
    """What leads the first says what it is about, and the second has the number, whatever the stream says."""
    register = REGISTERS[stream].register
    first, second = register.small_lines
    names = {"state", "site", register.stream} | {one.name for one in register.columns if one.is_listed}
    assert first
    assert register.stream in (first if register.is_of_people else second)  # a person's id is their name
    assert set(first) | set(second) <= names
    assert set(first) & set(second) == set()


def test_a_line_of_what_is_not_kept_is_an_error_of_the_register() -> None:
    """A misspelt column is found when the program starts, not on somebody's phone."""
    with pytest.raises(TypeError, match="no column colour"):
        Register(
            opening=(Reported,),
            columns=(said(Reported, "place"), said(Reported, "began_at")),
            newest="began_at",
            lines=(("place",), ("fault", "colour")),
        )


async def test_cells_say_on_which_line_they_stand(browser: httpx.AsyncClient) -> None:
    """The style sheet needs no list of columns: each cell has its line from the register."""
    page = await text_of(browser, "/cases", "en")
    row = page[page.index("<tbody>") :].partition("</tr>")[0]
    cells = re.findall(r'<t[hd][^>]*?(?: class="([^"]*)")?(?: title="[^"]*")? data-label="([^"]+)"', row)
    lines = {label: set(classes.split()) & {"one", "two", "lead"} for classes, label in cells}
    assert lines["Topic"] == {"one", "lead"}
    assert lines["Owner"] == {"two"}
    assert lines["Transfers"] == set()


@pytest.mark.parametrize("rows", Rows)
async def test_fifty_rows_are_a_light_page(
    browser: httpx.AsyncClient, caller: FakeCaller, rows: Rows
) -> None:
    """Less than 150 kB, whatever stands in them twice for a small screen."""
    cases = tuple(case_row(number, topic="终端不上报位置 " * 8) for number in range(50))
    caller.table[CASES.query] = CASES.page.model_validate({"rows": cases, "total": 447, "counts": {}})
    response = await browser.get(f"/cases?rows={rows}")
    assert response.text.count("<tr id=") == 50
    assert len(response.content) < 150_000
