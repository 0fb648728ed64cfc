"""Facts of every kind that findings follow from, at random, from pools so small that they meet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from answerable.events.base import Event
from answerable.streams.record.events import RecordClass, RecordKind, Severity
from answerable.streams.site import events as site
from answerable.streams.staff.events import Role
from tests.services.audit.given import (
    AGENT,
    AUDITOR,
    CUSTODIAN,
    DAY,
    HOUR,
    MINUTE,
    TEN,
    access_taken_back,
    base,
    called_off,
    changed,
    created,
    deposited,
    export_taken_back,
    exported,
    hired,
    leak_confirmed,
    leak_reported,
    left,
    met,
    never_created,
    never_hired,
    no_leak,
    not_deposited_after_all,
    not_met,
    put_right,
    read,
    record_put_right,
    rostered,
)

PEOPLE = (AGENT, AUDITOR)


def moments() -> st.SearchStrategy[datetime]:
    """Give moments of three days, some of them around the end of a day at the site."""
    near_midnight = st.integers(-6, 6).map(lambda step: TEN + 14 * HOUR + step * 10 * MINUTE)
    return near_midnight | st.integers(-6, 300).map(lambda step: TEN - DAY + step * 10 * MINUTE)


Made = Callable[[int], Event]
"""Makes an event from a number that nothing else has."""


def facts() -> st.SearchStrategy[Made]:
    """Give facts of every kind that findings follow from."""
    record, person, hours = st.integers(1, 4), st.sampled_from(PEOPLE), st.integers(1, 12)
    kind = st.sampled_from(RecordKind)
    reading = st.builds(
        lambda n, at, by, c, case: lambda v: read(n, at, version=v, by=by, record_class=c, case=case),
        record,
        moments(),
        person,
        st.sampled_from(RecordClass),
        st.sampled_from((None, "case-1")),
    )
    return st.one_of(
        reading,
        reading,
        st.builds(
            lambda n, rows, at, by: lambda v: exported(n, rows, at, version=v, by=by),
            record,
            st.integers(1, 80),
            moments(),
            person,
        ),
        st.builds(
            lambda at, h, who: lambda v: rostered(at, at + timedelta(hours=h), who, version=v),
            moments(),
            hours,
            person,
        ),
        st.builds(
            lambda who, role: lambda v: hired(who, role).model_copy(update={"originator_version": v}),
            person,
            st.sampled_from(Role),
        ),
        st.builds(
            lambda who, day: lambda v: left(who, date(2016, 3, day), version=v), person, st.integers(8, 12)
        ),
        st.builds(
            lambda who, role, day: lambda v: put_right(who, role, day and date(2016, 3, day), version=v),
            person,
            st.none() | st.sampled_from(Role),
            st.none() | st.integers(8, 12),
        ),
        person.map(lambda who: lambda v: never_hired(who, version=v)),
        st.builds(
            lambda n, k, at: lambda v: created(n, k, at=at).model_copy(update={"originator_version": v}),
            record,
            kind,
            moments(),
        ),
        st.builds(lambda n, at: lambda v: deposited(n, at, version=v), record, moments()),
        st.builds(
            lambda n, k, who: lambda v: record_put_right(n, k, who, version=v),
            record,
            st.none() | kind,
            st.none() | person,
        ),
        record.map(lambda n: lambda v: not_deposited_after_all(n, version=v)),
        record.map(lambda n: lambda v: never_created(n, version=v)),
        st.builds(lambda n, back: lambda v: access_taken_back(n, version=max(v - back, 2)), record, hours),
        st.builds(lambda n, back: lambda v: export_taken_back(n, version=max(v - back, 2)), record, hours),
        st.builds(lambda n, back: lambda v: no_leak(n, max(v - back, 1), version=v), record, hours),
        st.builds(
            lambda before, at, h, who: lambda v: changed(before, at, at + timedelta(hours=h), who, version=v),
            moments(),
            moments(),
            hours,
            person,
        ),
        st.builds(lambda at, who: lambda v: called_off(at, who, version=v), moments(), person),
        st.builds(lambda at: lambda v: met(at, version=v), moments()),
        st.builds(
            lambda day, by: lambda v: not_met(date(2016, 3, day), version=v, by=by),
            st.integers(9, 12),
            st.sampled_from((AUDITOR, CUSTODIAN)),
        ),
        st.builds(
            lambda zone: (
                lambda v: site.Opened(
                    **base("site-xm01", v, TEN), name_zh="厦门", name_en="Xiamen", timezone=zone
                )
            ),
            st.sampled_from(("Asia/Shanghai", "Europe/Berlin", "Asia/Kathmandu")),
        ),
        record.map(lambda n: lambda v: leak_reported(n, version=v)),
        st.builds(
            lambda n, severity: lambda v: leak_confirmed(n, severity, version=v),
            record,
            st.sampled_from(Severity),
        ),
    )
