"""Random histories of two sites in two zones, with people who come and go and entries taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import strategies as st

from answerable.events.base import Event
from answerable.streams.staff.events import Role
from tests.services.scoring.given import (
    AGENT,
    LEAD,
    OTHER,
    STRANGER,
    bonus,
    exam,
    hired,
    left,
    opened,
    overrun,
    revoked,
    upheld,
    violation,
)

PEOPLE = st.sampled_from([AGENT, OTHER, LEAD, STRANGER])
PLACES = st.sampled_from(["xm01", "ny01"])
MOMENTS = st.datetimes(datetime(2016, 2, 27), datetime(2016, 5, 2), timezones=st.just(UTC))  # noqa: DTZ001  (hypothesis wants naive bounds)
NUMBERS = st.integers(0, 10**6)
REGISTER = [
    opened(),
    opened("ny01", "America/New_York"),
    hired(),
    hired(OTHER, where="ny01", on=date(2016, 3, 31)),
    hired(LEAD, Role.LEAD),
    left(AGENT, date(2016, 4, 10)),
]


@st.composite
def facts(draw: st.DrawFn) -> Event:
    number, who = draw(NUMBERS), draw(PEOPLE)
    place = {"where": draw(PLACES), "at": draw(MOMENTS)}
    match draw(st.integers(0, 4)):
        case 0:
            article = draw(st.sampled_from(["001-m1", "001-M1", "001-S1", "001-D1", "009-none"]))
            return violation(number, article, who, **place)
        case 1:
            return bonus(number, draw(st.sampled_from(["001-B1", "001-B3"])), who, **place)
        case 2:
            held_on = draw(st.dates(date(2016, 2, 27), date(2016, 5, 2)))
            return exam(number, draw(st.integers(0, 100)), who, held_on=held_on, **place)
        case 3:
            return upheld(number, who, **place)
        case _:
            return overrun(number, draw(st.none() | st.integers(0, 60)), who, **place)


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    found = draw(st.lists(facts(), max_size=12, unique_by=lambda fact: fact.originator_id))
    # All events of one aggregate are of one site; intake sees to that.
    entered = {int(each.originator_id[11:]): each.site for each in found if each.stream == "assessment"}
    taken_back = draw(st.lists(st.sampled_from(sorted(entered)), unique=True)) if entered else []
    known = draw(st.lists(st.sampled_from(REGISTER), unique_by=lambda each: each.event_id))
    return [*known, *found, *(revoked(each, where=entered[each]) for each in taken_back)]
