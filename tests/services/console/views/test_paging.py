"""Long lists a page at a time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from answerable_services.console.views.paging import paged


@given(st.lists(st.integers(), max_size=50), st.integers(1, 7))
def test_the_pages_together_are_the_list(rows: list[int], size: int) -> None:
    """No row is lost or shown twice, whatever the page size."""
    pages = paged(rows, 1, size).pages
    assert [row for page in range(1, pages + 1) for row in paged(rows, page, size).rows] == rows


def test_a_page_says_which_rows_it_holds() -> None:
    """The last page is a short one; a page behind it is the last one again."""
    told = [(p.page, p.first, p.last, p.total) for p in (paged(range(95), n, 40) for n in (1, 3, 9))]
    assert told == [(1, 1, 40, 95), (3, 81, 95, 95), (3, 81, 95, 95)]


def test_an_empty_list_has_one_empty_page() -> None:
    """From 0 to 0 of 0."""
    page = paged(range(0), 1, 40)
    assert (page.pages, page.first, page.last) == (1, 0, 0)
