"""A site's month is what the engine makes of that site's events in that month, person by person."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from hypothesis import given, settings

from answerable.calendar.months import Month
from answerable.calendar.zones import DEFAULT_ZONE
from answerable.events.base import Event
from answerable.rulebook import Fact, fact_month, statement
from answerable.streams.assessment import events as assessment
from answerable.streams.site import events as site
from answerable_services.scoring.statements import Entry, entries, months, score, sites
from tests.services.scoring.given import BOOK, LEAD, view_of
from tests.services.scoring.histories import histories


def everybody(history: list[Event]) -> Iterator[tuple[str, Month, Entry]]:
    with view_of(history) as connection:
        for place in sites(connection):
            for month in months(connection, place):
                for entry in entries(connection, place, month):
                    yield place, month, entry


@settings(max_examples=50, deadline=None)
@given(histories())
def test_the_view_gives_the_engine_what_all_events_would(history: list[Event]) -> None:
    """Handing the engine every event, sorted by hand, gives each person the same statement."""
    zones = {e.site: ZoneInfo(e.timezone) for e in history if isinstance(e, site.Opened)}
    revocations = [Fact(e, n) for n, e in enumerate(history, 1) if isinstance(e, assessment.Revoked)]
    homes = {e.originator_id: e.site for e in history if e.stream == "staff"}
    placed = [
        (home, fact_month(e, zones.get(home, DEFAULT_ZONE)), Fact(e, number))
        for number, e in enumerate(history, 1)
        for home in (homes.get(person, e.site) for person in e.concerned)
    ]
    registered = {e.originator_id for e in history if e.stream == "staff"}
    seen = set()
    for place, month, entry in everybody(history):
        seen.add((place, month, entry.person.staff))
        theirs = [fact for where, when, fact in placed if (where, when) == (place, month)]
        expected = statement(BOOK, month, entry.person, [*theirs, *revocations])
        assert score(BOOK, month, entry, is_over=True) == expected

    assert seen >= {
        (where, when, *fact.event.concerned)
        for where, when, fact in placed
        if not (where == "xm01" and LEAD in registered and fact.event.concerned == (LEAD,))
    }
