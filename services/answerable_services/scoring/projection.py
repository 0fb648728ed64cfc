"""The view of scoring: who works where, which rulebook is bound, and the facts that may count; no score.

Facts come late, zones and rulebooks are learnt in their own time, and another rulebook may be asked
about: so nothing is scored here. Statements are worked out from the facts when somebody asks, see
`answerable_services.scoring.statements`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date
from functools import lru_cache
from typing import ClassVar

from sqlalchemy import MetaData

from answerable.calendar import Month
from answerable.events.base import Event, written
from answerable.projection.writing.projection import Projection, on
from answerable.projection.writing.rows import Rows
from answerable.purposes import JUDGING
from answerable.rulebook.standing import day_named
from answerable.streams.assessment import events as assessment
from answerable.streams.attendance import events as attendance
from answerable.streams.case import events as case
from answerable.streams.complaint import events as complaint
from answerable.streams.leave import events as leave
from answerable.streams.rulebook import events as rulebook
from answerable.streams.site import events as site
from answerable.streams.staff import events as staff
from answerable.streams.staff.folding import EVENTS
from answerable.streams.suggestion import events as suggestion
from answerable_services.scoring.suggested import HANDLERS
from answerable_services.scoring.tables import (
    BINDINGS,
    EDGES,
    FACTS,
    MONTHS,
    PEOPLE,
    REVOCATIONS,
    SITES,
    TABLES,
)

COUNTING = (
    assessment.ViolationRecorded,
    assessment.BonusRecorded,
    assessment.ExtraRecorded,
    assessment.ExamScored,
    complaint.Upheld,
    case.LimitMissed,
    suggestion.EffectFound,
    leave.Approved,
    attendance.MissingNoted,
)
"""What may count for or against somebody."""

REVOKING = (
    assessment.Revoked,
    complaint.JudgementWithdrawn,
    case.MissWithdrawn,
    suggestion.FindingWithdrawn,
    leave.AnswerWithdrawn,
    leave.Withdrawn,
    attendance.Withdrawn,
)
"""What takes that back."""


class Scores(Projection):
    """Keeps everything that a month is scored from.

    It is by site: each event is kept at the site that recorded it. A month is scored at one site, from what
    all have of the person.
    """

    name: ClassVar[str] = "scores"
    version: ClassVar[int] = 11
    tables: ClassVar[MetaData] = TABLES
    is_by_site: ClassVar[bool] = True
    unaffected_by: ClassVar[Mapping[type[Event], str]] = {site.Renamed: "no row has a site's name"}

    @on(site.Opened)
    def opened(self, event: site.Opened, rows: Rows) -> None:
        """Learn the zone that the site's months are counted in."""
        rows.put(SITES, site=event.site, timezone=event.timezone)

    @on(*EVENTS)
    def registered(self, event: Event, rows: Rows) -> None:
        """Keep what the register says of a person, as the ledger has it."""
        home = event.at if isinstance(event, staff.Moved) else None
        if isinstance(event, staff.Hired | staff.Rehired):
            home = event.site
        rows.put(
            PEOPLE,
            site=event.site,
            staff=event.originator_id,
            version=event.originator_version,
            home=home,
            type=event.event_type,
            data=written(event),
        )

    @on(rulebook.Bound)
    def bound(self, event: rulebook.Bound, rows: Rows) -> None:
        """Learn by which rulebook the site is scored, and which words were bound."""
        for purpose in set(JUDGING) & set(event.purposes):
            rows.put(
                BINDINGS,
                site=event.site,
                purpose=purpose.value,
                effective_from=event.effective_from,
                until=event.until,
                rulebook=event.rulebook,
                edition=event.edition,
                digest=event.digest,
            )

    @on(rulebook.Unbound)
    def unbound(self, event: rulebook.Unbound, rows: Rows) -> None:
        """Score by what was bound before."""
        for purpose in JUDGING:
            of = {"site": event.site, "purpose": purpose.value, "effective_from": event.effective_from}
            known = rows.get(BINDINGS, **of)
            if known is not None and known["rulebook"] == event.rulebook:
                rows.delete(BINDINGS, **of)

    @on(*COUNTING)
    def happened(self, event: Event, rows: Rows) -> None:
        """Keep the event, as the ledger has it, for everybody it may count for or against."""
        day, concerned = _day(event), event.concerned
        if concerned:
            _keep_month(event, day, rows)
        for person in concerned:
            rows.put(
                FACTS,
                event=event.event_id,
                staff=person,
                originator=event.originator_id,
                site=event.site,
                day=day,
                sequence=rows.sequence or None,
                type=event.event_type,
                version=event.originator_version,
                data=written(event),
            )
        _take_back(event, rows)
        _suggest(event, rows)

    @on(*REVOKING)
    def revoked(self, event: Event, rows: Rows) -> None:
        """Keep what takes an entry back; that may be of any month, and may even come later."""
        _take_back(event, rows)
        _suggest(event, rows)

    @on(*(HANDLERS.keys() - {*COUNTING, *REVOKING}))
    def suggested(self, event: Event, rows: Rows) -> None:
        """Keep what may be a violation, and what decides on it."""
        _suggest(event, rows)


def _suggest(event: Event, rows: Rows) -> None:
    """Keep what the event makes of what is suggested."""
    if (handler := HANDLERS.get(type(event))) is not None:
        handler(event, rows)


def _keep_month(event: Event, day: date, rows: Rows) -> None:
    """Keep the month that the event counts in; its day alone where only the site's zone can tell."""
    is_sure = isinstance(event, assessment.ExtraRecorded) or day_named(event) is not None
    if is_sure or len(months_around(day)) == 1:
        rows.put(MONTHS, site=event.site, first_day=day.replace(day=1))
    else:
        rows.put(EDGES, site=event.site, day=day)


@lru_cache(maxsize=8192)
def months_around(day: date) -> frozenset[Month]:
    """Give the months that a moment of this day in UTC can be of, in one zone or another."""
    return frozenset(Month.of(shifted(day, by)) for by in (-1, 0, 1))


def shifted(day: date, by: int) -> date:
    """Give the day so many days later, or the calendar's end where that comes first."""
    return date.fromordinal(min(max(day.toordinal() + by, 1), date.max.toordinal()))


def _take_back(event: Event, rows: Rows) -> None:
    """Keep an event that takes entries back, as the ledger has it: it says who did so, and why."""
    if event.revokes:
        rows.put(
            REVOCATIONS,
            site=event.site,
            originator=event.originator_id,
            version=event.originator_version,
            sequence=rows.sequence or None,
            type=event.event_type,
            data=written(event),
        )


def _day(event: Event) -> date:
    """Give a day to find the fact by, the same whatever is known of the site's zone.

    It is the day in UTC, so at most one day from the day at the site, where the event names none of its own;
    that of a month's rating is the month's first.
    """
    if isinstance(event, assessment.ExtraRecorded):
        return Month.parse(event.month).first_day
    return day_named(event) or event.occurred_at.astimezone(UTC).date()
