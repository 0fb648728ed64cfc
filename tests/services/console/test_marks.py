"""Charts as inline SVG."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree as ET

import pytest

from answerable_services.console.marks import (
    BandWords,
    Stack,
    bars_by_hour,
    ceiling_of,
    fraction,
    ownership_band,
    stacked_columns,
    step_bar,
)
from answerable_services.console.views.timeline import band_of
from tests.services.console.given.cases import story
from tests.services.console.given.centre import HOURS
from tests.services.console.given.moments import NOW


def rects(svg: str, kind: str) -> list[ET.Element]:
    return [one for one in ET.fromstring(svg).iter("rect") if kind in str(one.get("class")).split()]


@pytest.mark.parametrize(
    ("highest", "ceiling"), [(0, 4), (4, 4), (5, 5), (9, 10), (61, 80), (97, 100), (1284, 2000)]
)
def test_an_axis_ends_at_a_round_number(highest: int, ceiling: int) -> None:
    """The highest bar always fits, and the axis can be read."""
    assert ceiling_of(highest) == ceiling


def test_a_fraction_is_held_between_its_ends() -> None:
    """What lies outside the axis is drawn at its edge; an axis without length draws nothing."""
    assert [fraction(5, 0, 10), fraction(-5, 0, 10), fraction(50, 0, 10), fraction(1, 3, 3)] == [0.5, 0, 1, 0]


def test_an_hour_has_a_bar_of_its_count() -> None:
    """24 bars; the highest stands for the largest count, and each names its own."""
    svg = bars_by_hour(HOURS, label="contacts", unit="calls")
    heights = [float(str(one.get("height"))) for one in rects(svg, "bar")]
    assert len(heights) == 24
    assert heights.index(max(heights)) == HOURS.index(max(HOURS))
    assert "10:00–10:59 · 97 calls" in svg


def test_a_chart_says_what_it_shows_and_escapes_it() -> None:
    """The label is for those who do not see the chart; words in it are never markup."""
    svg = bars_by_hour((0,) * 24, label='<a> & "b"', unit="<i>")
    assert ET.fromstring(svg).get("aria-label") == '<a> & "b"'
    assert "<i>" not in svg


def test_parts_of_a_column_stand_on_one_another() -> None:
    """Their heights are in proportion, and the upper one ends where the lower begins."""
    svg = stacked_columns([Stack("16-03", (("done", 6), ("missed", 3)), "title")], label="months")
    (done,), (missed,) = rects(svg, "done"), rects(svg, "missed")
    assert float(str(done.get("height"))) == 2 * float(str(missed.get("height")))
    assert float(str(missed.get("y"))) + float(str(missed.get("height"))) == float(str(done.get("y")))


def test_a_minus_is_drawn_from_right_to_left() -> None:
    """From 80 to 75 on an axis of 100: the bar lies between, its end mark at 75."""
    svg = step_bar(Decimal(80), Decimal(75), Decimal(0), Decimal(100), kind="minus", label="x")
    (bar,) = rects(svg, "minus")
    (mark,) = ET.fromstring(svg).iter("line")
    assert (bar.get("x"), bar.get("width"), mark.get("x1")) == ("300.0", "20.0", "300.0")


def test_the_band_shows_owners_waits_pauses_and_the_limit() -> None:
    """Two owners, two open or past transfers, one pause, and the limit that holds."""
    band = band_of(story(), NOW)
    words = BandWords("who", ("a", "b"), ("c", "d"), ("e",), "limit", "start", "now")
    svg = ownership_band(band, words)
    assert [len(rects(svg, kind)) for kind in ("owner", "waiting", "pause")] == [2, 2, 1]
    assert len([one for one in ET.fromstring(svg).iter("line") if one.get("class") == "limit"]) == 1


def test_a_limit_far_ahead_leaves_room_for_the_story() -> None:
    """A limit of next week is not drawn beside a story of hours; its words stand in the legend."""
    told = story()
    ahead = told.entries[1].model_copy(
        update={"fields": {"owner": "staff-8", "due_at": "2016-06-01T00:00:00Z"}}
    )
    band = band_of(told.model_copy(update={"entries": (ahead,)}), NOW)
    svg = ownership_band(band, BandWords("who", ("a",), (), (), "limit", "start", "now"))
    assert 'class="limit"' not in svg
