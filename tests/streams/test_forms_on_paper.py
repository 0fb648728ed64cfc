"""Forms: blank and filled in as they are printed, filled in on the screen, and the handbook's list."""

from __future__ import annotations

from pathlib import Path

import pytest

from answerable.forms import find, forms
from answerable.queries.matters import Story
from answerable.streams.filledform import commands as c
from answerable.streams.site import commands as site
from answerable_services.console.views.entries import changed_by_both, changed_in
from tests.services.intake.scenario import LEAD, SECOND, THIRD, Scenario, hired
from tests.streams.pages import page_of
from tests.streams.test_document import in_force
from tests.streams.test_filledform import THIS, scores

FILLED_IN = [name for name, form in forms().items() if form.is_filled_in]


@pytest.fixture
def begun(desk: Scenario) -> Scenario:
    """A quarterly evaluation that is filled in, and signed by the first of two."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    desk.carry_out(hired(SECOND, team="热线组"))
    desk.carry_out(hired(LEAD, role="lead", team="热线组"))
    who = {"signer": SECOND, "countersigner": LEAD}
    desk.given(c.Begin, **THIS, form_name="quarterly_evaluation", **who, month="2016-02", actor=LEAD)
    return desk.given(c.Fill, **THIS, entries=scores(), actor=LEAD)


@pytest.mark.parametrize("name", FILLED_IN)
async def test_each_form_can_be_printed_blank(desk: Scenario, tmp_path: Path, name: str) -> None:
    """With its code, every cell, and a line for each signature, in both languages."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    form = forms()[name]
    for lang in ("zh", "en"):
        page = await page_of(desk, tmp_path, f"/forms/{name}", lang)
        assert str(form.code) in page
        asked = [one.says.of(lang) for one in form.signatures]
        asked += [cell.column.says.of(lang) for cell in form.cells]
        assert [says for says in asked if says not in page] == []


async def test_the_list_says_where_each_form_is(desk: Scenario, tmp_path: Path) -> None:
    """Those that are filled in lead to their paper, the others name the register that holds them."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    page = await page_of(desk, tmp_path, "/forms", "zh")
    assert 'href="/forms/monthly_plan"' in page
    assert 'href="/handovers"' in page
    assert "交接班检查记录" in page


async def test_a_filled_form_is_printed_with_what_stands_in_it(begun: Scenario, tmp_path: Path) -> None:
    """Its header, its period, its cells, and who signed when; the other line is empty."""
    begun.given(c.Sign, **THIS, actor=SECOND)
    page = await page_of(begun, tmp_path, "/filledforms/filledform-1/print", "zh")
    assert "2016-01-01 至 2016-03-31" in page
    for said in ("热线组", "按要求完成", "本人同意", "BD-01", "一式 3 份", "100"):
        assert said in page, said
    assert page.count("2016-03-10 10:00") == 1


async def test_a_void_form_says_so_on_paper(begun: Scenario, tmp_path: Path) -> None:
    """Nobody takes it for one that holds."""
    begun.given(c.Void, **THIS, reason="r", actor=THIRD)
    assert 'data-void="作废"' in await page_of(begun, tmp_path, "/filledforms/filledform-1/print", "zh")


async def test_it_is_filled_in_on_the_screen_while_nobody_signed(begun: Scenario, tmp_path: Path) -> None:
    """With what stands in it; once somebody has signed, there is nothing to fill in."""
    page = await page_of(begun, tmp_path, "/filledforms/filledform-1/fill")
    assert 'name="cell.workload.weight.1"' in page
    assert "按要求完成" in page
    begun.given(c.Sign, **THIS, actor=SECOND)
    closed = tmp_path / "closed"
    closed.mkdir()
    assert "cell.workload" not in await page_of(begun, closed, "/filledforms/filledform-1/fill")


async def test_the_page_of_a_form_leads_to_its_paper(begun: Scenario, tmp_path: Path) -> None:
    """And leaves the cells to it."""
    page = await page_of(begun, tmp_path, "/filledforms/filledform-1")
    assert 'href="/filledforms/filledform-1/print"' in page
    assert "workload.weight.1 20; " not in page


async def test_the_handbook_shows_what_is_in_force(desk: Scenario, tmp_path: Path) -> None:
    """Each document of the list with its page, and the edition that holds (003-B6)."""
    desk.given(site.Open, name_zh="厦门", name_en="Xiamen")
    in_force(desk)
    page = await page_of(desk, tmp_path, "/handbook?site=xm01", "zh")
    assert "ZJWY/QM-3/SD-KF024" in page
    assert 'href="/documents/document-xm01-KF009-1"' in page
    assert "第 1 版" in page
    assert page.count("无现行版本") == 33


def test_only_what_was_changed_is_sent_on() -> None:
    """What was left as it was is no entry, and what was emptied is one without a value."""
    facts = {"entries": [{"cell": "talk", "value": "a"}, {"cell": "talked_on", "value": "2016-03-09"}]}
    story = Story(matter="filledform-1", site="xm01", state="to_be_filled", facts=facts, entries=())
    sent = {"cell.talk": ["a "], "cell.talked_on": [""], "cell.workload.score.1": ["4"], "cell.x": ["y"]}
    assert changed_in(find("quarterly_evaluation"), story, sent) == {
        "entries.0.cell": ["workload.score.1"],
        "entries.0.value": ["4"],
        "entries.1.cell": ["talked_on"],
        "entries.1.value": [""],
    }
    assert changed_in(find("quarterly_evaluation"), story, {}) == {}


def test_a_page_held_open_writes_over_nobody() -> None:
    """What others filled in since is left alone; a cell that both have changed is told of first."""
    form, facts = find("quarterly_evaluation"), {"entries": [{"cell": "talk", "value": "theirs"}]}
    story = Story(matter="filledform-1", site="xm01", state="to_be_filled", facts=facts, entries=())
    held = {"cell.talk": [""], "was.cell.talk": [""], "cell.talked_on": [""], "was.cell.talked_on": [""]}
    assert changed_in(form, story, held) == {}
    own = {**held, "cell.talked_on": ["2016-03-09"]}
    assert changed_in(form, story, own) == {
        "entries.0.cell": ["talked_on"],
        "entries.0.value": ["2016-03-09"],
    }
    assert changed_by_both(form, story, own) == frozenset()
    assert changed_by_both(form, story, {**held, "cell.talk": ["mine"]}) == {"talk"}
    assert changed_by_both(form, story, {**held, "cell.talk": ["theirs"]}) == frozenset()
