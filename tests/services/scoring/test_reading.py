"""A month's statements are worked out from that month's facts, whatever was recorded before."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from answerable.calendar.months import Month
from answerable_services.scoring.statements import entries, is_known, months
from tests.services.scoring.given import CENTRE, exam, extra, hired, left, opened, view_of, violation

LONG_AGO = datetime(2006, 3, 10, 1, tzinfo=UTC)


def test_months_are_kept_and_not_looked_for_among_the_facts() -> None:
    """Ten years of days leave one row a month, and no day but those that two months may claim."""
    days = [violation(n, at=LONG_AGO + timedelta(days=n)) for n in range(3653)]
    with view_of([*CENTRE, *days]) as connection:
        kept = {
            table: connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one()
            for table in ("months", "edges")
        }
        found = months(connection, "xm01")

    assert (kept, found[0], found[-1], len(found)) == (
        {"months": 121, "edges": 240},
        Month(2006, 3),
        Month(2016, 3),
        121,
    )


def test_an_exam_and_a_rating_are_of_their_month_in_every_zone() -> None:
    """Their month is said, so that no zone moves it; the first and the last day are no exception."""
    with view_of([opened(timezone="Pacific/Auckland"), exam(1, 90, held_on=date(2016, 4, 30))]) as connection:
        exams = months(connection, "xm01")
    with view_of([opened(timezone="America/New_York"), extra(2, "1")]) as connection:
        ratings = months(connection, "xm01")

    assert (exams, ratings) == ((Month(2016, 4),), (Month(2016, 3),))


def test_who_left_years_ago_is_not_read_but_where_named() -> None:
    """A month lists who was employed in it, and whoever has facts in it, with the role they had."""
    gone, late = "staff-example-gone", "staff-example-late"
    events = [
        *CENTRE,
        hired(gone, on=date(2005, 1, 1)),
        left(gone, date(2006, 1, 1)),
        hired(late, on=date(2005, 1, 1)),
        left(late, date(2006, 1, 1)),
        violation(1, who=late),
    ]
    with view_of(events) as connection:
        listed = {entry.person.staff: entry.role for entry in entries(connection, "xm01", Month(2016, 3))}
        alone = entries(connection, "xm01", Month(2005, 12), gone)

    assert (sorted(listed), [entry.person.staff for entry in alone]) == (
        [late, "staff-example-one"],
        [gone],
    )
    assert None not in listed.values()


def test_a_site_is_known_by_whatever_came_of_it_first() -> None:
    """A site that has not been opened yet is known by its people, or by a fact."""
    with view_of([hired(where="xm02"), violation(1, where="xm03"), opened("xm04")]) as connection:
        assert [is_known(connection, f"xm0{number}") for number in (1, 2, 3, 4)] == [False, True, True, True]
