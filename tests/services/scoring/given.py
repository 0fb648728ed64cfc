"""Events that months are scored from, for tests: two sites, a few people, the spring of 2016."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from answerable.clock import FixedClock
from answerable.events.base import Event
from answerable.events.cloudevents import encode
from answerable.projection.writing.testing import View
from answerable.queries.scoring import StatementList, StatementOf, Statements
from answerable.rulebook import Statement, find
from answerable.streams.assessment import events as assessment
from answerable.streams.case import events as case
from answerable.streams.complaint import events as complaint
from answerable.streams.rulebook import events as rulebook
from answerable.streams.site import events as site
from answerable.streams.staff import events as staff
from answerable.streams.staff.events import Role
from answerable_services.scoring.answers import statement_of, statements
from answerable_services.scoring.projection import Scores
from tests.identity.proofs import EVERYTHING

BOOK = find("call-centre-80")
AGENT = "staff-example-one"
OTHER = "staff-example-two"
STRANGER = "staff-example-stranger"
LEAD = "staff-example-lead"
MARCH = "2016-03"
APRIL = "2016-04"
SOME_DAY = datetime(2016, 3, 10, 1, tzinfo=UTC)
NOW = FixedClock(datetime(2016, 6, 1, tzinfo=UTC))


def event(
    model: type[Event], originator: str, *, where: str = "xm01", at: datetime = SOME_DAY, **fields: Any
) -> Event:
    return model(
        **{
            "originator_id": originator,
            "originator_version": 1,
            "site": where,
            "occurred_at": at,
            "recorded_at": at,
            "actor": LEAD,
            "causation_id": "test",
            "correlation_id": originator,
            **fields,
        }
    )


def opened(where: str = "xm01", timezone: str = "Asia/Shanghai") -> Event:
    return event(
        site.Opened, f"site-{where}", where=where, name_zh="样例", name_en="Example", timezone=timezone
    )


def hired(
    who: str = AGENT, role: Role = Role.AGENT, *, where: str = "xm01", on: date = date(2015, 1, 5)
) -> Event:
    return event(staff.Hired, who, where=where, role=role, team="one", hired_on=on)


def left(who: str, on: date) -> Event:
    return event(staff.Left, who, originator_version=2, left_on=on)


def bound(where: str = "xm01", *, since: date = date(2016, 1, 1), digest: str = BOOK.digest) -> Event:
    return event(
        rulebook.Bound,
        f"rulebook-{where}",
        where=where,
        rulebook=BOOK.rulebook,
        edition=BOOK.edition,
        digest=digest,
        purposes=BOOK.purposes,
        effective_from=since,
    )


def violation(number: int, article: str = "001-m1", who: str = AGENT, **fields: Any) -> Event:
    entry: dict[str, Any] = {
        "staff": who,
        "article": article,
        "reason": "seen by the lead",
        "evidence": ("case-7",),
    }
    return event(assessment.ViolationRecorded, f"assessment-{number}", **entry | fields)


def bonus(number: int, article: str = "001-B3", who: str = AGENT, **fields: Any) -> Event:
    entry: dict[str, Any] = {"staff": who, "article": article, "reason": "helped", "evidence": ("case-8",)}
    return event(assessment.BonusRecorded, f"assessment-{number}", **entry, **fields)


def extra(number: int, points: str, who: str = AGENT) -> Event:
    return event(
        assessment.ExtraRecorded,
        f"assessment-{number}",
        staff=who,
        month="2016-03",
        points=Decimal(points),
        reason="team",
    )


def exam(number: int, score: int, who: str = AGENT, *, held_on: date = date(2016, 3, 20), **of: Any) -> Event:
    marks: dict[str, Any] = {"score": Decimal(score), "full_marks": Decimal(100), "held_on": held_on}
    return event(assessment.ExamScored, f"assessment-{number}", staff=who, **marks, **of)


def revoked(number: int, **fields: Any) -> Event:
    taken_back: dict[str, Any] = {
        "originator_version": 2,
        "actor": "staff-example-manager",
        "reason": "wrong person",
    }
    return event(assessment.Revoked, f"assessment-{number}", **taken_back, **fields)


def upheld(number: int, who: str = AGENT, **fields: Any) -> Event:
    verdict: dict[str, Any] = {"responsible": who, "is_conflict": False, "reason": "heard on tape"}
    return event(complaint.Upheld, f"complaint-{number}", **verdict | fields)


def overrun(number: int, minutes: int | None, who: str = AGENT, **fields: Any) -> Event:
    miss: dict[str, Any] = {
        "limit_minutes": 240,
        "overrun_minutes": minutes,
        "is_emergency": True,
        "owner": who,
    }
    return event(case.LimitMissed, f"case-{number}", **miss | fields)


CENTRE = (opened(), bound(), hired())
"""A site with one agent, employed for a year, scored by the 80-point scheme."""


@contextmanager
def view_of(events: Iterable[Event]) -> Iterator[Connection]:
    """Fill the view with events, through their wire form, and open it."""
    view = View(Scores(), NOW)
    try:
        with view.given(events).connect() as connection:
            yield connection
    finally:
        view.close()


def scored(
    *events: Event,
    staff: str = AGENT,
    month: str = MARCH,
    site: str = "xm01",
    rulebook: str | None = None,
) -> Statement:
    """Give a person's statement, as the service would after these events."""
    with view_of(events) as connection:
        query = StatementOf(site=site, staff=staff, month=month, rulebook=rulebook)
        return statement_of(connection, query, EVERYTHING).statement


def listed(*events: Event, site: str = "xm01", month: str | None = MARCH) -> StatementList:
    """Give a site's month, as the service would after these events."""
    with view_of(events) as connection:
        return statements(connection, Statements(site=site, month=month), EVERYTHING)


def written(path: Path, events: Iterable[Event]) -> Path:
    """Write a file of CloudEvents JSON lines."""
    path.write_bytes(b"".join(encode(each) + b"\n" for each in events))
    return path
