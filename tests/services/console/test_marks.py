"""Marks as inline SVG."""

from __future__ import annotations

from decimal import Decimal
from xml.etree import ElementTree as ET

from answerable_services.console.marks import BandWords, fraction, ownership_band, step_bar
from answerable_services.console.views.timeline import band_of
from tests.services.console.given.cases import case_row, ownership
from tests.services.console.given.moments import NOW, ago


def rects(svg: str, kind: str) -> list[ET.Element]:
    return [one for one in ET.fromstring(svg).iter("rect") if kind in str(one.get("class")).split()]


def test_a_fraction_is_held_between_its_ends() -> None:
    """What lies outside the axis is drawn at its edge; an axis without length draws nothing."""
    assert [fraction(5, 0, 10), fraction(-5, 0, 10), fraction(50, 0, 10), fraction(1, 3, 3)] == [0.5, 0, 1, 0]


def test_a_mark_says_what_it_shows_and_escapes_it() -> None:
    """The label is for those who do not see the mark; words in it are never markup."""
    svg = step_bar(Decimal(80), Decimal(75), Decimal(0), Decimal(100), kind="minus", label='<a> & "b"')
    assert ET.fromstring(svg).get("aria-label") == '<a> & "b"'


def test_a_minus_is_drawn_from_right_to_left() -> None:
    """From 80 to 75 on an axis of 100: the bar lies between, its end mark at 75."""
    svg = step_bar(Decimal(80), Decimal(75), Decimal(0), Decimal(100), kind="minus", label="x")
    (bar,) = rects(svg, "minus")
    (mark,) = ET.fromstring(svg).iter("line")
    assert (bar.get("x"), bar.get("width"), mark.get("x1")) == ("300.0", "20.0", "300.0")


def test_the_band_shows_owners_waits_pauses_and_the_limit() -> None:
    """Two owners, two open or past transfers, one pause, and the limit that holds."""
    band = band_of(case_row(45, due_at=ago(hours=1)), ownership(), NOW)
    words = BandWords("who", ("a", "b"), ("c", "d"), ("e",), "limit", "start", "now")
    svg = ownership_band(band, words)
    assert [len(rects(svg, kind)) for kind in ("owner", "waiting", "pause")] == [2, 2, 1]
    assert len([one for one in ET.fromstring(svg).iter("line") if one.get("class") == "limit"]) == 1


def test_a_limit_far_ahead_leaves_room_for_the_story() -> None:
    """A limit of next week is not drawn beside a story of hours; its words stand in the legend."""
    band = band_of(case_row(45, due_at=ago(days=-60)), ownership(), NOW)
    svg = ownership_band(band, BandWords("who", ("a", "b"), ("c", "d"), ("e",), "limit", "start", "now"))
    assert 'class="limit"' not in svg
